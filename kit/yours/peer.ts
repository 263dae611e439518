// A server for the learner's handshake: the realest one that this machine has for the wanted cipher suite.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer as createListener, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { ExtensionType } from '../../lib/registry.js';
import { createServer } from '../../lib/server.js';
import { type Functions, reference } from '../../lib/stages.js';
import { suiteById } from '../../lib/suites.js';
import { type CertifiedKey, freshIdentity } from '../course-ca.js';
import { freePort } from '../net/free-port.js';
import { TlsStream } from '../net/tls-stream.js';
import { hasPeer } from '../peers/detect.js';
import { answerWww } from '../serve/www.js';

export interface Peer {
  /** In words: 'OpenSSL', 'GnuTLS'. */
  readonly name: string;
  readonly port: number;
  readonly caCertificate: Uint8Array;
  /** Of a program; it is ended with this process. */
  readonly pid?: number;
  stop(): Promise<void>;
}

export type PeerName = 'openssl' | 'gnutls' | 'node' | 'own';

const onlyRc4 = (suites: readonly number[] | undefined) =>
  suites?.every((id) => suiteById(id)?.cipher === 'RC4') ?? false;

/** GnuTLS is the one program that still speaks RC4, and is not to listen on the open network. */
export function wantsNamespace(suites: readonly number[] | undefined): boolean {
  return onlyRc4(suites) && hasPeer('gnutls') && hasPeer('netns');
}

/** Which server to take: OpenSSL or, for RC4, GnuTLS; where they are missing node:tls, and our own for RC4. */
export function choosePeer(suites: readonly number[] | undefined): PeerName {
  if (wantsNamespace(suites)) return 'gnutls';
  if (onlyRc4(suites)) return 'own';
  return hasPeer('openssl') ? 'openssl' : 'node';
}

/** Starts a server on loopback with a certificate of a fresh course CA; any request is answered. */
export async function startPeer(which: PeerName): Promise<Peer> {
  const { ca, server } = freshIdentity(1);
  const start = { openssl: startOpenssl, gnutls: startGnutls, node: startNode, own: startOwn }[which];
  return { caCertificate: ca.certificate, ...(await start(server)) };
}

type Started = Omit<Peer, 'caCertificate'>;

/** Without the extended master secret, as in 2009: so the learner's masterSecret runs. */
const PRIORITY = [
  'NONE:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:+ARCFOUR-128:+AES-128-CBC:+AES-128-GCM:+AEAD:+MD5:+SHA1',
  '+RSA:+ECDHE-RSA:+SIGN-ALL:+GROUP-ALL:+COMP-NULL:+CTYPE-X509:%NO_SESSION_HASH',
].join(':');

function startOpenssl(server: CertifiedKey): Promise<Started> {
  return startProgram('OpenSSL', server, (port) => [
    'openssl',
    ...['s_server', '-accept', `127.0.0.1:${port}`, '-cert', 'cert.pem', '-key', 'key.pem'],
    ...['-www', '-cipher', 'ALL:@SECLEVEL=0'],
  ]);
}

/** gnutls-serv listens on every address, so it is started only where there is no network but loopback. */
function startGnutls(server: CertifiedKey): Promise<Started> {
  return startProgram('GnuTLS', server, (port) => [
    'gnutls-serv',
    ...['--http', '--port', String(port), '--x509certfile', 'cert.pem', '--x509keyfile', 'key.pem'],
    ...['--disable-client-cert', '--priority', PRIORITY],
  ]);
}

async function startProgram(
  name: string,
  server: CertifiedKey,
  command: (port: number) => string[],
): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'peer-'));
  writeFileSync(join(folder, 'cert.pem'), server.certificatePem);
  writeFileSync(join(folder, 'key.pem'), server.keyPem, { mode: 0o600 });
  const port = await freePort();
  const [program, ...args] = command(port);
  const child = spawn(program as string, args, { cwd: folder, stdio: ['pipe', 'ignore', 'ignore'] });
  endWithUs(child);
  const stop = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.kill()) await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(port, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name, port, stop, ...(child.pid !== undefined && { pid: child.pid }) };
}

/** Nothing that we started outlives us, except where we are killed outright. */
function endWithUs(child: ChildProcess): void {
  const end = () => void child.kill();
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  // Without a listener these end the process without its exit event.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
}

async function startNode(server: CertifiedKey): Promise<Started> {
  const tls = createTlsServer(
    {
      cert: server.certificatePem,
      key: server.keyPem,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.2',
      ciphers: 'ALL:@SECLEVEL=0',
      dhparam: 'auto',
    },
    (socket) => answerWww(socket),
  );
  tls.on('tlsClientError', () => {});
  return listen('node:tls', tls);
}

async function startOwn(server: CertifiedKey): Promise<Started> {
  const options = {
    functions: serverOf2009,
    random: (length: number) => new Uint8Array(randomBytes(length)),
    chain: [server.certificate],
    key: server.key,
  };
  const listener = createListener((socket) => {
    const stream = new TlsStream(socket, { start: (onEvent) => createServer({ ...options, onEvent }) });
    stream.on('error', () => {});
    answerWww(stream);
  });
  return listen('our own server', listener);
}

/** Deaf to extended_master_secret, like the GnuTLS that it stands in for. */
const serverOf2009: Functions = {
  ...reference,
  decodeClientHello(...args) {
    const hello = reference.decodeClientHello(...args);
    const kept = hello.extensions?.filter(
      ({ extensionType }) => extensionType !== ExtensionType.extended_master_secret,
    );
    return kept ? { ...hello, extensions: kept } : hello;
  },
};

async function listen(name: string, server: Server): Promise<Started> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { name, port, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const trial = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => {});
      trial.once('close', () => resolve(false)); // of an error, or of a machine too busy to answer in time
      trial.unref();
      setTimeout(() => trial.destroy(), 50).unref();
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${child.spawnfile} did not start`);
}

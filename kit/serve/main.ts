// npm run serve -- --port N: our server, for a room full of clients, until it is stopped.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer as createListener, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { createServer, type ServerOptions } from '../../lib/server.js';
import { reference } from '../../lib/stages.js';
import { readCertificates } from '../certificates.js';
import { createCourseCa, generateKeyPem, issueServerCertificate } from '../course-ca.js';
import { messageLine, securityLines } from '../net/narrate.js';
import { readSuites, readVersion } from '../net/options.js';
import { TlsStream } from '../net/tls-stream.js';
import { WireLog } from '../net/wire-log.js';
import { readPrivateKeyPem } from '../private-key.js';
import { readInput, runCommand, UsageError } from '../usage.js';
import { answerWww } from './www.js';

const usage = `npm run serve -- --port N [options]
  --host ADDRESS         where to listen (default 127.0.0.1: this machine only)
  --tls 1.0|1.1|1.2      the only version to speak (default: 1.0 to 1.2)
  --suite NAME|0xNNNN    the only cipher suites to take, separated by commas, most wanted first
  --cert FILE --key FILE PEM certificate chain and RSA key (default: a fresh course CA issues one)
  --echo                 send back whatever comes
  --www                  answer any HTTP request with a page
  --keylog FILE          append each session's secrets, as SSLKEYLOGFILE does`;

const CA_FILE = 'out/course-ca.pem';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      tls: { type: 'string' },
      suite: { type: 'string' },
      cert: { type: 'string' },
      key: { type: 'string' },
      echo: { type: 'boolean' },
      www: { type: 'boolean' },
      keylog: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const port = readPort(values.port);
  if (values.echo && values.www) throw new UsageError('give --echo or --www, not both');
  const version = values.tls === undefined ? undefined : readVersion(values.tls);
  const options = {
    functions: reference,
    random: (length: number) => new Uint8Array(randomBytes(length)),
    ...(version !== undefined && { minVersion: version, maxVersion: version }),
    ...(values.suite !== undefined && { cipherSuites: readSuites(values.suite, version) }),
    ...identity(values.cert, values.key),
  };

  const open = new Set<Socket>();
  let count = 0;
  const listener = createListener((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    const mode = values.echo ? 'echo' : values.www ? 'www' : 'listen';
    serveOne(socket, ++count, options, mode, values.keylog);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          `cannot listen on ${values.host}:${port} (${error.code}); is the port taken? try another --port`,
        ),
      ),
    );
    listener.listen(port, values.host, resolve);
  });
  const address = listener.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  console.log(`Listening on ${values.host}:${bound}, Ctrl-C stops.`);
  if (values.cert === undefined)
    console.log(`Trust it with: npm run handshake -- localhost:${bound} --ca ${CA_FILE}`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  listener.close();
  for (const socket of open) socket.destroy();
  return 0;
}

function readPort(text: string | undefined): number {
  const port = Number(text);
  if (text === undefined || !Number.isInteger(port) || port < 0 || port > 65535)
    throw new UsageError(`give --port N, a number from 0 (any free port) to 65535\n${usage}`);
  return port;
}

/** The chain and key of the files, or fresh ones, with the CA's certificate left in CA_FILE for clients. */
function identity(certFile?: string, keyFile?: string): Pick<ServerOptions, 'chain' | 'key'> {
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new UsageError('give both --cert and --key, or neither');
  if (certFile !== undefined && keyFile !== undefined) return readIdentity(certFile, keyFile);
  const day = 24 * 3600 * 1000;
  const validity = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + 365 * day) };
  const ca = createCourseCa({
    ...validity,
    subjectName: 'Rebuild TLS course CA',
    keyPem: generateKeyPem(2048),
  });
  const server = issueServerCertificate(ca, {
    ...validity,
    hostNames: ['localhost'],
    addresses: ['127.0.0.1', '::1'],
    keyPem: generateKeyPem(2048),
  });
  mkdirSync('out', { recursive: true });
  writeFileSync(CA_FILE, ca.certificatePem);
  return { chain: [server.certificate], key: server.key };
}

function readIdentity(certFile: string, keyFile: string): Pick<ServerOptions, 'chain' | 'key'> {
  const chain = readCertificates(certFile);
  const key = readPrivateKeyPem(Buffer.from(readInput(keyFile)).toString('latin1'));
  const { publicKey } = reference.parseCertificate(chain[0] as Uint8Array);
  if (publicKey.type !== 'rsa' || publicKey.n !== key.n)
    throw new UsageError(`the key in ${keyFile} does not belong to the first certificate in ${certFile}`);
  return { chain, key };
}

type Mode = 'echo' | 'www' | 'listen';

function serveOne(
  socket: Socket,
  id: number,
  options: Omit<ServerOptions, 'onEvent'>,
  mode: Mode,
  keyLog?: string,
): void {
  const log = new WireLog('server');
  const say = (line: string) => console.log(`[${id}] ${line}`);
  const stream = new TlsStream(socket, {
    start: (onEvent) => createServer({ ...options, onEvent }),
    onEvent(event) {
      const line = messageLine(event);
      if (line) say(line);
      if (event.type !== 'secured') return;
      log.secured(event.security);
      if (keyLog !== undefined) log.writeKeyLog(keyLog);
      for (const detail of ['Handshake complete, both Finished verified.', ...securityLines(event.security)])
        say(detail);
    },
  });
  stream.on('error', (error) => say(`ended: ${error.message}`));
  if (mode === 'echo') stream.pipe(stream);
  else if (mode === 'www') answerWww(stream);
  else stream.on('data', (data: Uint8Array) => say(`${data.length} bytes of application data`));
}

await runCommand('serve', main);

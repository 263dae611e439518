import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../lib/client.js';
import type { Security } from '../../lib/connection-types.js';
import { NamedGroup, TLS12 } from '../../lib/registry.js';
import { reference } from '../../lib/stages.js';
import { type CertifiedKey, createCourseCa, generateKeyPem, issueServerCertificate } from '../course-ca.js';
import { freePort } from '../net/free-port.js';
import { TlsStream } from '../net/tls-stream.js';
import type { WireRecord } from '../sessions/wire.js';
import { seededRandom } from './seeded-random.js';

/** All that was seen of one session. */
export interface RecordedSession {
  readonly seed: string;
  /** `openssl version`. */
  readonly openssl: string;
  readonly caCertificate: Uint8Array;
  readonly security: Security;
  /** The master secret by OpenSSL's own key log. */
  readonly masterSecretOfPeer: string;
  readonly wire: readonly WireRecord[];
  readonly request: string;
  readonly reply: string;
}

/** The moment the session's certificates are judged at: they are made for it, whenever it is recorded. */
export const recordedAt = Date.parse('2026-06-10T01:09:30Z') / 1000;

const FILE = 'cart.txt';
const CONTENT = 'Tuscan Whole Milk, 1 gallon, 128 fl oz: 1\n';
const REQUEST = `GET /${FILE} HTTP/1.0\r\nHost: localhost\r\n\r\n`;

/** Starts `openssl s_server` in a folder of its own, asks it for a file, and ends it. */
export async function recordSession(seed: string): Promise<RecordedSession> {
  const openssl = opensslVersion();
  const folder = mkdtempSync(join(tmpdir(), 'record-'));
  const { ca, server } = certificates();
  writeFileSync(join(folder, 'cert.pem'), server.certificatePem);
  writeFileSync(join(folder, 'key.pem'), server.keyPem, { mode: 0o600 });
  writeFileSync(join(folder, FILE), CONTENT);
  const port = await freePort();
  const args = ['s_server', '-accept', `127.0.0.1:${port}`, '-cert', 'cert.pem', '-key', 'key.pem'];
  const process = spawn('openssl', [...args, '-WWW', '-tls1_2', '-keylogfile', 'keys.txt'], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  try {
    const seen = await talk(await patientSocket(port, process), ca, seededRandom(seed));
    const keyLog = readFileSync(join(folder, 'keys.txt'), 'latin1');
    const masterSecretOfPeer = /^CLIENT_RANDOM [0-9a-f]{64} ([0-9a-f]{96})$/m.exec(keyLog)?.[1] ?? '';
    return { seed, openssl, caCertificate: ca.certificate, masterSecretOfPeer, request: REQUEST, ...seen };
  } finally {
    process.kill();
    rmSync(folder, { recursive: true });
  }
}

async function talk(
  socket: Socket,
  ca: CertifiedKey,
  random: (length: number) => Uint8Array,
): Promise<Pick<RecordedSession, 'security' | 'wire' | 'reply'>> {
  const wire: WireRecord[] = [];
  const stream = new TlsStream(socket, {
    start: (onEvent) =>
      createClient({
        functions: reference,
        random,
        onEvent,
        serverName: 'localhost',
        trust: { anchors: [ca.certificate], host: 'localhost', at: recordedAt },
        minVersion: TLS12,
        cipherSuites: [0xc02f],
        groups: [NamedGroup.secp256r1],
      }),
    onWire: (sent, bytes) => wire.push({ direction: sent ? 'client' : 'server', bytes: bytes.slice() }),
  });
  stream.write(REQUEST);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return { security: await stream.secured(), wire, reply: Buffer.concat(chunks).toString('latin1') };
}

/** A CA and a server with new keys, valid around the recorded moment. */
export function certificates(): { ca: CertifiedKey; server: CertifiedKey } {
  const validity = {
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2027-01-01T00:00:00Z'),
  };
  const ca = createCourseCa({
    ...validity,
    subjectName: 'Rebuild TLS course CA',
    keyPem: generateKeyPem(2048),
  });
  const keyPem = generateKeyPem(2048);
  const server = issueServerCertificate(ca, {
    ...validity,
    hostNames: ['localhost'],
    addresses: ['127.0.0.1'],
    keyPem,
  });
  return { ca, server };
}

function opensslVersion(): string {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' }).split(' ').slice(0, 2).join(' ');
  } catch {
    throw new Error('no openssl found; install it (apt-get install openssl) and try again');
  }
}

/** Tries again while the server is still starting. */
async function patientSocket(port: number, server: ChildProcess): Promise<Socket> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const socket = await new Promise<Socket | undefined>((resolve) => {
      const trial = connect(port, '127.0.0.1', () => resolve(trial));
      trial.once('error', () => resolve(undefined));
    });
    if (socket) return socket;
    if (server.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('openssl s_server did not start');
}

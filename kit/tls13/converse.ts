// A TLS 1.3 session between a client and a server of node:tls, here and now, with everything that goes over the wire
// between them and the client's key log.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { CertifiedKey } from '../course-ca.js';
import type { WireRecord } from '../sessions/wire.js';

export interface Conversation {
  readonly wire: readonly WireRecord[];
  readonly keyLog: string;
  /** What the client read. */
  readonly reply: string;
}

export interface Talk {
  readonly ca: CertifiedKey;
  /** For the host name localhost. */
  readonly server: CertifiedKey;
  readonly request: string;
  readonly reply: string;
  /** The suites that the client offers, in OpenSSL's spelling. */
  readonly ciphers: string;
}

/** The client asks, the server answers and closes, then the client does. */
export async function converse(talk: Talk): Promise<Conversation> {
  const server = createTlsServer({
    key: talk.server.keyPem,
    cert: talk.server.certificatePem,
    minVersion: 'TLSv1.3',
  });
  server.on('secureConnection', (socket) => {
    socket.once('data', () => socket.end(talk.reply));
    socket.on('error', () => socket.destroy()); // the client tells what went wrong
  });
  const wire: WireRecord[] = [];
  const relay = createRelay(await portOf(server), wire);
  try {
    return { wire, ...(await ask(await portOf(relay), talk)) };
  } finally {
    await Promise.all([server, relay].map(closed));
  }
}

async function ask(port: number, talk: Talk): Promise<Omit<Conversation, 'wire'>> {
  const socket = connectTls({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: talk.ca.certificatePem,
    minVersion: 'TLSv1.3',
    ciphers: talk.ciphers,
    ecdhCurve: 'X25519',
  });
  let keyLog = '';
  socket.on('keylog', (line) => (keyLog += line.toString('latin1')));
  socket.once('secureConnect', () => socket.write(talk.request));
  return { reply: await everything(socket), keyLog };
}

async function everything(socket: TLSSocket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

/** Passes on to `port` what comes, and back, and notes it. */
function createRelay(port: number, wire: WireRecord[]): Server {
  return createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    for (const [direction, from, to] of [
      ['client', client, server],
      ['server', server, client],
    ] as const) {
      from.on('data', (bytes) => wire.push({ direction, bytes: Uint8Array.from(bytes) }));
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  });
}

async function portOf(server: Server): Promise<number> {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

const closed = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));

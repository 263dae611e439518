// Our ends of the variants, over sockets.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer as listen } from 'node:net';
import { TlsStream } from '../../kit/net/tls-stream.js';
import { freshTicketKey, MemoryStore } from '../../kit/serve/sessions.js';
import { type ClientOptions, createClient } from '../../lib/client.js';
import type { Security } from '../../lib/connection-types.js';
import { createServer, type ServerOptions } from '../../lib/server.js';
import type { Sessions } from '../../lib/server-sessions.js';
import { reference } from '../../lib/stages.js';
import { testCa, testClient, testServer } from '../support/pki.js';

const random = (length: number) => new Uint8Array(randomBytes(length));
const at = Date.UTC(2026, 0, 1) / 1000;
const common = { functions: reference, random };

/** GnuTLS and OpenSSL agree on it in every version. */
const cipherSuites = [0xc013];

export const clientIdentity = { chain: [testClient.certificate], key: testClient.key };
export const requireClient = { anchors: [testCa.certificate], at, required: true };
export const byId = (): Sessions => ({ at, lifetime: 3600, store: new MemoryStore() });
export const byTicket = (): Sessions => ({ at, lifetime: 3600, ticketKeys: [freshTicketKey(random)] });

/** A client that wants an OCSP response, and judges it by a clock of its own. */
export const wantsStatus = (now: number): Partial<ClientOptions> => ({
  certificateStatus: 'required',
  trust: { anchors: [testCa.certificate], at: now, host: 'localhost' },
});
export const isGood = ([settled]: readonly Security[]) => /good, says OCSP/.test(settled?.trust ?? '');

/**
 * One connection of our client.
 * @param act what it does while it is open; `again` resolves when a second handshake is done
 * @returns what its handshakes settled
 */
export async function talk(
  port: number,
  version: number,
  options: Partial<ClientOptions> = {},
  act: (stream: TlsStream, again: Promise<void>) => Promise<void> = async () => {},
): Promise<Security[]> {
  const settled: Security[] = [];
  let second = () => {};
  const again = new Promise<void>((resolve) => (second = resolve));
  const stream = new TlsStream(createConnection({ port, host: '127.0.0.1' }), {
    start: (onEvent) =>
      createClient({
        ...common,
        ...{ minVersion: version, maxVersion: version, cipherSuites },
        trust: { anchors: [testCa.certificate], at, host: 'localhost' },
        serverName: 'localhost',
        ...options,
        onEvent,
      }),
    onEvent(event) {
      if (event.type === 'secured' && settled.push(event.security) === 2) second();
    },
  });
  await stream.secured();
  try {
    await act(stream, again);
    return settled;
  } finally {
    stream.resume();
    stream.end();
    await closed(stream);
  }
}

const closed = (stream: TlsStream) => (stream.closed ? undefined : once(stream, 'close').catch(() => {}));

/** Says a line and waits until it comes back, whatever else does. */
export async function echoes(stream: TlsStream, line: string): Promise<void> {
  stream.write(`${line}\n`);
  await hears(stream, line);
}

/** Waits until a text has come. */
export function hears(stream: TlsStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = '';
    stream.on('data', (data: Buffer) => {
      heard += data.toString('latin1');
      if (heard.includes(text)) resolve();
    });
    stream.once('close', () => reject(new Error(`the peer closed before it said ${text}: ${heard}`)));
  });
}

/** A server of ours for as long as `body` runs; every connection ends with what it settled, or why it failed. */
export async function withServer(
  version: number,
  options: Partial<ServerOptions>,
  body: (server: { port: number; settled: Security[]; errors: Error[] }) => Promise<void>,
  serve: (stream: TlsStream) => void = (stream) => stream.pipe(stream),
): Promise<void> {
  const settled: Security[] = [];
  const errors: Error[] = [];
  const server = listen((socket) => {
    const stream = new TlsStream(socket, {
      start: (onEvent) =>
        createServer({
          ...common,
          chain: [testServer.certificate],
          key: testServer.key,
          maxVersion: version,
          cipherSuites,
          ...options,
          onEvent,
        }),
      onEvent: (event) => void (event.type === 'secured' && settled.push(event.security)),
    });
    stream.on('error', (error) => errors.push(error));
    serve(stream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await body({ port: (server.address() as AddressInfo).port, settled, errors });
  } finally {
    server.close();
  }
}

/** Fails with what was settled where it is not as expected. */
export function expectThat(holds: boolean, what: string, settled: readonly Security[] = []): void {
  if (holds) return;
  const seen = settled.map(
    (s) => `${s.version.toString(16)} ${s.suite.name} ${s.resumed ?? 'in full'}; ${s.trust}`,
  );
  throw new Error(`${what}; settled: ${seen.join(' | ')}`);
}

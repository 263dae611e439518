// Clients and servers to be fuzzed: the project's own engines, deterministic, and a record of what each end did.
import { concatBytes } from '@noble/hashes/utils.js';
import { type ClientOptions, createClient } from '../../lib/client.js';
import type { Connection } from '../../lib/connection.js';
import type { ConnectionEvent, Security } from '../../lib/connection-types.js';
import { TLS10, TLS11, TLS12 } from '../../lib/registry.js';
import { createServer, type ServerOptions } from '../../lib/server.js';
import { reference } from '../../lib/stages.js';
import { fuzzServer, fuzzTrust } from './pki.js';
import { seededRandom } from './random.js';

export type Role = 'client' | 'server';

/** A version and a suite. */
export interface Kind {
  readonly version: number;
  readonly suite: number;
}

/** Every key exchange and every kind of record protection, each in a version that has it. */
export const kinds: readonly Kind[] = [
  { version: TLS10, suite: 0x0004 },
  { version: TLS10, suite: 0xc013 },
  { version: TLS11, suite: 0x002f },
  { version: TLS12, suite: 0xc027 },
  { version: TLS12, suite: 0xc02f },
  { version: TLS12, suite: 0x009d },
  { version: TLS12, suite: 0x0033 },
];

/** One end, and all that happened to it. */
export interface Engine {
  readonly role: Role;
  readonly connection: Connection;
  readonly events: ConnectionEvent[];
}

/** Options beside those that a kind gives. */
export interface MoreOptions {
  readonly client?: Partial<ClientOptions>;
  readonly server?: Partial<ServerOptions>;
}

export function startEngine(role: Role, { version, suite }: Kind, more: MoreOptions = {}): Engine {
  const events: ConnectionEvent[] = [];
  const common = {
    functions: reference,
    onEvent: (event: ConnectionEvent) => void events.push(event),
    random: seededRandom(role === 'client' ? 1 : 2).bytes,
    maxVersion: version,
    cipherSuites: [suite],
  };
  const connection =
    role === 'client'
      ? createClient({ ...common, trust: fuzzTrust, serverName: 'localhost', ...more.client })
      : createServer({ ...common, chain: [fuzzServer.certificate], key: fuzzServer.key, ...more.server });
  return { role, connection, events };
}

export function securityOf({ events }: Engine): Security | undefined {
  for (const event of events) if (event.type === 'secured') return event.security;
  return undefined;
}

/** The application data that came in. */
export function dataOf({ events }: Engine): Uint8Array {
  return concatBytes(...events.flatMap((event) => (event.type === 'data' ? [event.data] : [])));
}

/** The handshake messages that came in and count: an invitation to begin again is declined, not taken. */
export function takenMessages({ events }: Engine): Uint8Array[] {
  return events.flatMap((event) =>
    event.type === 'message' && !event.sent && !/^alert|^hello_request$/.test(event.name)
      ? [event.bytes]
      : [],
  );
}

/** Passes records on until both are silent, and notes what each side sent. */
export function converse(
  client: Connection,
  server: Connection,
): { fromClient: Uint8Array[]; fromServer: Uint8Array[] } {
  const fromClient: Uint8Array[] = [];
  const fromServer: Uint8Array[] = [];
  for (;;) {
    const [up, down] = [client.takeOutput(), server.takeOutput()];
    if (up.length + down.length === 0) return { fromClient, fromServer };
    fromClient.push(...up);
    fromServer.push(...down);
    for (const record of up) server.receive(record.slice());
    for (const record of down) client.receive(record.slice());
  }
}

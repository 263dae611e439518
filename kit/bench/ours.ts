// Our two ends in one process: what one writes, the other is given.
import { randomBytes } from 'node:crypto';
import { type ClientOptions, createClient } from '../../lib/client.js';
import type { Connection } from '../../lib/connection.js';
import type { ConnectionEvent } from '../../lib/connection-types.js';
import { createServer } from '../../lib/server.js';
import { reference } from '../../lib/stages.js';
import { type BenchPki, host } from './pki.js';

/** What both ends may use, and nothing else. */
export interface Choice {
  readonly version: number;
  readonly suite: number;
  readonly group?: number;
}

/** An open pair of connections that counts what arrives. */
export interface OurPair {
  readonly client: Connection;
  readonly server: Connection;
  /** Bytes of application data that either end has opened. */
  received(): number;
}

const at = Date.parse('2026-01-01T00:00:00Z') / 1000;

function commonOptions({ version, suite, group }: Choice) {
  return {
    functions: reference,
    random: (length: number) => new Uint8Array(randomBytes(length)),
    minVersion: version,
    maxVersion: version,
    cipherSuites: [suite],
    ...(group !== undefined && { groups: [group] }),
  };
}

export function clientOptions(pki: BenchPki, choice: Choice): ClientOptions {
  const trust = { anchors: [pki.ca.certificate], at, host };
  return { ...commonOptions(choice), trust, serverName: host };
}

export function serverOptions(pki: BenchPki, choice: Choice) {
  return { ...commonOptions(choice), chain: [pki.server.certificate], key: pki.server.key };
}

/** A full handshake: the client verifies the chain, both verify the Finished. */
export function openOurPair(pki: BenchPki, choice: Choice): OurPair {
  let received = 0;
  const onEvent = (event: ConnectionEvent) => {
    if (event.type === 'data') received += event.data.length;
  };
  const server = createServer({ ...serverOptions(pki, choice), onEvent });
  const client = createClient({ ...clientOptions(pki, choice), onEvent });
  while (carry(client, server) || carry(server, client));
  if (!client.isOpen || !server.isOpen) throw new Error('our handshake did not come to its end');
  return { client, server, received: () => received };
}

/** Gives one end's output to the other; false when there was none. */
export function carry(from: Connection, to: Connection): boolean {
  const records = from.takeOutput();
  for (const record of records) to.receive(record);
  return records.length > 0;
}

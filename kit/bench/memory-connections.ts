// A process of the bench: opens connections, keeps both ends of each, and reports what they hold.
import { TLS12 } from '../../lib/registry.js';
import { openOurPair } from './ours.js';
import { createBenchPki } from './pki.js';

/** Bytes that the open connections added, after garbage collection. */
export interface Held {
  readonly heap: number;
  readonly resident: number;
}

/** TLS_RSA_WITH_AES_128_GCM_SHA256: the handshake that is opened fastest; what stays afterwards is the same. */
const choice = { version: TLS12, suite: 0x009c };

const count = Number(process.argv[2]);
const pki = createBenchPki();
for (let i = 0; i < 5; i++) openOurPair(pki, choice);
const before = usage();
const pairs = Array.from({ length: count }, () => openOurPair(pki, choice));
const after = usage();
if (!pairs.every(({ client, server }) => client.isOpen && server.isOpen)) throw new Error('some closed');
const held: Held = { heap: after.heap - before.heap, resident: after.resident - before.resident };
process.send?.(held);

function usage() {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}

// Full handshakes per second, both ends in this process: the client verifies the server's chain every time.
import { NamedGroup, TLS10, TLS12 } from '../../lib/registry.js';
import { openForgePair } from './forge.js';
import { type Bench, effortOf, type Group } from './group.js';
import { type Contestant, measure, median, medianRatio } from './measure.js';
import { type NodeChoice, nodeContexts, openNodePair } from './node-tls.js';
import { type Choice, openOurPair } from './ours.js';
import type { BenchPki } from './pki.js';
import { aim, type Row } from './rows.js';

const unit = 'handshakes/s';
const group = 'handshakes';
const effort = { rounds: 9, turnMs: 400 };

export const handshakes: Group = async (bench) => [
  await rsa(bench),
  await ecdhe(bench, 'secp256r1', 'P-256'),
  await ecdhe(bench, 'x25519', 'X25519'),
];

/** The one handshake that all three can do. */
async function rsa(bench: Bench): Promise<Row> {
  const name = 'RSA-2048, TLS 1.0, TLS_RSA_WITH_AES_128_CBC_SHA';
  const { pki } = bench;
  const rates = await measure(
    {
      ours: ours(pki, { version: TLS10, suite: 0x002f }),
      'node-forge': { units: 1, step: () => void openForgePair(pki) },
      'node:tls': node(pki, { version: 'TLSv1', ciphers: 'AES128-SHA' }),
    },
    effortOf(bench, effort),
    (done, of) => bench.progress(name, done, of),
  );
  const figures = {
    ours: median(rates.ours),
    'node-forge': median(rates['node-forge']),
    'node:tls': median(rates['node:tls']),
  };
  const measured = medianRatio(rates.ours, rates['node-forge']);
  return {
    group,
    name,
    unit,
    figures,
    aim: aim({ what: 'node-forge', unit: 'times', measured, bound: { least: 5 } }),
  };
}

async function ecdhe(bench: Bench, ourGroup: 'secp256r1' | 'x25519', curve: string): Promise<Row> {
  const name = `${ourGroup}, TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`;
  const { pki } = bench;
  const rates = await measure(
    {
      ours: ours(pki, { version: TLS12, suite: 0xc02f, group: NamedGroup[ourGroup] }),
      'node:tls': node(pki, { version: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', curve }),
    },
    effortOf(bench, effort),
    (done, of) => bench.progress(name, done, of),
  );
  const measured = median(rates.ours);
  return {
    group,
    name,
    unit,
    figures: { ours: measured, 'node:tls': median(rates['node:tls']) },
    aim: aim({ what: 'handshakes', unit: 'per second', measured, bound: { least: 60 } }),
  };
}

function ours(pki: BenchPki, choice: Choice): Contestant {
  return { units: 1, step: () => void openOurPair(pki, choice) };
}

function node(pki: BenchPki, choice: NodeChoice): Contestant {
  const contexts = nodeContexts(pki, choice);
  return { units: 1, step: async () => (await openNodePair(contexts, 'duplex')).close() };
}

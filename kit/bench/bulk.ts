// Application data: megabytes per second that one end seals and the other opens, half of them in each direction.
// For each record layer also how close it comes to what its own primitives give, alone but in the same turns.
import { randomBytes } from 'node:crypto';
import { TLS10, TLS12 } from '../../lib/registry.js';
import { FORGE_RECORD, openForgePair } from './forge.js';
import { effortOf, type Group } from './group.js';
import { type Contestant, measure, median, medianRatio } from './measure.js';
import { type NodeChoice, nodeContexts, openNodePair } from './node-tls.js';
import { type Choice, carry, openOurPair } from './ours.js';
import type { BenchPki } from './pki.js';
import { cbcSha1, ctrGhash, rc4Md5 } from './primitives.js';
import { aim, type Row } from './rows.js';

const unit = 'MB/s';
const group = 'bulk';
const effort = { rounds: 11, turnMs: 200 };
const RECORD = 2 ** 14;
/** Records that a step sends in each direction. */
const RECORDS = 8;
const MEGABYTE = 1e6;

export const bulk: Group = async (bench) => {
  const { pki } = bench;
  const nodeCbc = await node(pki, { version: 'TLSv1', ciphers: 'AES128-SHA' });
  const nodeGcm = await node(pki, { version: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' });
  const rates = await measure(
    {
      rc4: ours(pki, { version: TLS10, suite: 0x0004 }),
      'rc4 primitives': primitives(rc4Md5),
      cbc: ours(pki, { version: TLS10, suite: 0x002f }),
      'cbc primitives': primitives(cbcSha1),
      gcm: ours(pki, { version: TLS12, suite: 0xc02f }),
      'gcm primitives': primitives(ctrGhash),
      'forge cbc': forge(pki),
      'node cbc': nodeCbc,
      'node gcm': nodeGcm,
    },
    effortOf(bench, effort),
    (done, of) => bench.progress('records of 16 KiB, both ways', done, of),
  ).finally(() => {
    nodeCbc.close();
    nodeGcm.close();
  });
  const rows = (name: string, layer: 'rc4' | 'cbc' | 'gcm', made: string, others: Row['figures']): Row[] => [
    {
      group,
      name: `${name}, 16 KiB records`,
      unit,
      figures: { ours: median(rates[layer]), ...others },
      aim: aim({
        what: "node-forge's AES-128-CBC-SHA",
        unit: 'times',
        measured: medianRatio(rates[layer], rates['forge cbc']),
        bound: { least: 5 },
      }),
    },
    {
      group,
      name: `${name}, beside its primitives: ${made}`,
      unit,
      figures: { ours: median(rates[layer]), primitives: median(rates[`${layer} primitives`]) },
      aim: aim({
        what: 'its primitives',
        unit: 'percent',
        measured: medianRatio(rates[layer], rates[`${layer} primitives`]),
        bound: { least: 0.85 },
      }),
    },
  ];
  const forgeCbc = { 'node-forge': median(rates['forge cbc']) };
  return [
    ...rows('RC4-MD5, TLS 1.0', 'rc4', 'RC4 and HMAC-MD5', {}),
    ...rows('AES-128-CBC-SHA, TLS 1.0', 'cbc', 'CBC and HMAC-SHA-1', {
      ...forgeCbc,
      'node:tls': median(rates['node cbc']),
    }),
    ...rows('AES-128-GCM, TLS 1.2', 'gcm', 'CTR and GHASH', { 'node:tls': median(rates['node gcm']) }),
  ];
};

function ours(pki: BenchPki, choice: Choice): Contestant {
  const { client, server, received } = openOurPair(pki, choice);
  const content = new Uint8Array(randomBytes(RECORD));
  return {
    units: (2 * RECORDS * RECORD) / MEGABYTE,
    step() {
      const before = received();
      for (let i = 0; i < RECORDS; i++) {
        client.write(content);
        carry(client, server);
        server.write(content);
        carry(server, client);
      }
      if (received() - before !== 2 * RECORDS * RECORD) throw new Error('not everything we sent arrived');
    },
  };
}

/** Every record is sealed once and opened once. */
function primitives(of: (length: number) => { seal(): void; open(): void }): Contestant {
  const { seal, open } = of(RECORD);
  return {
    units: (2 * RECORDS * RECORD) / MEGABYTE,
    step() {
      for (let i = 0; i < 2 * RECORDS; i++) {
        seal();
        open();
      }
    },
  };
}

function forge(pki: BenchPki): Contestant {
  const { client, server, received } = openForgePair(pki);
  const content = randomBytes(FORGE_RECORD).toString('latin1');
  return {
    units: (2 * FORGE_RECORD) / MEGABYTE,
    step() {
      const before = received();
      client.prepare(content);
      server.prepare(content);
      if (received() - before !== 2 * FORGE_RECORD) throw new Error('not everything node-forge sent arrived');
    },
  };
}

/** Much at a time: compiled code shows its speed only when few calls come between. */
async function node(pki: BenchPki, choice: NodeChoice): Promise<Contestant & { close(): void }> {
  const records = 64;
  const { client, server, close } = await openNodePair(nodeContexts(pki, choice), 'socket');
  const content = randomBytes(RECORD);
  let missing = 0;
  let arrived = () => {};
  for (const end of [client, server])
    end.on('data', (data: Buffer) => {
      missing -= data.length;
      if (missing === 0) arrived();
    });
  return {
    units: (2 * records * RECORD) / MEGABYTE,
    close,
    step() {
      missing = 2 * records * RECORD;
      for (let i = 0; i < records; i++) {
        client.write(content);
        server.write(content);
      }
      return new Promise((resolve) => {
        arrived = resolve;
      });
    },
  };
}

// slow: starts processes
// Handshakes beyond a first and full one, with our client and our server against other people's, in every version.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readPart } from '../../kit/generated-part.js';
import { hasPeer, type PeerName } from '../../kit/peers/detect.js';
import { type MeasuredVariant, measuredVariantsFile, variantsTable } from '../../kit/peers/variants-table.js';
import { type Namespace, openNamespace } from '../support/namespace.js';
import { needs } from '../support/peers.js';
import { type Run, startRun } from './outcomes.js';
import { titleOfVariant, type VariantPeer, variantCases } from './variants.js';
import { attemptsWith } from './variants-peers.js';

const neededFor: Record<VariantPeer, PeerName[]> = {
  gnutls: ['gnutls', 'netns', 'openssl'],
  openssl: ['openssl'],
  node: ['openssl'],
};
const peerNames = Object.keys(neededFor) as VariantPeer[];
const casesWith = (peer: VariantPeer) => variantCases(peer, attemptsWith[peer]);

describe('variants of the handshake', function () {
  this.timeout(120_000);
  const runs = new Map<VariantPeer, Run>();
  let namespace: Namespace | undefined;

  before(async () => {
    for (const peer of peerNames) {
      if (!neededFor[peer].every(hasPeer)) continue;
      if (peer === 'gnutls') namespace = await openNamespace();
      const inside = peer === 'gnutls' ? namespace?.inside : undefined;
      runs.set(peer, startRun('test/peers/variants-runner.ts', peer, inside));
    }
  });
  after(async () => {
    for (const run of runs.values()) await run.stop();
    await namespace?.close();
  });

  for (const peer of peerNames)
    describe(peer, () => {
      needs(...neededFor[peer]);
      for (const [index, wanted] of casesWith(peer).entries())
        it(titleOfVariant(wanted), async () => {
          const { error } = await (runs.get(peer) as Run).outcome(index);
          if (error !== undefined) throw new Error(error);
        });
    });

  describe('the table in README.md', () => {
    needs(...peerNames.flatMap((peer) => neededFor[peer]));

    it('shows what this run measured (npm run peers-table writes it)', async () => {
      const measured: MeasuredVariant[] = [];
      for (const [peer, run] of runs)
        for (const [index, wanted] of casesWith(peer).entries())
          if ((await run.outcome(index)).error === undefined) measured.push(wanted);
      mkdirSync(dirname(measuredVariantsFile), { recursive: true });
      writeFileSync(measuredVariantsFile, JSON.stringify(measured));
      assert.equal(readPart(readFileSync('README.md', 'utf8'), 'variants'), variantsTable(measured));
    });
  });
});

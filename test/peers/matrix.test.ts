// slow: starts processes
// Our client and our server against other people's, for every version and suite that they speak. Each case makes
// a fresh connection, carries 1 byte, 16 KiB and 1 MiB each way, and closes on both sides.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readPart } from '../../kit/generated-part.js';
import { hasPeer, type PeerName } from '../../kit/peers/detect.js';
import { type Measured, measuredFile, peersTable } from '../../kit/peers/table.js';
import { cipherSuites } from '../../lib/suites.js';
import { type Namespace, openNamespace } from '../support/namespace.js';
import { needs } from '../support/peers.js';
import { casesOf, type MatrixPeer, titleOf } from './cases.js';
import { type Run, startRun } from './outcomes.js';

const matrix: Record<MatrixPeer, { title: string; needed: PeerName[] }> = {
  gnutls: { title: 'GnuTLS', needed: ['gnutls', 'netns'] },
  openssl: { title: 'OpenSSL', needed: ['openssl'] },
  node: { title: 'node:tls', needed: [] },
  forge: { title: 'node-forge', needed: [] },
};
const peerNames = Object.keys(matrix) as MatrixPeer[];

describe('peers', function () {
  this.timeout(120_000);
  const runs = new Map<MatrixPeer, Run>();
  let namespace: Namespace | undefined;

  // All at once: GnuTLS's programs mostly keep one core busy, and what we do the other.
  before(async () => {
    for (const peer of peerNames) {
      if (!matrix[peer].needed.every(hasPeer)) continue;
      if (peer === 'gnutls') namespace = await openNamespace();
      runs.set(
        peer,
        startRun('test/peers/runner.ts', peer, peer === 'gnutls' ? namespace?.inside : undefined),
      );
    }
  });
  after(async () => {
    for (const run of runs.values()) await run.stop();
    await namespace?.close();
  });

  for (const peer of peerNames)
    describe(matrix[peer].title, () => {
      needs(...matrix[peer].needed);
      for (const [index, wanted] of casesOf(peer).entries())
        it(titleOf(wanted), async () => {
          const { error } = await (runs.get(peer) as Run).outcome(index);
          if (error !== undefined) throw new Error(error);
        });
    });

  describe('the table in README.md', () => {
    needs(...peerNames.flatMap((peer) => matrix[peer].needed));

    it('shows what this run measured (npm run peers-table writes it)', async () => {
      const measured = await whatWorked(runs);
      mkdirSync(dirname(measuredFile), { recursive: true });
      writeFileSync(measuredFile, JSON.stringify(measured));
      const names = cipherSuites.map(({ name }) => name);
      assert.equal(readPart(readFileSync('README.md', 'utf8'), 'peers'), peersTable(measured, names));
    });
  });
});

async function whatWorked(runs: ReadonlyMap<MatrixPeer, Run>): Promise<Measured[]> {
  const worked: Measured[] = [];
  for (const [peer, run] of runs)
    for (const [index, { role, version, suite }] of casesOf(peer).entries())
      if ((await run.outcome(index)).error === undefined)
        worked.push({ peer, role, version, suite: suite.name });
  return worked;
}

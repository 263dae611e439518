// The fuzzer: that it finds what is there to be found, and a few cases of every target in each test run.
import assert from 'node:assert/strict';
import { campaign } from '../kit/fuzz/campaign.js';
import { cut, mutate, mutations } from '../kit/fuzz/mutate.js';
import { caseSeed, seededRandom } from '../kit/fuzz/random.js';
import { refusesWith, runCase, type Target, Wrong } from '../kit/fuzz/target.js';
import { targets } from '../kit/fuzz/targets.js';
import { AlertReceived, TlsError } from '../lib/errors.js';
import { decodeAlert } from '../lib/records.js';
import { start } from './support/processes.js';
import { runSeed } from './support/random.js';

/** Decodes alerts, and has a mistake for one of 256 descriptions. */
const planted: Target = {
  name: 'planted',
  isRefusal: refusesWith('decode_error'),
  run(random) {
    const { description } = decodeAlert(mutate(random, Uint8Array.of(2, 40), [Uint8Array.of(1, 0)]));
    if (description === 0x29) (undefined as unknown as Uint8Array).fill(0);
  },
};

/** How many cases of a target take about a tenth of a second. */
const casesOf: { readonly [target: string]: number } = {
  'annotate-capture': 40,
  'annotate-bytes': 20,
  paste: 30,
  client: 60,
  server: 25,
  'client-records': 60,
  'server-records': 25,
  'client-variants': 40,
  'server-variants': 25,
  ticket: 100,
  'ocsp-response': 200,
  'puppet-order': 40,
  'puppet-content': 25,
  trickle: 6,
};

describe('the fuzzer', () => {
  it('finds a planted mistake, and the seed it prints brings it back', () => {
    const reports: string[] = [];
    const [finding, ...more] = campaign([planted], runSeed, 20, ({ target }) => reports.push(target));
    assert.ok(finding, 'not found');
    assert.equal(more.length, 0);
    assert.ok(finding.error instanceof TypeError);
    const again = runCase(planted, finding.seed, finding.caseNumber);
    assert.ok(again?.error instanceof TypeError);
    assert.equal(reports.at(-1), 'planted');
  }).timeout(30_000);

  it('finds the wrong alert, an alert that nobody sent, and what a target itself calls wrong', () => {
    const throwing = (error: unknown): Target => ({
      name: 'throwing',
      isRefusal: refusesWith('decode_error'),
      run() {
        throw error;
      },
    });
    assert.equal(runCase(throwing(new TlsError('decode_error', '')), 1, 1), undefined);
    for (const error of [
      new TlsError('internal_error', ''),
      new AlertReceived('decode_error', ''),
      new Wrong('wrong'),
      new RangeError('too large'),
      'a string',
    ])
      assert.equal(runCase(throwing(error), 1, 1)?.error, error);
  });

  it('goes on with the other targets after a finding', () => {
    let cases = 0;
    const fine: Target = { name: 'fine', isRefusal: () => false, run: () => void cases++ };
    const bad: Target = { name: 'bad', isRefusal: () => false, run: () => assert.fail() };
    const findings = campaign([bad, fine], 1, 0.05, () => {});
    assert.deepEqual(
      findings.map(({ target }) => target),
      ['bad'],
    );
    assert.ok(cases > 10);
  });

  it('gives every case random numbers of its own, the same every time', () => {
    const numbers = (seed: number) => Array.from(seededRandom(seed).bytes(8)).join();
    assert.equal(numbers(caseSeed(1, 'records', 7)), numbers(caseSeed(1, 'records', 7)));
    const seeds = [caseSeed(1, 'a', 1), caseSeed(1, 'a', 2), caseSeed(2, 'a', 1), caseSeed(1, 'b', 1)];
    assert.equal(new Set(seeds.map(numbers)).size, 4);
  });

  it('mutates in every way there is, and cuts without losing a byte', () => {
    const bytes = Uint8Array.from({ length: 60 }, (_, i) => i);
    for (const [name, mutation] of Object.entries(mutations)) {
      const results = Array.from({ length: 50 }, (_, i) =>
        mutation(seededRandom(i), bytes, [new Uint8Array(9)]),
      );
      assert.ok(
        results.some((result) => Buffer.compare(result, bytes) !== 0),
        name,
      );
      for (let i = 0; i < 20; i++) mutation(seededRandom(i), new Uint8Array(), [bytes]);
    }
    assert.deepEqual(
      bytes,
      Uint8Array.from({ length: 60 }, (_, i) => i),
      'the input itself was changed',
    );
    for (let i = 0; i < 50; i++)
      assert.deepEqual(new Uint8Array(Buffer.concat(cut(seededRandom(i), bytes))), bytes);
  });
});

describe('npm run fuzz', () => {
  const fuzz = (...args: string[]) =>
    start([process.execPath, '--import', 'tsx', 'kit/fuzz/main.ts', ...args]);

  it('tells the seed, the rate and the verdict', async () => {
    const run = fuzz('--seconds', '1', '--target', 'alert', '--seed', '5');
    assert.equal(await run.exited, 0, run.output());
    assert.match(run.output(), /Seed 5/);
    assert.match(run.output(), /alert +[\d,]+ cases [\d,]+ a second/);
    assert.match(run.output(), /of 1 targets: no findings\./);
  }).timeout(20_000);

  it('runs one case again', async () => {
    const run = fuzz('--target', 'records', '--seed', '5', '--case', '3');
    assert.equal(await run.exited, 0, run.output());
    assert.match(run.output(), /ends as it must/);
  }).timeout(20_000);

  it('says what to do about bad arguments', async () => {
    for (const args of [['--seed', 'x'], ['--target', 'nothing'], ['--case', '1'], ['--bogus']]) {
      const run = fuzz(...args);
      assert.equal(await run.exited, 2, run.output());
      assert.match(run.output(), /^fuzz: /);
    }
  }).timeout(30_000);
});

describe('nothing that strangers send does harm', () => {
  for (const target of targets) {
    const cases = casesOf[target.name] ?? 300;
    it(`${target.name}: ${cases} cases (seed ${runSeed})`, () => {
      for (let caseNumber = 0; caseNumber < cases; caseNumber++) {
        const finding = runCase(target, runSeed, caseNumber);
        if (!finding) continue;
        const error = finding.error instanceof Error ? finding.error.stack : finding.error;
        assert.fail(
          `npm run fuzz -- --target ${target.name} --seed ${runSeed} --case ${caseNumber}: ${error}`,
        );
      }
    }).timeout(30_000);
  }
});

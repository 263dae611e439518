// slow: starts processes
// Whether the bench runs and says everything it should; how fast anything is, no test can promise.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { median, medianRatio } from '../kit/bench/measure.js';
import { table } from '../kit/bench/report.js';
import { aim, type Row } from '../kit/bench/rows.js';
import { hasPeer } from '../kit/peers/detect.js';

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'kit/bench/main.ts', ...args], { encoding: 'utf8' });

describe('npm run bench', function () {
  this.timeout(120_000);

  it('--quick --json gives every row, in finite positive numbers', () => {
    const { status, stdout, stderr } = run('--quick', '--json');
    assert.equal(status, 0, stderr);
    const { machine, rows } = JSON.parse(stdout) as { machine: Record<string, unknown>; rows: Row[] };
    assert.equal(machine.node, process.version);
    const expected = [
      ...['handshakes ours node-forge node:tls', 'handshakes ours node:tls', 'handshakes ours node:tls'],
      ...['bulk ours', 'bulk ours primitives'],
      ...['bulk ours node-forge node:tls', 'bulk ours primitives'],
      ...['bulk ours node:tls', 'bulk ours primitives'],
      'rsa ours node-forge node:tls',
      ...['memory ours', 'memory ours', 'memory ours', 'memory ours'],
      ...['watch ours', 'watch ours'],
      ...(hasPeer('bubblewrap') ? Array(9).fill('grading ours') : []),
      ...['workbench ours', 'workbench ours'],
    ];
    assert.deepEqual(
      rows.map(({ group, figures }) => [group, ...Object.keys(figures)].join(' ')),
      expected,
    );
    for (const { name, figures, aim } of rows)
      for (const value of [...Object.values(figures), ...(aim ? [aim.measured] : [])])
        assert.ok(Number.isFinite(value) && value > 0, `${name}: ${value}`);
    assert.match(stderr, /RSA-2048 private operation/, 'progress');
  });

  it('--only runs one group and prints a table', () => {
    const { status, stdout } = run('--quick', '--only', 'rsa');
    assert.equal(status, 0);
    assert.match(stdout, /Node v\d+.*\n.*CPU time.*\n\nrsa +ours +node-forge +node:tls/);
    assert.doesNotMatch(stdout, /handshakes/);
  });

  it('refuses what it does not know, in one line and with exit code 2', () => {
    for (const args of [['--only', 'nothing'], ['--only', 'constructor'], ['--what'], ['rsa']]) {
      const { status, stdout, stderr } = run(...args);
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, /^bench: [^\n]+\n$/);
    }
  });
});

describe("the bench's arithmetic", () => {
  it('medians, and ratios that are taken round by round', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 3, 9]), 3.5);
    assert.throws(() => median([]), RangeError);
    assert.equal(medianRatio([10, 2, 30], [5, 1, 3]), 2);
  });

  it('an aim is met from its bound on, on the right side of it', () => {
    const met = (measured: number, bound: { least: number } | { most: number }) =>
      aim({ what: 'x', unit: 'times', measured, bound }).met;
    assert.deepEqual(
      [4.9, 5, 6].map((n) => met(n, { least: 5 })),
      [false, true, true],
    );
    assert.deepEqual(
      [4.9, 5, 6].map((n) => met(n, { most: 5 })),
      [true, true, false],
    );
  });

  it('the table says so', () => {
    const missed = aim({ what: 'its primitives', unit: 'percent', measured: 0.5, bound: { least: 0.85 } });
    const row = { group: 'bulk', name: 'records', unit: 'MB/s', figures: { ours: 12.34 }, aim: missed };
    assert.match(table([row]), /records +12\.3 +MB\/s\n +aim: at least 85 % .*measured 50 %; met: no$/);
  });
});

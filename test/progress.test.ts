// slow: starts processes
// What is kept of a learner's work, and what a pull that changes checks does to it.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StageChecks } from '../kit/check/check.js';
import { type CheckDefinition, defineStage } from '../kit/check/define.js';
import { hashOfFile } from '../kit/check/file-hash.js';
import type { StageReport } from '../kit/check/report.js';
import { hasChecks, loadChecks } from '../kit/loop/course.js';
import { lastWorkedOn, nextStep, remember, type Standing, standing } from '../kit/progress/standing.js';
import { readRecord, updateRecord } from '../kit/progress/store.js';
import { isSolved } from '../kit/progress/words.js';
import { type StageName, stageNames } from '../lib/stages.js';

const stage = '07-key-block';
const one: CheckDefinition = {
  function: 'keyExpansion',
  name: 'keyExpansion: one',
  points: 60,
  cases: () => [{ args: [1n, Uint8Array.of(1)], expected: 2 }],
};
const two: CheckDefinition = {
  function: 'partitionKeyBlock',
  name: 'partitionKeyBlock: two',
  points: 40,
  cases: ({ random }) => [{ args: [random.bytes(4)], expected: 3 }],
};
const stageOf = (...checks: CheckDefinition[]) => defineStage(stage, { mistakes: [], checks });

function solvedReport({ checks }: StageChecks, typeErrors: StageReport['typeErrors'] = []): StageReport {
  return {
    stage,
    file: '',
    seed: '',
    typeErrors,
    checks: checks.map(({ function: name, ...check }) => ({ ...check, function: name, status: 'ok' })),
    notes: [],
    points: 100,
    solved: true,
  };
}

describe('progress', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'progress-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is there again when everything is started anew', () => {
    const checks = stageOf(one, two);
    assert.equal(standing(root, checks).points, 0);
    remember(root, checks, solvedReport(checks));
    const now = standing(root, stageOf(one, two));
    assert.deepEqual(
      [now.points, now.solved, isSolved(now)],
      [100, ['keyExpansion', 'partitionKeyBlock'], true],
    );
    assert.deepEqual(readdirSync(join(root, '.progress')), [`${stage}.json`]);
  });

  it('a check that has changed counts anew, the others stay', () => {
    const before = stageOf(one, two);
    remember(root, before, solvedReport(before));
    const others: CheckDefinition[] = [
      { ...one, cases: () => [{ args: [1n, Uint8Array.of(2)], expected: 2 }] },
      { ...one, cases: () => [{ args: [1n, Uint8Array.of(1)], expected: 3 }] },
      { ...one, cases: () => [{ args: [1n, Uint8Array.of(1)], refuses: ['decode_error'], because: '' }] },
      { ...one, points: 50 },
    ];
    for (const other of others) {
      const now = standing(root, stageOf(other, two));
      assert.deepEqual([now.points, now.solved, now.changed], [40, ['partitionKeyBlock'], 1]);
      assert.match(nextStep([now]), /npm run check -- 07: a check of it changed since it passed/);
    }
    const renamed = standing(root, stageOf({ ...one, name: 'keyExpansion: other' }, two));
    assert.deepEqual([renamed.points, renamed.changed], [40, 0]);
    const reordered = standing(root, stageOf(two, one));
    assert.deepEqual([reordered.points, reordered.changed], [100, 0]);
  });

  it('a type error keeps a stage from being solved', () => {
    const checks = stageOf(one, two);
    remember(root, checks, solvedReport(checks, [{ line: 1, column: 1, message: '', code: '' }]));
    const now = standing(root, checks);
    assert.deepEqual([now.points, isSolved(now)], [100, false]);
    assert.match(nextStep([now]), /mend the type errors in exercises\/07-key-block\.ts/);
  });

  it('what comes next is the stage asked about, then those after it, then those before', () => {
    const checks = stageOf(one, two);
    const standingOf = (name: StageName, worked = 0, points = 0): Standing => ({
      ...standing(root, checks),
      ...(points && { solved: ['keyExpansion', 'partitionKeyBlock'] as const }),
      stage: name,
      worked,
    });
    const all = [standingOf('01-records'), standingOf('02-hellos', 5), standingOf('03-rsa', 0, 100)];
    assert.equal(lastWorkedOn(all), '02-hellos');
    assert.match(nextStep(all), /02-hellos/);
    assert.match(nextStep(all, '03-rsa'), /01-records/);
    assert.match(nextStep([...all, standingOf('04-certificates')], '03-rsa'), /04-certificates/);
    assert.equal(lastWorkedOn(all.slice(0, 1)), undefined);
    assert.match(nextStep(all.slice(0, 1)), /01-records/);
  });

  it('a file that changed since the last check is stale', () => {
    const checks = stageOf(one, two);
    assert.equal(standing(root, checks).stale, false, 'never checked');
    mkdirSync(join(root, 'exercises'));
    const file = join(root, `exercises/${stage}.ts`);
    writeFileSync(file, 'one');
    remember(root, checks, { ...solvedReport(checks), fileHash: hashOfFile(file) as string });
    const { stale, worked } = standing(root, checks);
    assert.deepEqual([stale, worked > 0], [false, true]);
    writeFileSync(file, 'two');
    assert.equal(standing(root, checks).stale, true);
    assert.match(nextStep([standing(root, checks)]), /changed since the last check/);
  });

  it('a new verdict leaves hints as they are', () => {
    updateRecord(root, stage, (record) => ({ ...record, hints: { keyExpansion: 2 } }));
    const checks = stageOf(one, two);
    remember(root, checks, solvedReport(checks));
    assert.deepEqual(readRecord(root, stage).hints, { keyExpansion: 2 });
    assert.equal(standing(root, checks).hints, 2);
  });

  for (const name of stageNames.filter((candidate) => hasChecks(process.cwd(), candidate)))
    it(`the checks of ${name} are the same each time they are asked for`, async () => {
      const { checks } = await loadChecks(process.cwd(), name);
      const prints = () => checks.map((check) => check.fingerprint());
      assert.deepEqual(prints(), prints());
      assert.equal(new Set(prints()).size, checks.length);
    });
});

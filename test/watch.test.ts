// slow: starts processes
import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StageReport } from '../kit/check/report.js';
import { Watch } from '../kit/watch/watch.js';
import { start } from './support/processes.js';
import {
  exerciseWith,
  type StandIn,
  solved,
  standInCourse,
  standInFile,
  standInStage,
} from './support/stand-in.js';

describe('watch', function () {
  this.timeout(20_000);
  let copy: StandIn;
  let watch: Watch;
  let reports: StageReport[];
  let heard: () => void;
  before(async () => {
    copy = standInCourse();
    watch = new Watch(copy.root, () => 'seed', {
      onReport(_, report) {
        reports.push(report);
        heard();
      },
      onError: (error) => assert.fail(error),
    });
    await watch.start();
  });
  beforeEach(() => {
    reports = [];
    heard = () => {};
  });
  after(async () => {
    await watch.close();
    copy.remove();
  });
  const next = () =>
    new Promise<void>((resolve) => {
      heard = resolve;
    });
  const file = () => join(copy.root, standInFile);

  it('judges a file that was saved, once', async () => {
    const verdict = next();
    writeFileSync(file(), '');
    writeFileSync(file(), solved);
    await verdict;
    await sleep(300);
    assert.deepEqual(
      reports.map((report) => [report.stage, report.points]),
      [[standInStage, 100]],
    );
  });

  it('judges a file that an editor puts in the place of the old one', async () => {
    const verdict = next();
    writeFileSync(`${file()}~`, exerciseWith({ verifyDataInput: '(): any { return 1; }' }));
    renameSync(`${file()}~`, file());
    await verdict;
    assert.equal(reports[0]?.points, 75);
  });

  it('breaks off what it is at when the file is saved again', async () => {
    const verdict = next();
    writeFileSync(file(), exerciseWith({ transcriptHash: '(): any { while (true); }' }));
    await sleep(600);
    const begin = performance.now();
    writeFileSync(file(), solved);
    await verdict;
    assert.ok(performance.now() - begin < 1900, 'the loop was waited for');
    await sleep(100);
    assert.deepEqual(
      reports.map(({ points }) => points),
      [100],
    );
  });

  it('goes on after the file was away', async () => {
    rmSync(file());
    await sleep(200);
    assert.equal(reports.length, 0);
    const verdict = next();
    writeFileSync(file(), solved);
    await verdict;
    assert.equal(reports[0]?.points, 100);
  });

  it('npm run watch judges the stage that is asked for, then each save', async () => {
    writeFileSync(file(), readFileSync(join(copy.root, `kit/stubs/${standInStage}.ts.txt`)));
    const shell = `cd '${copy.root}' && exec '${process.execPath}' --import tsx kit/watch/main.ts 8`;
    const running = start(['sh', '-c', shell]);
    try {
      await running.waitFor(/Watching exercises[\s\S]*0 of 100 points[\s\S]*Next: write transcriptHash/);
      writeFileSync(file(), solved);
      await running.waitFor(/Solved: 100 of 100 points\.[\s\S]*judged in \d+ ms[\s\S]*Next: Every stage/);
    } finally {
      await running.stop();
    }
  });

  it('npm run watch judges what was last worked on, and nothing when that is nothing', async () => {
    const shell = `cd '${copy.root}' && exec '${process.execPath}' --import tsx kit/watch/main.ts`;
    const last = start(['sh', '-c', shell]);
    try {
      await last.waitFor(/Watching exercises[\s\S]*08-finished judged in/);
    } finally {
      await last.stop();
    }
    rmSync(join(copy.root, '.progress'), { recursive: true });
    const none = start(['sh', '-c', shell]);
    try {
      await none.waitFor(/Watching exercises/);
      await sleep(1000);
      assert.doesNotMatch(none.output(), /judged/);
    } finally {
      await none.stop();
    }
  });
});

// slow: starts processes
// The loop in a notebook: the same verdicts as HTML.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StageReport } from '../kit/check/report.js';
import { type Kernel, startKernel } from '../kit/kernel/client.js';
import { hintHtml, progressHtml, stageHtml } from '../kit/loop/html.js';
import { exerciseWith, type StandIn, solved, standInCourse, standInFile } from './support/stand-in.js';

const HOSTILE = `<script>alert("1")</script>&'`;
const ESCAPED = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;';
const shown = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('loop: HTML', () => {
  const report: StageReport = {
    stage: '08-finished',
    file: 'exercises/08-finished.ts',
    seed: 's',
    typeErrors: [{ line: 3, column: 4, message: `${HOSTILE}\n  more`, code: HOSTILE }],
    checks: [
      {
        function: 'transcriptHash',
        name: HOSTILE,
        points: 60,
        status: 'failed',
        message: HOSTILE,
        mistake: HOSTILE,
      },
      { function: 'transcriptHash', name: 'b', points: 20, status: 'skipped', message: HOSTILE },
      { function: 'verifyDataInput', name: 'c', points: 20, status: 'ok' },
    ],
    notes: [HOSTILE],
    printed: { lines: [HOSTILE], more: 3 },
    points: 20,
    solved: false,
  };

  it('escapes every text that comes from outside', () => {
    for (const html of [
      stageHtml(report),
      stageHtml({ ...report, problem: HOSTILE }),
      hintHtml({
        stage: '08-finished',
        function: 'transcriptHash',
        number: 1,
        of: 3,
        hint: HOSTILE,
        further: HOSTILE,
      }),
      progressHtml([], HOSTILE),
    ]) {
      assert.ok(!html.includes('<script'), html);
      assert.ok(html.includes(ESCAPED));
    }
  });

  it('says everything in words, type errors first', () => {
    const text = shown(
      stageHtml({ ...report, typeErrors: [{ line: 3, column: 4, message: 'no', code: 'x' }] }),
    );
    const order = [
      '20 of 100 points',
      '08-finished.ts:3:4',
      'transcriptHash: not right yet, 0 of 80 points',
      'failed',
      'skipped',
      'verifyDataInput: solved, 20 of 20 points',
      'ok c',
      'Note:',
      '--seed s',
      'Next: mend transcriptHash',
    ];
    const places = order.map((part) => text.indexOf(part));
    assert.ok(
      places.every((place, i) => place >= 0 && place >= (places[i - 1] ?? 0)),
      `${text} ${places}`,
    );
  });

  it('shows no seed when only stubs fail, so that a notebook comes out the same each time', () => {
    const unsolved = stageHtml({
      ...report,
      checks: [{ function: 'transcriptHash', name: 'a', points: 100, status: 'unsolved', message: 'x' }],
    });
    assert.ok(!unsolved.includes('seed'));
  });
});

describe('loop: a notebook', function () {
  this.timeout(30_000);
  let copy: StandIn;
  let kernel: Kernel;
  before(async () => {
    copy = standInCourse();
    kernel = await startKernel();
    const start = `import { checkStage, hint, progress, reset, solution } from './kit/loop/notebook.js';\nprocess.chdir(${JSON.stringify(copy.root)});`;
    assert.equal((await kernel.execute(start, 20_000)).error, '');
  });
  after(async () => {
    await kernel.stop();
    copy.remove();
  });

  async function cell(code: string): Promise<string> {
    const { status, outputs, error } = await kernel.execute(code, 20_000);
    assert.equal(status, 'ok', error);
    return outputs
      .map((output) => (output.output_type === 'display_data' ? (output.data['text/html'] ?? '') : ''))
      .join('');
  }

  it('judges the file as it is now', async () => {
    assert.match(await cell(`await checkStage('08')`), /transcriptHash: not solved yet/);
    copy.write(standInFile, solved);
    assert.match(await cell(`await checkStage('8')`), /Solved: 100 of 100 points/);
  });

  it('an endless loop does not hang it', async () => {
    copy.write(standInFile, exerciseWith({ checkVerifyData: '() { while (true); }' }));
    assert.match(
      await cell(`await checkStage('08')`),
      /checkVerifyData did not come back within 2 seconds; it was at line \d/,
    );
  });

  it('shows hints, progress and the solution, and resets', async () => {
    assert.match(await cell(`await hint('08')`), /checkVerifyData<\/b>, hint 1 of 3/);
    assert.match(await cell('await progress()'), />2 of 3<.*>75<.*>1</s);
    const asked = await cell(`await solution('08')`);
    assert.match(asked, /not solved yet \(75 of 100 points\).*yes: true/);
    assert.ok(!asked.includes('export function'));
    assert.match(await cell(`await solution('08', { yes: true })`), /export function transcriptHash/);
    const backup = /kept in (\S+)\.</.exec(await cell(`await reset('08')`))?.[1];
    assert.ok(existsSync(join(copy.root, backup as string)));
  });

  it('an unknown stage fails the cell with the list', async () => {
    const { status, error } = await kernel.execute(`await checkStage('99')`, 20_000);
    assert.equal(status, 'error');
    assert.match(error, /there is no stage 99; there are 01-records/);
    await sleep(250);
  });
});

// slow: starts processes
// One stage judged in a process of its own: what a learner can do to it, and the sentence for each.
import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { checkStage } from '../kit/check/check-stage.js';
import { LearnerProcess } from '../kit/check/child-process.js';
import type { CheckReport, StageReport } from '../kit/check/report.js';
import { stageText } from '../kit/check/text.js';
import { checkTypes } from '../kit/check/type-check.js';
import { nextLine } from '../kit/check/words.js';
import { loadChecks } from '../kit/loop/course.js';
import { stageHtml } from '../kit/loop/html.js';
import {
  exerciseWith,
  type StandIn,
  solved,
  standInCourse,
  standInFile,
  standInStage,
  stub,
} from './support/stand-in.js';

const NO_TYPES = Promise.resolve({ faults: new Map() });

describe('check: one stage', function () {
  this.timeout(20_000);
  let course: StandIn;
  let warm: LearnerProcess; // starts while the test before it runs
  before(() => {
    course = standInCourse();
    warm = new LearnerProcess();
  });
  after(() => {
    course.remove();
    return warm.end();
  });

  async function judge(text: string, { callMs = 2000, types = false } = {}): Promise<StageReport> {
    course.write(standInFile, text);
    const stage = await loadChecks(course.root, standInStage);
    const waiting = warm;
    warm = new LearnerProcess();
    return checkStage({
      warm: waiting,
      root: course.root,
      stage,
      seed: 'test',
      types: types ? checkTypes(course.root, [standInFile]) : NO_TYPES,
      callMs,
    });
  }

  /** What a faulty transcriptHash is told; the other functions must be judged and solved all the same. */
  async function sentence(body: string, options?: { callMs: number }): Promise<string> {
    const report = await judge(exerciseWith({ transcriptHash: body }), options);
    const others = report.checks.filter((check) => check.function !== 'transcriptHash');
    assert.ok(
      others.every(({ status }) => status === 'ok'),
      JSON.stringify(report),
    );
    const [first, second] = report.checks as [CheckReport, CheckReport];
    assert.equal(first.status, 'failed');
    assert.equal(second.status, 'skipped');
    assert.equal(second.message, 'it needs "transcriptHash: three bytes"');
    assert.equal(report.solved, false);
    return first.message ?? '';
  }

  it('solved: every point', async () => {
    const report = await judge(solved, { types: true });
    assert.deepEqual(
      [report.solved, report.points, report.typeErrors, report.notes],
      [true, 100, [], []],
      JSON.stringify(report),
    );
  });

  it('a stub is unsolved, not failed, and what needs it is skipped', async () => {
    const { checks, points } = await judge(stub);
    assert.deepEqual(
      checks.map(({ status }) => status),
      ['unsolved', 'skipped', 'unsolved', 'unsolved', 'skipped'],
    );
    assert.equal(points, 0);
  });

  it('a wrong turn is named', async () => {
    const report = await judge(
      exerciseWith({ transcriptHash: '(bytes: Uint8Array) { return bytes.map((b) => b - 1); }' }),
    );
    assert.deepEqual(
      [report.checks[0]?.mistake, report.checks[0]?.message],
      ['minus one', 'One is added, not taken away.'],
    );
  });

  const faults: [what: string, body: string, says: RegExp][] = [
    [
      'an exception',
      '() {\n\n  throw new RangeError("boom"); }',
      /^transcriptHash threw RangeError at line 4: boom\.\nit was called with 3 bytes$/,
    ],
    ['an exception that is no Error', '() { throw "boom"; }', /threw a value that is no Error: boom/],
    [
      'a refusal of good input',
      '() { throw new TlsError("decode_error", "no"); }',
      /refused input that is good at line 2, with the alert decode_error/,
    ],
    [
      'endless recursion',
      '(x: any) { return transcriptHash(x); }',
      /threw RangeError.* at line 2: Maximum call stack/,
    ],
    ['a Buffer', '() { return Buffer.of(2, 3, 4); }', /returned a Buffer; give a plain Uint8Array/],
    ['a class instance', '() { return new Map(); }', /returned an instance of Map; plain data is due/],
    [
      'an object that holds itself',
      '() { const a: any = {}; a.a = a; return a; }',
      /an object that holds itself/,
    ],
    ['nothing', '() {}', /returned nothing \(is there a return\?\); a Uint8Array is due/],
    ['a string', '() { return "020304"; }', /returned a string; a Uint8Array is due/],
    ['an array of numbers', '() { return [2, 3, 4]; }', /returned an array; a Uint8Array is due/],
    [
      'a mutated argument',
      '(x: Uint8Array) { x[0] = 9; return x; }',
      /changed its argument number 1; make a copy/,
    ],
    [
      'process.exit()',
      '() { process.exit(7); }',
      /ended the whole process at line 2 \(exit code 7\); leave process\.exit\(\) out/,
    ],
    [
      'an exit around process.exit()',
      '() { (process as any).reallyExit(7); }',
      /ended the whole process \(exit code 7\)/,
    ],
    [
      'process.abort()',
      '() { process.abort(); }',
      /crashed the process at line 2: it called process\.abort\(\)/,
    ],
    [
      'a kill',
      '() { process.kill(process.pid, "SIGKILL"); while (true); }',
      /crashed the process: it ended by SIGKILL/,
    ],
    ['a closed channel', '() { process.disconnect(); }', /crashed the process/],
    [
      'an exception left behind',
      '() { Promise.reject(new Error("late")); return 1; }',
      /crashed the process at line 2: an error came up that nothing caught, Error: late/,
    ],
  ];
  for (const [what, body, says] of faults) {
    it(`${what} has its own sentence, and the rest is judged`, async () =>
      assert.match(await sentence(body), says));
  }

  it('a Promise has its own sentence, also when it fails', async () => {
    for (const end of ['return bytes;', 'throw new Error("x");']) {
      const text = exerciseWith({}).replace(
        /export function transcriptHash.*/,
        `export async function transcriptHash(bytes: Uint8Array) { ${end} }`,
      );
      const { checks } = await judge(text);
      assert.match(checks[0]?.message ?? '', /returned a Promise; stage functions are synchronous/);
      assert.equal(checks[2]?.status, 'ok');
    }
  });

  it('an endless loop is told with its line, and the rest is judged', async () => {
    const says = await sentence('(x: Uint8Array) {\n  let n = 0;\n  while (true)\n    n += x.length;\n}', {
      callMs: 400,
    });
    assert.match(
      says,
      /^transcriptHash did not come back within 0\.4 seconds; it was at line [45]: an endless loop\?$/,
    );
  });

  it('too much memory is told with its line', async () => {
    const says = await sentence(
      '() {\n  const all: unknown[] = [];\n  for (;;)\n    all.push(new Array(1e5).fill(1.5));\n}',
      { callMs: 10_000 },
    );
    assert.match(says, /^transcriptHash crashed the process at line 5: it ran out of memory\.$/);
  });

  it('a renamed export is told with the name it has now', async () => {
    const { checks } = await judge(solved.replace('function transcriptHash', 'function transcripthash'));
    assert.match(
      checks[0]?.message ?? '',
      /exports no function transcriptHash, but one called transcripthash/,
    );
    assert.equal(checks[2]?.status, 'ok');
  });

  it('what the code prints is told once and changes no verdict', async () => {
    const body =
      '(x: Uint8Array) {\n  console.log("<b>one</b>\\u001b[31m");\n  console.error("two");\n  return x.map((b) => b + 1); }';
    const report = await judge(exerciseWith({ transcriptHash: body }));
    assert.equal(report.solved, true);
    assert.deepEqual(report.printed, { lines: ['<b>one</b>', '<b>one</b>', 'two', 'two'], more: 0 });
    const text = stripVTControlCharacters(stageText(report));
    assert.match(text, /Your code printed this; it changes no verdict:\n {4}\| <b>one<\/b>\n {4}\| <b>one/);
    assert.match(stageHtml(report), /&lt;b&gt;one&lt;\/b&gt;<br>&lt;b&gt;one/);
  });

  it('of what the code prints, the first lines are shown, cut, and the rest is counted', async () => {
    const body =
      '(x: Uint8Array) {\n  for (let i = 0; i < 3000; i++) console.log(i + " " + "y".repeat(i === 1 ? 500 : 20));\n  return x.map((b) => b + 1); }';
    const { printed, solved: good } = await judge(exerciseWith({ transcriptHash: body }));
    assert.equal(good, true);
    assert.equal(printed?.lines.length, 20);
    assert.equal(printed.lines[0], `0 ${'y'.repeat(20)}`);
    assert.match(printed.lines[1] ?? '', /^1 y{157}…$/);
    assert.equal(printed.more, 5980);
  });

  it('a loop in a function that was called is told with both lines', async () => {
    const text = exerciseWith(
      { transcriptHash: '(x: Uint8Array) {\n\n  return helper(x);\n}' },
      'function helper(x: Uint8Array): Uint8Array {\n  for (;;) x.length;\n}\n',
    );
    const line = (part: string) => text.split('\n').findIndex((one) => one.includes(part)) + 1;
    const { checks } = await judge(text, { callMs: 400 });
    assert.equal(
      checks[0]?.message,
      `transcriptHash did not come back within 0.4 seconds; it was at line ${line('return helper')} (in helper at line ${line('for (;;)')}): an endless loop?`,
    );
  });

  it('a function that calls an unsolved one is skipped, and says why', async () => {
    const text = exerciseWith({
      transcriptHash: '(x: Uint8Array) { verifyDataInput(1); return x; }',
      verifyDataInput: "(): any { throw new Unsolved('verifyDataInput'); }",
    });
    const report = await judge(text);
    assert.deepEqual(
      [report.checks[0]?.status, report.checks[0]?.message],
      ['skipped', 'transcriptHash calls verifyDataInput, which is not solved yet'],
    );
    assert.match(stageText(report), /since transcriptHash calls verifyDataInput, which is not solved yet/);
    assert.match(nextLine(report) ?? '', /^write verifyDataInput/);
  });

  it('a refusal of the wrong kind says which is due; an accident is told as one', async () => {
    const said = async (thrown: string) => {
      const body = `(a: Uint8Array, b: Uint8Array) { if (a.join() !== b.join()) ${thrown}; }`;
      return (await judge(exerciseWith({ checkVerifyData: body }))).checks[4]?.message ?? '';
    };
    const due = 'a TlsError with the alert decrypt_error is due.';
    const refuses = 'checkVerifyData refuses it, as it must (they differ), but with';
    assert.equal(await said('throw new Error("no")'), `${refuses} Error at line 4; ${due}`);
    assert.equal(await said('throw "no"'), `${refuses} a value that is no Error; ${due}`);
    assert.match(
      await said('(undefined as any).x'),
      /^checkVerifyData \(they differ\) threw TypeError at line 4: .*\nit was called with 1 byte, 1 byte$/,
    );
  });

  it('a function without its export, and a field too many, are named', async () => {
    const hidden = await judge(solved.replace('export function transcriptHash', 'function transcriptHash'));
    assert.match(
      hidden.checks[0]?.message ?? '',
      /has transcriptHash but does not export it; write the word export/,
    );
    const more = `(n: number): any { return { label: 'n', length: n, secret: 1 }; }`;
    const { checks } = await judge(exerciseWith({ verifyDataInput: more }));
    assert.match(checks[2]?.message ?? '', /there is no field \.secret in what is due/);
  });

  const unloadable: [what: string, text: string, says: RegExp][] = [
    [
      'a syntax error',
      `${solved}\nexport function (`,
      /^exercises\/08-finished\.ts:\d+ cannot be loaded: Expected/,
    ],
    [
      'an exception at the top level',
      `${solved}throw new Error('top');`,
      /^exercises\/08-finished\.ts:\d+ cannot be loaded: top\.$/,
    ],
    ['an import of nothing', `import './nothing.js';\n${solved}`, /cannot be loaded: Cannot find module/],
    [
      'an exit at the top level',
      `${solved}process.exit(0);`,
      /While it was loaded, exercises\/08-finished\.ts ended the whole process at line \d+/,
    ],
  ];
  for (const [what, text, says] of unloadable)
    it(`${what} is told once; every check is skipped`, async () => {
      const report = await judge(text);
      assert.match(report.problem ?? '', says);
      assert.ok(report.checks.every(({ status }) => status === 'skipped'));
      assert.deepEqual([report.points, report.solved], [0, false]);
    });

  it('type errors come with their place and code, and the code is run all the same', async () => {
    const report = await judge(`${solved}\nconst x: string = 5;\n`, { types: true });
    assert.deepEqual(report.typeErrors, [
      {
        line: solved.split('\n').length + 1,
        column: 7,
        message: "Type 'number' is not assignable to type 'string'.",
        code: 'const x: string = 5;',
      },
    ]);
    assert.deepEqual([report.points, report.solved], [100, false]);
  });

  it('the same seed asks the same, another asks something else', async () => {
    const text = exerciseWith({
      transcriptHash: '(x: Uint8Array) { return x.length === 3 ? x.map((b) => b + 1) : x; }',
    });
    const course_ = await loadChecks(course.root, standInStage);
    course.write(standInFile, text);
    const ask = async (seed: string) => {
      const run = { root: course.root, stage: course_, seed, types: NO_TYPES };
      return (await checkStage(run)).checks[1]?.message;
    };
    assert.equal(await ask('a'), await ask('a'));
    assert.notEqual(await ask('a'), await ask('b'));
  });
});

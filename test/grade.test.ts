// slow: starts sandboxes
// Grading: what submissions get, and that nothing of a batch is lost.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineStage } from '../kit/check/define.js';
import { randomFrom } from '../kit/check/random.js';
import { type GradedStage, loadGradedStages } from '../kit/grade/judge/checks.js';
import { readOptions } from '../kit/grade/options.js';
import type { StageRecord, SubmissionRecord } from '../kit/grade/record.js';
import { bubblewrap, bubblewrapCommand } from '../kit/grade/sandbox/bubblewrap.js';
import { type CgroupHome, findCgroupHome } from '../kit/grade/sandbox/cgroup.js';
import { containerCommand } from '../kit/grade/sandbox/container.js';
import { prepareCourse } from '../kit/grade/sandbox/course.js';
import { inside } from '../kit/grade/sandbox/places.js';
import type { Job } from '../kit/grade/sandbox/sandbox.js';
import { readRecords, resultsFolder } from '../kit/grade/store.js';
import { hmac } from '../lib/hmac.js';
import { stageNames } from '../lib/stages.js';
import { cannedAnswers } from './support/canned.js';
import { type Grading, startGrading } from './support/grading.js';
import { needs } from './support/peers.js';
import { start } from './support/processes.js';
import { runSeed } from './support/random.js';

const read = (path: string) => readFileSync(path, 'utf8');
const solution = (stage: string) => read(`solutions/${stage}.ts`);
const scores = ({ stages }: SubmissionRecord) =>
  Object.fromEntries(stages.filter(({ score }) => score > 0).map(({ stage, score }) => [stage, score]));
const stageOf = (record: SubmissionRecord | undefined, name: string) =>
  record?.stages.find(({ stage }) => stage === name) as StageRecord;

/** What a grade is, without the time that it took. */
function lasting(record: SubmissionRecord | undefined): unknown {
  const { timing: _, stages, ...rest } = record as SubmissionRecord;
  return { ...rest, stages: stages.map(({ wallMs: _, ...stage }) => stage) };
}

describe(`a graded submission (seed ${runSeed})`, () => {
  needs('bubblewrap', 'openssl');
  let grading: Grading;
  let records: Map<string, SubmissionRecord>;
  before(async function () {
    this.timeout(120_000);
    grading = await startGrading({ typeCheck: true });
    grading.submitSolved('solved');
    for (const stage of stageNames) {
      grading.submit('untouched', { [`${stage}.ts`]: read(`exercises/${stage}.ts`) });
      // Another body that throws the same: these are run, where the ones above are known by their text.
      grading.submit('stubs', {
        [`${stage}.ts`]: `${read(`exercises/${stage}.ts`)}\nexport const mine = 1;\n`,
      });
    }
    grading.submit('half', { 'x/06-master-secret.ts': solution('06-master-secret'), 'x/package.json': '{]' });
    grading.submit('canned', await cannedAnswers(String(runSeed)));
    const wrong = solution('08-finished').replace("'client finished'", "'klient finished'");
    grading.submit('wrong', {
      '08-finished.ts': `${wrong}\nconst n: number = 'text';\nconsole.log('hello');\n`,
    });
    grading.submit('broken', {
      '08-finished.ts': 'export const a: = 3;\n',
      '07-key-block.ts': solution('07-key-block'),
    });
    records = await grading.grade({ seed: String(runSeed) });
  });
  after(() => grading?.close());

  it('gets everything when it is solved, the capstone included', () => {
    const { score, maxScore, stages } = records.get('solved') as SubmissionRecord;
    assert.deepEqual(
      [score, maxScore],
      [1200, 1200],
      JSON.stringify(stages.filter((one) => one.score < one.maxScore)),
    );
    assert.deepEqual(
      stages.flatMap(({ typeErrors, kills }) => [...typeErrors, ...kills]),
      [],
    );
  });

  it('gets nothing when it is untouched', () => {
    for (const name of ['untouched', 'stubs']) {
      assert.deepEqual(scores(records.get(name) as SubmissionRecord), {}, name);
      const stage = stageOf(records.get(name), '01-records');
      assert.equal(stage.file?.untouched, name === 'untouched');
      assert.ok(stage.functions.every(({ status }) => status !== 'solved' && status !== 'begun'));
    }
  });

  it('gets what it solved, and no more', () => {
    assert.deepEqual(scores(records.get('half') as SubmissionRecord), { '06-master-secret': 100 });
    assert.deepEqual(scores(records.get('broken') as SubmissionRecord), { '07-key-block': 100 });
    assert.match(
      stageOf(records.get('broken'), '08-finished').problem ?? '',
      /08-finished\.ts:1 cannot be loaded: Unexpected/,
    );
    assert.match(stageOf(records.get('half'), '01-records').problem ?? '', /was not handed in/);
  });

  it('gets nothing for answers that were looked up', () => {
    const record = records.get('canned') as SubmissionRecord;
    assert.deepEqual(scores(record), {});
    const uncounted = record.stages
      .flatMap((stage) => stage.functions.flatMap(({ checks }) => checks))
      .filter(({ status }) => status === 'uncounted');
    assert.ok(uncounted.length > 40, `${uncounted.length} checks knew the answers`);
  });

  it('is told its mistake, its type errors and what it printed', () => {
    const stage = stageOf(records.get('wrong'), '08-finished');
    assert.ok(stage.score > 0 && stage.score < stage.maxScore, String(stage.score));
    assert.match(stage.typeErrors[0]?.message ?? '', /not assignable/);
    assert.deepEqual(stage.printed?.lines, ['hello']);
    const failed = stage.functions.flatMap(({ checks }) => checks).find(({ status }) => status === 'failed');
    assert.match(failed?.message ?? '', /verifyDataInput/);
  });

  it('gets the same again from the same seed, and the same score from any', async function () {
    this.timeout(120_000);
    for (const seed of [String(runSeed), 'another']) {
      rmSync(grading.out, { recursive: true });
      const again = await grading.grade({ seed });
      for (const [name, record] of records) {
        if (seed === String(runSeed)) assert.deepEqual(lasting(again.get(name)), lasting(record), name);
        assert.deepEqual(scores(again.get(name) as SubmissionRecord), scores(record), name);
      }
    }
  });
});

describe('a file that ends the process while it is loaded', () => {
  needs('bubblewrap');

  it('is told so itself, once, and none of its functions is blamed', async function () {
    this.timeout(60_000);
    const grading = await startGrading();
    try {
      grading.submit('ada', { '08-finished.ts': `process.exit(0);\n${solution('08-finished')}` });
      grading.submit('bo', { '08-finished.ts': 'throw new Error("It is over.");\n' });
      const records = await grading.grade();
      const stage = stageOf(records.get('ada'), '08-finished');
      assert.equal(
        stage.problem,
        'While it was loaded, 08-finished.ts ended the whole process (exit code 0); leave process.exit() out.',
      );
      const messages = (name: string) =>
        stageOf(records.get(name), '08-finished').functions.flatMap(({ checks }) =>
          checks.map(({ message }) => message ?? ''),
        );
      for (const one of messages('ada'))
        assert.doesNotMatch(one, /(finishedMessage|verifyDataInput|transcriptHash) ended|\.\.$/);
      assert.match(messages('bo').join('\n'), /cannot be loaded: It is over\.$/m);
    } finally {
      grading.close();
    }
  });
});

describe('private checks', () => {
  needs('bubblewrap');
  const secret = 'hmac: what nobody outside may know';

  it('count, and tell the learner one sentence', async function () {
    this.timeout(60_000);
    const [stage, ...rest] = (await hiddenStages()) as [GradedStage, ...GradedStage[]];
    const grading = await startGrading({ stages: [stage, ...rest] });
    try {
      grading.submit('right', { '06-master-secret.ts': solution('06-master-secret') });
      grading.submit('wrong', {
        '06-master-secret.ts': solution('06-master-secret').replace('0x36', '0x37'),
      });
      const records = await grading.grade();
      const right = stageOf(records.get('right'), '06-master-secret');
      assert.deepEqual([right.score, right.maxScore], [107, 107]);
      const hidden = stageOf(records.get('wrong'), '06-master-secret').functions[0]?.checks.find(
        (one) => one.hidden,
      );
      assert.equal(hidden?.status, 'failed');
      assert.equal(hidden?.message, 'A hidden check of hmac did not pass.');
      assert.match(hidden?.detail ?? '', /should be/);
      assert.equal(records.get('wrong')?.hasHiddenChecks, true);
    } finally {
      grading.close();
    }
  });

  async function hiddenStages(): Promise<GradedStage[]> {
    const check = {
      ...{ function: 'hmac' as const, name: secret, points: 7 },
      cases: ({ random }: { random: ReturnType<typeof randomFrom> }) => {
        const [key, message] = [random.bytes(20), random.bytes(50)];
        return [{ args: ['SHA-1', key, message], expected: hmac('SHA-1', key, message) }];
      },
    };
    const own = defineStage('06-master-secret', { mistakes: [], checks: [check] });
    const stages = await loadGradedStages(process.cwd());
    return stages.map((stage) =>
      stage.stage === own.stage
        ? { ...stage, checks: [...stage.checks, ...own.checks], hidden: new Set([secret]) }
        : stage,
    );
  }
});

describe('npm run grade', () => {
  let base: string;
  beforeEach(() => (base = mkdtempSync(join(tmpdir(), 'grade-command-'))));
  afterEach(() => rmSync(base, { recursive: true, force: true }));
  const grade = (...args: string[]) =>
    start([process.execPath, '--import', 'tsx', 'kit/grade/main.ts', ...args]);
  const submit = (name: string, stage = '06-master-secret') => {
    mkdirSync(join(base, 'class', name), { recursive: true });
    writeFileSync(join(base, 'class', name, `${stage}.ts`), solution(stage));
  };

  for (const [what, args, sentence] of [
    ['no path', [], /give one PATH/],
    [
      'no sandbox without force',
      ['x', '--sandbox', 'none'],
      /does not hold anything back.*--let-submissions/,
    ],
    ['an unknown sandbox', ['x', '--sandbox', 'box'], /is not known; there are bubblewrap/],
    ['an engine that is not there', ['x', '--sandbox', 'podman'], /--sandbox podman: /],
    ['a wrong number of jobs', ['x', '--jobs', '0'], /--jobs 0 is no number/],
    ['an empty seed', ['x', '--seed', ''], /--seed is empty/],
  ] as const)
    it(`says what to do about ${what}`, () => assert.throws(() => readOptions(args), sentence));

  for (const [folder, sentence] of [
    ['absent', /absent is not there/],
    ['lib', /lib holds no checks/],
  ] as const)
    it(`says what is wrong with --checks ${folder}`, () =>
      assert.rejects(loadGradedStages(process.cwd(), folder), sentence));

  it('ends with 2 and one sentence for a wrong call', async function () {
    this.timeout(30_000);
    const run = grade('absent');
    assert.equal(await run.exited, 2, run.output());
    assert.match(run.output(), /^grade: [^\n]+\n$/);
  });

  describe('in a batch', () => {
    needs('bubblewrap');

    it('says in one sentence that the results cannot be written', async function () {
      this.timeout(30_000);
      submit('ada');
      const out = join(base, 'out');
      mkdirSync(out);
      for (const [disk, sentence] of [
        [['--ro-bind', out, out], /read-only/],
        [['--size', '4096', '--tmpfs', out], /the disk is full/],
      ] as const) {
        const command = [
          'kit/grade/main.ts',
          join(base, 'class'),
          '--no-type-check',
          '--out',
          join(out, 'x'),
        ];
        const view = ['bwrap', '--dev-bind', '/', '/', ...disk, '--'];
        const run = start([...view, process.execPath, '--import', 'tsx', ...command]);
        assert.equal(await run.exited, 1, run.output());
        assert.match(run.output(), /cannot be written: .*\n$/);
        assert.match(run.output(), sentence);
      }
      const file = grade(join(base, 'class'), '--out', join(base, 'class/ada/06-master-secret.ts/out'));
      assert.equal(await file.exited, 1, file.output());
      assert.match(file.output(), /a part of the path is a file/);
    });

    it('names what it could not read or passed over, and ends with 1', async function () {
      this.timeout(60_000);
      submit('ada');
      writeFileSync(join(base, 'class/ada/07-key-block (1).ts'), solution('07-key-block'));
      const fine = grade(join(base, 'class'), '--no-type-check', '--out', join(base, 'fine'));
      assert.equal(await fine.exited, 0, fine.output());
      assert.match(fine.output(), /^ada: 07-key-block \(1\)\.ts is taken for 07-key-block\.ts\.$/m);
      writeFileSync(join(base, 'class/bob.zip'), 'PK, and no more');
      writeFileSync(join(base, 'class/frank.rar'), 'x');
      const run = grade(join(base, 'class'), '--no-type-check', '--out', join(base, 'out'));
      assert.equal(await run.exited, 1, run.output());
      assert.match(run.output(), /^bob: It cannot be read: .*[^.]\.$/m);
      assert.match(run.output(), /^grade: nothing in bob could be judged/m);
      assert.match(run.output(), /^grade: frank\.rar is no submission and was passed over$/m);
    });

    it('says in one sentence that there is no sandbox', async function () {
      this.timeout(30_000);
      submit('ada');
      const run = start([process.execPath, '--import', 'tsx', 'kit/grade/main.ts', join(base, 'class')], {
        PATH: '/nowhere',
      });
      assert.equal(await run.exited, 2, run.output());
      assert.match(run.output(), /^grade: there is no sandbox to grade in: bubblewrap is not installed.*\n$/);
    });

    it('survives being killed at any moment, and goes on where it stopped', async function () {
      this.timeout(120_000);
      for (let i = 0; i < 8; i++) submit(`learner-${i}`, i % 2 ? '06-master-secret' : '08-finished');
      const random = randomFrom(`kill ${runSeed}`);
      const command = [join(base, 'class'), '--seed', 's', '--jobs', '2', '--no-type-check', '--out'];
      const whole = grade(...command, join(base, 'whole'));
      for (let i = 0; i < 3; i++) {
        const run = grade(...command, join(base, 'broken'));
        await sleep(300 + random.integer(1500));
        run.child.kill('SIGKILL');
        await run.exited;
        for (const record of recordsIn(join(base, 'broken'))) assert.equal(record.maxScore, 1200);
      }
      const last = grade(...command, join(base, 'broken'));
      assert.equal(await last.exited, 0, last.output());
      assert.equal(await whole.exited, 0, whole.output());
      assert.deepEqual(
        recordsIn(join(base, 'broken')).map(lasting),
        recordsIn(join(base, 'whole')).map(lasting),
      );
      assert.equal(read(join(base, 'broken/grades.csv')), read(join(base, 'whole/grades.csv')));
      const again = grade(...command, join(base, 'broken'));
      await again.exited;
      assert.equal(again.output().match(/graded before/g)?.length, 8, again.output());
      assert.deepEqual(leftRunning(base), []);
    });
  });

  function recordsIn(out: string): SubmissionRecord[] {
    try {
      for (const name of readdirSync(resultsFolder(out)).filter((one) => !one.startsWith('.')))
        JSON.parse(read(join(resultsFolder(out), name)));
      return readRecords(out);
    } catch (error) {
      if (/is not there|ENOENT|holds no results/.test(String(error))) return [];
      throw error;
    }
  }
});

/** Sandboxes of graders that are gone. */
function leftRunning(base: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(base));
}

describe('a sandbox', () => {
  const job: Job = {
    command: [inside.node, 'x.js'],
    mounts: [{ from: '/a,b', to: '/course' }],
    ...{ writable: ['/w'], directory: '/course', slot: 0 },
    limits: { memoryBytes: 1000, processes: 7, cpuSeconds: 3, diskBytes: 50 },
  };

  it('of an engine has no network, no rights, and all limits', () => {
    const line = containerCommand('podman', 'name', job).join(' ');
    for (const part of [
      '--network none',
      '--read-only',
      '--user 65534:65534',
      '--cap-drop ALL',
      '--memory 1000',
      '--memory-swap 1000',
      '--pids-limit 7',
      '--ulimit cpu=3',
      '--security-opt no-new-privileges',
      '--pull never',
      '--entrypoint node',
    ])
      assert.ok(line.includes(part), part);
    assert.ok(line.includes('--mount type=bind,"source=/a,b",target=/course,readonly'));
  });

  it('of bubblewrap shares nothing', () => {
    const line = bubblewrapCommand(job, { sealed: true }).join(' ');
    for (const part of [
      '--unshare-all',
      '--disable-userns',
      '--die-with-parent',
      '--new-session',
      '--clearenv',
      '--remount-ro / ',
    ])
      assert.ok(line.includes(part), part);
    assert.doesNotMatch(line, /--(share-net|bind|dev-bind) /);
  });

  for (const cgroups of [undefined, findCgroupHome()])
    describe(cgroups ? 'with control groups' : 'without control groups', () => endsWhatTakesTooMuch(cgroups));

  function endsWhatTakesTooMuch(cgroups: CgroupHome | undefined): void {
    needs('bubblewrap');

    for (const [what, code, limit] of [
      ['Buffers', 'const all = []; for (;;) all.push(Buffer.alloc(1 << 22, 1));', 'memory'],
      ['typed arrays', 'const all = []; for (;;) all.push(new Float64Array(1 << 19).fill(1));', 'memory'],
      [
        'processes',
        "for (let i = 0; i < 60; i++) require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 9000)']).on('error', () => {}); setTimeout(() => process.exit(), 1500)",
        'processes',
      ],
    ] as const)
      it(`still ends what takes too much: ${what}`, async function () {
        this.timeout(30_000);
        const course = await prepareCourse(process.cwd());
        const options = { otherUser: cgroups !== undefined && process.getuid?.() === 0, sealed: false };
        const sandbox = bubblewrap({ ...options, ...(cgroups && { cgroups }) }, course.runtime);
        const memoryBytes = (limit === 'memory' ? 300 : 4000) * 2 ** 20;
        const limits = { memoryBytes, processes: 60, cpuSeconds: 20, diskBytes: 1 << 20 };
        const confined = sandbox.start({
          ...job,
          command: [inside.node, '-e', code],
          mounts: [],
          directory: '/',
          limits,
        });
        confined.output.resume();
        confined.errors.resume();
        const ending = await confined.over;
        assert.equal(ending.limit, limit, JSON.stringify(ending));
        assert.ok((ending.usage.cpuMs ?? 0) > 0);
        sandbox.close();
        course.close();
      });
  }
});

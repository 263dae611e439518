// slow: starts processes
// The commands of the loop as a learner runs them, in a course with one small stage.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StageReport } from '../kit/check/report.js';
import { stageNames } from '../lib/stages.js';
import {
  exerciseWith,
  type StandIn,
  solved,
  standInCourse,
  standInFile,
  standInStage,
  stub,
} from './support/stand-in.js';

const course = fileURLToPath(new URL('..', import.meta.url));
const ESC = '\u001b[';

describe('loop: the commands', function () {
  this.timeout(20_000);
  let copy: StandIn;
  beforeEach(() => {
    copy = standInCourse();
  });
  afterEach(() => copy.remove());

  function run(command: string, args: string[], { input = '', env = {} } = {}) {
    const program = ['--import', 'tsx', `kit/${command}/main.ts`, ...args];
    const options = { cwd: copy.root, env: { ...process.env, ...env } };
    return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const child = execFile(process.execPath, program, options, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
      child.stdin?.end(input);
    });
  }
  const exercise = () => readFileSync(join(copy.root, standInFile), 'utf8');

  it('check: 8, 08 and the full name; exit code 0 only when solved', async () => {
    const unsolved = await run('check', ['8']);
    assert.equal(unsolved.code, 1);
    assert.match(unsolved.stdout, /transcriptHash {2}not solved yet, 0 of 50 points/);
    assert.match(
      unsolved.stdout,
      /Next: write transcriptHash in exercises\/08-finished\.ts; npm run hint -- 08 transcriptHash/,
    );
    copy.write(standInFile, solved);
    for (const name of ['08', standInStage]) {
      const { code, stdout, stderr } = await run('check', [name]);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /Solved: 100 of 100 points/);
      assert.ok(!stdout.includes(ESC), 'no colours in a pipe');
    }
  });

  it('check: colours where they are wanted, and words all the same', async () => {
    const plain = await run('check', ['8', '--seed', '00c0ffee']);
    const { stdout } = await run('check', ['8', '--seed', '00c0ffee'], {
      env: { FORCE_COLOR: '1', NO_COLOR: '' },
    });
    assert.ok(stdout.includes(ESC));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour is
    assert.equal(stdout.replace(/\u001b\[\d+m/g, ''), plain.stdout);
  });

  it('check: type errors come first, then the checks, the wrong turn and the seed', async () => {
    copy.write(
      standInFile,
      `${exerciseWith({ transcriptHash: '(bytes: Uint8Array): Uint8Array { return bytes.map((b) => b - 1); }' })}const x: string = 5;\n`,
    );
    const { code, stdout } = await run('check', ['8', '--seed', '00000abc']);
    assert.equal(code, 1);
    const order = [
      '1 type error',
      `${standInFile}:`,
      "Type 'number' is not",
      'const x: string = 5;',
      'transcriptHash  not right yet',
      'failed    three bytes',
      'One is added, not taken away.',
      'skipped   random bytes, since it needs "transcriptHash: three bytes"',
      'verifyDataInput  solved',
      '50 of 100 points',
      'npm run check -- 08 --seed 00000abc',
      'Next: mend transcriptHash',
    ];
    const places = order.map((text) => stdout.indexOf(text));
    assert.ok(
      places.every((place, i) => place >= 0 && place >= (places[i - 1] ?? 0)),
      `${stdout}\n${places}`,
    );
  });

  it('check: everything, and as JSON', async () => {
    copy.write(standInFile, solved);
    const { code, stdout } = await run('check', []);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /Next: Every stage is solved/);
    const json = JSON.parse((await run('check', ['--json', '--seed', '0000000f'])).stdout) as {
      solved: boolean;
      seed: string;
      stages: StageReport[];
    };
    assert.deepEqual([json.solved, json.seed, json.stages[0]?.points], [true, '0000000f', 100]);
  });

  const refused: [string, string, string[], RegExp][] = [
    [
      'an unknown stage',
      'check',
      ['12'],
      new RegExp(`^check: there is no stage 12; there are ${stageNames.join(', ')}\\n$`),
    ],
    ['a name that only begins like one', 'check', ['08-finish'], /there is no stage 08-finish/],
    ['an unknown option', 'check', ['--fast'], /Unknown option '--fast'/],
    ['a stage without checks here', 'check', ['1'], /test\/stages\/01-records\.ts is missing/],
    ['no stage', 'hint', [], /hint: name a stage, such as 06/],
    [
      'an unknown function',
      'hint',
      ['8', 'prf'],
      /08-finished has no function prf; it has transcriptHash, verifyDataInput, checkVerifyData/,
    ],
    ['no stub', 'reset', ['1'], /kit\/stubs\/01-records\.ts\.txt is missing/],
    [
      'no solution',
      'solution',
      ['1'],
      /solutions\/01-records\.ts is missing: this copy comes without solutions/,
    ],
  ];
  for (const [what, command, args, says] of refused)
    it(`${command}: ${what} is one sentence and exit code 2`, async () => {
      const { code, stdout, stderr } = await run(command === 'hint' ? 'hints' : command, args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, says);
    });

  it('check: a missing exercise says how to get it back, and reset does that', async () => {
    renameSync(join(copy.root, standInFile), join(copy.root, 'elsewhere.ts'));
    const { code, stdout } = await run('check', ['8']);
    assert.equal(code, 1);
    assert.match(stdout, /exercises\/08-finished\.ts is missing; npm run reset -- 08 brings it back/);
    assert.equal((await run('reset', ['8'])).code, 0);
    assert.equal(exercise(), stub);
  });

  it('hint: three, one after the other, for the first function that is not solved', async () => {
    copy.write(standInFile, exerciseWith({ verifyDataInput: '(): any { return 1; }' }));
    await run('check', ['8']);
    const said = [];
    for (let i = 0; i < 4; i++) said.push((await run('hints', ['8'])).stdout);
    assert.deepEqual(
      said.map((text) => text.split('\n')[0]),
      [1, 2, 3, 3].map((n) => `verifyDataInput, hint ${n} of 3`),
    );
    assert.equal(said[2], said[3]);
    assert.match(said[3] as string, /npm run solution -- 08/);
  });

  it('progress: stages, functions, points, hints, and what to do next', async () => {
    copy.write(standInFile, exerciseWith({ verifyDataInput: '(): any { return 1; }' }));
    await run('check', ['8']);
    await run('hints', ['8', 'checkVerifyData']);
    const { stdout } = await run('progress', []);
    assert.match(stdout, /^stage +functions +points +hints$/m);
    assert.match(stdout, /^08-finished +2 of 3 +75 +1 {2}begun$/m);
    assert.match(
      stdout,
      /Next: write verifyDataInput in exercises\/08-finished\.ts, then npm run check -- 08; npm run hint/,
    );
  });

  it('progress and hint: say that the file changed since the last check, and go by it as it is now', async () => {
    copy.write(standInFile, solved);
    await run('check', ['8']);
    assert.equal((await run('hints', ['8'])).code, 2);
    copy.write(
      standInFile,
      exerciseWith({ verifyDataInput: `(): any { throw new Unsolved('verifyDataInput'); }` }),
    );
    const { stdout } = await run('progress', []);
    assert.match(stdout, /^08-finished .* solved, changed since the last check$/m);
    assert.match(
      stdout,
      /Next: npm run check -- 08: exercises\/08-finished\.ts changed since the last check\./,
    );
    assert.match((await run('hints', ['8'])).stdout, /^verifyDataInput, hint 1 of 3/);
    copy.write(standInFile, `${solved}// the same\n`);
    assert.match((await run('hints', ['8'])).stderr, /all of 08-finished is solved/);
    await run('check', ['8']);
    assert.doesNotMatch((await run('progress', [])).stdout, /changed since/);
  });

  it('reset: keeps what was there, however often, and says where', async () => {
    for (const text of ['// one\n', '// two\n']) {
      copy.write(standInFile, text);
      const { code, stdout } = await run('reset', ['8']);
      assert.equal(code, 0);
      const backup = /is kept in (\S+)\.$/m.exec(stdout)?.[1];
      assert.equal(readFileSync(join(copy.root, backup as string), 'utf8'), text);
      assert.equal(exercise(), stub);
    }
    assert.equal(readdirSync(join(copy.root, 'exercises/.backup')).length, 2);
    assert.match((await run('reset', ['8'])).stdout, /is as it came; nothing was changed/);
    assert.equal(readdirSync(join(copy.root, 'exercises/.backup')).length, 2);
  });

  it('solution: asks when the stage is unsolved, and not when it is solved', async () => {
    const no = await run('solution', ['8'], { input: 'n\n' });
    assert.deepEqual([no.code, no.stdout], [1, '']);
    assert.match(no.stderr, /not solved yet \(0 of 100 points\)\. Show the solution all the same\? \[y\/N\]/);
    const nobody = await run('solution', ['8']);
    assert.deepEqual([nobody.code, nobody.stdout], [1, '']);
    for (const [args, input] of [
      [['8'], 'y\n'],
      [['8', '--yes'], ''],
    ] as const)
      assert.equal((await run('solution', [...args], { input })).stdout, solved);
    assert.match((await run('progress', [])).stdout, /solution seen/);
    copy.write(standInFile, solved);
    await run('check', ['8']);
    assert.deepEqual(await run('solution', ['8']), { code: 0, stdout: solved, stderr: '' });
  });

  it('progress: a damaged file is set aside with one sentence, and nothing of it is lost', async () => {
    const folder = join(copy.root, '.progress');
    mkdirSync(folder);
    for (const text of ['{"passed":', '{"passed":[]}', '[]']) {
      writeFileSync(join(folder, `${standInStage}.json`), text);
      const { code, stderr } = await run('progress', []);
      assert.equal(code, 0);
      const aside = /is now (\S+); npm run check -- 08 finds out anew/.exec(stderr)?.[1];
      assert.equal(readFileSync(join(copy.root, aside as string), 'utf8'), text);
      assert.equal(stderr.trim().split('\n').length, 1);
    }
    assert.equal(readdirSync(folder).length, 3);
  });
});

describe('loop: exercises as they came', () => {
  for (const stage of stageNames.filter((name) => existsSync(join(course, `exercises/${name}.ts`))))
    it(`kit/stubs has ${stage} as exercises has it`, () =>
      assert.equal(
        readFileSync(join(course, `kit/stubs/${stage}.ts.txt`), 'utf8'),
        readFileSync(join(course, `exercises/${stage}.ts`), 'utf8'),
        `cp exercises/${stage}.ts kit/stubs/${stage}.ts.txt`,
      ));
});

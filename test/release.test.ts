// slow: starts processes
// Copies for students, and catching up: in a course with everything lying about that an instructor has.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTree } from '../kit/layout/tree.js';
import { exerciseOf, solutionOf, stubOf } from '../kit/loop/paths.js';
import { studentCopy } from '../kit/release/student-copy.js';
import { distinctiveLines, tracesOf } from '../kit/release/traces.js';
import { type StageName, stageNames } from '../lib/stages.js';

const course = fileURLToPath(new URL('..', import.meta.url));
const course_ = (path: string) => readFileSync(join(course, path), 'utf8');

/** What an instructor has lying about, and nobody else may see. */
const own = {
  'grades.csv': 'Ann,90',
  'exercises/.backup/07-key-block-2026-01-01.ts': course_(solutionOf('07-key-block')),
  '.progress/07-key-block.json': '{}',
  '.git/HEAD': 'ref: refs/heads/main',
  'out/notes.txt': 'mine',
  'test/private/07-key-block.ts': '',
  'test/hidden.private.ts': '',
  'test/of-the-hidden.test.ts': "import './private/07-key-block.js';",
};

describe('release and catch-up', function () {
  this.timeout(60_000);
  let folder: string;
  let instructor: string;

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'rebuild-tls-release-')));
    instructor = join(folder, 'instructor');
    mkdirSync(instructor);
    for (const name of readdirSync(course))
      if (!['node_modules', '.git', 'out', '.progress', 'coverage'].includes(name))
        cpSync(join(course, name), join(instructor, name), { recursive: true });
    symlinkSync(join(course, 'node_modules'), join(instructor, 'node_modules'));
    for (const [path, text] of Object.entries(own)) write(instructor, path, text);
    // The instructor has solved an exercise.
    write(instructor, exerciseOf('08-finished'), course_(solutionOf('08-finished')));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function write(root: string, path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  const run = (cwd: string, command: string, ...args: string[]) => {
    const program = ['--import', 'tsx', `kit/${command}/main.ts`, ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, program, { cwd, encoding: 'utf8' });
    return { code: status, stdout, stderr };
  };

  /** A released copy, with the packages that npm ci would bring. */
  function released(name: string, ...args: string[]): string {
    const out = join(folder, name);
    const { code, stderr } = run(instructor, 'release', '--out', out, ...args);
    assert.deepEqual([code, stderr], [0, '']);
    symlinkSync(join(course, 'node_modules'), join(out, 'node_modules'));
    return out;
  }

  describe('a copy for students', () => {
    let copy: string;
    const read = (path: string) => readFileSync(join(copy, path), 'utf8');
    before(() => {
      copy = released('student');
    });

    it('has the exercises as they came, also those that the instructor has solved', () => {
      for (const stage of stageNames) assert.equal(read(exerciseOf(stage)), course_(stubOf(stage)), stage);
    });

    it("has nothing of the instructor's", () => {
      assert.deepEqual(readdirSync(copy).sort(), [
        ...['.binder', '.devcontainer', '.gitignore', '.npmrc', 'LICENSE', 'README.md', 'biome.json'],
        ...['exercises', 'kit', 'lib'],
        ...['node_modules', 'notebooks', 'package-lock.json', 'package.json', 'test', 'tsconfig.json'],
      ]);
      assert.deepEqual(
        readdirSync(join(copy, 'exercises')).sort(),
        stageNames.map((stage) => `${stage}.ts`),
      );
      for (const path of Object.keys(own)) assert.ok(!existsSync(join(copy, path)), path);
      for (const path of ['kit/release', 'kit/mutate', 'test/checks.test.ts', 'test/release.test.ts'])
        assert.ok(!existsSync(join(copy, path)), path);
    });

    it('has what a learner needs', () => {
      for (const stage of stageNames)
        for (const path of [stubOf(stage), `test/stages/${stage}.ts`, `kit/hints/${stage}.ts`])
          assert.equal(read(path), course_(path), path);
      assert.match(read('README.md'), /npm ci && npm start/);
      assert.match(read('README.md'), /an answer to every exercise is in it/);
      assert.match(read('README.md'), /Hand in the folder `exercises\/`, zipped or as it is/);
      assert.match(read('README.md'), /imports\s+the reference from `lib` scores nothing in grading/);
    });

    it('has the same packages, and only commands that are there', () => {
      const [before, after] = [JSON.parse(course_('package.json')), JSON.parse(read('package.json'))];
      for (const key of ['dependencies', 'devDependencies', 'engines', 'type'])
        assert.deepEqual(after[key], before[key]);
      assert.equal(after.studentCopy, true);
      for (const command of Object.values<string>(after.scripts))
        assert.ok(existsSync(join(copy, command.split(' ')[1] as string)), command);
      assert.deepEqual(
        Object.keys(before.scripts)
          .filter((name) => !(name in after.scripts))
          .sort(),
        [
          ...['bench', 'doctor', 'grade', 'grade:autograder', 'grades:format', 'grades:merge'],
          ...['mistakes-table', 'mutate', 'release', 'report'],
        ],
      );
    });

    it('shows no line of a solution, in any file', () => {
      const everything = readTree(copy).files.map((file) => ({ file, text: squeezed(read(file)) }));
      const open = readdirSync(join(course, 'lib'))
        .map((name) => squeezed(course_(`lib/${name}`)))
        .join('\n');
      let searched = 0;
      for (const stage of stageNames) {
        const stub = squeezed(course_(stubOf(stage)));
        for (const line of course_(solutionOf(stage)).split('\n').map(squeezed)) {
          if (line.length < 40 || line.startsWith('import') || open.includes(line) || stub.includes(line))
            continue;
          searched++;
          const found = everything.find(({ text }) => text.includes(line));
          assert.equal(found?.file, undefined, line);
        }
      }
      assert.ok(searched > 200, `${searched} lines were looked for`);
    });

    it('keeps the rules of the layout, also with exercises under way', () => {
      assert.deepEqual(run(copy, 'layout'), { code: 0, stdout: '', stderr: '' });
      write(copy, exerciseOf('07-key-block'), course_(solutionOf('07-key-block')));
      assert.deepEqual(run(copy, 'layout'), { code: 0, stdout: '', stderr: '' });
      write(copy, exerciseOf('07-key-block'), course_(stubOf('07-key-block')));
    });

    it('has types that fit: nothing imports what is not there', () => {
      const { status, stdout } = spawnSync(
        process.execPath,
        [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'],
        {
          cwd: copy,
          encoding: 'utf8',
        },
      );
      assert.deepEqual([status, stdout], [0, '']);
    });

    it('judges: unsolved as it came, solved when it is', () => {
      const before = run(copy, 'check', '07');
      assert.equal(before.code, 1);
      assert.match(before.stdout, /0 of 100 points/);
      write(copy, exerciseOf('07-key-block'), course_(solutionOf('07-key-block')));
      const after = run(copy, 'check', '07');
      assert.deepEqual([after.code, after.stderr], [0, '']);
      assert.match(after.stdout, /100 of 100 points/);
      write(copy, exerciseOf('07-key-block'), course_(stubOf('07-key-block')));
    });

    it('has no solutions, and says so in one sentence', () => {
      const { code, stderr } = run(copy, 'solution', '07', '--yes');
      assert.equal(code, 2);
      assert.match(stderr, /this copy comes without solutions/);
    });
  });

  describe('a copy that begins in the middle', () => {
    let copy: string;
    before(() => {
      copy = released('from-03', '--from', '3');
    });

    it('has the stages before solved, and the others as they came', () => {
      for (const stage of stageNames) {
        const solved = stage < '03';
        const wanted = course_(solved ? solutionOf(stage) : stubOf(stage));
        assert.equal(readFileSync(join(copy, exerciseOf(stage)), 'utf8'), wanted, stage);
      }
      assert.match(
        readFileSync(join(copy, 'README.md'), 'utf8'),
        /`01-records`, `02-hellos` are solved already/,
      );
    });

    it('knows that they are solved, and they are', () => {
      const { stages, next } = JSON.parse(run(copy, 'progress', '--json').stdout);
      const done = stages.filter((one: { done: boolean }) => one.done);
      assert.deepEqual(
        done.map((one: { stage: string }) => one.stage),
        ['01-records', '02-hellos'],
      );
      assert.match(next, /exercises\/03-rsa\.ts/);
      assert.equal(run(copy, 'check', '01', '02').code, 0);
    });
  });

  describe('refusals of release', () => {
    const refused = (args: string[], sentence: RegExp, code = 2) => {
      const result = run(instructor, 'release', ...args);
      assert.equal(result.code, code);
      assert.match(result.stderr, sentence);
      return result;
    };

    it('a folder that is not empty stays as it is', () => {
      const out = join(folder, 'full');
      write(out, 'mine.txt', 'mine');
      refused(['--out', out], /^release: .*full is not empty; name a folder that is not there yet\n$/);
      assert.deepEqual(readdirSync(out), ['mine.txt']);
    });

    it('an empty folder will do', () => {
      const out = join(folder, 'empty');
      mkdirSync(out);
      assert.equal(run(instructor, 'release', '--out', out).code, 0);
    });

    it('no folder, a file, an unknown stage', () => {
      refused([], /say where the copy goes, with --out/);
      refused(['--out', join(instructor, 'LICENSE')], /LICENSE is a file/);
      refused(['--out', join(folder, 'x'), '--from', '12'], /there is no stage 12/);
    });

    it('a solution that shows anywhere', () => {
      const [line] = distinctiveLines(course_(solutionOf('07-key-block'))).slice(-1);
      const secret = course_(solutionOf('07-key-block'))
        .split('\n')
        .find((text) => squeezed(text) === line);
      const out = join(folder, 'leak');
      write(instructor, 'kit/notes.txt', `we could write\n   ${secret}`);
      refused(['--out', out], /kit\/notes.txt gives a line of solutions\/07-key-block.ts away/, 1);
      assert.ok(!existsSync(out));
      // Before stage 08 this is no secret.
      assert.equal(run(instructor, 'release', '--out', out, '--from', '08').code, 0);
      rmSync(join(instructor, 'kit/notes.txt'));
    });
  });

  describe('traces', () => {
    const solution =
      'export function f() {\n  const answer = "forty" + two(40, 2, "and more");\n  return answer;\n}';
    const traces = (text: string | Uint8Array, open: string[] = []) =>
      tracesOf(new Map([['a', text]]), new Map([['s', solution]]), open).length;

    it('are found in code, set otherwise, in the JSON of a notebook, in bytes', () => {
      const line = 'const answer = "forty" + two(40, 2, "and more");';
      for (const text of [
        line,
        'const answer =\n    "forty" + two(\n40, 2, "and more");',
        JSON.stringify({ source: [`x\n${line}\n`] }),
        new TextEncoder().encode(`  ${line}`),
      ])
        assert.equal(traces(text), 1, String(text));
    });

    it('are not what everybody writes, or may see', () => {
      assert.equal(traces('return answer;'), 0);
      assert.equal(traces('const answer = "forty" + two(40, 3, "and more");'), 0);
      assert.equal(traces(solution, [solution]), 0);
    });

    it('would be found in every stage: a copy with its solution has some', () => {
      const tree = readTree(course);
      const open = tree.files.filter((file) => file.startsWith('lib/') || file.startsWith('kit/stubs/'));
      for (const stage of stageNames) {
        const files = studentCopy(tree, stageNames, [stage]);
        const secret = new Map([[solutionOf(stage), tree.read(solutionOf(stage))]]);
        const found = tracesOf(
          files,
          secret,
          open.map((file) => tree.read(file)),
        );
        assert.ok(
          found.some(({ file }) => file === exerciseOf(stage)),
          stage,
        );
      }
    });
  });

  describe('catch-up', () => {
    const wrong = "throw new Error('I gave up here');\n";
    const backups = (root: string) =>
      existsSync(join(root, 'exercises/.backup')) ? readdirSync(join(root, 'exercises/.backup')) : [];
    const exercise = (root: string, stage: StageName) => readFileSync(join(root, exerciseOf(stage)), 'utf8');

    it("without solutions says what to do, and takes them from an instructor's folder", () => {
      const copy = released('late');
      write(copy, exerciseOf('02-hellos'), wrong);
      write(copy, exerciseOf('03-rsa'), '// mine, and not finished');
      const without = run(copy, 'catch-up', '03');
      assert.equal(without.code, 2);
      assert.equal(
        without.stderr,
        'catch-up: this copy comes without solutions; name a folder that has them, with --solutions DIR\n',
      );
      assert.equal(exercise(copy, '02-hellos'), wrong);

      const right = `// my own\n${course_(solutionOf('01-records'))}`;
      write(copy, exerciseOf('01-records'), right);
      const { code, stdout, stderr } = run(copy, 'catch-up', '03', '--solutions', join(course, 'solutions'));
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /exercises\/01-records.ts was right already/);
      assert.match(
        stdout,
        /exercises\/02-hellos.ts is solved now; what you wrote is kept in exercises\/.backup/,
      );
      assert.equal(exercise(copy, '01-records'), right);
      assert.equal(exercise(copy, '02-hellos'), course_(solutionOf('02-hellos')));
      assert.equal(exercise(copy, '03-rsa'), '// mine, and not finished');
      const [kept, ...others] = backups(copy);
      assert.deepEqual(others, []);
      assert.equal(readFileSync(join(copy, 'exercises/.backup', kept as string), 'utf8'), wrong);
      const { stages } = JSON.parse(run(copy, 'progress', '--json').stdout);
      assert.equal(stages.find((one: { stage: string }) => one.stage === '02-hellos').done, true);
    });

    it("in an instructor's course takes the solutions from there; a stub needs no backup", () => {
      const before = backups(instructor);
      const { code, stdout } = run(instructor, 'catch-up', '2');
      assert.equal(code, 0);
      assert.match(stdout, /^exercises\/01-records.ts is solved now\.\n/);
      assert.equal(exercise(instructor, '01-records'), course_(solutionOf('01-records')));
      assert.equal(exercise(instructor, '02-hellos'), course_(stubOf('02-hellos')));
      assert.deepEqual(backups(instructor), before);
      write(instructor, exerciseOf('01-records'), course_(stubOf('01-records')));
    });

    it('with a folder that lacks a solution, or has a wrong one, changes nothing', () => {
      const solutions = join(folder, 'some-solutions');
      write(solutions, '01-records.ts', wrong);
      const lacks = run(instructor, 'catch-up', '03', '--solutions', solutions);
      assert.equal(lacks.code, 2);
      assert.match(lacks.stderr, /02-hellos.ts is missing, so nothing was changed/);
      const bad = run(instructor, 'catch-up', '02', '--solutions', solutions);
      assert.equal(bad.code, 1);
      assert.match(bad.stderr, /01-records.ts does not pass the checks/);
      assert.equal(exercise(instructor, '01-records'), course_(stubOf('01-records')));
    });

    it('for the first stage has nothing to do; without a stage says what to name', () => {
      assert.equal(run(instructor, 'catch-up', '01').code, 0);
      assert.match(run(instructor, 'catch-up').stderr, /name a stage, such as 06/);
      assert.match(run(instructor, 'catch-up', '02', '03').stderr, /name one stage: where to go on/);
    });
  });
});

const squeezed = (text: string) => text.replace(/\s+/g, '');

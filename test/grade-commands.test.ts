// slow: it grades, in processes of its own
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { gradescopeFiles } from '../kit/grade/autograder/files.js';
import { zip } from '../kit/grade/autograder/zip.js';
import type { SubmissionRecord } from '../kit/grade/record.js';
import { FORCE_NONE } from '../kit/grade/sandbox/choose.js';
import { readRecords, writeRecord } from '../kit/grade/store.js';
import { UsageError } from '../kit/usage.js';
import { reference } from '../lib/stages.js';
import { classOf } from './support/grade-records.js';
import { needs } from './support/peers.js';

const work = mkdtempSync(join(tmpdir(), 'grades-'));
after(() => rmSync(work, { recursive: true, force: true }));

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Runs a script of package.json, without npm's own half second. */
function run(script: string, ...args: string[]) {
  const [, file] = /^tsx (\S+)$/.exec(scripts[script]) ?? [];
  return spawnSync(process.execPath, ['--import', 'tsx', file as string, ...args], { encoding: 'utf8' });
}

function ran(script: string, ...args: string[]): string {
  const { status, stdout, stderr } = run(script, ...args);
  assert.equal(status, 0, stderr);
  return stdout;
}

function saved(name: string, records: readonly SubmissionRecord[]): string {
  const folder = join(work, name);
  for (const record of records) writeRecord(folder, record);
  return folder;
}

/** What does not depend on how busy the machine was. */
const timeless = (records: readonly SubmissionRecord[]) =>
  records.map(({ timing, ...record }) => ({
    ...record,
    stages: record.stages.map(({ wallMs, ...stage }) => stage),
  }));

/** A folder of submissions, of which each has some solutions and exercises. */
function submissions(stages: Record<string, readonly string[]>): string {
  const folder = join(work, 'submissions');
  for (const [name, files] of Object.entries(stages))
    for (const file of files) {
      mkdirSync(join(folder, name, 'exercises'), { recursive: true });
      cpSync(file, join(folder, name, 'exercises', file.split('/')[1] as string));
    }
  return folder;
}

describe('grades: shards as processes of their own', function () {
  needs('bubblewrap');
  this.timeout(120_000);

  it('merge to exactly the results of one machine', () => {
    const folder = submissions({
      ada: ['solutions/08-finished.ts', 'solutions/07-key-block.ts'],
      bo: ['exercises/08-finished.ts'],
      cy: ['solutions/08-finished.ts', 'exercises/07-key-block.ts'],
      di: ['exercises/07-key-block.ts'],
    });
    const options = ['--seed', 'autumn', '--no-type-check', '--jobs', '2'];
    const [whole, one, two, merged] = ['whole', 'one', 'two', 'merged'].map((name) => join(work, name)) as [
      string,
      string,
      string,
      string,
    ];
    ran('grade', folder, '--out', whole, ...options);
    ran('grade', folder, '--out', one, '--shard', '1/2', ...options);
    ran('grade', folder, '--out', two, '--shard', '2/2', ...options);
    assert.match(ran('grades:merge', two, one, '--out', merged), /4 submissions from 2 folders/);
    assert.deepEqual(timeless(readRecords(merged)), timeless(readRecords(whole)));
    assert.equal(
      readFileSync(join(merged, 'grades.csv'), 'utf8'),
      readFileSync(join(whole, 'grades.csv'), 'utf8'),
    );
    const scores = readRecords(merged).map(({ submission, score }) => [submission, score]);
    assert.deepEqual(scores, [
      ['ada', 200],
      ['bo', 0],
      ['cy', 100],
      ['di', 0],
    ]);
  });
});

describe('grades: the commands over results', function () {
  this.timeout(60_000);
  const room = classOf(6, 1);
  const all = saved('all', room);

  it('merge, and merge again, to the same bytes', () => {
    const out = join(work, 'again');
    const [a, b] = [saved('a', room.slice(0, 4)), saved('b', room.slice(3))];
    ran('grades:merge', a, b, '--out', out);
    const bytes = () =>
      readdirSync(join(out, 'results')).map((name) => readFileSync(join(out, 'results', name), 'utf8'));
    const first = bytes();
    ran('grades:merge', b, a, out, '--out', out);
    assert.deepEqual(bytes(), first);
  });

  it('take a shard that nothing fell into', () => {
    mkdirSync(join(work, 'empty'));
    assert.match(
      ran('grades:merge', all, join(work, 'empty'), '--out', join(work, 'with-empty')),
      /6 submissions/,
    );
  });

  const first = room[0] as SubmissionRecord;
  const refused: [string, string, () => string[], RegExp][] = [
    [
      'two results that differ',
      'grades:merge',
      () => [all, saved('other', [{ ...first, score: 1 }]), '--out', join(work, 'x')],
      /give it \d+ and 1 points/,
    ],
    [
      'results of somebody else in the way',
      'grades:merge',
      () => [saved('some', room.slice(2)), '--out', all],
      /has results that are in none of the folders/,
    ],
    [
      'nothing but empty shards',
      'grades:merge',
      () => [join(work, 'empty'), '--out', join(work, 'y')],
      /not one result/,
    ],
    ['an unknown format', 'grades:format', () => [all, '--format', 'pdf'], /there is no format "pdf"/],
    [
      'a roster that is not there',
      'grades:format',
      () => [all, '--format', 'canvas', '--roster', 'nowhere.csv'],
      /nowhere\.csv cannot be read/,
    ],
    ['two folders', 'report', () => [all, all], /name one folder/],
    ['an archive that is none', 'grade:autograder', () => ['--out', 'x.tar'], /--out FILE\.zip/],
  ];
  for (const [what, script, args, message] of refused)
    it(`${script}: one sentence and exit code 2 for ${what}`, () => {
      const { status, stderr } = run(script, ...args());
      assert.equal(status, 2);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    });

  it('write formats beside the results, and say whom a roster lacks', () => {
    const roster = join(work, 'roster.csv');
    writeFileSync(
      roster,
      `Student,ID\n${room
        .slice(1)
        .map(({ submission }, i) => `${submission},${i}`)
        .join('\n')}\n`,
    );
    const { stdout, stderr } = run('grades:format', all, '--format', 'canvas,markdown', '--roster', roster);
    assert.deepEqual(stdout.trim().split('\n'), [join(all, 'canvas.csv'), join(all, 'markdown')]);
    assert.equal(readdirSync(join(all, 'markdown')).length, 6);
    assert.match(stderr, new RegExp(`not in the roster.*${room[0]?.submission}`));
  });

  it('write the report where it is wanted, without names when asked', () => {
    const out = join(work, 'shown.html');
    assert.match(
      ran('report', all, '--out', out, '--anonymous', '--title', 'Autumn <1>'),
      /without their names/,
    );
    const page = readFileSync(out, 'utf8');
    assert.match(page, /<h1>Autumn &lt;1&gt;<\/h1>/);
    assert.ok(!page.includes(room[0]?.submission as string));
  });
});

describe('grades: what other systems run', function () {
  this.timeout(120_000);
  const root = join(work, 'autograder');

  /** A folder as Gradescope lays it out, with the packages of this copy. */
  function layOut(): void {
    for (const { path, content, executable } of gradescopeFiles('.', { forceNone: false })) {
      const file = join(root, 'source', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content, { mode: executable ? 0o755 : 0o644 });
    }
    symlinkSync(resolve('node_modules'), join(root, 'source/course/node_modules'));
    mkdirSync(join(root, 'submission/my work'), { recursive: true });
    cpSync('solutions/08-finished.ts', join(root, 'submission/my work/08-finished.ts'));
  }

  it('has the scripts at the root of the archive, ready to run, and no solution in it', async () => {
    const files = gradescopeFiles('.', { forceNone: false });
    const names = files.map(({ path }) => path);
    assert.deepEqual(names.slice(0, 2), ['setup.sh', 'run_autograder']);
    assert.ok(files.slice(0, 2).every(({ executable }) => executable));
    assert.deepEqual(
      names.filter((name) => /^course\/(?:solutions|notebooks|node_modules|\.git)\//.test(name)),
      [],
    );
    const again = await zip(gradescopeFiles('.', { forceNone: false }));
    assert.ok((await zip(files)).equals(again), 'the same files make the same archive');
  });

  it('has private checks and no sandbox only when they are asked for', () => {
    const checks = join(work, 'checks');
    mkdirSync(checks);
    assert.throws(() => gradescopeFiles('.', { checks, forceNone: false }), UsageError);
    assert.throws(() => gradescopeFiles('.', { checks: join(work, 'none'), forceNone: false }), UsageError);
    writeFileSync(join(checks, '08-finished.ts'), '');
    const added = gradescopeFiles('.', { checks, forceNone: true }).filter(
      ({ path }) => !path.startsWith('course/'),
    );
    assert.deepEqual(
      added.map(({ path }) => path),
      ['setup.sh', 'run_autograder', 'options', 'checks/08-finished.ts'],
    );
    assert.equal(Buffer.from(added[2]?.content ?? []).toString(), `--sandbox\nnone\n--${FORCE_NONE}\n`);
  });

  describe('the shell scripts', () => {
    needs('shellcheck');
    it('have nothing that shellcheck finds', () => {
      execFileSync('shellcheck', [
        'kit/grade/deploy/gradescope/setup.sh',
        'kit/grade/deploy/gradescope/run_autograder',
      ]);
    });
  });

  describe('on Gradescope', () => {
    needs('bubblewrap');
    it('grades what a student uploaded into results/results.json', () => {
      layOut();
      execFileSync(join(root, 'source/run_autograder'), {
        env: { ...process.env, AUTOGRADER_ROOT: root },
        stdio: 'pipe',
      });
      const { score, tests } = JSON.parse(readFileSync(join(root, 'results/results.json'), 'utf8'));
      assert.equal(score, 100);
      assert.equal(tests.length, Object.keys(reference).length + 1);
    });

    it('tells a student in whose upload there is no exercise', () => {
      for (const path of ['submission', 'results']) rmSync(join(root, path), { recursive: true });
      mkdirSync(join(root, 'submission'));
      writeFileSync(join(root, 'submission/notes.txt'), 'x');
      execFileSync(join(root, 'source/run_autograder'), {
        env: { ...process.env, AUTOGRADER_ROOT: root },
        stdio: 'pipe',
      });
      const results = readFileSync(join(root, 'results/results.json'), 'utf8');
      assert.equal(JSON.parse(results).score, 0);
      assert.match(results, /No exercise file was found in it/);
    });

    it('leaves no results when the grader fails, so that nobody gets a 0 for it', () => {
      rmSync(join(root, 'results'), { recursive: true });
      rmSync(join(root, 'source/course/test/stages/08-finished.ts'));
      const { status } = spawnSync(join(root, 'source/run_autograder'), {
        env: { ...process.env, AUTOGRADER_ROOT: root },
      });
      assert.notEqual(status, 0);
      assert.deepEqual(readdirSync(join(root, 'results')), []);
    });
  });

  it('starts the right shard in a pod, with what the cluster says in the environment', () => {
    const bin = join(work, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'npm'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const [, , job] = parseAllDocuments(readFileSync('kit/grade/deploy/kubernetes/grade.yaml', 'utf8'));
    assert.ok(job);
    const [command, ...args] = job.toJS().spec.template.spec.containers[0].command;
    const env = { PATH: `${bin}:${process.env.PATH}`, JOB_COMPLETION_INDEX: '2', SHARDS: '8', SEED: 'a b' };
    const asked = execFileSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
      .trim()
      .split('\n');
    assert.deepEqual(asked.slice(0, 4), ['run', '--silent', 'grade', '--']);
    assert.deepEqual(asked.slice(4, 9), ['/grading/submissions', '--shard', '3/8', '--seed', 'a b']);
    assert.equal(asked.at(-1), '/grading/results/shard-2');
  });

  describe('on Classroom 50', () => {
    needs('bubblewrap', 'python');
    const identity = {
      CLASSROOM: 'crypto',
      ASSIGNMENT: 'tls',
      USERNAME: 'ada',
      SUBMISSION_TAG: 'submit/2026-06-01T14-32-05Z-a1b2c3d',
      COMMIT_URL: 'https://git.example/commit/1',
      RELEASE_URL: 'https://git.example/releases/1',
    };
    const shim = (env: Record<string, string>) => {
      const checkout = join(work, 'checkout');
      mkdirSync(checkout, { recursive: true });
      cpSync('solutions/08-finished.ts', join(checkout, '08-finished.ts'));
      const { status } = spawnSync('python3', [resolve('kit/grade/deploy/classroom50/autograder.py')], {
        cwd: checkout,
        env: { ...process.env, ...env },
      });
      return { status, file: join(checkout, 'result.json') };
    };

    it('leaves a result with every field of classroom50/result/v1, each of its type', () => {
      const { status, file } = shim({ ...identity, REBUILD_TLS: resolve('.') });
      assert.equal(status, 0);
      const { score, tests, datetime, ...result } = JSON.parse(readFileSync(file, 'utf8'));
      assert.deepEqual(result, {
        schema: 'classroom50/result/v1',
        'max-score': 1200,
        classroom: 'crypto',
        assignment: 'tls',
        assignment_type: 'individual',
        owner: 'ada',
        submission: identity.SUBMISSION_TAG,
        commit: identity.COMMIT_URL,
        release: identity.RELEASE_URL,
        review: identity.COMMIT_URL,
      });
      assert.equal(score, 100);
      assert.match(datetime, /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/);
      let sum = 0;
      for (const test of tests) {
        assert.ok(test['test-name'].length > 0);
        assert.equal(typeof test.passed, 'boolean');
        for (const points of [test.score, test['max-score']])
          assert.ok(Number.isInteger(points) && points >= 0);
        assert.ok(test.score <= test['max-score']);
        sum += test.score;
      }
      assert.equal(sum, score);
    });

    for (const [what, env] of [
      ['the course is not there', { ...identity, REBUILD_TLS: '/nowhere' }],
      ['the runner says nothing about the submission', { REBUILD_TLS: resolve('.') }],
    ] as const)
      it(`fails, so that nobody gets a 0 for it, when ${what}`, () => {
        rmSync(join(work, 'checkout'), { recursive: true, force: true });
        const { status, file } = shim(env);
        assert.notEqual(status, 0);
        assert.throws(() => readFileSync(file), /ENOENT/);
      });
  });
});

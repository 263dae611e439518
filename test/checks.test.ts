// Every stage's checks, held against every kind of subject that they must tell apart.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Check, Outcome, StageChecks, Subject } from '../kit/check/check.js';
import { sameData } from '../kit/check/plain-data.js';
import { randomFrom } from '../kit/check/random.js';
import { type Implementation, subjectOf } from '../kit/check/subject.js';
import { type FunctionName, reference, type StageName, stageNames, stages } from '../lib/stages.js';
import { runSeed } from './support/random.js';

const seed = String(runSeed);
const run = (check: Check, subject: Subject, salt = '') =>
  check.run(subject, { random: randomFrom(`${seed}${salt}`) });

async function load<T>(path: string): Promise<T> {
  return (await import(new URL(path, import.meta.url).href)) as T;
}

for (const name of stageNames.filter((stage) => existsSync(new URL(`./stages/${stage}.ts`, import.meta.url))))
  describe(`stage ${name} (seed ${seed})`, () => judgeStage(name));

function judgeStage(name: StageName): void {
  let stage: StageChecks;
  let solution: Implementation;
  let exercise: Implementation;
  before(async () => {
    stage = (await load<{ stage: StageChecks }>(`./stages/${name}.ts`)).stage;
    solution = await load(`../solutions/${name}.ts`);
    exercise = await load(`../exercises/${name}.ts`);
  });

  it('sums to 100 points and judges every function', () => {
    const functions = Object.keys(stages[name]).sort();
    assert.equal(
      stage.checks.reduce((sum, check) => sum + check.points, 0),
      100,
    );
    assert.deepEqual([...new Set(stage.checks.map((check) => check.function))].sort(), functions);
    assert.deepEqual(Object.keys(solution).sort(), functions);
    assert.deepEqual(Object.keys(exercise).sort(), functions);
  });

  it('passes the reference and the solution', async () => {
    for (const check of stage.checks)
      for (const [who, implementation] of Object.entries({ reference, solution }))
        assert.deepEqual(
          await run(check, subjectOf(implementation)),
          { passed: true },
          `${who}: ${check.name}`,
        );
  });

  it('ships unsolved', async () => {
    for (const check of stage.checks) {
      const verdict = await run(check, subjectOf(exercise));
      assert.match(verdict.passed ? 'passed' : verdict.message, /is not solved yet/, check.name);
    }
  });

  it('fails an empty body, a constant, and the input handed back', async () => {
    for (const check of stage.checks)
      for (const [what, subject] of impostors())
        assert.equal((await run(check, subject)).passed, false, `${what} passes ${check.name}`);
  });

  it('recognises every wrong turn on random input and says so', async () => {
    for (const mistake of stage.mistakes) {
      const wrong = { ...reference, [mistake.function]: mistake.wrong } as Implementation;
      const own = stage.checks.filter((check) => check.function === mistake.function);
      for (const salt of ['', 'a', 'b']) {
        const verdicts = await Promise.all(own.map((check) => run(check, subjectOf(wrong), salt)));
        const named = verdicts.filter((verdict) => !verdict.passed && verdict.mistake === mistake.name);
        const heard = JSON.stringify(verdicts);
        assert.ok(named.length > 0, `no check of ${mistake.function} names "${mistake.name}": ${heard}`);
        for (const verdict of named) assert.ok(!verdict.passed && verdict.message.includes(mistake.says));
      }
    }
  });

  it('knows enough wrong turns', () => {
    const least = name === '08-finished' ? 10 : 6;
    assert.ok(stage.mistakes.length >= least, `${stage.mistakes.length} of ${least}`);
  });
}

/** Subjects that answer without having computed anything. */
function impostors(): [string, Subject][] {
  const always = (value: (args: readonly unknown[]) => unknown): Subject => ({
    call: async (_, args): Promise<Outcome> => ({ kind: 'value', value: value(args) }),
  });
  let first: Promise<Outcome> | undefined;
  const constant: Subject = {
    call(name, args) {
      first ??= otherAnswer(name, args);
      return first;
    },
  };
  return [
    ['an empty body', always(() => undefined)],
    ['the first argument handed back', always(([argument]) => argument)],
    ['the last argument handed back', always((args) => args.at(-1))],
    ['no bytes', always(() => new Uint8Array())],
    ['a constant', constant],
  ];
}

/** The right answer for other arguments than these, where the reference has one. */
async function otherAnswer(name: FunctionName, args: readonly unknown[]): Promise<Outcome> {
  const changed = args.map((arg) => (arg instanceof Uint8Array ? arg.map((byte) => byte ^ 1) : arg));
  const other = await subjectOf(reference).call(name, changed);
  const right = await subjectOf(reference).call(name, args);
  return other.kind === 'value' && !sameData(other, right) ? other : { kind: 'value', value: 'a constant' };
}

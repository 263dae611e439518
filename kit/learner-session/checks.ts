// The checks of a stage for one learner: the same, the learner's own session besides, and an eye for values that were
// copied from somebody else's.

import type { FunctionName, StageName } from '../../lib/stages.js';
import type { Check, Outcome, StageChecks, Subject, Verdict } from '../check/check.js';
import { defineStage } from '../check/define.js';
import { loadChecks } from '../loop/course.js';
import { sessionCases } from './cases.js';
import { foreignSession, type KnownSession, knownSessions } from './foreign.js';
import { rememberedSeed } from './seed.js';
import { learnerSession } from './session.js';

/**
 * The checks of `stage` for the learner whose session `seed` gives. Checks of the own session bring no points, so that
 * a stage counts alike for everybody; a stage is solved only when they pass too.
 * @param classmates the seeds of others, whose values are then recognised
 */
export function withOwnSession(
  stage: StageChecks,
  seed: string,
  classmates: readonly string[] = [],
): StageChecks {
  const sessions = knownSessions(seed, classmates);
  const checks = [...stage.checks, ...ownChecks(stage, seed)];
  return { ...stage, checks: checks.map((check) => recognising(check, sessions)) };
}

/** The checks of a stage in this copy of the course, with the own session of the learner whose seed it remembers. */
export async function personalChecks(root: string, stage: StageName): Promise<StageChecks> {
  const checks = await loadChecks(root, stage);
  const seed = rememberedSeed(root);
  return seed === undefined ? checks : withOwnSession(checks, seed);
}

/** One check for each function that has a part in such a session. */
function ownChecks({ stage, mistakes, checks }: StageChecks, seed: string): readonly Check[] {
  const names = [...new Set(checks.map((check) => check.function))];
  const definitions = names.flatMap((name) => {
    const cases = sessionCases[name];
    if (!cases) return [];
    const looks = checks.find((check) => check.function === name)?.definition;
    const own = { function: name, name: `${name}: your own session`, points: 0 };
    return [{ ...looks, ...own, needs: [], cases: () => cases(learnerSession(seed)) }];
  });
  return defineStage(stage, { mistakes, checks: definitions }).checks;
}

/** The check, with a sentence of its own for a value of another session. */
function recognising(check: Check, sessions: readonly KnownSession[]): Check {
  return {
    ...check,
    async run(subject, context) {
      let last: { name: FunctionName; args: readonly unknown[]; outcome: Outcome } | undefined;
      const watched: Subject = {
        async call(name, args) {
          const outcome = await subject.call(name, args);
          last = { name, args, outcome };
          return outcome;
        },
      };
      const verdict = await check.run(watched, context);
      if (verdict.passed || last?.outcome.kind !== 'value') return verdict;
      const other = foreignSession(sessions, last.name, last.args, last.outcome.value);
      return other ? copied(last.name, other.whose) : verdict;
    },
  };
}

const copied = (name: FunctionName, whose: string): Verdict => ({
  passed: false,
  message: `${name} gave a value that belongs to another session's inputs: it is a value of ${whose}, and these are other inputs; compute it from the arguments.`,
  mistake: 'a value of other inputs',
});

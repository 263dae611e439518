// The checks of a stage, one after the other, on one subject.
import type { Check, Outcome, StageChecks, Subject, Verdict } from './check.js';
import { randomFrom } from './random.js';
import type { CheckReport } from './report.js';
import { unsolvedCall } from './sentences.js';

/**
 * Runs every check whose needs are met.
 * @param seed the random inputs of a check hang on it and on the check's name, so that each can be repeated alone
 */
export async function runChecks(
  { checks }: StageChecks,
  subject: Subject,
  seed: string,
): Promise<CheckReport[]> {
  const reports: CheckReport[] = [];
  for (const check of checks) {
    const unmet = check.needs?.find((need) => reports.find(({ name }) => name === need)?.status !== 'ok');
    reports.push(
      unmet === undefined ? await runCheck(check, subject, seed) : skipped(check, `it needs "${unmet}"`),
    );
  }
  return reports;
}

/** A check that was not run, and why. */
export function skipped({ function: function_, name, points }: Check, message: string): CheckReport {
  return { function: function_, name, points, status: 'skipped', message };
}

async function runCheck(check: Check, subject: Subject, seed: string): Promise<CheckReport> {
  const { function: function_, name, points } = check;
  let last: Outcome | undefined;
  const watched: Subject = {
    async call(...call) {
      last = await subject.call(...call);
      return last;
    },
  };
  const verdict = await check.run(watched, { random: randomFrom(`${seed} ${name}`) }).catch(brokenCheck);
  if (verdict.passed) return { function: function_, name, points, status: 'ok' };
  if (last?.kind === 'unsolved' && last.calls !== undefined)
    return { ...skipped(check, unsolvedCall(check.function, last.calls)), calls: last.calls };
  const { passed: _, ...why } = verdict;
  return {
    function: function_,
    name,
    points,
    status: last?.kind === 'unsolved' ? 'unsolved' : 'failed',
    ...why,
  };
}

/** A value so strange that the check itself fails over it must not keep the others from running. */
function brokenCheck(error: unknown): Verdict {
  const why = error instanceof Error ? error.message : String(error);
  return { passed: false, message: `The check itself broke off over what came back: ${why}.` };
}

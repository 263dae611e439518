// Known wrong turns in place of the reference: which checks notice them, and which do not.
import { reference } from '../../lib/stages.js';
import type { Mistake, StageChecks } from '../check/check.js';
import { runChecks } from '../check/run-stage.js';
import { type Implementation, subjectOf } from '../check/subject.js';
import { UsageError } from '../usage.js';
import type { Broken } from './report.js';

/** @throws UsageError that lists the stage's mistakes when none has this name */
export function mistakeCalled({ stage, mistakes }: StageChecks, name: string): Mistake {
  const found = mistakes.find((mistake) => mistake.name === name);
  if (found) return found;
  const names = mistakes.map((mistake) => `"${mistake.name}"`).join(', ');
  throw new UsageError(`${stage} knows no mistake "${name}"; it knows ${names}`);
}

/** The reference, but for the functions that go wrong. */
export const brokenBy = (mistakes: readonly Mistake[]): Implementation => ({
  ...(reference as unknown as Implementation),
  ...Object.fromEntries(mistakes.map(({ function: name, wrong }) => [name, wrong])),
});

/** Judges the reference with the mistakes in it. @param seed of the checks' random inputs */
export async function judgeBroken(
  stage: StageChecks,
  mistakes: readonly Mistake[],
  seed: string,
): Promise<Broken> {
  const reports = await runChecks(stage, subjectOf(brokenBy(mistakes)), seed);
  return {
    stage: stage.stage,
    mistakes: mistakes.map(({ function: function_, name, says }) => ({ function: function_, name, says })),
    // A check that is skipped waits for one that noticed; it says nothing of its own.
    checks: reports
      .filter(({ status }) => status !== 'skipped')
      .map(({ name, status }) => ({ name, noticed: status !== 'ok' })),
  };
}

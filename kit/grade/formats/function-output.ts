// What a system shows under one function, where it shows plain text: a line a check, and why it brought no points.
import { feedbackStages } from './feedback.js';
import type { LearnerCheck, LearnerFunction, LearnerStage, LearnerView } from './learner-view.js';
import { readingOf } from './reading.js';

const words: { readonly [S in LearnerCheck['status']]: string } = {
  ok: 'ok',
  failed: 'failed',
  unsolved: 'not written yet',
  skipped: 'skipped',
  uncounted: 'not counted',
};

export function functionOutput(
  stage: LearnerStage['stage'],
  { name, status, checks }: LearnerFunction,
): string {
  const reading = status === 'solved' ? [] : readingOf(stage, name);
  return [
    ...(sayTheSame(checks) ? messageLines(checks[0]) : checks.flatMap(checkLines)),
    ...(reading.length > 0 ? [`Read on: ${reading.join('; ')}`] : []),
  ].join('\n');
}

/** Such as that all of them wait for a file that is missing. */
const sayTheSame = ([first, ...others]: readonly LearnerCheck[]) =>
  first?.message !== undefined &&
  others.every(({ status, message }) => status === first.status && message === first.message);

const checkLines = (check: LearnerCheck) => [
  `${words[check.status]}: ${check.name}`,
  ...messageLines(check).map((line) => `    ${line}`),
];

const messageLines = (check: LearnerCheck | undefined) => check?.message?.split('\n') ?? [];

/** The score, and what concerns a whole stage. */
export function overallOutput(view: LearnerView): string {
  const remarks = feedbackStages(view).flatMap(({ stage, remarks }) =>
    remarks.map((remark) => `${stage}: ${remark}`),
  );
  return [view.total, ...view.warnings, ...remarks].join('\n');
}

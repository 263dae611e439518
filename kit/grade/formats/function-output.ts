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
    ...checks.flatMap((check) => [
      `${words[check.status]}: ${check.name}`,
      ...(check.message === undefined ? [] : check.message.split('\n').map((line) => `    ${line}`)),
    ]),
    ...(reading.length > 0 ? [`Read on: ${reading.join('; ')}`] : []),
  ].join('\n');
}

/** The score, and what concerns a whole stage. */
export function overallOutput(view: LearnerView): string {
  const remarks = feedbackStages(view).flatMap(({ stage, remarks }) =>
    remarks.map((remark) => `${stage}: ${remark}`),
  );
  return [view.total, ...view.warnings, ...remarks].join('\n');
}

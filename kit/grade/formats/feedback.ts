// Feedback for a learner, in the order in which it helps: the score, what is right, what to mend next and which mistake
// it looks like, and where to read on. Markdown, HTML and plain lines are made from the same sections.
import { stateWords } from '../../check/words.js';
import type { LearnerCheck, LearnerFunction, LearnerStage, LearnerView } from './learner-view.js';
import { readingOf } from './reading.js';

export interface FeedbackStage {
  readonly stage: LearnerStage['stage'];
  readonly score: string;
  readonly remarks: readonly string[];
  /** The names of the functions that are right. */
  readonly right: readonly string[];
  readonly open: readonly FeedbackFunction[];
  /** Names of functions that nobody has begun. */
  readonly notBegun: readonly string[];
}

export interface FeedbackFunction {
  readonly name: string;
  /** 'not right yet, 4 of 9 points' */
  readonly state: string;
  readonly findings: readonly Finding[];
  /** 'RFC 5246 7.4.9', and the notebook. */
  readonly reading: readonly string[];
}

export interface Finding {
  readonly message: string;
  readonly mistake?: string;
}

/** Stages that the learner has handed in, or that brought points. */
export function feedbackStages(view: LearnerView): FeedbackStage[] {
  return view.stages
    .filter(
      ({ handedIn, score, remarks, stage }) =>
        handedIn || score > 0 || remarks.length > 0 || stage === 'capstone',
    )
    .map((stage) => ({
      stage: stage.stage,
      score: points(stage),
      remarks: stage.remarks,
      right: namesOf(stage, 'solved'),
      notBegun: namesOf(stage, 'unsolved'),
      // What could not be loaded says so once, and not for every function.
      open: (stage.problem === undefined ? stage.functions : [])
        .filter(({ status }) => status === 'begun' || status === 'skipped')
        .map((one) => feedbackFunction(stage.stage, one)),
    }));
}

/** The stages of which nothing was handed in. */
export const missingStages = (view: LearnerView): string[] =>
  view.stages.filter(({ handedIn, stage }) => !handedIn && stage !== 'capstone').map(({ stage }) => stage);

const points = ({ score, maxScore }: { score: number; maxScore: number }) => `${score} of ${maxScore} points`;

const namesOf = ({ functions }: LearnerStage, status: LearnerFunction['status']) =>
  functions.filter((one) => one.status === status).map(({ name }) => name);

function feedbackFunction(stage: LearnerStage['stage'], one: LearnerFunction): FeedbackFunction {
  return {
    name: one.name,
    state: `${stateWords[one.status]}, ${points(one)}`,
    findings: findingsOf(one.checks),
    reading: readingOf(stage, one.name),
  };
}

/**
 * What helps: every mistake that was recognised, every sentence of a hidden check, and where no mistake was recognised the
 * first failure. Five inputs that show one mistake are one finding.
 */
function findingsOf(checks: readonly LearnerCheck[]): Finding[] {
  const open = checks.filter(({ status }) => status !== 'ok');
  const failed = open.filter(({ status }) => status !== 'skipped' && status !== 'unsolved');
  const telling = failed.length > 0 ? failed : open;
  const named = telling.filter(({ mistake }) => mistake !== undefined);
  const first = telling.filter(({ hidden }) => !hidden).slice(0, 1);
  const hidden = telling.filter((check) => check.hidden);
  const byMessage = new Map<string, Finding>();
  for (const { message = '', mistake } of [...(named.length > 0 ? named : first), ...hidden])
    if (!byMessage.has(message))
      byMessage.set(message, { message, ...(mistake !== undefined && { mistake }) });
  return [...byMessage.values()];
}

/** The same in plain lines, where there is no markup. */
export function feedbackLines(view: LearnerView): string[] {
  const stages = feedbackStages(view).flatMap(({ stage, score, remarks, right, open, notBegun }) => [
    `${stage}: ${score}.`,
    ...remarks,
    ...(right.length > 0 ? [`Right: ${right.join(', ')}.`] : []),
    ...open.flatMap(({ name, state, findings, reading }) => [
      `${name}: ${state}. ${findings.map(({ message }) => message).join(' ')}`.trim(),
      ...(reading.length > 0 ? [`Read on: ${reading.join('; ')}.`] : []),
    ]),
    ...(notBegun.length > 0 ? [`Not written yet: ${notBegun.join(', ')}.`] : []),
  ]);
  const missing = missingStages(view);
  return [
    view.total,
    ...view.warnings,
    ...stages,
    ...(missing.length > 0 ? [`Not handed in: ${missing.join(', ')}.`] : []),
  ];
}

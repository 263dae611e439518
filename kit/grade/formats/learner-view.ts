// What a learner may see of a record, with every text made plain. Of a hidden check that is the function it judges, its
// points, whether it passed, and one sentence: no name, no mistake, no input.
import type { CheckRecord, FunctionRecord, StageRecord, SubmissionRecord } from '../record.js';
import { cut, plainLine, plainText } from './plain.js';

export interface LearnerView {
  readonly submission: string;
  readonly score: number;
  readonly maxScore: number;
  /** The score in one sentence, which never claims more than is known to the learner. */
  readonly total: string;
  readonly stages: readonly LearnerStage[];
  readonly warnings: readonly string[];
}

export interface LearnerStage {
  readonly stage: StageRecord['stage'];
  readonly score: number;
  readonly maxScore: number;
  readonly handedIn: boolean;
  /** Sentences about the whole stage: why nothing could be called, type errors, notes, what was ended and why. */
  readonly remarks: readonly string[];
  /** Why nothing of it could be called; one of the remarks. */
  readonly problem?: string;
  readonly functions: readonly LearnerFunction[];
  /** What the code printed. */
  readonly printed: readonly string[];
}

export interface LearnerFunction extends Pick<FunctionRecord, 'name' | 'score' | 'maxScore' | 'status'> {
  readonly checks: readonly LearnerCheck[];
}

export interface LearnerCheck extends Pick<CheckRecord, 'points' | 'status' | 'hidden'> {
  /** Unique in its stage. */
  readonly name: string;
  /** The points it brought. */
  readonly score: number;
  readonly message?: string;
  readonly mistake?: string;
}

/** No message of ours comes near it; what a submission puts into one may. */
const LONGEST_MESSAGE = 4000;

export function learnerView(record: SubmissionRecord): LearnerView {
  const { score, maxScore } = record;
  return {
    submission: plainLine(record.submission),
    score,
    maxScore,
    total: totalSentence(record),
    stages: record.stages.map(stageView),
    warnings: record.warnings.map(plainLine),
  };
}

/** 'All passed' is for whoever sees all checks. */
function totalSentence({ score, maxScore, hasHiddenChecks }: SubmissionRecord): string {
  const points = `${score} of ${maxScore} points`;
  if (hasHiddenChecks) return `${points}, hidden checks included.`;
  return score === maxScore ? `All passed: ${points}.` : `${points}.`;
}

function stageView(record: StageRecord): LearnerStage {
  const { stage, score, maxScore, file, problem, printed } = record;
  return {
    stage,
    score,
    maxScore,
    handedIn: file !== undefined,
    remarks: remarksOf(record).map((remark) => cut(plainText(remark), LONGEST_MESSAGE)),
    ...(problem !== undefined && { problem: cut(plainText(problem), LONGEST_MESSAGE) }),
    functions: record.functions.map(functionView),
    printed: (printed?.lines ?? []).map(plainLine),
  };
}

/** That a file is missing is said once, for all of them. */
const remarksOf = ({ stage, file, problem, typeErrors, kills, notes }: StageRecord): string[] => [
  ...(problem === undefined || (file === undefined && stage !== 'capstone') ? [] : [problem]),
  ...typeErrors.map(({ line, message }) => `Type error in line ${line}: ${message}`),
  ...kills.map(
    ({ why, function: name, detail }) =>
      `The code was ended (${why}) ${name === undefined ? 'while it was loaded' : `in ${name}`}: ${detail}`,
  ),
  ...notes,
];

function functionView({ name, score, maxScore, status, checks }: FunctionRecord): LearnerFunction {
  let hidden = 0;
  return {
    name,
    score,
    maxScore,
    status,
    checks: checks.map((check) =>
      check.hidden ? hiddenView(check, `${name}: hidden check ${++hidden}`) : visibleView(check),
    ),
  };
}

function visibleView(check: CheckRecord): LearnerCheck {
  const { name, message, mistake } = check;
  return {
    ...common(check, plainLine(name)),
    ...messageOf(message, check.status),
    ...(mistake !== undefined && { mistake: plainLine(mistake) }),
  };
}

/** Its first line, and only when it ran: what a skipped one waits for may be the name of another hidden one. */
function hiddenView(check: CheckRecord, name: string): LearnerCheck {
  const says = check.status === 'failed' ? check.message?.split('\n', 1)[0] : undefined;
  return { ...common(check, name), ...messageOf(says, check.status) };
}

const common = ({ points, status, hidden }: CheckRecord, name: string) => ({
  name,
  points,
  status,
  hidden,
  score: status === 'ok' ? points : 0,
});

/** Every check that brought no points says why. */
function messageOf(message: string | undefined, status: CheckRecord['status']): { message?: string } {
  const text = message ?? silent[status];
  return text === undefined ? {} : { message: cut(plainText(text), LONGEST_MESSAGE) };
}

const silent: { readonly [S in CheckRecord['status']]?: string } = {
  failed: 'It is not right yet.',
  unsolved: 'It is not written yet.',
  skipped: 'It was not run: it waits for others.',
  uncounted: 'It passed on inputs that the course prints, and on no fresh ones; so it brings no points.',
};

// One stage of a learner: load the file, run the checks, and tell everything that was met on the way.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exerciseOf, numberOf } from '../loop/course.js';
import type { StageChecks } from './check.js';
import type { LearnerProcess } from './child-process.js';
import { Learner } from './learner.js';
import type { Load, Stopped } from './protocol.js';
import { pointsOf, type StageReport } from './report.js';
import { runChecks, skipped } from './run-stage.js';
import { stoppedSentence } from './sentences.js';
import type { TypeCheck } from './type-check.js';

export interface StageRun {
  readonly root: string;
  readonly stage: StageChecks;
  readonly seed: string;
  /** The type check may still be under way. */
  readonly types: Promise<TypeCheck>;
  readonly warm?: LearnerProcess;
  readonly callMs?: number;
  /** Breaks the run off; its report is then worth nothing. */
  readonly signal?: AbortSignal;
}

export async function checkStage({
  root,
  stage,
  seed,
  types,
  signal,
  ...options
}: StageRun): Promise<StageReport> {
  const file = exerciseOf(stage.stage);
  const judged = existsSync(join(root, file))
    ? await judge(new Learner(join(root, file), options), stage, seed, file, signal)
    : {
        checks: [],
        noise: [],
        problem: `${file} is missing; npm run reset -- ${numberOf(stage.stage)} brings it back.`,
      };
  const { faults, trouble } = await types;
  const { noise, problem, checks: run } = judged;
  const checks =
    problem === undefined ? run : stage.checks.map((check) => skipped(check, 'the file cannot be used'));
  const typeErrors = faults.get(file) ?? [];
  return {
    stage: stage.stage,
    file,
    seed,
    typeErrors,
    ...(problem !== undefined && { problem }),
    checks,
    notes: [
      ...noiseNote(noise),
      ...(trouble === undefined ? [] : [`The types could not be checked: ${trouble}`]),
    ],
    points: pointsOf(checks),
    solved: typeErrors.length === 0 && checks.every(({ status }) => status === 'ok'),
  };
}

async function judge(learner: Learner, stage: StageChecks, seed: string, file: string, signal?: AbortSignal) {
  const stop = () => void learner.close();
  signal?.addEventListener('abort', stop);
  try {
    const problem = loadProblem(await learner.load(), file);
    const checks = problem === undefined ? await runChecks(stage, learner, seed) : [];
    return { problem, checks, noise: learner.noise };
  } finally {
    signal?.removeEventListener('abort', stop);
    await learner.close();
  }
}

/** Why a file cannot be used at all, in one sentence. */
function loadProblem(load: Load | Stopped, file: string): string | undefined {
  if ('exports' in load) return undefined;
  if ('kind' in load) return `While it was loaded, ${stoppedSentence(file, load)}`;
  const place = load.line === undefined ? file : `${file}:${load.line}`;
  return `${place} cannot be loaded: ${load.problem}${/[.!?]$/.test(load.problem) ? '' : '.'}`;
}

function noiseNote(lines: readonly string[]): string[] {
  const [first] = lines;
  if (first === undefined) return [];
  const count = lines.length === 1 ? 'a line' : `${lines.length} lines`;
  return [`The code printed ${count}, the first: ${first.slice(0, 80)}. Printing changes no verdict.`];
}

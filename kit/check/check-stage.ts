// One stage of a learner: load the file, run the checks, and tell everything that was met on the way.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exerciseOf, numberOf } from '../loop/paths.js';
import type { StageChecks } from './check.js';
import type { LearnerProcess } from './child-process.js';
import { Learner } from './learner.js';
import type { Load, Stopped } from './protocol.js';
import { type CheckReport, pointsOf, type StageReport } from './report.js';
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

export async function checkStage(run: StageRun): Promise<StageReport> {
  const { stage, seed } = run;
  const file = exerciseOf(stage.stage);
  const { problem, checks, noise } = await judge(run, file);
  const { faults, trouble } = await run.types;
  const typeErrors = faults.get(file) ?? [];
  const untyped = trouble === undefined ? [] : [`The types could not be checked: ${trouble}`];
  return {
    stage: stage.stage,
    file,
    seed,
    typeErrors,
    ...(problem !== undefined && { problem }),
    checks,
    notes: [...noiseNote(noise), ...untyped],
    points: pointsOf(checks),
    solved: typeErrors.length === 0 && checks.every(({ status }) => status === 'ok'),
  };
}

interface Judged {
  readonly problem?: string;
  readonly checks: readonly CheckReport[];
  readonly noise: Learner['noise'];
}

async function judge({ root, stage, seed, signal, warm, callMs }: StageRun, file: string): Promise<Judged> {
  const useless = (problem: string, noise: Judged['noise']): Judged => ({
    problem,
    checks: stage.checks.map((check) => skipped(check, 'the file cannot be used')),
    noise,
  });
  if (!existsSync(join(root, file))) {
    await warm?.end();
    const number = numberOf(stage.stage);
    return useless(`${file} is missing; npm run reset -- ${number} brings it back.`, {
      lines: [],
      cut: false,
    });
  }
  const learner = new Learner(join(root, file), { ...(warm && { warm }), ...(callMs && { callMs }) });
  const stop = () => void learner.close();
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  try {
    const problem = loadProblem(await learner.load(), file);
    if (problem !== undefined) return useless(problem, learner.noise);
    return { checks: await runChecks(stage, learner, seed), noise: learner.noise };
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

function noiseNote({ lines, cut }: Learner['noise']): string[] {
  const [first] = lines;
  if (first === undefined) return [];
  const count = lines.length === 1 ? 'a line' : `${cut ? 'more than ' : ''}${lines.length} lines`;
  return [`The code printed ${count}, the first: ${first.slice(0, 80)}. Printing changes no verdict.`];
}

// One stage of a learner: load the file, run the checks, and tell everything that was met on the way.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exerciseOf, numberOf } from '../loop/paths.js';
import type { StageChecks } from './check.js';
import type { LearnerProcess } from './child-process.js';
import { hashOfFile } from './file-hash.js';
import { Learner } from './learner.js';
import { NOTHING_PRINTED, type Printed } from './noise.js';
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
  const fileHash = hashOfFile(join(run.root, file));
  const { problem, checks, printed } = await judge(run, file);
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
    notes: untyped,
    ...(printed.lines.length > 0 && { printed }),
    ...(fileHash !== undefined && { fileHash }),
    points: pointsOf(checks),
    solved: typeErrors.length === 0 && checks.every(({ status }) => status === 'ok'),
  };
}

interface Judged {
  readonly problem?: string;
  readonly checks: readonly CheckReport[];
  readonly printed: Printed;
}

async function judge({ root, stage, seed, signal, warm, callMs }: StageRun, file: string): Promise<Judged> {
  const useless = (problem: string) => ({
    problem,
    checks: stage.checks.map((check) => skipped(check, 'the file cannot be used')),
  });
  if (!existsSync(join(root, file))) {
    await warm?.end();
    const number = numberOf(stage.stage);
    const problem = `${file} is missing; npm run reset -- ${number} brings it back.`;
    return { ...useless(problem), printed: NOTHING_PRINTED };
  }
  const learner = new Learner(join(root, file), { ...(warm && { warm }), ...(callMs && { callMs }) });
  const stop = () => void learner.close();
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  const judged = async () => {
    const problem = loadProblem(await learner.load(), file);
    return problem === undefined ? { checks: await runChecks(stage, learner, seed) } : useless(problem);
  };
  const verdicts = await judged().finally(() => {
    signal?.removeEventListener('abort', stop);
    return learner.close();
  });
  return { ...verdicts, printed: learner.printed };
}

/** Why a file cannot be used at all, in one sentence. */
function loadProblem(load: Load | Stopped, file: string): string | undefined {
  if ('exports' in load) return undefined;
  if ('kind' in load) return `While it was loaded, ${stoppedSentence(file, load)}`;
  const place = load.line === undefined ? file : `${file}:${load.line}`;
  return `${place} cannot be loaded: ${load.problem}${/[.!?]$/.test(load.problem) ? '' : '.'}`;
}

// Solves stages for a learner who fell behind. What the learner wrote is kept, and what is right already is left alone.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageName } from '../../lib/stages.js';
import { checkStage } from '../check/check-stage.js';
import type { StageReport } from '../check/report.js';
import { checkTypes } from '../check/type-check.js';
import { personalChecks } from '../learner-session/checks.js';
import { exerciseOf } from '../loop/paths.js';
import { remember } from '../progress/standing.js';
import { updateRecord } from '../progress/store.js';
import { resetExercise } from '../reset/reset.js';
import { UsageError } from '../usage.js';

/** What became of a stage; `backup` is the path of what the learner wrote, where there was anything. */
export type CaughtUp = 'right already' | 'solved' | { readonly backup: string };

/**
 * Puts the solution in the place of a stage's exercise, unless the exercise is right.
 * @param solutions the folder with the solutions
 * @param now the time that names the backup
 * @throws Error when the solution does not pass the checks; the exercise is as it was then
 */
export async function catchUp(
  root: string,
  stage: StageName,
  solutions: string,
  now: Date,
): Promise<CaughtUp> {
  const before = await judge(root, stage);
  if (before.solved) {
    remember(root, await personalChecks(root, stage), before);
    return 'right already';
  }
  const file = join(root, exerciseOf(stage));
  const old = existsSync(file) ? readFileSync(file) : undefined;
  const solution = readFileSync(join(solutions, `${stage}.ts`));
  const reset = resetExercise(root, stage, now);
  replace(file, solution);
  const after = await judge(root, stage);
  if (!after.solved) {
    if (old) replace(file, old);
    throw new Error(
      `${join(solutions, `${stage}.ts`)} does not pass the checks of this copy; your ${exerciseOf(stage)} is as it was`,
    );
  }
  remember(root, await personalChecks(root, stage), after);
  updateRecord(root, stage, (record) => ({ ...record, solutionSeen: true }));
  return typeof reset === 'object' ? reset : 'solved';
}

async function judge(root: string, stage: StageName): Promise<StageReport> {
  const file = exerciseOf(stage);
  const types = checkTypes(root, existsSync(join(root, file)) ? [file] : []);
  return checkStage({ root, stage: await personalChecks(root, stage), seed: 'catch-up', types });
}

/** In one step: an editor or a watch sees the old file or the new one. */
function replace(file: string, content: Uint8Array): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

/** The folder that has the solutions of all these stages. @throws UsageError when there is none */
export function solutionsFolder(
  root: string,
  named: string | undefined,
  stages: readonly StageName[],
): string {
  const folder = named ?? join(root, 'solutions');
  if (named === undefined && !existsSync(folder))
    throw new UsageError(
      'this copy comes without solutions; name a folder that has them, with --solutions DIR',
    );
  const missing = stages.find((stage) => !existsSync(join(folder, `${stage}.ts`)));
  if (missing)
    throw new UsageError(
      `${join(folder, `${missing}.ts`)} is missing, so nothing was changed: name a folder with every solution before the stage`,
    );
  return folder;
}

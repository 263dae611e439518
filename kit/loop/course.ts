// Which stages somebody means, and what judges them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type StageName, stageNames } from '../../lib/stages.js';
import type { StageChecks } from '../check/check.js';
import { UsageError } from '../usage.js';
import { checksOf, numberOf } from './paths.js';

/** @throws UsageError that lists the stages, unless `text` is such as 6, 06 or 06-master-secret */
export function stageCalled(text: string): StageName {
  const stage = stageNames.find(
    (name) => name === text || (/^\d+$/.test(text) && Number(text) === Number(numberOf(name))),
  );
  if (stage) return stage;
  throw new UsageError(`there is no stage ${text}; there are ${stageNames.join(', ')}`);
}

/** The one stage that a command is about. */
export function oneStage(positionals: readonly string[], usage: string): StageName {
  const [name] = positionals;
  if (name === undefined) throw new UsageError(`name a stage, such as 06\n${usage}`);
  return stageCalled(name);
}

export const hasChecks = (root: string, stage: StageName) => existsSync(join(root, checksOf(stage)));

/** What judges a stage. @throws UsageError when this copy of the course does not have it */
export async function loadChecks(root: string, stage: StageName): Promise<StageChecks> {
  if (!hasChecks(root, stage))
    throw new UsageError(`${checksOf(stage)} is missing, so nothing here can judge ${stage}`);
  const module = await import(pathToFileURL(join(root, checksOf(stage))).href);
  return (module as { stage: StageChecks }).stage;
}

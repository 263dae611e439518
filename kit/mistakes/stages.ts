import { pathToFileURL } from 'node:url';
import { stageNames } from '../../lib/stages.js';
import type { StageChecks } from '../check/check.js';

/** The checks of every stage, in order. */
export async function allStages(): Promise<StageChecks[]> {
  const modules = stageNames.map((name) => import(pathToFileURL(`test/stages/${name}.ts`).href));
  return (await Promise.all(modules)).map(({ stage }) => stage as StageChecks);
}

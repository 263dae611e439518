// The learner's functions, from the files of the exercises.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Exercises, type StageName, stageNames, stages } from '../../lib/stages.js';

export interface Loaded {
  readonly exercises: Exercises;
  /** Files that could not be used, each with a sentence; the reference stands in for them. */
  readonly problems: readonly { readonly stage: StageName; readonly message: string }[];
}

/** Imports every exercise below `folder`; a missing or broken file is a problem to report, not an exception. */
export async function loadExercises(folder = 'exercises'): Promise<Loaded> {
  const exercises: Record<string, object> = {};
  const problems: { stage: StageName; message: string }[] = [];
  for (const stage of stageNames) {
    const file = resolve(folder, `${stage}.ts`);
    try {
      if (!existsSync(file)) throw new Error('the file is missing');
      exercises[stage] = functionsOf(stage, await import(pathToFileURL(file).href));
    } catch (error) {
      problems.push({ stage, message: `${folder}/${stage}.ts cannot be used: ${firstLine(error)}` });
    }
  }
  return { exercises: exercises as Exercises, problems };
}

function functionsOf(stage: StageName, module: Record<string, unknown>): object {
  const names = Object.keys(stages[stage]).filter((name) => typeof module[name] === 'function');
  return Object.fromEntries(names.map((name) => [name, module[name]]));
}

const firstLine = (error: unknown) => String(error instanceof Error ? error.message : error).split('\n')[0];

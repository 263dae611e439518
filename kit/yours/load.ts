// The learner's functions, from the files of the exercises.
import { existsSync, realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Exercises, type StageName, stageNames, stages } from '../../lib/stages.js';
import { lineIn } from '../check/source-line.js';
import { noExit, Stopped } from './guard.js';
import type { Heartbeat } from './heartbeat.js';

/** A file that could not be used, with a sentence; the reference stands in for it. */
export interface Problem {
  readonly stage: StageName;
  readonly message: string;
}

export interface Loaded {
  readonly exercises: Exercises;
  readonly problems: readonly Problem[];
}

/** A stage's file as people call it: from where they are, when it is below. */
export function shownFile(folder: string, stage: StageName): string {
  const path = join(resolve(folder), `${stage}.ts`);
  const below = relative('', path);
  return below.startsWith('..') ? path : below.replaceAll('\\', '/');
}

/** Imports every exercise below `folder`; a missing or broken file is a problem to report, not an exception. */
export async function loadExercises(folder = 'exercises', heartbeat?: Heartbeat): Promise<Loaded> {
  const exercises: Record<string, object> = {};
  const problems: Problem[] = [];
  for (const stage of stageNames) {
    heartbeat?.doing(`${shownFile(folder, stage)}, while it was loaded,`);
    const found = await loadStage(folder, stage);
    if (typeof found === 'string') problems.push({ stage, message: found });
    else exercises[stage] = found;
  }
  return { exercises: exercises as Exercises, problems };
}

/** The functions of a stage, or why there are none. */
async function loadStage(folder: string, stage: StageName): Promise<object | string> {
  const path = resolve(folder, `${stage}.ts`);
  if (!existsSync(path)) return missing(folder, stage);
  const file = realpathSync(path);
  const guard = noExit();
  try {
    const module = await import(pathToFileURL(file).href);
    guard.check();
    return functionsOf(stage, module);
  } catch (error) {
    return unusable(folder, stage, error, file);
  } finally {
    guard.lift();
  }
}

/** The sentence for a file that is not there. */
export const missing = (folder: string, stage: StageName): string =>
  `${shownFile(folder, stage)} is missing; npm run reset -- ${stage.slice(0, 2)} brings it back as it came.`;

/** The sentence for a file that does not load. @param file its path, as the error may name it */
export function unusable(folder: string, stage: StageName, error: unknown, file: string): string {
  const line = lineOf(error, file);
  const place = `${shownFile(folder, stage)}${line === undefined ? '' : `:${line}`}`;
  return `${place} cannot be used: ${reason(error).replace(/[^?]$/, '$&.')}`;
}

/** What of a module belongs to the stage. */
export function functionsOf(stage: StageName, module: Record<string, unknown>): object {
  const names = Object.keys(stages[stage]).filter((name) => typeof module[name] === 'function');
  return Object.fromEntries(names.map((name) => [name, module[name]]));
}

function lineOf(error: unknown, file: string): number | undefined {
  if (!(error instanceof Error)) return undefined;
  return lineIn(error.message, file) ?? lineIn(error.stack, file);
}

/** esbuild puts "Transform failed" on a line of its own and the place before the reason. */
function reason(error: unknown): string {
  if (error instanceof Stopped) return `${error.message} while it was loaded`;
  const lines = String(error instanceof Error ? error.message : error).split('\n');
  const line = lines.find((one) => one.includes(': ERROR: ')) ?? (lines[0] as string);
  return line.replace(/^.*: ERROR: /, '').replace(/[.!]$/, '');
}

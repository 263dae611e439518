// Runs notebooks, as many at a time as there are cores, each in a kernel of its own.
import { availableParallelism } from 'node:os';
import { nameOf } from './find.js';
import { isCode, type Notebook, readNotebook } from './notebook.js';
import type { Progress } from './progress.js';
import { type Failure, runNotebook } from './run.js';
import { type Settled, settle } from './settle.js';

const CELL_TIMEOUT_MS = 60_000;
const MOST_AT_ONCE = 4;

/** What came of one notebook. */
export interface Result {
  readonly path: string;
  readonly name: string;
  /** As it was on disk. */
  readonly committed: Notebook;
  /** With the outputs of this run; after a failure, up to the cell that failed. */
  readonly now: Notebook;
  readonly failure: Failure | undefined;
  /** With those outputs of this run that count. */
  readonly settled: Settled;
}

export interface CourseOptions {
  readonly progress: Progress;
  /** Whether any exercise is not as it came. */
  readonly changed: boolean;
  /** Told of each notebook as it ends; `took` is its name, number of cells and time. */
  onResult(result: Result, took: string): Promise<void> | void;
}

/**
 * Runs all of `paths` and gives what came of each, in their order.
 * @throws Error when one of the files is not a notebook, before any is run
 */
export async function runCourse(paths: readonly string[], options: CourseOptions): Promise<Result[]> {
  const notebooks = await Promise.all(
    paths.map(async (path) => ({ path, notebook: await readNotebook(path) })),
  );
  const results: Result[] = [];
  const waiting = notebooks.entries();
  const lane = async () => {
    for (const [i, { path, notebook }] of waiting) results[i] = await runOne(path, notebook, options);
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), MOST_AT_ONCE) }, lane));
  return results;
}

async function runOne(
  path: string,
  committed: Notebook,
  { progress, changed, onResult }: CourseOptions,
): Promise<Result> {
  const name = nameOf(path);
  const { cell, end } = progress.begin(name, committed.cells.filter(isCode).length);
  const { notebook: now, failure } = await runNotebook(committed, cell, CELL_TIMEOUT_MS);
  const result = { path, name, committed, now, failure, settled: settle(committed, now, changed) };
  await onResult(result, end());
  return result;
}

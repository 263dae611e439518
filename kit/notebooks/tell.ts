// Runs notebooks and tells how it goes: progress, each notebook's verdict, what failed or came out otherwise.
import pc from 'picocolors';
import { changedExercises } from '../loop/changed.js';
import { type Result, runCourse } from './course.js';
import { nameOf } from './find.js';
import { writeNotebook } from './notebook.js';
import { Progress } from './progress.js';
import { describeChanges, describeFailure } from './report.js';

export interface Told {
  readonly results: readonly Result[];
  /** Whether every cell ran and, unless outputs were updated, gave the committed output. */
  readonly passed: boolean;
}

/** @param update writes the outputs of this run into the notebooks instead of comparing them */
export async function runAndTell(
  root: string,
  paths: readonly string[],
  { update = false } = {},
): Promise<Told> {
  const progress = new Progress(paths.map(nameOf), process.stdout);
  const changed = changedExercises(root);
  let failed = 0;
  const onResult = async (result: Result, took: string) => {
    const changes = result.failure
      ? []
      : describeChanges(result.name, result.committed, result.settled.notebook);
    const ok = !result.failure && (update || changes.length === 0);
    if (!ok) failed++;
    const newly = update ? result.settled.neverRun : 0;
    progress.print(`${took}  ${verdict(result, changes.length + newly, update)}`);
    const wrong = result.failure ? [describeFailure(result.name, result.failure)] : update ? [] : changes;
    for (const text of wrong) progress.print(text, process.stderr);
    if (update && !result.failure) await writeNotebook(result.path, result.settled.notebook);
  };
  const results = await runCourse(paths, { progress, changed: changed.length > 0, onResult });
  const took = progress.end();
  for (const line of notCompared(results, changed, update)) console.log(line);
  if (paths.length > 1) console.log(`${paths.length} notebooks  ${took}  ${total(failed)}`);
  return { results, passed: failed === 0 };
}

function verdict({ failure }: Result, changes: number, update: boolean): string {
  if (failure) return pc.red('failed');
  if (update) return changes > 0 ? pc.yellow(`${changes} outputs updated`) : 'up to date';
  return changes > 0 ? pc.red(`${changes} outputs changed`) : pc.green('every output as committed');
}

const total = (failed: number) => (failed > 0 ? pc.red(`${failed} not in order`) : pc.green('all in order'));

/** A line for each reason why cells were left out of the comparison. */
function notCompared(results: readonly Result[], changed: readonly string[], update: boolean): string[] {
  const sum = (count: (result: Result) => number) => results.reduce((all, result) => all + count(result), 0);
  const yours = sum(({ settled }) => settled.yours);
  const neverRun = sum(({ settled }) => settled.neverRun);
  const lines: string[] = [];
  if (yours > 0) {
    const what = update ? 'keep their committed output' : 'ran and were not compared';
    const why =
      changed.length === 1
        ? `${changed[0]} is not as it came`
        : `${changed.length} of the exercises are not as they came`;
    lines.push(`${cells(yours)} that show your own work ${what}, since ${why}.`);
  }
  if (neverRun > 0 && !update)
    lines.push(`${cells(neverRun)} had never been run in the file, so there was nothing to compare.`);
  return lines;
}

const cells = (n: number) => (n === 1 ? '1 cell' : `${n} cells`);

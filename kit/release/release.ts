// Writes a student's copy to a folder.
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StageName } from '../../lib/stages.js';
import { readTree, type Tree } from '../layout/tree.js';
import { loadChecks } from '../loop/course.js';
import { solutionOf, stubOf } from '../loop/paths.js';
import { updateRecord } from '../progress/store.js';
import { UsageError } from '../usage.js';
import { type Files, studentCopy } from './student-copy.js';
import { type Trace, tracesOf } from './traces.js';

export interface Release {
  readonly root: string;
  /** A folder that is empty, or is not there yet. */
  readonly out: string;
  /** The stages of the course. */
  readonly stages: readonly StageName[];
  /** Those that ship solved. */
  readonly solved: readonly StageName[];
}

/**
 * @returns how many files were written
 * @throws UsageError when something is in the folder already, or the course is not whole
 * @throws Error when a file of the copy gives a solution away; nothing is written then
 */
export async function release({ root, out, stages, solved }: Release): Promise<number> {
  mustBeFree(out);
  const tree = readTree(root);
  for (const file of stages.flatMap((stage) => [stubOf(stage), solutionOf(stage)]))
    if (!tree.files.includes(file))
      throw new UsageError(`${file} is missing: only a whole course can be released`);
  const files = studentCopy(tree, stages, solved);
  const [trace, ...more] = traces(tree, files, stages, solved);
  if (trace)
    throw new Error(
      `${trace.file} gives a line of ${trace.solution} away: ${trace.line}${more.length > 0 ? ` (and ${more.length} more)` : ''}; nothing was written`,
    );
  for (const [file, content] of files) {
    mkdirSync(dirname(join(out, file)), { recursive: true });
    writeFileSync(join(out, file), content);
  }
  for (const stage of solved) await countAsSolved(root, out, stage);
  return files.size;
}

function mustBeFree(out: string): void {
  if (!existsSync(out)) return;
  if (!statSync(out).isDirectory())
    throw new UsageError(`${out} is a file; name a folder that is not there yet`);
  if (readdirSync(out).length > 0)
    throw new UsageError(`${out} is not empty; name a folder that is not there yet`);
}

function traces(
  tree: Tree,
  files: Files,
  stages: readonly StageName[],
  solved: readonly StageName[],
): Trace[] {
  const secret = stages.filter((stage) => !solved.includes(stage)).map(solutionOf);
  const open = tree.files.filter((file) => file.startsWith('lib/') || file.startsWith('kit/stubs/'));
  return tracesOf(files, new Map(secret.map((file) => [file, tree.read(file)])), [
    ...open.map((file) => tree.read(file)),
    ...solved.map((stage) => tree.read(solutionOf(stage))),
  ]);
}

/** So that progress does not send a learner back to a stage that is given. */
async function countAsSolved(root: string, out: string, stage: StageName): Promise<void> {
  const { checks } = await loadChecks(root, stage);
  const passed = Object.fromEntries(checks.map((check) => [check.name, check.fingerprint()]));
  updateRecord(out, stage, () => ({ passed, begun: true, typeErrors: 0, solutionSeen: true }));
}

// Folders of exercises for tests: solutions, with what a learner may do to them.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type StageName, stageNames } from '../../lib/stages.js';

export interface ExerciseFolder {
  readonly path: string;
  /** Puts `text` in the place of a stage's file. */
  write(stage: StageName, text: string): void;
  /** Everything of a stage as the solution has it, but for what `text` exports. */
  change(stage: StageName, text: string): void;
  delete(stage: StageName): void;
  remove(): void;
}

const url = (path: string) => pathToFileURL(resolve(path)).href;

/** @param solved the stages whose solutions are there; the other files are stubs */
export function exerciseFolder(solved: readonly StageName[] = stageNames): ExerciseFolder {
  const path = mkdtempSync(join(tmpdir(), 'exercises-'));
  writeFileSync(join(path, 'package.json'), '{ "type": "module" }');
  const file = (stage: StageName) => join(path, `${stage}.ts`);
  const write = (stage: StageName, text: string) =>
    writeFileSync(file(stage), text.replace(/(['"])\.\.\/lib\//g, `$1${url('lib')}/`));
  const link = (stage: StageName, folder: string, text = '') =>
    write(stage, `export * from '${url(`${folder}/${stage}.ts`)}';\n${text}`);
  for (const stage of stageNames) {
    const folder = solved.includes(stage) ? 'solutions' : 'exercises';
    if (existsSync(`${folder}/${stage}.ts`)) link(stage, folder);
  }
  return {
    path,
    write,
    change: (stage, text) => link(stage, 'solutions', text),
    delete: (stage) => rmSync(file(stage)),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

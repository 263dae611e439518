// Back to the exercise as it came. What the learner wrote goes to a backup first, always.
//
// The text as it came lies in kit/stubs/, a copy of exercises/ that nobody edits: a copy of the course may have no
// git history (a download, an instructor's archive), and where it has one, HEAD is the learner's own last commit.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageName } from '../../lib/stages.js';
import { exerciseOf, stubOf } from '../loop/paths.js';
import { UsageError } from '../usage.js';

/** What reset did: `backup` is the path from the root; neither when the file was as it came already. */
export type Reset = { readonly backup: string } | 'restored' | 'as it came';

/** @param now the time that names the backup */
export function resetExercise(root: string, stage: StageName, now: Date): Reset {
  const [file, stub] = [exerciseOf(stage), stubOf(stage)];
  if (!existsSync(join(root, stub)))
    throw new UsageError(`${stub} is missing, so there is nothing to go back to`);
  const pristine = readFileSync(join(root, stub), 'utf8');
  const old = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;
  if (old === pristine) return 'as it came';
  const backup = old === undefined ? undefined : keepBackup(root, stage, now);
  const next = join(root, `${file}.new`);
  writeFileSync(next, pristine);
  renameSync(next, join(root, file));
  return backup === undefined ? 'restored' : { backup };
}

/** Copies the exercise to a name that nothing has yet. */
function keepBackup(root: string, stage: StageName, now: Date): string {
  const folder = 'exercises/.backup';
  mkdirSync(join(root, folder), { recursive: true });
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '-');
  for (let n = 1; ; n++) {
    const backup = `${folder}/${stage}-${stamp}${n === 1 ? '' : `-${n}`}.ts`;
    if (existsSync(join(root, backup))) continue;
    copyFileSync(join(root, exerciseOf(stage)), join(root, backup));
    return backup;
  }
}

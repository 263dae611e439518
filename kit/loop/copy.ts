// A copy of the course to try things on: the exercises are its own, all else is the course's.
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface CourseCopy {
  readonly root: string;
  remove(): void;
}

/**
 * @param root the course to copy
 * @param own folders that are copied with their files, besides exercises; all others are links
 */
export function copyCourse(root: string, own: readonly string[] = []): CourseCopy {
  const copy = mkdtempSync(join(tmpdir(), 'course-'));
  for (const name of ['lib', 'kit', 'test', 'solutions', 'node_modules', 'package.json', 'tsconfig.json'])
    if (!own.includes(name)) symlinkSync(join(root, name), join(copy, name));
  const filter = (path: string) => basename(path) !== 'node_modules';
  for (const name of ['exercises', ...own])
    cpSync(join(root, name), join(copy, name), { recursive: true, filter });
  return { root: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

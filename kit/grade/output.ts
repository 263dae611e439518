// Writes what a batch leaves, and says in one sentence why it cannot.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from './store.js';

/** The results cannot be written: there is no sense in going on. */
export class OutputError extends Error {
  override name = 'OutputError';
}

/** @throws OutputError when nothing can be written below `out` */
export function checkWritable(out: string): void {
  const trial = join(out, '.writable');
  writeOutput(trial, '');
  rmSync(trial);
}

/** @throws OutputError */
export const writeOutput = (path: string, content: string): void =>
  writing(path, () => writeWhole(path, content));

/** Does what writes to disk. @throws OutputError that names `path` when the disk does not take it */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new OutputError(`${path} cannot be written: ${reasons[code ?? ''] ?? code ?? message}`);
  }
}

const reasons: { readonly [code: string]: string } = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EROFS: 'it can only be read',
  EACCES: 'you may not write there',
  ENOENT: 'its folder cannot be made; is the disk read-only?',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
};

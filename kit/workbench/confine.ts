// Paths as a page sends them, kept inside the course.
import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { HttpError } from './http.js';

/**
 * The place of a path in the course, with symbolic links followed.
 * @param root the course, its real path
 * @param path from the root, with `/` between the parts; it may name something that does not exist yet
 * @throws HttpError when it is outside of the course, or hidden, or a package
 */
export function confine(root: string, path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.some(isForbidden)) throw new HttpError(403, `${path} is not for the workbench`);
  const full = join(root, ...parts);
  const real = realPath(full);
  if (real !== root && !real.startsWith(root + sep))
    throw new HttpError(403, `${path} leads out of the course`);
  return full;
}

/** Hidden files, packages, and what some system could read as a way up or as another drive. */
export const isForbidden = (part: string): boolean =>
  part.startsWith('.') || part === 'node_modules' || /[\\:\0]/.test(part);

/** Of what does not exist yet, the real path of the folder that it would be in. */
function realPath(full: string): string {
  if (lstatSync(full, { throwIfNoEntry: false })) return realpathSync(full); // a link to nothing throws
  const parent = dirname(full);
  return parent === full ? full : realPath(parent);
}

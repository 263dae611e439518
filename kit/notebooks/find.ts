// Which notebooks somebody means.
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError, userPath } from '../usage.js';

export const nameOf = (path: string) => basename(path, '.ipynb');

/** The paths of the course's notebooks, in order. */
export function allNotebooks(root: string): string[] {
  const folder = join(root, 'notebooks');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ipynb'));
  return files.sort().map((file) => join(folder, file));
}

/**
 * The paths of those that are named, or of all.
 * @param names each a file in notebooks/, with or without .ipynb, its number alone, or a path
 * @throws UsageError that lists the notebooks, when there is none of a name
 */
export function findNotebooks(root: string, names: readonly string[]): string[] {
  const all = allNotebooks(root);
  if (names.length === 0) return all;
  return names.map((name) => {
    if (name.endsWith('.ipynb') && existsSync(userPath(name))) return userPath(name);
    const stem = nameOf(name);
    const known = all.find((path) => nameOf(path) === stem || nameOf(path).startsWith(`${stem}-`));
    if (known !== undefined) return known;
    throw new UsageError(`there is no notebook ${name}; there are ${all.map(nameOf).join(', ')}`);
  });
}

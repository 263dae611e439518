// The kernelspec of the course in the user's own Jupyter: for VS Code, and for people who start Jupyter themselves.
import { existsSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../usage.js';
import { type KernelSpec, launcherOf, specFile, writeSpec } from './kernelspec.js';

/**
 * Registers the course at `root`; gives the path of kernel.json.
 * @throws UsageError when a kernel of that name is there that is not this course's
 */
export function register(dataDir: string, root: string): string {
  mustBeOurs(specFile(dataDir), root);
  return writeSpec(dataDir, root);
}

/**
 * Takes kernel.json away again, and its folder unless somebody put something else into it.
 * @returns its path, or undefined when it was not there
 * @throws UsageError when it is not this course's
 */
export function unregister(dataDir: string, root: string): string | undefined {
  const file = specFile(dataDir);
  if (!existsSync(file)) return undefined;
  mustBeOurs(file, root);
  rmSync(file);
  try {
    rmdirSync(dirname(file));
  } catch {
    // not empty: somebody else's files stay
  }
  return file;
}

/** Ours is what starts this copy of the course, or a copy that is not there any more. */
function mustBeOurs(file: string, root: string): void {
  if (!existsSync(file)) return;
  const launcher = launcherIn(file);
  if (launcher === undefined)
    throw new UsageError(
      `${file} is not of this course; nothing was changed. Move that folder away, or start with npm run jupyter, which does not need it`,
    );
  if (launcher === launcherOf(root) || !existsSync(launcher)) return;
  throw new UsageError(
    `${file} belongs to another copy of the course; nothing was changed. npm run kernel -- --remove, in ${dirname(dirname(dirname(launcher)))}, frees it`,
  );
}

/** The course's launcher that a kernel.json starts, or undefined when it starts something else. */
function launcherIn(file: string): string | undefined {
  try {
    const { argv } = JSON.parse(readFileSync(file, 'utf8')) as Partial<KernelSpec>;
    const launcher = argv?.[1];
    return /[\\/]kit[\\/]kernel[\\/]launch\.cjs$/.test(launcher ?? '') ? launcher : undefined;
  } catch {
    return undefined;
  }
}

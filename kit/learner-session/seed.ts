// Which learner this is: asked once, then remembered in .progress/seed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readInput, UsageError } from '../usage.js';
import { normalSeed } from './session.js';

const FOLDER = '.progress';
const VARIABLE = 'TLS_COURSE_SEED';

/** The seed of the environment variable TLS_COURSE_SEED or, without it, the one that was remembered. */
export function rememberedSeed(root: string): string | undefined {
  const path = join(root, FOLDER, 'seed');
  const seed = process.env[VARIABLE] ?? (existsSync(path) ? readFileSync(path, 'utf8') : '');
  return seed.trim() === '' ? undefined : normalSeed(seed);
}

/**
 * Whose session a check is to use: the name given with --seed or, without one, the remembered seed. Eight hexadecimal
 * digits are no name but the seed of random inputs that an earlier check printed.
 */
export function learnerOf(root: string, given: string | undefined): string | undefined {
  return given === undefined || /^[0-9a-f]{8}$/.test(given) ? rememberedSeed(root) : readSeed(given);
}

export function rememberSeed(root: string, seed: string): void {
  mkdirSync(join(root, FOLDER), { recursive: true });
  writeFileSync(join(root, FOLDER, 'seed'), `${normalSeed(seed)}\n`);
}

/** Reads a seed that was typed. @throws UsageError when there is nothing in it */
export function readSeed(text: string): string {
  if (text.trim() === '') throw new UsageError('--seed is empty: give a name, such as --seed ada');
  return normalSeed(text);
}

/** Reads a file of seeds, one on a line; empty lines and lines that start with # do not count. */
export function readClass(path: string): string[] {
  const lines = new TextDecoder().decode(readInput(path)).split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

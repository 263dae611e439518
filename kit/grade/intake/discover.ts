// What was handed in: PATH as one submission, or as a folder of them.
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError } from '../../usage.js';
import { text } from '../channel/answer.js';
import { candidateOf } from './collect.js';

export interface Submission {
  /** Unique in the batch. */
  readonly name: string;
  readonly path: string;
  readonly kind: 'folder' | 'zip' | 'tar.gz';
  /** Of a folder where all learners' files lie side by side: the names of this one's. */
  readonly files?: readonly string[];
}

export interface Found {
  readonly submissions: readonly Submission[];
  /** Whether PATH was one submission itself. */
  readonly single: boolean;
  /** Entries that are no submissions. */
  readonly ignored: readonly string[];
}

/** @throws UsageError when nothing can be graded there */
export function discover(path: string): Found {
  const kind = kindOf(path);
  if (kind === 'other')
    throw new UsageError(`${path} is neither a folder nor a .zip, .tar.gz or .tgz file; give one of these`);
  const alone = [{ name: nameOf(path), path, kind } as Submission];
  if (kind !== 'folder' || isSubmission(path)) return { submissions: alone, single: true, ignored: [] };
  const entries = readdirSync(path).sort();
  const kinds = entries.map((name) => ({ name, path: join(path, name), kind: kindOf(join(path, name)) }));
  const whole = kinds.filter((one): one is Submission => one.kind !== 'other' && !one.name.startsWith('.'));
  const flat = flatFiles(path, entries);
  const usable = [...whole, ...flat];
  if (usable.length === 0)
    throw new UsageError(
      `${path} holds no submissions: put a folder, a .zip or a .tar.gz for each learner into it, or files called NAME_01-records.ts`,
    );
  const taken = new Set(flat.flatMap(({ files }) => files));
  return {
    submissions: named(usable),
    single: false,
    ignored: kinds
      .filter(({ kind, name }) => kind === 'other' && !name.startsWith('.') && !taken.has(name))
      .map(({ name }) => text(name)),
  };
}

export function kindOf(path: string): Submission['kind'] | 'other' {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`${path} is not there`);
  if (stat.isDirectory()) return 'folder';
  if (!stat.isFile()) return 'other'; // a link may lead anywhere
  if (/\.zip$/i.test(path)) return 'zip';
  return /\.(tar\.gz|tgz)$/i.test(path) ? 'tar.gz' : 'other';
}

/**
 * Files of all learners side by side, NAME_ID_ID_01-records.ts, as some systems hand out what was handed in as single
 * files: one submission for each text before the exercise's name. Canvas's second id is that of the file, so it is the
 * first that tells learners apart.
 */
function flatFiles(path: string, entries: readonly string[]): (Submission & { files: string[] })[] {
  const groups = new Map<string, Submission & { files: string[] }>();
  for (const file of entries) {
    const prefix = candidateOf(file)?.prefix ?? '';
    if (prefix === '' || !lstatSync(join(path, file)).isFile()) continue;
    const learner = prefix.replace(/(_\d+)_\d+$/, '$1');
    const group = groups.get(learner) ?? { name: prefix, path, kind: 'folder', files: [] };
    group.files.push(file);
    groups.set(learner, group);
  }
  return [...groups.values()];
}

/** A folder that holds exercises itself, or a copy of the course. */
function isSubmission(path: string): boolean {
  const entries = readdirSync(path, { withFileTypes: true });
  const isExercise = (entry: Dirent) => entry.isFile() && candidateOf(entry.name)?.prefix === '';
  if (entries.some(isExercise)) return true;
  const folder = entries.find((entry) => entry.isDirectory() && entry.name.toLowerCase() === 'exercises');
  return !!folder && readdirSync(join(path, folder.name), { withFileTypes: true }).some(isExercise);
}

const nameOf = (path: string) => text(basename(path).replace(/\.(zip|tar\.gz|tgz)$/i, ''), 200) || 'unnamed';

/** Names without the endings of archives, where they stay apart without them. */
function named(found: readonly Submission[]): Submission[] {
  const count = new Map<string, number>();
  for (const { name } of found) count.set(nameOf(name), (count.get(nameOf(name)) ?? 0) + 1);
  const taken = new Set<string>();
  return found.map((one) => {
    const short = nameOf(one.name);
    let name = count.get(short) === 1 ? short : text(one.name, 190);
    for (let i = 2; taken.has(name); i++) name = `${text(one.name, 190)} (${i})`;
    taken.add(name);
    return { ...one, name };
  });
}

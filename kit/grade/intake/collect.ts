// The exercise files of a submission, as bytes. Whatever else was handed in has no effect: not its package.json, not its
// tests, not its folders.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StageName, stageNames } from '../../../lib/stages.js';
import { stubOf } from '../../loop/paths.js';
import { text } from '../channel/answer.js';
import type { JudgedFile } from '../record.js';

export interface CollectedFile {
  readonly judged: JudgedFile;
  readonly content: Uint8Array;
}

export interface Collected {
  readonly files: ReadonlyMap<StageName, CollectedFile>;
  readonly warnings: readonly string[];
}

/** A file of the submission that has the name of an exercise. */
export interface Candidate {
  readonly stage: StageName;
  /** As it was called there, with `/` between the parts. */
  readonly path: string;
  /** What a course's system put before the name: 'hoppergrace_340934_208490284'. */
  readonly prefix: string;
  /** The number that a browser or a course's system gave to a later file of the same name; 0 without one. */
  readonly copy: number;
}

/** A solved exercise has 10,000 bytes. */
export const LARGEST_FILE = 1 << 18;

/** Folders of the course whose files are called as the exercises are, and are none. */
const others = new Set([
  'solutions',
  'stages',
  'hints',
  'stubs',
  '.backup',
  'node_modules',
  '.git',
  '__macosx',
]);

/** 01-records.ts, and what a download makes of it: 01-records (1).ts, 01-records-1.ts, NAME_ID_ID_01-records.ts. */
const NAME = new RegExp(
  String.raw`^(?:(?<prefix>.+)_)?(?<stage>${stageNames.join('|')})(?:-(?<dash>\d{1,3})| ?\((?<bracket>\d{1,3})\))?\.ts$`,
  'isu',
);

/** Which exercise a path of a submission is, whatever its capitals. */
export function candidateOf(path: string): Candidate | undefined {
  const parts = path.split('/');
  const found = NAME.exec(parts.pop() ?? '')?.groups;
  const stage = stageNames.find((one) => one === found?.stage?.toLowerCase());
  if (!found || !stage || parts.some((part) => others.has(part.toLowerCase()))) return undefined;
  return { stage, path, prefix: found.prefix ?? '', copy: Number(found.dash ?? found.bracket ?? 0) };
}

/**
 * The one that is taken where several have the name of one exercise: one with its very name first, then in exercises/,
 * then the least deep, then the latest copy.
 * @param flat whether all names have a prefix, which is then worth no warning
 */
export function choose(
  candidates: readonly Candidate[],
  flat = false,
): { chosen: Candidate[]; warnings: string[] } {
  const chosen: Candidate[] = [];
  const warnings: string[] = [];
  for (const stage of stageNames) {
    const own = candidates.filter((one) => one.stage === stage).sort(byRank);
    const [first, second] = own;
    if (!first) continue;
    chosen.push(first);
    if (first.copy > 0 || (first.prefix !== '' && !flat))
      warnings.push(`${text(first.path)} is taken for ${stage}.ts.`);
    if (second)
      warnings.push(
        `${own.length} files are called ${stage}.ts${own.every(isExact) ? '' : ', or nearly so'}; ${text(first.path)} was judged, not ${text(second.path)}.`,
      );
  }
  return { chosen, warnings };
}

const isExact = ({ prefix, copy }: Candidate) => prefix === '' && copy === 0;

function byRank(a: Candidate, b: Candidate): number {
  const rank = (one: Candidate): readonly number[] => [
    isExact(one) ? 0 : 1,
    /(^|\/)exercises\/[^/]+$/i.test(one.path) ? 0 : 1,
    one.path.split('/').length,
    -one.copy,
  ];
  const [x, y] = [rank(a), rank(b)];
  const differs = x.findIndex((value, i) => value !== y[i]);
  if (differs >= 0) return (x[differs] ?? 0) - (y[differs] ?? 0);
  return a.path < b.path ? -1 : 1;
}

export function collectedFile(root: string, { stage, path }: Candidate, content: Uint8Array): CollectedFile {
  const codeHash = hashOfCode(content);
  return {
    content,
    judged: {
      path: text(path),
      bytes: content.length,
      hash: createHash('sha256').update(content).digest('hex'),
      codeHash,
      untouched: codeHash === hashOfCode(readFileSync(join(root, stubOf(stage)))),
    },
  };
}

/** One pattern, tried at each place in turn: comments and white space, then text, names, and single characters. */
const TOKEN =
  /(?<nothing>\s+|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)|(?<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)|(?<other>\d+|.)/gsu;

/** Equal for code that differs only in comments, white space, quotes, and what its names are. It reads text, not code. */
function hashOfCode(content: Uint8Array): string {
  const names = new Map<string, number>();
  const hash = createHash('sha256');
  for (const { groups } of Buffer.from(content).toString('utf8').matchAll(TOKEN)) {
    const { text: quoted, name, other } = groups as { text?: string; name?: string; other?: string };
    if (name !== undefined) {
      if (!names.has(name)) names.set(name, names.size);
      hash.update(`#${names.get(name)} `);
    } else if (quoted !== undefined) hash.update(`'${quoted.slice(1, -1)}' `);
    else if (other !== undefined) hash.update(`${other} `);
  }
  return hash.digest('hex');
}

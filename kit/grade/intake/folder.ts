// Reads a submission that is a folder. Links are not followed.
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { text } from '../channel/answer.js';
import { type Candidate, candidateOf, LARGEST_FILE } from './collect.js';

const DEEPEST = 12;
export const MOST_ENTRIES = 200_000;

export interface Listing {
  readonly candidates: readonly Candidate[];
  /** Archives, for folders that hold nothing else: so some systems hand out what was handed in. */
  readonly archives: readonly string[];
  readonly warnings: readonly string[];
}

export function listFolder(root: string): Listing {
  const candidates: Candidate[] = [];
  const archives: string[] = [];
  const warnings: string[] = [];
  let entries = 0;
  const visit = (folder: string, depth: number): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (++entries > MOST_ENTRIES) return;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const candidate = candidateOf(path);
      if (entry.isDirectory()) {
        if (depth < DEEPEST && !/^(node_modules|\.git)$/.test(entry.name)) visit(path, depth + 1);
      } else if (candidate && entry.isFile()) candidates.push(candidate);
      else if (candidate) warnings.push(`${text(path)} is a link or no file at all, and was not followed.`);
      else if (entry.isFile() && /\.(zip|tar\.gz|tgz)$/i.test(entry.name)) archives.push(path);
    }
  };
  visit('', 0);
  if (entries > MOST_ENTRIES)
    warnings.push(`There are more than ${MOST_ENTRIES} files; the rest was not looked at.`);
  return { candidates, archives: archives.sort(), warnings };
}

/** A file's bytes, or why not. The last part of the path may have become a link since it was listed. */
export function readUntrusted(path: string): Uint8Array | 'too large' | 'unreadable' {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return 'unreadable';
  }
  try {
    if (!fstatSync(file).isFile()) return 'unreadable';
    const bytes = Buffer.alloc(LARGEST_FILE + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length < bytes.length; length += count)
      count = readSync(file, bytes, length, bytes.length - length, null);
    return length > LARGEST_FILE ? 'too large' : Uint8Array.from(bytes.subarray(0, length));
  } finally {
    closeSync(file);
  }
}

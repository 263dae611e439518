// Where results lie on disk: OUT/results/NAME.json, one file a submission, each written whole or not at all.
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../usage.js';
import { RECORD_VERSION, type SubmissionRecord } from './record.js';

export const resultsFolder = (out: string) => join(out, 'results');

/** One file a submission, whatever its name has in it: what is not plain is told apart by a hash. */
export function resultPath(out: string, submission: string): string {
  const plain = /^[a-z0-9_][a-z0-9_.-]{0,79}$/.test(submission);
  const short = submission.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 80);
  const hash = createHash('sha256').update(submission).digest('hex').slice(0, 12);
  return join(resultsFolder(out), `${plain ? submission : `${short}-${hash}`}.json`);
}

export function writeRecord(out: string, record: SubmissionRecord): void {
  writeWhole(resultPath(out, record.submission), `${JSON.stringify(record, null, 2)}\n`);
}

/** Writes a file so that whoever looks, at any moment, finds the old one or the new one. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = join(dirname(path), `.${randomBytes(6).toString('hex')}.part`);
  try {
    const file = openSync(draft, 'wx');
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** The result of one submission; undefined when there is none that can be read. */
export function readRecord(out: string, submission: string): SubmissionRecord | undefined {
  try {
    return parseRecord(readFileSync(resultPath(out, submission), 'utf8'));
  } catch {
    return undefined;
  }
}

/** All results below `out`, by name. @throws UsageError when there are none, or one of them is no result */
export function readRecords(out: string): SubmissionRecord[] {
  const folder = resultsFolder(out);
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  } catch {
    throw new UsageError(`${folder} is not there: give the folder that npm run grade wrote with --out`);
  }
  const records = names.map((name) => {
    const record = parseRecord(readFileSync(join(folder, name), 'utf8'));
    if (record) return record;
    throw new UsageError(`${join(folder, name)} is no result of this grader; take it away, or grade again`);
  });
  if (records.length === 0) throw new UsageError(`${folder} holds no results`);
  return records.sort((a, b) => compare(a.submission, b.submission));
}

function parseRecord(text: string): SubmissionRecord | undefined {
  try {
    const record = JSON.parse(text) as SubmissionRecord;
    return record.version === RECORD_VERSION && Array.isArray(record.stages) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** The same order on every machine. */
export const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

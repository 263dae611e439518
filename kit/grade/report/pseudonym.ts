// Names for a page that is shown to others. They come from what was handed in, so they stay the same for the same results
// and nobody finds a learner's by trying the names of a class list.
import { createHash } from 'node:crypto';
import type { SubmissionRecord } from '../record.js';

/** Letters and digits that nobody mistakes for one another. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** @returns a function that gives each of the records a name of its own */
export function pseudonyms(records: readonly SubmissionRecord[]): (record: SubmissionRecord) => string {
  const codes = new Map(records.map((record) => [record, codeOf(record)]));
  const length = [4, 6, 8, 16].find(
    (n) => new Set([...codes.values()].map((code) => code.slice(0, n))).size === codes.size,
  );
  return (record) => `Learner ${(codes.get(record) ?? codeOf(record)).slice(0, length ?? 32)}`;
}

const codeOf = ({ key, seed, submission }: SubmissionRecord) =>
  [
    ...createHash('sha256')
      .update(JSON.stringify([key, seed, submission]))
      .digest(),
  ]
    .map((byte) => letters[byte % letters.length])
    .join('');

// Puts the results of several runs together. Pure: the same records come to the same answer in any order and as often
// as they are given, so merging what is merged changes nothing.
import { UsageError } from '../../usage.js';
import type { SubmissionRecord } from '../record.js';
import { compare } from '../store.js';

/**
 * One record a submission, by name. The same submission may come more than once, as after a machine was replaced,
 * when all its results say the same.
 * @throws UsageError when two results of one submission differ in what was graded or in what it came to
 */
export function mergeRecords(batches: readonly (readonly SubmissionRecord[])[]): SubmissionRecord[] {
  const merged = new Map<string, SubmissionRecord>();
  for (const record of batches.flat()) {
    const other = merged.get(record.submission);
    if (other) refuseConflict(other, record);
    merged.set(record.submission, other ? first(other, record) : record);
  }
  return [...merged.values()].sort((a, b) => compare(a.submission, b.submission));
}

function refuseConflict(one: SubmissionRecord, other: SubmissionRecord): void {
  const name = JSON.stringify(one.submission);
  if (one.key !== other.key)
    throw new UsageError(
      `there are two results for ${name}, of different files, checks or options; grade it again, or leave one of them out`,
    );
  if (verdict(one) !== verdict(other))
    throw new UsageError(
      `two results for ${name} give it ${one.score} and ${other.score} points, or give them for different checks; grade it again, or leave one of them out`,
    );
}

/** What the grade rests on. Times, and what a submission printed, differ from one run to the next. */
const verdict = ({ score, maxScore, stages }: SubmissionRecord) =>
  JSON.stringify([
    score,
    maxScore,
    stages.map((stage) => [
      stage.stage,
      stage.score,
      stage.maxScore,
      stage.functions.map(({ name, checks }) => [
        name,
        checks.map((check) => [check.name, check.points, check.status]),
      ]),
    ]),
  ]);

/** Either would do; always the same one is taken. */
const first = (one: SubmissionRecord, other: SubmissionRecord) =>
  compare(JSON.stringify(one), JSON.stringify(other)) <= 0 ? one : other;

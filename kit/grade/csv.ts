// grades.csv: one row a submission (RFC 4180).
import { csv } from './formats/csv.js';
import type { SubmissionRecord } from './record.js';

/** @param records at least one, all judged by the same checks */
export function gradesCsv(records: readonly SubmissionRecord[]): string {
  const stages = records[0]?.stages.map(({ stage }) => stage) ?? [];
  const rows = records.map(({ submission, score, maxScore, stages: own }) => [
    ...[submission, score, maxScore],
    ...own.map((stage) => stage.score),
  ]);
  return csv([['submission', 'score', 'max_score', ...stages], ...rows]);
}

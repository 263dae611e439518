// grades.csv: one row a submission (RFC 4180).
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

export const csv = (rows: readonly (readonly (string | number)[])[]) =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** A spreadsheet takes a text that begins with =, +, - or @ for a formula; an apostrophe before it keeps it a text. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

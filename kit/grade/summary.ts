// The end of a batch on a terminal: one line a submission, then what is worth knowing about some.
import pc from 'picocolors';
import { count } from '../check/words.js';
import type { SubmissionRecord } from './record.js';

export function summaryTable(records: readonly SubmissionRecord[]): string {
  const stages =
    records[0]?.stages.map(({ stage }) => (stage === 'capstone' ? 'cap' : stage.slice(0, 2))) ?? [];
  const rows = records.map(({ submission, score, maxScore, stages: own, ...record }) => [
    submission,
    `${score} of ${maxScore}`,
    ...own.map((stage) => String(stage.score)),
    remarks({ stages: own, warnings: record.warnings }),
  ]);
  const table = [['submission', 'score', ...stages, ''], ...rows];
  const widths = table[0]?.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0))) ?? [];
  const line = (row: string[]) =>
    row
      .map((text, i) =>
        i === 0 || i === row.length - 1 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = table;
  return [pc.bold(line(head)), ...body.map(line)].join('\n');
}

/** Every warning with the submission's name. @param common those that every submission has: they stand once */
export function warningLines(records: readonly SubmissionRecord[], common: readonly string[]): string[] {
  const own = records.flatMap(({ submission, warnings }) =>
    warnings.filter((one) => !common.includes(one)).map((one) => `${submission}: ${one}`),
  );
  return [...common, ...own];
}

/** Nothing in it could be judged: what stands in its row says nothing about the learner. */
export const isUnread = ({ stages }: SubmissionRecord): boolean =>
  stages.every(({ file }) => file === undefined);

function remarks({ stages, warnings }: Pick<SubmissionRecord, 'stages' | 'warnings'>): string {
  const kills = stages.flatMap((stage) => stage.kills.map(({ why }) => why));
  const why = [...new Set(kills)].join(', ');
  return [
    ...(kills.length > 0 ? [`ended ${count(kills.length, 'time')} (${why})`] : []),
    ...(warnings.length > 0 ? [count(warnings.length, 'warning')] : []),
  ].join(', ');
}

// Who handed in what, for gradebooks. A roster is any table with a head, such as the gradebook that Canvas exports or
// Moodle's grading worksheet; a row belongs to a submission when one of its cells is the submission's name, or the id
// that Canvas or Moodle put into the name when the instructor downloaded all submissions.
import { parse } from 'csv-parse/sync';
import { UsageError } from '../../usage.js';

export type RosterRow = ReadonlyMap<string, string>;

export interface Roster {
  /** @throws UsageError when several rows fit */
  rowOf(submission: string): RosterRow | undefined;
}

export const noRoster: Roster = { rowOf: () => undefined };

/** @throws UsageError when `text` is no table */
export function readRoster(text: string): Roster {
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, skip_empty_lines: true, trim: true, relax_column_count: true });
  } catch (error) {
    throw new UsageError(`the roster is no CSV table: ${(error as Error).message}`);
  }
  const [head, ...people] = rows;
  if (head === undefined || people.length === 0)
    throw new UsageError('the roster has no rows: give a CSV file with a head and a row for each learner');
  const known = people.map((row) => ({
    cells: new Set(row.filter((cell) => cell !== '').map(fold)),
    row: new Map(head.map((name, i) => [name, row[i] ?? ''])),
  }));
  return {
    rowOf(submission) {
      const keys = keysOf(submission).map(fold);
      const [one, ...others] = known.filter(({ cells }) => keys.some((key) => cells.has(key)));
      if (others.length === 0) return one?.row;
      throw new UsageError(
        `${others.length + 1} rows of the roster fit the submission ${JSON.stringify(submission)}; rename it, or leave one out`,
      );
    },
  };
}

/** What stands in a cell of the row of this submission. */
function keysOf(submission: string): string[] {
  const canvas = canvasUserId(submission);
  const moodle = moodleParticipant(submission);
  return [
    submission,
    ...(canvas === undefined ? [] : [canvas]),
    ...(moodle === undefined ? [] : [`Participant ${moodle}`]),
  ];
}

const fold = (text: string) => text.normalize().toLowerCase();

/** The user's id in names such as hoppergrace_340934_208490284_work.zip, or hoppergrace_LATE_340934_… */
export const canvasUserId = (submission: string): string | undefined =>
  /^[^_]+(?:_LATE)?_(\d+)_\d+(?:_|$)/.exec(submission)?.[1];

/** The number of a participant in names such as Grace Hopper_657717_assignsubmission_file. */
export const moodleParticipant = (submission: string): string | undefined =>
  /_(\d+)_assignsubmission_/.exec(submission)?.[1];

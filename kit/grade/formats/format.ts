// What a format is: records in, the text of a file out. Nothing else goes in, so that a file can be written again at any
// time, from the results that lie there.
import type { SubmissionRecord } from '../record.js';
import type { Roster } from './roster.js';

export type Format = SubmissionFormat | BatchFormat;

/** A file for each submission. */
export interface SubmissionFormat {
  readonly scope: 'submission';
  /** One line for --help. */
  readonly about: string;
  /** With the dot: '.json'. */
  readonly extension: string;
  render(record: SubmissionRecord): string;
}

/** One file for all. */
export interface BatchFormat {
  readonly scope: 'batch';
  readonly about: string;
  readonly file: string;
  render(records: readonly SubmissionRecord[], gradebook: Gradebook): string;
}

/** What the records cannot know of a gradebook. */
export interface Gradebook {
  /** The column's name in the gradebook. */
  readonly assignment: string;
  readonly roster: Roster;
}

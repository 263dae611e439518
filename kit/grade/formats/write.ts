// Writes records in the formats asked for: OUT/FORMAT/NAME for each submission, OUT/FILE for all of them.
import { basename, join } from 'node:path';
import type { SubmissionRecord } from '../record.js';
import { resultPath, writeWhole } from '../store.js';
import type { Gradebook } from './format.js';
import { type FormatName, formats } from './formats.js';
import { noRoster } from './roster.js';

export const DEFAULT_GRADEBOOK: Gradebook = { assignment: 'Rebuild TLS', roster: noRoster };

/** @returns what was written: a file, or the folder of a file a submission */
export function writeFormats(
  out: string,
  records: readonly SubmissionRecord[],
  names: readonly FormatName[],
  gradebook = DEFAULT_GRADEBOOK,
): string[] {
  return names.map((name) => {
    const format = formats[name];
    if (format.scope === 'batch') {
      writeWhole(join(out, format.file), format.render(records, gradebook));
      return join(out, format.file);
    }
    for (const record of records)
      writeWhole(formatPath(out, name, format.extension, record), format.render(record));
    return join(out, name);
  });
}

/** The same name as the result's. */
const formatPath = (out: string, format: string, extension: string, { submission }: SubmissionRecord) =>
  join(out, format, `${basename(resultPath(out, submission), '.json')}${extension}`);

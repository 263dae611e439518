// JSON for programs: all records as they are, for instructors. grades.schema.json describes it; each file below results/
// is one of its submissions.
import { RECORD_VERSION } from '../record.js';
import type { BatchFormat } from './format.js';

export const json: BatchFormat = {
  scope: 'batch',
  about: 'everything there is, for programs (kit/grade/formats/grades.schema.json)',
  file: 'grades.json',
  render: (records) => jsonText({ version: RECORD_VERSION, submissions: records }),
};

/** Characters that a terminal may obey, that turn text around, or that are none. */
const obeyed = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]/g;

/** JSON that is safe to look at: what JSON leaves as it is and a terminal does not is written as \uXXXX. */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replaceAll(
    obeyed,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;

// A record full of text that means something to the program that reads it: markup, formulas, terminal escapes.
import type { SubmissionRecord } from '../../kit/grade/record.js';
import { recordOf } from './grade-records.js';
import { seeded } from './random.js';

export const NASTY = [
  '<script>alert(1)</script>',
  '=HYPERLINK("http://evil.example","x")',
  '\u001b[31mred\u001b[0m\u0007\u009b2J',
  ']]> & <!-- " \' -->',
  '@teacher **bold** [a](http://evil.example) `code` | # www.evil.example',
  '\u0000\u0008\ufffe\ud800 \u202egnp.exe\u2028',
].join('\n');

/** Every place that a submission may put text into. */
export function hostileRecord(): SubmissionRecord {
  const random = seeded(3);
  const record = structuredClone(
    recordOf({ name: 'x', skill: 0.5, hidden: true }, random),
  ) as Writable<SubmissionRecord>;
  record.submission = `=1+1 ${NASTY}`.slice(0, 200);
  record.warnings = [NASTY];
  for (const stage of record.stages) {
    stage.problem = NASTY;
    stage.notes = [NASTY];
    stage.typeErrors = [{ line: 1, column: 1, message: NASTY, code: NASTY }];
    stage.kills = [{ why: 'crash', function: NASTY, detail: NASTY }];
    stage.printed = { lines: NASTY.split('\n'), more: 0 };
    for (const { checks } of stage.functions)
      for (const check of checks) {
        check.message = NASTY;
        if (!check.hidden) check.mistake = NASTY;
      }
  }
  return record as SubmissionRecord;
}

type Writable<T> = T extends string | number | boolean ? T : { -readonly [K in keyof T]: Writable<T[K]> };

// npm run report -- DIR: one page about a class, from the results in a folder.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { count } from '../../check/words.js';
import { runCommand, UsageError, userPath } from '../../usage.js';
import { plainLine } from '../formats/plain.js';
import type { SubmissionRecord } from '../record.js';
import { readRecords, writeWhole } from '../store.js';
import { classView } from './class-view.js';
import { reportPage } from './page.js';
import { pseudonyms } from './pseudonym.js';

const usage = `npm run report -- DIR [--out FILE] [--anonymous] [--title TEXT]
  DIR           a folder that npm run grade wrote with --out
  --out FILE    where the page goes; without it DIR/report.html
  --anonymous   made-up names, which stay the same for the same results, and nothing of hidden checks: for showing
  --title TEXT  what stands above it
The page is one file. It needs no network and can be printed.`;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      anonymous: { type: 'boolean', default: false },
      title: { type: 'string', default: 'The class' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new UsageError(`name one folder of results\n${usage}`);
  const { anonymous, title } = values;
  const out = values.out ? userPath(values.out) : join(userPath(folder), 'report.html');
  const records = readRecords(userPath(folder));
  writeWhole(out, report(records, anonymous, title));
  console.log(`${out}: ${count(records.length, 'submission')}${anonymous ? ', without their names' : ''}`);
  return 0;
}

function report(records: readonly SubmissionRecord[], anonymous: boolean, title: string): string {
  const nameOf = anonymous
    ? pseudonyms(records)
    : ({ submission }: SubmissionRecord) => plainLine(submission);
  return reportPage(classView(records, nameOf, anonymous), { title, remarks: remarksOn(records) });
}

/** What bears on every grade of the page. */
function remarksOn(records: readonly SubmissionRecord[]): string[] {
  const open = records.filter(({ sandbox }) => sandbox.kind === 'none').length;
  const hidden = records.filter(({ hasHiddenChecks }) => hasHiddenChecks).length;
  return [
    ...(open > 0
      ? [
          `${count(open, 'submission')} ran without a sandbox, so those grades are only as good as the code is honest.`,
        ]
      : []),
    ...(hidden > 0 ? ['The points of hidden checks are part of the scores.'] : []),
  ];
}

await runCommand('report', main);

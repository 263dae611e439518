// npm run grades:format -- DIR --format NAME,...: writes the results that lie in a folder in other formats.
import { parseArgs } from 'node:util';
import { readInput, runCommand, UsageError, userPath } from '../../usage.js';
import type { SubmissionRecord } from '../record.js';
import { readRecords } from '../store.js';
import type { Gradebook } from './format.js';
import { formatHelp, parseFormats } from './formats.js';
import { readRoster } from './roster.js';
import { DEFAULT_GRADEBOOK, writeFormats } from './write.js';

const usage = `npm run grades:format -- DIR --format NAME[,NAME...] [--assignment TEXT] [--roster FILE]
  DIR                a folder that npm run grade wrote with --out; the new files go there too
  --assignment TEXT  the column's name in a gradebook, such as 'Rebuild TLS (1234)'
  --roster FILE      CSV with who is who, such as the gradebook that Canvas exports or Moodle's grading worksheet
The formats:
${formatHelp}`;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      assignment: { type: 'string' },
      roster: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new UsageError(`name one folder of results\n${usage}`);
  if (!values.format) throw new UsageError(`say which formats, with --format\n${usage}`);
  const names = parseFormats(values.format);
  const out = userPath(folder);
  const records = readRecords(out);
  const gradebook = gradebookOf(values);
  for (const written of writeFormats(out, records, names, gradebook)) console.log(written);
  if (values.roster) sayWhoIsMissing(records, gradebook);
  return 0;
}

function gradebookOf({ assignment, roster }: { assignment?: string; roster?: string }): Gradebook {
  return {
    assignment: assignment ?? DEFAULT_GRADEBOOK.assignment,
    roster:
      roster === undefined
        ? DEFAULT_GRADEBOOK.roster
        : readRoster(new TextDecoder().decode(readInput(roster))),
  };
}

function sayWhoIsMissing(records: readonly SubmissionRecord[], { roster }: Gradebook): void {
  const missing = records.filter(({ submission }) => roster.rowOf(submission) === undefined);
  if (missing.length === 0) return;
  const names = missing.map(({ submission }) => JSON.stringify(submission)).join(', ');
  console.error(`not in the roster, so only their name stands in a gradebook: ${names}`);
}

await runCommand('grades:format', main);

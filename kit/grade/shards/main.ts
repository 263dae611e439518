// npm run grades:merge -- DIR... --out DIR: the results of several shards as one batch.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { count } from '../../check/words.js';
import { runCommand, UsageError, userPath } from '../../usage.js';
import { gradesCsv } from '../csv.js';
import type { SubmissionRecord } from '../record.js';
import { readRecords, resultsFolder, writeRecord, writeWhole } from '../store.js';
import { mergeRecords } from './merge.js';

const usage = `npm run grades:merge -- DIR... --out DIR
  DIR        a folder that npm run grade wrote with --out; as many as there were shards
  --out DIR  where the merged results go; it may be one of those folders
Results of the same submission must say the same, else nothing is written. Then npm run grades:format and npm run report
read the merged folder like any other, and npm run grade with --out DIR grades what is still missing.`;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (positionals.length === 0) throw new UsageError(`name the folders to merge\n${usage}`);
  if (!values.out) throw new UsageError(`say where the merged results go, with --out\n${usage}`);
  const [folders, out] = [positionals.map(userPath), userPath(values.out)];
  const batches = folders.map(recordsIn);
  const isNamed = folders.some((folder) => resolve(folder) === resolve(out));
  if (!isNamed) batches.push(alreadyThere(out, new Set(batches.flat().map(({ submission }) => submission))));
  const merged = mergeRecords(batches);
  if (merged.length === 0) throw new UsageError('there is not one result in these folders');
  for (const record of merged) writeRecord(out, record);
  writeWhole(join(out, 'grades.csv'), gradesCsv(merged));
  console.log(
    `${count(merged.length, 'submission')} from ${count(folders.length, 'folder')} in ${resultsFolder(out)}`,
  );
  return 0;
}

/** A shard that no submission fell into has no results. @throws UsageError when the folder is not there */
function recordsIn(folder: string): SubmissionRecord[] {
  if (!existsSync(folder)) throw new UsageError(`${folder} is not there: name the folders of the shards`);
  const results = resultsFolder(folder);
  const isEmpty = !existsSync(results) || !readdirSync(results).some((name) => name.endsWith('.json'));
  return isEmpty ? [] : readRecords(folder);
}

/** What lies in the merged folder from an earlier merge. The answer depends on the named folders and nothing else. */
function alreadyThere(out: string, names: ReadonlySet<string>): SubmissionRecord[] {
  const records = existsSync(out) ? recordsIn(out) : [];
  const stranger = records.find(({ submission }) => !names.has(submission));
  if (stranger === undefined) return records;
  throw new UsageError(
    `${out} has results that are in none of the folders, such as ${JSON.stringify(stranger.submission)}; give an empty folder, or name ${out} among the folders to merge`,
  );
}

await runCommand('grades:merge', main);

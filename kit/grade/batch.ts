// A batch of submissions: as many at a time as there are jobs, each written when it is done, so that a batch that was
// broken off goes on where it stopped.
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect } from './intake/archive.js';
import type { Collected } from './intake/collect.js';
import type { Submission } from './intake/discover.js';
import { hashOfChecks } from './judge/checks.js';
import { type Judge, judgeSubmission } from './judge/judge.js';
import { OutputError, writing } from './output.js';
import { RECORD_VERSION, type SubmissionRecord } from './record.js';
import { readRecord, resultPath, writeRecord } from './store.js';

export interface BatchOptions {
  readonly out: string;
  readonly jobs: number;
  /** Left out for a fresh seed for each. */
  readonly seed?: string;
  /** Whether the seed is that of the one submission, and not one from which each gets its own. */
  readonly single: boolean;
  /** Written into every result. */
  readonly warnings: readonly string[];
  readonly onDone: (done: Done) => void;
}

export interface Done {
  readonly record: SubmissionRecord;
  /** It had been graded before, and is not graded again. */
  readonly kept: boolean;
}

export interface Failure {
  readonly submission: string;
  readonly message: string;
}

/** Grades all; a submission over which the grader itself fails is told and left out. @throws OutputError */
export async function gradeBatch(
  judge: Judge,
  submissions: readonly Submission[],
  options: BatchOptions,
): Promise<{ records: SubmissionRecord[]; failures: Failure[] }> {
  const records: SubmissionRecord[] = [];
  const failures: Failure[] = [];
  const queue = [...submissions];
  const common = commonKey(judge, options);
  let broken: OutputError | undefined;
  const work = async (slot: number) => {
    for (let next = queue.shift(); next && !broken; next = queue.shift())
      try {
        const done = await gradeOne(judge, next, options, common, slot);
        records.push(done.record);
        options.onDone(done);
      } catch (error) {
        if (error instanceof OutputError) broken = error;
        else
          failures.push({
            submission: next.name,
            message: error instanceof Error ? error.message : String(error),
          });
      }
  };
  const slots = Math.max(1, Math.min(options.jobs, submissions.length));
  await Promise.all(Array.from({ length: slots }, (_, slot) => work(slot)));
  if (broken) throw broken;
  return { records: records.sort((a, b) => (a.submission < b.submission ? -1 : 1)), failures };
}

async function gradeOne(
  judge: Judge,
  submission: Submission,
  options: BatchOptions,
  common: string,
  slot: number,
): Promise<Done> {
  const collected = await collect(judge.root, submission);
  const key = keyOf(common, submission, collected);
  const before = readRecord(options.out, submission.name);
  if (before?.key === key) return { record: before, kept: true };
  const folder = writing(judge.course.submissions, () => lay(judge.course.submissions, collected));
  try {
    const record = await judgeSubmission(judge, {
      ...{ submission: submission.name, key, collected, folder, slot },
      seed: seedOf(submission, options),
      warnings: options.warnings,
    });
    writing(resultPath(options.out, record.submission), () => writeRecord(options.out, record));
    return { record, kept: false };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files as the sandbox sees them: their own names, and nothing of what was around them. */
function lay(parent: string, { files }: Collected): string {
  const folder = mkdtempSync(join(parent, 's-'));
  chmodSync(folder, 0o755);
  for (const [stage, { content }] of files)
    writeFileSync(join(folder, `${stage}.ts`), content, { mode: 0o444 });
  return folder;
}

function seedOf({ name }: Submission, { seed, single }: BatchOptions): string {
  if (seed === undefined) return randomBytes(8).toString('hex');
  return single ? seed : createHash('sha256').update(`${seed}\n${name}`).digest('hex').slice(0, 16);
}

/** What bears on the score besides the submission. */
function commonKey({ stages, sandbox, typeCheck }: Judge, { seed, single, warnings }: BatchOptions): string {
  const given = [
    RECORD_VERSION,
    hashOfChecks(stages),
    sandbox.record.kind,
    typeCheck,
    seed ?? null,
    single,
    warnings,
  ];
  return createHash('sha256').update(JSON.stringify(given)).digest('hex');
}

function keyOf(common: string, { name }: Submission, { files, warnings }: Collected): string {
  const own = [...files].map(([stage, { judged }]) => [stage, judged.path, judged.hash]);
  return createHash('sha256')
    .update(JSON.stringify([common, name, own, warnings]))
    .digest('hex');
}

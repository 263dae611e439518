// npm run grade -- PATH: grades submissions that nobody trusts.
import { join } from 'node:path';
import pc from 'picocolors';
import { count } from '../check/words.js';
import { runCommand } from '../usage.js';
import { type Done, gradeBatch } from './batch.js';
import { capstoneBench } from './capstone/capstone.js';
import { gradesCsv } from './csv.js';
import { writeFormats } from './formats/write.js';
import { discover } from './intake/discover.js';
import { loadGradedStages } from './judge/checks.js';
import { defaultLimits } from './judge/limits.js';
import { type GradeOptions, readOptions, usage } from './options.js';
import { checkWritable, OutputError, writeOutput, writing } from './output.js';
import { FORCE_NONE, openSandbox } from './sandbox/choose.js';
import { prepareCourse } from './sandbox/course.js';
import { inShard } from './shards/shard.js';
import { isUnread, summaryTable, warningLines } from './summary.js';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    console.log(usage);
    return 0;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  return grade(options, process.cwd());
}

async function grade(options: GradeOptions, root: string): Promise<number> {
  const { submissions: all, single, ignored } = discover(options.path);
  const { shard } = options;
  const submissions = shard ? all.filter(({ name }) => inShard(name, shard)) : all;
  const stages = await loadGradedStages(root, options.checks);
  checkWritable(options.out);
  const course = await prepareCourse(root);
  const stop = () => course.close();
  process.once('exit', stop);
  const sandbox = openSandbox(options.sandbox, course.runtime);
  const capstone = capstoneBench(course.engine);
  const judge = {
    course,
    sandbox,
    stages,
    capstone,
    limits: defaultLimits,
    typeCheck: options.typeCheck,
    root,
  };
  const warnings = options.sandbox === 'none' ? [`It was graded without a sandbox (--${FORCE_NONE}).`] : [];
  try {
    const progress = progressLines(submissions.length);
    const { out, jobs, seed } = options;
    const batch = { out, jobs, single, warnings, onDone: progress, ...(seed !== undefined && { seed }) };
    const { records, failures } = await gradeBatch(judge, submissions, batch);
    if (records.length > 0) {
      writeOutput(join(out, 'grades.csv'), gradesCsv(records));
      console.log(summaryTable(records));
      const lines = warningLines(records, warnings);
      if (lines.length > 0) console.log(`\n${lines.join('\n')}`);
    }
    const written = writing(out, () => writeFormats(out, records, options.formats));
    for (const { submission, message } of failures)
      console.error(`grade: ${submission} could not be graded: ${message}`);
    console.log(
      `\n${count(records.length, 'result')} in ${join(out, 'results')}, the table in ${join(out, 'grades.csv')}`,
    );
    for (const path of written) console.log(path);
    if (stages.some(({ hidden }) => hidden.size > 0)) console.log('Scores include hidden checks.');
    for (const name of ignored) console.error(`grade: ${name} is no submission and was passed over`);
    const unread = records.filter(isUnread);
    for (const { submission } of unread)
      console.error(
        `grade: nothing in ${submission} could be judged; its 0 is no verdict (the warning above says why)`,
      );
    return failures.length + ignored.length + unread.length > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof OutputError)
      throw new Error(`${error.message}; what is there stays, and the same command goes on from it`);
    throw error;
  } finally {
    sandbox.close();
    course.close();
    process.off('exit', stop);
  }
}

function progressLines(total: number): (done: Done) => void {
  let number = 0;
  return ({ record: { submission, score, maxScore, timing }, kept }) => {
    const place = `${String(++number).padStart(String(total).length)} of ${total}`;
    const time = kept ? 'graded before' : `${(timing.wallMs / 1000).toFixed(1)} s`;
    console.error(pc.dim(`${place}  ${submission}  ${score} of ${maxScore}  ${time}`));
  };
}

await runCommand('grade', main);

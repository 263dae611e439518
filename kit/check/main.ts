// npm run check [-- STAGE...]: judges the exercises.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type StageName, stageNames } from '../../lib/stages.js';
import { withOwnSession } from '../learner-session/checks.js';
import { learnerOf, readClass } from '../learner-session/seed.js';
import { hasChecks, loadChecks, stageCalled } from '../loop/course.js';
import { exerciseOf } from '../loop/paths.js';
import { nextStep, remember, standings } from '../progress/standing.js';
import { runCommand, UsageError } from '../usage.js';
import type { StageChecks } from './check.js';
import { checkStage } from './check-stage.js';
import { LearnerProcess } from './child-process.js';
import { isBegun, type StageReport } from './report.js';
import { stageLine, stageText } from './text.js';
import { checkTypes } from './type-check.js';
import { nextLine } from './words.js';

const usage = `npm run check [-- [options] STAGE...]
  STAGE        such as 6, 06 or 06-master-secret; without one, all
  --seed TEXT  a name, such as ada: the checks run on the session of that learner too (npm run session remembers
               it); or the random inputs of an earlier run, which printed its seed
  --class FILE the names of the others, one on a line, so that values copied from them are recognised
  --json       the result as JSON on standard output
Ends with exit code 0 when everything asked for is solved, with 1 when it is not.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      class: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const root = process.cwd();
  const asked = chooseStages(root, positionals);
  const seed = values.seed ?? randomBytes(4).toString('hex');
  const learner = learnerOf(root, values.seed);
  const classmates = values.class === undefined ? [] : readClass(values.class);
  const reports: StageReport[] = [];
  for await (const report of checkAll(root, asked, seed, (stage) =>
    learner === undefined ? stage : withOwnSession(stage, learner, classmates),
  )) {
    reports.push(report);
    if (!values.json) console.log(shown(report, asked.length === 1));
  }
  const solved = reports.every((report) => report.solved);
  if (values.json) console.log(JSON.stringify({ seed, solved, stages: reports }, null, 2));
  else console.log(`${reports.length > 1 ? '\n' : '  '}Next: ${await next(root, reports)}`);
  return solved ? 0 : 1;
}

function chooseStages(root: string, names: readonly string[]): StageName[] {
  if (names.length > 0) return [...new Set(names.map(stageCalled))].sort();
  const all = stageNames.filter((stage) => hasChecks(root, stage));
  if (all.length === 0)
    throw new UsageError('there are no checks in test/stages; run this at the root of the course');
  return all;
}

async function* checkAll(
  root: string,
  asked: readonly StageName[],
  seed: string,
  personal: (stage: StageChecks) => StageChecks,
): AsyncGenerator<StageReport> {
  const stages = await Promise.all(asked.map(async (name) => personal(await loadChecks(root, name))));
  const files = asked.map(exerciseOf).filter((file) => existsSync(join(root, file)));
  const types = checkTypes(root, files);
  let warm = new LearnerProcess();
  try {
    for (const [i, stage] of stages.entries()) {
      const waiting = warm;
      if (i + 1 < stages.length) warm = new LearnerProcess(); // it starts while this stage is judged
      const report = await checkStage({ root, stage, seed, types, warm: waiting });
      remember(root, stage, report);
      yield report;
    }
  } finally {
    await warm.end();
  }
}

const shown = (report: StageReport, alone: boolean) =>
  (alone ? undefined : stageLine(report)) ?? `\n${stageText(report)}\n`;

async function next(root: string, reports: readonly StageReport[]): Promise<string> {
  const open = reports.filter((report) => !report.solved);
  const first = open.find(isBegun) ?? open[0];
  return (first && nextLine(first)) ?? nextStep(await standings(root), reports.at(-1)?.stage);
}

await runCommand('check', main);

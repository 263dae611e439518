// npm run mutate [-- STAGE...]: how good the checks are.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type StageName, stageNames } from '../../lib/stages.js';
import { hasChecks, stageCalled } from '../loop/course.js';
import { solutionOf } from '../loop/paths.js';
import { runCommand, UsageError } from '../usage.js';
import { Progress } from './progress.js';
import { type Score, scoreStage, shareOf } from './score.js';
import { scoreText, tableText } from './text.js';

const usage = `npm run mutate [-- [options] STAGE...]
  STAGE       such as 6, 06 or 06-master-secret; without one, all
  --sample N  judge N mutants of each stage, picked at random
  --seed S    the random inputs, and the sample, of an earlier run, which printed its seed
Puts one small mistake after the other into the solutions, runs the checks, and lists the mutants that survive.
Ends with exit code 0 when the checks catch at least 95 % of each stage's mutants, with 1 when they do not.`;
const AIM = 0.95;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { sample: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const root = process.cwd();
  const stages = chooseStages(root, positionals);
  const seed = values.seed ?? randomBytes(4).toString('hex');
  const sample = values.sample === undefined ? {} : { sample: sampleSize(values.sample) };
  console.log(`seed ${seed}`);
  const progress = new Progress();
  const scores = await inTurns(stages, (stage) =>
    scoreStage({ root, stage, seed, ...sample, onMutant: progress.of(stage) }).then((score) => {
      progress.print(scoreText(score));
      return score;
    }),
  );
  console.log(`\n${tableText(scores)}`);
  return scores.every((score) => shareOf(score) >= AIM && score.notEquivalent.length === 0) ? 0 : 1;
}

function chooseStages(root: string, names: readonly string[]): StageName[] {
  const judged = (stage: StageName) => hasChecks(root, stage) && existsSync(join(root, solutionOf(stage)));
  if (names.length === 0) return stageNames.filter(judged);
  const stages = [...new Set(names.map(stageCalled))];
  const missing = stages.find((stage) => !judged(stage));
  if (missing) throw new UsageError(`${missing} has no checks or no solution here`);
  return stages;
}

function sampleSize(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`--sample takes a number of mutants, not ${text}`);
}

/** As many at a time as the machine has processors. */
async function inTurns(stages: readonly StageName[], work: (stage: StageName) => Promise<Score>) {
  const scores = new Map<StageName, Score>();
  const waiting = [...stages];
  const lane = async () => {
    for (let stage = waiting.shift(); stage; stage = waiting.shift()) scores.set(stage, await work(stage));
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), stages.length) }, lane));
  return stages.map((stage) => scores.get(stage) as Score);
}

await runCommand('mutate', main);

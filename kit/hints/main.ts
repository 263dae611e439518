// npm run hint -- STAGE [FUNCTION]: the next of three hints.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { type FunctionName, type StageName, stages } from '../../lib/stages.js';
import { checkStage } from '../check/check-stage.js';
import { hashOfFile } from '../check/file-hash.js';
import { byFunction } from '../check/report.js';
import { loadChecks, oneStage } from '../loop/course.js';
import { exerciseOf, hintsOf, numberOf, solutionOf, stubOf } from '../loop/paths.js';
import { standing } from '../progress/standing.js';
import { readRecord, updateRecord } from '../progress/store.js';
import { runCommand, UsageError } from '../usage.js';
import type { Hint } from './hint.js';

const usage = `npm run hint -- STAGE [FUNCTION]
  STAGE     such as 6, 06 or 06-master-secret
  FUNCTION  whose hints; without one, the first of the stage that is not solved
Each time it is asked it gives the next hint, from a nudge to almost there; --json gives it as JSON.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const stage = oneStage(positionals, usage);
  const root = process.cwd();
  const hint = await takeHint(root, stage, await chooseFunction(root, stage, positionals[1]));
  if (values.json) console.log(JSON.stringify(hint));
  else
    console.log(
      `${pc.bold(hint.function)}, hint ${hint.number} of ${hint.of}\n\n${wrapped(hint.hint)}\n\n${pc.dim(hint.further)}`,
    );
  return 0;
}

async function chooseFunction(
  root: string,
  stage: StageName,
  name: string | undefined,
): Promise<FunctionName> {
  const names = Object.keys(stages[stage]) as FunctionName[];
  if (name !== undefined) {
    const known = names.find((one) => one.toLowerCase() === name.toLowerCase());
    if (known) return known;
    throw new UsageError(`${stage} has no function ${name}; it has ${names.join(', ')}`);
  }
  const solved = await solvedNow(root, stage);
  const next = names.find((one) => !solved.includes(one));
  if (next) return next;
  throw new UsageError(
    `all of ${stage} is solved; name one of its functions to read its hints: ${names.join(', ')}`,
  );
}

/** What is solved in the file as it is now: it is judged again, unless the last check or the stub tells already. */
async function solvedNow(root: string, stage: StageName): Promise<readonly FunctionName[]> {
  const checks = await loadChecks(root, stage);
  const now = hashOfFile(join(root, exerciseOf(stage)));
  if (now === readRecord(root, stage).file) return standing(root, checks).solved;
  if (now === undefined || now === hashOfFile(join(root, stubOf(stage)))) return [];
  const types = Promise.resolve({ faults: new Map() });
  const report = await checkStage({ root, stage: checks, seed: randomBytes(4).toString('hex'), types });
  return byFunction(report.checks).flatMap(({ name, status }) => (status === 'solved' ? [name] : []));
}

/** The hint after the last one that was taken, and again the last when there are no more. */
async function takeHint(root: string, stage: StageName, name: FunctionName): Promise<Hint> {
  const all = await loadHints(root, stage, name);
  const taken = Math.min((readRecord(root, stage).hints?.[name] ?? 0) + 1, all.length);
  updateRecord(root, stage, (record) => ({ ...record, hints: { ...record.hints, [name]: taken } }));
  const number = numberOf(stage);
  const further =
    taken < all.length
      ? `Not enough? npm run hint -- ${number} ${name} says more.`
      : `That was the last one. ${whatIsLeft(root, stage, number)}`;
  return { stage, function: name, number: taken, of: all.length, hint: all[taken - 1] as string, further };
}

function whatIsLeft(root: string, stage: StageName, number: string): string {
  if (existsSync(join(root, solutionOf(stage)))) return `npm run solution -- ${number} shows the solution.`;
  return 'This copy comes without solutions: ask whoever teaches you.';
}

async function loadHints(root: string, stage: StageName, name: FunctionName): Promise<readonly string[]> {
  const file = join(root, hintsOf(stage));
  if (!existsSync(file)) throw new UsageError(`${hintsOf(stage)} is missing: ${stage} has no hints here`);
  const { hints } = (await import(pathToFileURL(file).href)) as {
    hints: { readonly [name in FunctionName]?: readonly string[] };
  };
  return hints[name] ?? [];
}

/** Lines of at most 88 columns. */
const wrapped = (text: string) => text.replace(/(?![^\n]{1,88}$)([^\n]{1,88})\s/g, '$1\n');

await runCommand('hint', main);

// npm run solution -- STAGE: the solution, after asking when the stage is not solved.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { personalChecks } from '../learner-session/checks.js';
import { oneStage } from '../loop/course.js';
import { solutionOf } from '../loop/paths.js';
import { standing } from '../progress/standing.js';
import { updateRecord } from '../progress/store.js';
import { isSolved } from '../progress/words.js';
import { runCommand, UsageError } from '../usage.js';
import type { Solution } from './solution.js';

const usage = `npm run solution -- STAGE [--yes]
  STAGE  such as 6, 06 or 06-master-secret
  --yes  do not ask, even when the stage is not solved
  --json the solution as JSON; nobody is asked`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { yes: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const stage = oneStage(positionals, usage);
  const root = process.cwd();
  const file = solutionOf(stage);
  if (!existsSync(join(root, file)))
    throw new UsageError(`${file} is missing: this copy comes without solutions`);
  const now = standing(root, await personalChecks(root, stage));
  if (!isSolved(now) && !values.yes) {
    const unsolved = `${stage} is not solved yet (${now.points} of 100 points).`;
    if (values.json) {
      console.log(JSON.stringify({ unsolved } satisfies Solution));
      return 1;
    }
    const question = `${unsolved} Show the solution all the same? [y/N] `;
    if (!/^y(es)?$/i.test(await ask(question))) {
      process.stderr.write(
        'Not shown. npm run hint gives a hint; --yes shows the solution without asking.\n',
      );
      return 1;
    }
  }
  updateRecord(root, stage, (record) => ({ ...record, solutionSeen: true }));
  const code = readFileSync(join(root, file), 'utf8');
  process.stdout.write(values.json ? JSON.stringify({ code } satisfies Solution) : code);
  return 0;
}

/** One line from the terminal, or from whatever stands in for it; nothing when there is nobody to ask. */
function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.on('close', () => resolve(''));
    lines.question(question, (answer) => {
      resolve(answer.trim());
      lines.close();
    });
  });
}

await runCommand('solution', main);

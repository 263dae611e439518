// npm run catch-up -- STAGE: the stages before it solved, for a learner who joins late or fell behind.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stageNames } from '../../lib/stages.js';
import { oneStage } from '../loop/course.js';
import { exerciseOf } from '../loop/paths.js';
import { runCommand, UsageError } from '../usage.js';
import { catchUp, solutionsFolder } from './catch-up.js';

const usage = `npm run catch-up -- STAGE [--solutions DIR]
  STAGE            where to go on, such as 5, 05 or 05-pre-master-secret
  --solutions DIR  the folder with the solutions; a copy for students has none of its own
Solves the stages before STAGE that are not solved yet. What you wrote is kept in exercises/.backup/; STAGE itself and
what comes after it are left alone.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { solutions: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const stage = oneStage(positionals, usage);
  if (positionals.length > 1) throw new UsageError('name one stage: where to go on');
  const root = process.cwd();
  const earlier = stageNames.slice(0, stageNames.indexOf(stage));
  const named = values.solutions === undefined ? undefined : resolve(values.solutions);
  const solutions = solutionsFolder(root, named, earlier);
  for (const one of earlier) {
    const done = await catchUp(root, one, solutions, new Date());
    const kept = typeof done === 'object' ? `; what you wrote is kept in ${done.backup}` : '';
    console.log(
      done === 'right already'
        ? `${exerciseOf(one)} was right already.`
        : `${exerciseOf(one)} is solved now${kept}.`,
    );
  }
  console.log(`Go on with ${exerciseOf(stage)}, which is as it was.`);
  return 0;
}

await runCommand('catch-up', main);

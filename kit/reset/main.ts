// npm run reset -- STAGE: the exercise as it came.
import { parseArgs } from 'node:util';
import { oneStage } from '../loop/course.js';
import { exerciseOf } from '../loop/paths.js';
import { updateRecord } from '../progress/store.js';
import { runCommand, UsageError } from '../usage.js';
import { resetExercise } from './reset.js';

const usage = `npm run reset -- STAGE
  STAGE  such as 6, 06 or 06-master-secret
Puts the exercise back as it came and keeps what you wrote in exercises/.backup/.`;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const stage = oneStage(positionals, usage);
  if (positionals.length > 1) throw new UsageError('name one stage at a time');
  const root = process.cwd();
  const file = exerciseOf(stage);
  const done = resetExercise(root, stage, new Date());
  if (done === 'as it came') {
    console.log(`${file} is as it came; nothing was changed.`);
    return 0;
  }
  updateRecord(root, stage, ({ passed: _, typeErrors: __, ...record }) => record);
  console.log(`${file} is as it came again.`);
  if (done !== 'restored') console.log(`What you wrote is kept in ${done.backup}.`);
  return 0;
}

await runCommand('reset', main);

// npm run release -- --out DIR: a copy for students, without the solutions.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stageNames } from '../../lib/stages.js';
import { stageCalled } from '../loop/course.js';
import { runCommand, UsageError } from '../usage.js';
import { release } from './release.js';

const usage = `npm run release -- --out DIR [--from STAGE]
  --out DIR     where the copy goes: a folder that is empty or not there yet
  --from STAGE  such as 5, 05 or 05-pre-master-secret: the stages before it ship solved
The copy has no solutions, no progress and no git history, and its exercises are as they came. It does have lib, the
reference: the checks compare with it, and it stands in for what a student has not written yet.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, from: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (!values.out) throw new UsageError(`say where the copy goes, with --out\n${usage}`);
  const first = values.from === undefined ? 0 : stageNames.indexOf(stageCalled(values.from));
  const solved = stageNames.slice(0, first);
  const count = await release({ root: process.cwd(), out: resolve(values.out), stages: stageNames, solved });
  const given = solved.length === 0 ? '' : `, with ${solved.join(', ')} solved`;
  console.log(`${values.out} has ${count} files${given}. It does not show a line of the other solutions.`);
  console.log('Whoever gets it runs npm ci && npm start there.');
  return 0;
}

await runCommand('release', main);

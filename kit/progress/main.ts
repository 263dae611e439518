// npm run progress: what is done, and what to do next.
import { parseArgs } from 'node:util';
import { runCommand } from '../usage.js';
import { nextStep, standings } from './standing.js';
import { progressText } from './text.js';
import { isSolved } from './words.js';

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log('npm run progress [-- --json]: the stages, what is solved of each, and what to do next');
    return 0;
  }
  const all = await standings(process.cwd());
  if (values.json)
    console.log(
      JSON.stringify(
        { stages: all.map((one) => ({ ...one, done: isSolved(one) })), next: nextStep(all) },
        null,
        2,
      ),
    );
  else console.log(progressText(all));
  return 0;
}

await runCommand('progress', main);

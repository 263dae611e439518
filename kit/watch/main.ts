// npm run watch [-- STAGE]: judges an exercise each time it is saved.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import type { StageName } from '../../lib/stages.js';
import { stageText } from '../check/text.js';
import { nextLine } from '../check/words.js';
import { stageCalled } from '../loop/course.js';
import { lastWorkedOn, nextStep, remember, standings } from '../progress/standing.js';
import { runCommand, UsageError } from '../usage.js';
import { Watch } from './watch.js';

const usage = `npm run watch [-- STAGE...]
  STAGE  what to judge at the start, such as 06; without one, the stage that was last worked on, if any
Judges an exercise each time it is saved, until Ctrl-C.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const root = process.cwd();
  const asked = positionals.length > 0 ? positionals.map(stageCalled) : await lastStage(root);
  return new Promise((_, reject) => {
    const watch = new Watch(root, () => randomBytes(4).toString('hex'), {
      async onReport(stage, report, ms) {
        const after = pc.dim(`${report.stage} judged in ${Math.round(ms)} ms`);
        console.log(`\n${stageText(report)}\n  ${after}`);
        remember(root, stage, report);
        console.log(`  Next: ${nextLine(report) ?? nextStep(await standings(root), report.stage)}`);
      },
      onError: (error) => reject(new Error(`exercises cannot be watched: ${error.message}`)),
    });
    const begin = async () => {
      await watch.start();
      console.log('Watching exercises: save one, and its verdict stands here. Ctrl-C ends.');
      for (const stage of asked) await watch.check(stage);
    };
    begin().catch(reject);
  });
}

async function lastStage(root: string): Promise<StageName[]> {
  const all = await standings(root);
  if (all.length === 0)
    throw new UsageError('there are no checks in test/stages; run this at the root of the course');
  const last = lastWorkedOn(all);
  return last === undefined ? [] : [last];
}

await runCommand('watch', main);

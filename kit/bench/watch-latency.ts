// How long a learner waits: from the save of an exercise to its verdict, in a watch that runs as npm run watch does.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StageName } from '../../lib/stages.js';
import { copyCourse } from '../loop/copy.js';
import { exerciseOf, solutionOf } from '../loop/paths.js';
import { Watch } from '../watch/watch.js';
import type { Group } from './group.js';
import { median } from './measure.js';
import { aim, type Row } from './rows.js';

const course = fileURLToPath(new URL('../..', import.meta.url));
const group = 'watch';
/** Between two saves, as if somebody were typing: the next process warms up meanwhile. */
const PAUSE_MS = 1000;

export const watchLatency: Group = async ({ quick, progress }) => {
  const rounds = quick ? 3 : 15;
  const stages: StageName[] = ['03-rsa', '06-master-secret'];
  const rows: Row[] = [];
  for (const stage of stages) {
    const name = `from save to verdict, ${stage} solved`;
    const times = await saveAgainAndAgain(stage, rounds, (done) => progress(name, done, rounds));
    const measured = median(times);
    rows.push({
      group,
      name,
      unit: 'ms',
      figures: { ours: measured },
      aim: aim({ what: 'ms, median', unit: 'ms', measured, bound: { most: 500 } }),
    });
  }
  return rows;
};

/** Milliseconds of wall clock from each save to its verdict. */
async function saveAgainAndAgain(
  stage: StageName,
  rounds: number,
  onRound: (done: number) => void,
): Promise<number[]> {
  const copy = copyCourse(course);
  let judged = () => {};
  const watch = new Watch(copy.root, () => 'bench', {
    onReport: () => judged(),
    onError(error) {
      throw error;
    },
  });
  try {
    await watch.start();
    const solution = readFileSync(join(copy.root, solutionOf(stage)), 'utf8');
    const times: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      await sleep(PAUSE_MS);
      onRound(Math.max(0, round - 1));
      const verdict = new Promise<void>((resolve) => {
        judged = resolve;
      });
      const start = performance.now();
      writeFileSync(join(copy.root, exerciseOf(stage)), `${solution}// ${round}\n`);
      await verdict;
      if (round > 0) times.push(performance.now() - start); // the first compiles the checks themselves
    }
    onRound(rounds);
    return times;
  } finally {
    await watch.close();
    copy.remove();
  }
}

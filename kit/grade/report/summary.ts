// The class in a few numbers, and how the scores are spread.
import { count } from '../../check/words.js';
import type { ClassView } from './class-view.js';
import { percent } from './html-table.js';

export function summarySection({ learners, maxScore }: ClassView): string {
  const scores = learners.map(({ score }) => score).sort((a, b) => a - b);
  const at = (share: number) => scores[Math.round(share * (scores.length - 1))] ?? 0;
  const times = learners.map(({ seconds }) => seconds);
  const figures: [string, string][] = [
    [String(learners.length), learners.length === 1 ? 'submission' : 'submissions'],
    [percent(at(0.5), maxScore), `median, ${at(0.5)} of ${maxScore} points`],
    [`${percent(at(0.25), maxScore)} to ${percent(at(0.75), maxScore)}`, 'the middle half'],
    [String(scores.filter((score) => score === maxScore).length), 'with every point'],
    [String(scores.filter((score) => score === 0).length), 'with none'],
    [`${sum(times).toFixed(0)} s`, `of grading, ${Math.max(0, ...times).toFixed(1)} s for the longest`],
  ];
  return [
    `<ul class="figures">${figures.map(([number, text]) => `<li><b>${number}</b> ${text}</li>`).join('')}</ul>`,
    histogram(scores, maxScore),
  ].join('\n');
}

const BINS = 10;

/** How many scores lie in each tenth; the last one has the full score too. */
function histogram(scores: readonly number[], maxScore: number): string {
  const bins = Array.from({ length: BINS }, () => 0);
  for (const score of scores) {
    const bin = Math.min(BINS - 1, Math.floor((BINS * score) / (maxScore || 1)));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const most = Math.max(1, ...bins);
  const items = bins.map((learners, i) => {
    const range = `${i * 10} to ${(i + 1) * 10} %`;
    const height = ((100 * learners) / most).toFixed(1);
    return `<li><span class="column" aria-hidden="true"><span style="height:${height}%"></span></span><span class="number">${learners}</span><span class="range" aria-hidden="true">${i * 10}</span><span class="unseen">: ${count(learners, 'learner')} with ${range} of the points</span></li>`;
  });
  return `<figure class="histogram"><figcaption>Learners by their share of the points, in tenths (10 is 10 to 20 %)</figcaption><ol>${items.join('')}</ol></figure>`;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

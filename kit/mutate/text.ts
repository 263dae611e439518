// Mutation scores as lines of text.
import pc from 'picocolors';
import { solutionOf } from '../loop/paths.js';
import type { Mutant } from './mutants.js';
import { type Score, shareOf } from './score.js';

/** One stage: its share, and every mutant that survived. */
export function scoreText(score: Score): string {
  const lines = [`${score.stage.padEnd(22)} ${score.mutants} mutants, ${percent(score)} caught`];
  for (const mutant of score.survivors) lines.push(...mutantLines(score, mutant, pc.yellow('survives')));
  for (const mutant of score.notEquivalent)
    lines.push(...mutantLines(score, mutant, pc.red('is listed as equivalent, but is caught')));
  return lines.join('\n');
}

function mutantLines({ stage }: Score, { line, from, to }: Mutant, what: string): string[] {
  return [`  ${solutionOf(stage)}:${line} ${what}`, `    - ${from}`, `    + ${to}`];
}

/** All stages, as a table in Markdown. */
export function tableText(scores: readonly Score[]): string {
  const total = {
    stage: 'all',
    mutants: sum(scores.map(({ mutants }) => mutants)),
    equivalent: sum(scores.map(({ equivalent }) => equivalent)),
    survivors: scores.flatMap(({ survivors }) => survivors),
  };
  return [
    '| stage | mutants | caught | share | equivalent, not counted |',
    '|---|---:|---:|---:|---:|',
    ...[...scores, total].map(
      (score) =>
        `| ${score.stage} | ${score.mutants} | ${score.mutants - score.survivors.length} | ${percent(score)} | ${score.equivalent} |`,
    ),
  ].join('\n');
}

const percent = (score: Pick<Score, 'mutants' | 'survivors'>) =>
  `${(Math.floor(shareOf(score) * 1000) / 10).toFixed(1)} %`;
const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

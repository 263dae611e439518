// A report's sentences, the same for a terminal and a notebook.
import { numberOf } from '../loop/paths.js';
import type { Printed } from './noise.js';
import { byFunction, type FunctionReport, type StageReport } from './report.js';

export const stateWords: { readonly [S in FunctionReport['status']]: string } = {
  solved: 'solved',
  unsolved: 'not solved yet',
  skipped: 'skipped',
  begun: 'not right yet',
};

/** The score, and whether the stage is solved. */
export function summary({ points, solved, typeErrors, checks }: StageReport): string {
  const of = checks.reduce((sum, check) => sum + check.points, 0);
  const score = `${points} of ${of} points`;
  if (solved) return `Solved: ${score}.`;
  if (points === of && typeErrors.length > 0)
    return `${score}; only the type errors keep the stage from being solved.`;
  return `${score}.`;
}

/** How to see the same inputs again; undefined when no check failed. */
export function seedLine({ stage, seed, checks }: StageReport): string | undefined {
  if (!checks.some(({ status }) => status === 'failed')) return undefined;
  return `The same random inputs again: npm run check -- ${numberOf(stage)} --seed ${seed}`;
}

/** What to do about this stage, in one line; undefined when it is solved. */
export function nextLine(report: StageReport): string | undefined {
  const { stage, file, problem, typeErrors, checks, solved } = report;
  if (solved) return undefined;
  if (problem !== undefined) return `mend ${file} so that it can be loaded.`;
  const open = byFunction(checks).filter(({ status }) => status !== 'solved');
  const next = open.find(({ status }) => status !== 'skipped') ?? open[0]; // a skipped one waits for others
  if (!next) return `mend the ${typeErrors.length === 1 ? 'type error' : 'type errors'} in ${file}.`;
  const verb = next.status === 'unsolved' ? 'write' : 'mend';
  return `${verb} ${next.name} in ${file}; npm run hint -- ${numberOf(stage)} ${next.name} gives a hint.`;
}

/** Stands above what the learner's code printed. */
export const PRINTED = 'Your code printed this; it changes no verdict:';

/** Stands below it, when it is not all. */
export const printedRest = ({ more }: Printed): string[] =>
  more === 0 ? [] : [`and ${count(more, 'line')} more`];

export const count = (n: number, what: string) => (n === 1 ? `1 ${what}` : `${n} ${what}s`);

// A learner's standing in words, the same for a terminal and a notebook.
import type { Standing } from './standing.js';

export const isSolved = ({ solved, functions, typeErrors }: Standing) =>
  solved.length === functions && typeErrors === 0;

/** Columns of the table of stages. */
export const columns = ['stage', 'functions', 'points', 'hints', ''] as const;

/** One stage, a text for each column. */
export function cells(one: Standing): readonly string[] {
  const { stage, solved, functions, points, hints } = one;
  return [stage, `${solved.length} of ${functions}`, String(points), String(hints), remark(one)];
}

function remark(one: Standing): string {
  const remarks = [
    isSolved(one) ? 'solved' : one.begun ? 'begun' : 'not begun',
    ...(one.typeErrors > 0 ? [`${one.typeErrors} type ${one.typeErrors === 1 ? 'error' : 'errors'}`] : []),
    ...(one.stale ? ['changed since the last check'] : []),
    ...(one.changed > 0 ? ['its checks have changed, check it again'] : []),
    ...(one.solutionSeen ? ['solution seen'] : []),
  ];
  return remarks.join(', ');
}

/** '3 of 11 stages solved, 300 of 1100 points' */
export function total(all: readonly Standing[]): string {
  const points = all.reduce((sum, one) => sum + one.points, 0);
  return `${all.filter(isSolved).length} of ${all.length} stages solved, ${points} of ${100 * all.length} points`;
}

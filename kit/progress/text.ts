// The table of stages for a terminal.
import pc from 'picocolors';
import { nextStep, type Standing } from './standing.js';
import { cells, columns, isSolved, total } from './words.js';

export function progressText(all: readonly Standing[]): string {
  const rows = all.map((one) => (isSolved(one) ? pc.green(line(cells(one))) : line(cells(one))));
  return [pc.dim(line(columns)), ...rows, '', `${total(all)}.`, `Next: ${nextStep(all)}`].join('\n');
}

function line([stage = '', functions = '', points = '', hints = '', remark = '']: readonly string[]): string {
  return `${stage.padEnd(22)} ${functions.padStart(9)} ${points.padStart(7)} ${hints.padStart(6)}  ${remark}`.trimEnd();
}

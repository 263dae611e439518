import pc from 'picocolors';
import { type Aim, columns, figure, inUnit, type Row } from './rows.js';

/** The rows as a table, a headline for each group, and below each row what we aim at and whether it is met. */
export function table(rows: readonly Row[]): string {
  const lines: string[] = [];
  let group = '';
  for (const row of rows) {
    if (row.group !== group) {
      group = row.group;
      lines.push(
        '',
        `${pc.bold(group.padEnd(NAME))}${columns.map((column) => column.padStart(FIGURE)).join('')}`,
      );
    }
    const figures = columns.map((column) => {
      const value = row.figures[column];
      return (value === undefined ? '' : figure(value)).padStart(FIGURE);
    });
    lines.push(`  ${row.name.padEnd(NAME - 2)}${figures.join('')}  ${pc.dim(row.unit)}`);
    if (row.aim) lines.push(`    ${aimLine(row.aim)}`);
  }
  return lines.join('\n').trimStart();
}

const NAME = 76;
const FIGURE = 12;

function aimLine({ what, unit, measured, bound, met }: Aim): string {
  const wanted =
    'least' in bound ? `at least ${inUnit(bound.least, unit)}` : `at most ${inUnit(bound.most, unit)}`;
  const verdict = met ? pc.green('met: yes') : pc.red('met: no');
  return `aim: ${wanted} (${what}); measured ${inUnit(measured, unit)}; ${verdict}`;
}

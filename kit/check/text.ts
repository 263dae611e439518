// A report as lines of text. Colour goes along with words and never carries a meaning alone.
import pc from 'picocolors';
import { byFunction, type CheckReport, type FunctionReport, isBegun, type StageReport } from './report.js';
import { count, PRINTED, printedRest, seedLine, stateWords, summary } from './words.js';

/** Everything about a stage. */
export function stageText(report: StageReport): string {
  const seed = seedLine(report);
  return [
    `${pc.bold(report.stage)}  ${report.file}`,
    ...typeLines(report),
    ...(report.problem === undefined
      ? byFunction(report.checks).flatMap(functionLines)
      : ['', `  ${pc.red(report.problem)}`]),
    ...report.notes.map((note) => `\n  ${pc.yellow('note')}  ${note}`),
    ...printedLines(report),
    '',
    `  ${report.solved ? pc.green(summary(report)) : summary(report)}`,
    ...(seed === undefined ? [] : [pc.dim(`  ${seed}`)]),
  ].join('\n');
}

function printedLines({ printed }: StageReport): string[] {
  if (printed === undefined) return [];
  const lines = printed.lines.map((line) => `    ${pc.dim('|')} ${line}`);
  return ['', `  ${pc.yellow(PRINTED)}`, ...lines, ...printedRest(printed).map((line) => `    ${line}`)];
}

/** One line about a stage, for a list; a stage that is under way is worth more than that. */
export function stageLine(report: StageReport): string | undefined {
  if (report.solved) return `${report.stage.padEnd(22)} ${pc.green('solved')}`;
  if (isBegun(report)) return undefined;
  return `${report.stage.padEnd(22)} not begun: ${count(byFunction(report.checks).length, 'function')} to write`;
}

function typeLines({ typeErrors, file }: StageReport): string[] {
  if (typeErrors.length === 0) return [];
  const lines = typeErrors.flatMap(({ line, column, message, code }) => [
    `  ${file}:${line}:${column}  ${message.split('\n').join('\n    ')}`,
    pc.dim(`    ${line} | ${code}`),
  ]);
  return ['', `  ${pc.red(count(typeErrors.length, 'type error'))}`, ...lines];
}

const colours: { readonly [S in FunctionReport['status']]: (text: string) => string } = {
  solved: pc.green,
  unsolved: String,
  skipped: pc.dim,
  begun: pc.red,
};

function functionLines({ name, status, points, of, checks }: FunctionReport): string[] {
  const title = `\n  ${pc.bold(name)}  ${colours[status](stateWords[status])}, ${points} of ${of} points`;
  if (status === 'unsolved') return [title];
  const first = checks.find((check) => check.status === 'failed');
  return [title, ...checks.flatMap((check) => checkLines(check, check === first))];
}

const words: { readonly [S in CheckReport['status']]: string } = {
  ok: pc.green('ok      '),
  failed: pc.red('failed  '),
  unsolved: 'unsolved',
  skipped: pc.dim('skipped '),
};

function checkLines(check: CheckReport, explained: boolean): string[] {
  const title = check.name.startsWith(`${check.function}: `)
    ? check.name.slice(check.function.length + 2)
    : check.name;
  const why = check.status === 'skipped' ? pc.dim(`, since ${check.message}`) : '';
  const lines = [`    ${words[check.status]}  ${title}${why}`];
  if (!explained || check.message === undefined) return lines;
  return [...lines, ...check.message.split('\n').map((line) => `              ${line}`)];
}

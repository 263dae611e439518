// A report as lines of text. Colour goes along with words and never carries a meaning alone.
import pc from 'picocolors';
import { numberOf } from '../loop/course.js';
import { byFunction, type CheckReport, type FunctionReport, type StageReport } from './report.js';

/** Everything about a stage. */
export function stageText(report: StageReport): string {
  return [
    `${pc.bold(report.stage)}  ${report.file}`,
    ...typeLines(report),
    ...(report.problem === undefined
      ? byFunction(report.checks).flatMap(functionLines)
      : ['', `  ${pc.red(report.problem)}`]),
    ...report.notes.map((note) => `\n  ${pc.yellow('note')}  ${note}`),
    '',
    `  ${summary(report)}`,
    ...seedLines(report),
  ].join('\n');
}

/** One line about a stage, for a list; a stage that is under way is worth more than that. */
export function stageLine(report: StageReport): string | undefined {
  if (report.solved) return `${report.stage.padEnd(22)} ${pc.green('solved')}`;
  const begun = report.checks.some(({ status }) => status === 'ok' || status === 'failed');
  if (begun || report.problem !== undefined || report.typeErrors.length > 0) return undefined;
  return `${report.stage.padEnd(22)} not begun: ${count(byFunction(report.checks).length, 'function')} to write`;
}

export function summary({ points, solved, typeErrors, checks }: StageReport): string {
  const of = checks.reduce((sum, check) => sum + check.points, 0);
  const score = `${points} of ${of} points`;
  if (solved) return pc.green(`Solved: ${score}.`);
  if (points === of && typeErrors.length > 0)
    return pc.yellow(`${score}; only the type errors keep the stage from being solved.`);
  return `${score}.`;
}

function typeLines({ typeErrors, file }: StageReport): string[] {
  if (typeErrors.length === 0) return [];
  const lines = typeErrors.flatMap(({ line, column, message, code }) => [
    `  ${file}:${line}:${column}  ${message.split('\n').join('\n    ')}`,
    pc.dim(`    ${line} | ${code}`),
  ]);
  return ['', `  ${pc.red(count(typeErrors.length, 'type error'))}`, ...lines];
}

const states: { readonly [S in FunctionReport['status']]: string } = {
  solved: pc.green('solved'),
  unsolved: 'not solved yet',
  skipped: pc.dim('skipped'),
  begun: pc.red('not right yet'),
};

function functionLines({ name, status, points, of, checks }: FunctionReport): string[] {
  const title = `\n  ${pc.bold(name)}  ${states[status]}, ${points} of ${of} points`;
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
  return [
    ...lines,
    ...check.message.split('\n').map((line) => `              ${line}`),
    ...mistakeLines(check),
  ];
}

const mistakeLines = ({ mistake }: CheckReport) =>
  mistake === undefined ? [] : [`              ${pc.dim(`(a usual wrong turn: ${mistake})`)}`];

function seedLines({ stage, seed, checks }: StageReport): string[] {
  if (!checks.some(({ status }) => status === 'failed')) return [];
  return [pc.dim(`  The random inputs come again with npm run check -- ${numberOf(stage)} --seed ${seed}`)];
}

/** What to do about this stage, in one line; undefined when it is solved. */
export function nextLine({
  stage,
  file,
  problem,
  typeErrors,
  checks,
  solved,
}: StageReport): string | undefined {
  if (solved) return undefined;
  if (problem !== undefined) return `mend ${file} so that it can be loaded.`;
  const next = byFunction(checks).find(({ status }) => status !== 'solved');
  if (!next) return `mend the ${typeErrors.length === 1 ? 'type error' : 'type errors'} in ${file}.`;
  const verb = next.status === 'unsolved' ? 'write' : 'mend';
  return `${verb} ${next.name} in ${file}; npm run hint -- ${numberOf(stage)} ${next.name} gives a hint.`;
}

export const count = (n: number, what: string) => (n === 1 ? `1 ${what}` : `${n} ${what}s`);

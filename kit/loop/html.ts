// The loop's reports as HTML: tables that read well without scripts and style sheets. Every text of a learner's, of
// a compiler's or of a check's is escaped.
import { byFunction, type CheckReport, type FunctionReport, type StageReport } from '../check/report.js';
import { nextLine, PRINTED, printedRest, seedLine, stateWords, summary } from '../check/words.js';
import type { Hint } from '../hints/hint.js';
import type { Standing } from '../progress/standing.js';
import { cells, columns, total } from '../progress/words.js';
import { CELL, CODE, escapeHtml, head, table, varies } from '../views/html.js';

export function stageHtml(report: StageReport): string {
  const next = nextLine(report);
  return [
    `<p><b>${escapeHtml(report.stage)}</b>, ${escapeHtml(summary(report))}</p>`,
    ...typesHtml(report),
    report.problem === undefined
      ? table(byFunction(report.checks).flatMap(functionRows))
      : paragraph(report.problem),
    ...report.notes.map((note) => paragraph(`Note: ${note}`)),
    ...printedHtml(report),
    ...seedHtml(report),
    ...(next === undefined ? [] : [paragraph(`Next: ${next}`)]),
  ].join('\n');
}

function printedHtml({ printed }: StageReport): string[] {
  if (printed === undefined) return [];
  const rest = printedRest(printed).map(paragraph);
  return [paragraph(PRINTED), `<blockquote>${code(printed.lines.join('\n'))}</blockquote>`, ...rest];
}

/** The seed is another each time. */
function seedHtml(report: StageReport): string[] {
  const line = seedLine(report);
  const seed = escapeHtml(report.seed);
  return line === undefined ? [] : [paragraph(line).replace(`--seed ${seed}`, `--seed ${varies(seed)}`)];
}

export const paragraph = (text: string) => `<p>${lines(text.trim())}</p>`;
const lines = (text: string) => text.split('\n').map(escapeHtml).join('<br>');
export const code = (text: string) => `<code style="${CODE};white-space:pre-wrap">${lines(text)}</code>`;

function typesHtml({ typeErrors, file }: StageReport): string[] {
  if (typeErrors.length === 0) return [];
  const rows = typeErrors.map(
    ({ line, column, message, code: text }) =>
      `<tr>${cell(`${escapeHtml(`${file}:${line}:${column}`)}`)}${cell(`${lines(message)}<br>${code(text)}`)}</tr>`,
  );
  return [table([head('type error in', 'what is wrong'), ...rows])];
}

function functionRows({ name, status, points, of, checks }: FunctionReport): string[] {
  const title = `<tr><th style="${CELL}" colspan="2">${escapeHtml(name)}: ${stateWords[status]}, ${points} of ${of} points</th></tr>`;
  if (status === 'unsolved') return [title];
  const first = checks.find((check) => check.status === 'failed');
  return [title, ...checks.map((check) => checkRow(check, check === first))];
}

function checkRow(check: CheckReport, explained: boolean): string {
  const text = [escapeHtml(check.name)];
  if (check.status === 'skipped') text.push(`since ${escapeHtml(check.message ?? '')}`);
  if (explained && check.message !== undefined) text.push(lines(check.message));
  return `<tr>${cell(check.status)}${cell(text.join('<br>'))}</tr>`;
}

const cell = (html: string) => `<td style="${CELL}">${html}</td>`;

export function hintHtml({ function: name, number, of, hint, further }: Hint): string {
  return [
    `<p><b>${escapeHtml(name)}</b>, hint ${number} of ${of}</p>`,
    `<blockquote>${lines(hint)}</blockquote>`,
    paragraph(further),
  ].join('\n');
}

export function progressHtml(all: readonly Standing[], next: string): string {
  const rows = all.map(
    (one) =>
      `<tr>${cells(one)
        .map((text) => cell(escapeHtml(text)))
        .join('')}</tr>`,
  );
  return [table([head(...columns), ...rows]), paragraph(`${total(all)}.`), paragraph(`Next: ${next}`)].join(
    '\n',
  );
}

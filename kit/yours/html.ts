// A handshake with the learner's functions as HTML that reads well without scripts and style sheets.
import { CELL, CODE, escapeHtml, head, table } from '../views/html.js';
import { blameParagraphs, problemLines, ranRows, ranTotal, type YoursReport } from './report.js';

export function yoursHtml(report: YoursReport): string {
  const rows = ranRows(report.ran);
  return [
    `<p><b>A handshake with ${escapeHtml(report.server)}, your functions in place</b></p>`,
    ...problemLines(report.problems).map((line) => paragraph([line])),
    lines(report.messages),
    ...(report.security.length > 0
      ? [paragraph(['Handshake complete, both Finished verified.']), lines(report.security)]
      : []),
    ...(report.answer === undefined ? [] : [paragraph([`Answer, its first line: ${report.answer}`])]),
    ...blameParagraphs(report.blame).map(paragraph),
    table([
      head('stage', 'function', 'whose', 'calls'),
      ...rows.map(({ stage, name, whose, calls }) => row([stage, name, whose, String(calls)])),
    ]),
    paragraph([ranTotal(rows)]),
  ].join('\n');
}

/** Whose functions a cell has called. */
export interface Whose {
  readonly file: string;
  /** Why the file could not be used, in a sentence. */
  readonly problem: string | undefined;
  readonly yours: readonly string[];
  /** Functions for which the reference stood in. */
  readonly lent: readonly {
    readonly name: string;
    /** The unsolved function that it calls, when it is written itself. */
    readonly needs: string | undefined;
    readonly isThere: boolean;
  }[];
}

export function whoseHtml({ file, problem, yours, lent }: Whose): string {
  if (problem !== undefined) return paragraph([`${problem} The reference stands in.`]);
  const unsolved = lent
    .filter(({ isThere }) => isThere)
    .map(({ name, needs }) => (needs === undefined ? name : `${name} (it calls ${needs})`));
  const absent = lent.filter(({ isThere }) => !isThere).map(({ name }) => name);
  const told = [
    [`Yours, from ${file}`, yours],
    ['Not solved yet, so the reference stood in', unsolved],
    [`Not exported by ${file}, so the reference stood in`, absent],
  ] as const;
  return paragraph(
    told.flatMap(([what, names]) => (names.length > 0 ? [`${what}: ${names.join(', ')}.`] : [])),
  );
}

const paragraph = (text: readonly string[]) => `<p>${text.map(escapeHtml).join('<br>')}</p>`;

const row = (cells: readonly string[]) =>
  `<tr>${cells.map((text) => `<td style="${CELL}">${escapeHtml(text)}</td>`).join('')}</tr>`;

/** Lines whose spaces count. */
const lines = (text: readonly string[]) =>
  `<p><code style="${CODE};white-space:pre-wrap">${text.map(escapeHtml).join('<br>')}</code></p>`;

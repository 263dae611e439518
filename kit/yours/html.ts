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

const paragraph = (text: readonly string[]) => `<p>${text.map(escapeHtml).join('<br>')}</p>`;

const row = (cells: readonly string[]) =>
  `<tr>${cells.map((text) => `<td style="${CELL}">${escapeHtml(text)}</td>`).join('')}</tr>`;

/** Lines whose spaces count. */
const lines = (text: readonly string[]) =>
  `<p><code style="${CODE};white-space:pre-wrap">${text.map(escapeHtml).join('<br>')}</code></p>`;

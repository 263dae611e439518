// A handshake with the learner's functions as HTML that reads well without scripts and style sheets. What depends on
// the server rather than on the learner is marked as varying: which one answered, what it chose, how it cut its data.
import { CELL, CODE, escapeHtml, head, table, varies } from '../views/html.js';
import {
  blameParagraphs,
  problemLines,
  type RanRow,
  ranRows,
  ranTotal,
  splitAtFinished,
  type YoursReport,
} from './report.js';

export function yoursHtml(report: YoursReport): string {
  const rows = ranRows(report.ran);
  const [handshake, after] = splitAtFinished(report.messages);
  return [
    `<p><b>A handshake with ${varies(escapeHtml(report.server))}, your functions in place</b></p>`,
    ...problemLines(report.problems).map((line) => paragraph([line])),
    lines([
      ...handshake.map(messageHtml),
      ...(after.length > 0 ? [varies(after.map(escapeHtml).join('<br>'))] : []),
    ]),
    ...(report.security.length > 0
      ? [paragraph(['Handshake complete, both Finished verified.']), lines(report.security.map(securityHtml))]
      : []),
    ...(report.answer === undefined
      ? []
      : [`<p>Answer, its first line: ${varies(escapeHtml(report.answer))}</p>`]),
    ...blameParagraphs(report.blame).map(paragraph),
    table([head('stage', 'function', 'whose', 'calls'), ...rows.map(rowHtml)]),
    `<p>${ranTotal(rows).replaceAll(/(?<=of )\d+|\d+(?= the)/g, varies)}</p>`,
  ].join('\n');
}

const paragraph = (text: readonly string[]) => `<p>${text.map(escapeHtml).join('<br>')}</p>`;

/** The line of a message. The server decides how long some are: a session id, a group and its public keys. */
export const messageHtml = (line: string) =>
  escapeHtml(line).replace(
    /(?<=\b(?:server_hello|certificate|server_key_exchange|client_key_exchange), )\d+/,
    varies,
  );

/** What the server may choose among the things that were offered. */
const securityHtml = (line: string) =>
  escapeHtml(line).replace(
    /(?<=^(?:cipher suite|key exchange|extended master secret|secure renegotiation) +)\S.*/,
    varies,
  );

/** How the server cuts its records decides how often some functions run, and whether it says goodbye, one of them. */
function rowHtml({ stage, name, whose, calls }: RanRow): string {
  const cells = [stage, name, whose].map(escapeHtml);
  const html = [...cells, varies(String(calls))].map((text) => `<td style="${CELL}">${text}</td>`).join('');
  return `<tr${name === 'decodeAlert' ? ' class="varies"' : ''}>${html}</tr>`;
}

/** Lines whose spaces count, in HTML. */
const lines = (html: readonly string[]) =>
  `<p><code style="${CODE};white-space:pre-wrap">${html.join('<br>')}</code></p>`;

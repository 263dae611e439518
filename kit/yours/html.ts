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

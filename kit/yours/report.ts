// What a handshake with the learner's functions has to say, as data: a terminal and a notebook show the same.
import pc from 'picocolors';
import type { Ran, StageName } from '../../lib/stages.js';
import type { Blame } from './blame.js';
import type { Problem } from './load.js';

export interface YoursReport {
  /** Who was at the other end: 'OpenSSL', or the address that was given. */
  readonly server: string;
  readonly problems: readonly Problem[];
  /** One line for each message, in order. */
  readonly messages: readonly string[];
  /** What was negotiated, as lines; empty when the handshake did not get that far. */
  readonly security: readonly string[];
  /** The first line of what the server answered. */
  readonly answer?: string;
  readonly ran: readonly Ran[];
  readonly blame: Blame;
}

/** The lines of the messages, in two: up to the second Finished, and after it, where each side may say goodbye first. */
export function splitAtFinished(messages: readonly string[]): [handshake: string[], after: string[]] {
  const finished = messages.flatMap((line, i) => (line.includes(' finished, ') ? [i] : []));
  const end = (finished[1] ?? messages.length) + 1;
  return [messages.slice(0, end), messages.slice(end)];
}

export interface RanRow {
  readonly stage: StageName;
  readonly name: string;
  readonly whose: 'yours' | 'reference' | 'both';
  readonly calls: number;
}

/** Every stage function that ran, whose it was and how often; functions that did not run are left out. */
export function ranRows(ran: readonly Ran[]): RanRow[] {
  return ran
    .filter(({ yours, reference }) => yours + reference > 0)
    .map(({ stage, name, yours, reference }) => ({
      stage,
      name,
      whose: yours === 0 ? 'reference' : reference === 0 ? 'yours' : 'both',
      calls: yours + reference,
    }));
}

/** '3 of 24 functions were yours, 21 the reference's.' */
export function ranTotal(rows: readonly RanRow[]): string {
  const mine = rows.filter(({ whose }) => whose !== 'reference').length;
  return `${mine} of ${rows.length} functions were yours, ${rows.length - mine} the reference's.`;
}

const colours = { yours: pc.green, reference: pc.dim, both: pc.yellow };

export function ranTable(ran: readonly Ran[]): string {
  const rows = ranRows(ran);
  const lines = rows.map(
    ({ stage, name, whose, calls }) =>
      `  ${stage.padEnd(22)} ${name.padEnd(26)} ${colours[whose](whose.padEnd(9))} ${calls === 1 ? '1 call' : `${calls} calls`}`,
  );
  return ['Stage functions that ran:', ...lines, ranTotal(rows)].join('\n');
}

/** The sentences of a blame, one paragraph each; none when nothing failed and nothing differed. */
export function blameParagraphs({ said, first, later }: Blame): string[][] {
  if (!first) {
    if (said === undefined) return [];
    return [
      [said],
      [
        'None of your functions answered otherwise than the reference would have, so the trouble lies elsewhere: in the address, the server, its certificate, or what was offered to it.',
      ],
    ];
  }
  const where = `${first.name} in ${first.file} (stage ${first.stage.slice(0, 2)})`;
  const opening =
    said === undefined
      ? [`The handshake went well, and yet ${where} answered otherwise than the reference:`]
      : [said, `The trouble began in ${where}, your first function to answer otherwise than the reference:`];
  const others = later.map(({ stage, name }) => `${name} (${stage.slice(0, 2)})`).join(', ');
  return [
    opening,
    [
      ...first.why.split('\n'),
      `for the same arguments, yours ${first.yours}`,
      `and the reference ${first.reference}`,
    ],
    [
      ...(others === '' ? [] : [`After it, these differed too: ${others}.`]),
      `npm run check -- ${first.stage.slice(0, 2)} looks closer.`,
    ],
  ];
}

export function blameText(found: Blame): string {
  const [opening, details = [], ...rest] = blameParagraphs(found);
  return [
    ...(opening ?? []),
    ...(rest.length > 0 ? details.map((line) => `  ${line}`) : details),
    ...rest.flat(),
  ].join('\n');
}

/** The files that could not be used, in one line each. */
export function problemLines(problems: readonly Problem[]): string[] {
  return problems.map(({ message }) => `${message} The reference stands in.`);
}

// What goes into the hash of a Finished, and what does not.
import { brief, clip } from './bytes.js';
import { count } from './html.js';
import { box, EDGE, horizontal, INNER, picture, TOP, text, vertical, WIDTH } from './svg.js';

/** Something that went over the wire, or would be thought to count. */
export interface TranscriptItem {
  readonly from: 'Client' | 'Server';
  readonly name: string;
  /** As it would be hashed: type, length and body. */
  readonly bytes: Uint8Array;
  /** Why it is not hashed; without this it is. */
  readonly leftOut?: string;
}

/** What comes out: a name and its bytes, such as 'MD5' or 'client verify_data'. */
export type TranscriptResult = readonly [name: string, bytes: Uint8Array];

const ROW = 44;

/** The messages in their order, those that are hashed in one column, the others beside it with the reason. */
export function transcriptDiagram(
  items: readonly TranscriptItem[],
  results: readonly TranscriptResult[],
): string {
  const bottom = TOP + ROW * items.length;
  const hashed = items.filter(({ leftOut }) => leftOut === undefined);
  const total = hashed.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const body = [
    ...items.flatMap((item, i) => itemRow(item, TOP + ROW * i)),
    vertical(WIDTH - EDGE - 20, TOP + 10, bottom + 20, { arrow: true, thick: true }),
    text(WIDTH - EDGE, bottom + 38, `hashed: ${count(total)}`, { anchor: 'end', bold: true }),
    ...results.flatMap(([name, bytes], i) => [
      box(EDGE, bottom + 50 + 50 * i, INNER, 44, { fill: 'green', stroke: 'line' }),
      text(EDGE + 10, bottom + 67 + 50 * i, name, { bold: true }),
      text(EDGE + 10, bottom + 86 + 50 * i, brief(bytes, 18), { mono: true }),
    ]),
  ];
  const desc = items.map(
    ({ from, name, leftOut }) =>
      `${from}'s ${name}: ${leftOut === undefined ? 'hashed' : `not hashed, ${leftOut}`}.`,
  );
  return picture('What Finished hashes', desc.join(' '), bottom + 58 + 50 * results.length, body);
}

function itemRow({ from, name, bytes, leftOut }: TranscriptItem, y: number): string[] {
  const out = leftOut !== undefined;
  return [
    box(EDGE, y, 400, ROW - 6, {
      ...(out ? {} : { fill: from === 'Client' ? ('blue' as const) : ('orange' as const) }),
      stroke: 'line',
      dashed: out,
    }),
    text(EDGE + 10, y + 16, `${out ? '✗' : '✓'} ${from}: ${name}`, {
      bold: !out,
      colour: out ? 'dim' : 'ink',
    }),
    text(EDGE + 10, y + 33, out ? clip(leftOut, 54) : brief(bytes, 9), { colour: 'dim', mono: !out }),
    text(EDGE + 390, y + 16, count(bytes.length), { anchor: 'end', colour: 'dim' }),
    ...(out ? [] : [horizontal(y + 19, EDGE + 400, WIDTH - EDGE - 20)]),
  ];
}

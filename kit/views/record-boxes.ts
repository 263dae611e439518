// Messages over records: how a stream of handshake messages is cut into records and put together again.
import { count } from './html.js';
import { type Tint, tintAt } from './palette.js';
import { box, EDGE, INNER, picture, TOP, text, vertical } from './svg.js';

/** A handshake message with its 4-byte header. */
export interface BoxedMessage {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Two rows of boxes: the messages, and the records whose fragments hold the same bytes. Not to scale: every stretch
 * between two borders has room to be seen.
 * @throws RangeError when the fragments are not the bytes of the messages, or one is empty
 */
export function recordBoxes(messages: readonly BoxedMessage[], fragments: readonly Uint8Array[]): string {
  checkSame(
    messages.map(({ bytes }) => bytes),
    fragments,
  );
  const upper = borders(messages.map(({ bytes }) => bytes.length));
  const lower = borders(fragments.map(({ length }) => length));
  const place = scale([...new Set([...upper, ...lower])].sort((a, b) => a - b));
  const y = TOP + 8;
  const body = [
    text(EDGE, y + 2, 'messages', { colour: 'dim' }),
    ...messages.map(({ name }, i) => boxAt(place, upper, i, y + 10, [name, `${i + 1}`], tintAt(i))),
    ...lower.map((border) => vertical(place(border), y + 46, y + 70, { dashed: true })),
    ...fragments.map((_, i) => boxAt(place, lower, i, y + 70, [`record ${i + 1}`, `${i + 1}`], 'grey')),
    text(EDGE, y + 122, 'records', { colour: 'dim' }),
    ...messages.map(({ name, bytes }, i) =>
      text(EDGE, y + 148 + 19 * i, `${i + 1} ${name}, ${count(bytes.length)}: ${where(upper, lower, i)}`),
    ),
  ];
  const desc = messages.map(({ name }, i) => `${name} is ${where(upper, lower, i)}.`).join(' ');
  return picture('Messages and the records that carry them', desc, y + 144 + 19 * messages.length, body);
}

const BOLD_WIDTH = 9;

function checkSame(messages: readonly Uint8Array[], fragments: readonly Uint8Array[]): void {
  if ([...messages, ...fragments].some(({ length }) => length === 0))
    throw new RangeError('a message or a fragment of no bytes cannot be drawn');
  const flat = (list: readonly Uint8Array[]) => list.flatMap((bytes) => Array.from(bytes));
  const [sent, carried] = [flat(messages), flat(fragments)];
  if (sent.length !== carried.length || sent.some((byte, i) => byte !== carried[i]))
    throw new RangeError('the fragments do not hold the bytes of the messages');
}

function borders(lengths: readonly number[]): number[] {
  let sum = 0;
  return [0, ...lengths.map((length) => (sum += length))];
}

/** Where an offset is drawn: each stretch has its share by the logarithm of its length. */
function scale(offsets: readonly number[]): (offset: number) => number {
  const weights = offsets.slice(1).map((offset, i) => 2 + Math.log2(1 + offset - (offsets[i] as number)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const xs = borders(weights).map((sum) => EDGE + (INNER * sum) / total);
  return (offset) => xs[offsets.indexOf(offset)] as number;
}

/** The longer label is for a box that has room for it. */
function boxAt(
  place: (offset: number) => number,
  at: readonly number[],
  i: number,
  y: number,
  [long, brief]: readonly [string, string],
  fill: Tint,
): string {
  const [start, end] = [place(at[i] as number), place(at[i + 1] as number)];
  const label = long.length * BOLD_WIDTH < end - start - 8 ? long : brief;
  return (
    box(start + 1, y, end - start - 2, 36, { fill, stroke: 'line', hint: long }) +
    text((start + end) / 2, y + 23, label, { anchor: 'middle', bold: true })
  );
}

function where(upper: readonly number[], lower: readonly number[], i: number): string {
  const [start, end] = [upper[i] as number, upper[i + 1] as number];
  const records = lower
    .slice(0, -1)
    .flatMap((from, r) => (from < end && (lower[r + 1] as number) > start ? [r + 1] : []));
  return records.length === 1 ? `in record ${records[0]}` : `in records ${records[0]} to ${records.at(-1)}`;
}

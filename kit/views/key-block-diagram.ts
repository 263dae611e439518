// The key block, cut into keys.
import { placeOf } from './bytes.js';
import { count, hexLines } from './html.js';
import { box, EDGE, INNER, picture, swatch, TOP, text, WIDTH } from './svg.js';

/** One piece of the key block. */
export interface Cut {
  readonly side: 'client' | 'server';
  /** 'MAC key', 'key', 'IV'. */
  readonly part: string;
  readonly length: number;
}

/** The cuts of RFC 5246 6.3 for these lengths in bytes, of one side each; pieces of no length are left out. */
export function keyBlockCuts(macKeyLength: number, encKeyLength: number, ivLength: number): Cut[] {
  const pieces = [
    ['MAC key', macKeyLength],
    ['key', encKeyLength],
    ['IV', ivLength],
  ] as const;
  return pieces
    .filter(([, length]) => length > 0)
    .flatMap(([part, length]) => [
      { side: 'client' as const, part, length },
      { side: 'server' as const, part, length },
    ]);
}

/**
 * The block as a bar to scale and, below it, every piece with side, place and bytes.
 * @throws RangeError when the cuts do not cover the block exactly
 */
export function keyBlockDiagram(keyBlock: Uint8Array, cuts: readonly Cut[]): string {
  const total = cuts.reduce((sum, { length }) => sum + length, 0);
  if (total !== keyBlock.length)
    throw new RangeError(`the cuts take ${total} bytes, and the key block has ${keyBlock.length}`);
  const rows = pieces(keyBlock, cuts);
  const { body, bottom } = listed(rows, TOP + 58, () => false);
  return picture(`The key block: ${count(total)}`, spoken(rows), bottom, [
    ...bar(rows, keyBlock.length, TOP),
    ...body,
  ]);
}

/**
 * Two ways to cut the same bytes, one below the other, and which keys come out differently.
 * @param keyBlock as many bytes of PRF output as the longer of the two needs
 * @throws RangeError when a cut ends after the block
 */
export function keyBlockComparison(
  keyBlock: Uint8Array,
  right: readonly Cut[],
  wrong: readonly Cut[],
): string {
  const good = pieces(keyBlock, right);
  const bad = pieces(keyBlock, wrong);
  const agree = (piece: Piece) =>
    good.some(
      (other) =>
        label(other) === label(piece) && other.start === piece.start && other.length === piece.length,
    );
  const first = listed(good, TOP + 92, () => false);
  const second = listed(bad, first.bottom + 84, (piece) => !agree(piece));
  const body = [
    text(EDGE, TOP + 10, '✓ cut as RFC 5246 6.3 says', { bold: true, colour: 'good' }),
    ...bar(good, keyBlock.length, TOP + 24),
    ...first.body,
    text(EDGE, first.bottom + 8, '✗ the wrong cut', { bold: true, colour: 'bad' }),
    ...bar(bad, keyBlock.length, first.bottom + 22),
    ...second.body,
  ];
  return picture(
    'One key block, two ways to cut it',
    `Right: ${spoken(good)} Wrong: ${spoken(bad)}`,
    second.bottom,
    body,
  );
}

interface Piece extends Cut {
  readonly start: number;
  readonly bytes: Uint8Array;
}

function pieces(keyBlock: Uint8Array, cuts: readonly Cut[]): Piece[] {
  let end = 0;
  return cuts.map((cut) => {
    const start = end;
    end += cut.length;
    if (end > keyBlock.length)
      throw new RangeError(`the cuts end at ${end}, after the ${keyBlock.length} bytes that there are`);
    return { ...cut, start, bytes: keyBlock.subarray(start, end) };
  });
}

const fills = { client: 'blue', server: 'orange' } as const;
const label = ({ side, part }: Cut) => `${side} ${part}`;

function bar(rows: readonly Piece[], total: number, y: number): string[] {
  const scale = INNER / total;
  const used = rows.reduce((sum, { length }) => sum + length, 0);
  return [
    ...rows.flatMap((piece) => [
      box(EDGE + scale * piece.start, y, scale * piece.length, 34, {
        fill: fills[piece.side],
        stroke: 'line',
        hint: label(piece),
      }),
      ...(scale * piece.length > 56
        ? [text(EDGE + scale * (piece.start + piece.length / 2), y + 22, piece.part, { anchor: 'middle' })]
        : []),
    ]),
    ...(used < total
      ? [
          box(EDGE + scale * used, y, scale * (total - used), 34, {
            stroke: 'line',
            dashed: true,
            hint: 'not used',
          }),
        ]
      : []),
  ];
}

function listed(
  rows: readonly Piece[],
  top: number,
  isWrong: (piece: Piece) => boolean,
): { body: string[]; bottom: number } {
  let y = top;
  const body = rows.flatMap((piece) => {
    const wrong = isWrong(piece);
    const lines = hexLines(piece.bytes);
    const drawn = [
      swatch(y, fills[piece.side]),
      text(EDGE + 24, y, `${wrong ? '✗ ' : ''}${label(piece)}`, {
        bold: true,
        colour: wrong ? 'bad' : 'ink',
      }),
      text(WIDTH - EDGE, y, placeOf(piece.start, piece.length), { anchor: 'end', colour: 'dim' }),
      ...lines.map((hex, i) => text(EDGE + 24, y + 18 + 17 * i, hex, { mono: true })),
    ];
    y += 27 + 17 * lines.length;
    return drawn;
  });
  return { body, bottom: y };
}

const spoken = (rows: readonly Piece[]) =>
  rows
    .map(
      (piece) =>
        `${label(piece)}: ${placeOf(piece.start, piece.length)}: ${hexLines(piece.bytes).join(' ')}.`,
    )
    .join(' ');

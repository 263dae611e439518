// Bytes as coloured cells, 16 in a row, and below them what each colour stands for.
import { hexBytes, placeOf } from './bytes.js';
import { count } from './html.js';
import { type Tint, tintAt } from './palette.js';
import { EDGE, INNER, type Point, picture, squares, swatch, TOP, text, texts } from './svg.js';

/** Some bytes that belong together. */
export interface BytePart {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly note?: string;
  /** Its colour; without one the parts take turns. */
  readonly tint?: Tint;
}

const CELL = 28;
const HEIGHT = 24;
/** A longer part shows its first and last bytes. */
const MANY = 48;

/** Bytes laid out part by part: cells of 16 a row, then a line for each part with its place, length and note. */
export function byteGrid(title: string, parts: readonly BytePart[]): string {
  const tinted = parts.map((part, i) => ({ ...part, tint: part.tint ?? tintAt(i) }));
  const shown = tinted.map(({ bytes }) => labelsOf(bytes));
  const rows = Math.ceil(shown.flat().length / 16);
  const legendTop = TOP + rows * HEIGHT + 22;
  let start = 0;
  const legend = tinted.flatMap(({ name, bytes, note, tint }, i) => {
    const y = legendTop + 40 * i - 2;
    const place = placeOf(start, bytes.length);
    start += bytes.length;
    return [
      swatch(y, tint),
      text(EDGE + 24, y, name, { bold: true }),
      text(EDGE + INNER, y, place, { anchor: 'end', colour: 'dim' }),
      ...(note === undefined ? [] : [text(EDGE + 24, y + 17, note, { colour: 'dim' })]),
    ];
  });
  const body = [
    ...tinted.map(({ tint }, i) => cells(shown[i] as string[], shown.slice(0, i).flat().length, tint)),
    ...legend,
  ];
  const desc = parts.map(
    ({ name, bytes, note }) => `${name}: ${count(bytes.length)}${note ? `, ${note}` : ''}.`,
  );
  return picture(title, desc.join(' '), legendTop + 40 * parts.length - 8, body);
}

function labelsOf(bytes: Uint8Array): string[] {
  const hex = hexBytes(bytes);
  return hex.length > MANY ? [...hex.slice(0, 23), '…', ...hex.slice(-8)] : hex;
}

function cells(labels: readonly string[], start: number, tint: Tint): string {
  const corners = labels.map((_, i): Point => {
    const index = start + i;
    return [EDGE + 2 + CELL * (index % 16), TOP + HEIGHT * Math.floor(index / 16)];
  });
  const letters = corners.map(([x, y], i) => [x + (CELL - 1) / 2, y + 16, labels[i] as string] as const);
  return squares(corners, CELL - 1, HEIGHT - 1, tint) + texts(letters, { mono: true, anchor: 'middle' });
}

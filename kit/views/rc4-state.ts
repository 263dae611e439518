// RC4's state as a 16 x 16 square of bytes, while the key shuffles it and while it gives keystream.
import type { Rc4State } from '../../lib/rc4.js';
import { hexByte } from './bytes.js';
import type { Colour } from './palette.js';
import { type GeneratorStep, generatorSteps, keyScheduleSteps } from './rc4-steps.js';
import { box, EDGE, type Point, picture, squares, swatch, TOP, text, texts } from './svg.js';

/**
 * S after some steps of the key schedule: the two entries that the last step swapped, and which entries have left
 * their first place.
 * @param key   1 to 256 bytes
 * @param steps 0 (S is 00 to ff in order) to 256 (ready)
 * @throws RangeError for other keys and numbers
 */
export function rc4ScheduleGrid(key: Uint8Array, steps: number): string {
  if (key.length < 1 || key.length > 256)
    throw new RangeError(`RC4 takes a key of 1 to 256 bytes, and this one has ${key.length}`);
  checkSteps(steps, 0, 256);
  const step = keyScheduleSteps(key, steps).at(-1);
  if (!step)
    return grid(
      'RC4 before the first step',
      unshuffled,
      [],
      [[undefined, 'Every byte is in its own place.']],
    );
  const { s, i, j } = step;
  const keyByte = `byte ${i % key.length} of the key is ${hexByte(key[i % key.length] as number)}`;
  return grid(
    `RC4 shuffled by the key, step ${steps} of 256`,
    s,
    [
      [j, 'teal'],
      [i, 'orange'],
    ],
    [
      ['orange', `i = ${hexByte(i)}, and ${keyByte}`],
      ['teal', `j = ${hexByte(j)}: the entries at i and j have changed places`],
      ['blue', 'no longer in its first place'],
    ],
  );
}

/**
 * S after some steps of the generator: the entries that the last one swapped, the entry that it read, and the
 * keystream so far.
 * @param state where to start: what `rc4KeySchedule` or an earlier record left
 * @param steps 1 to 64, a byte of keystream each
 * @throws RangeError for other numbers
 */
export function rc4OutputGrid(state: Rc4State, steps: number): string {
  checkSteps(steps, 1, 64);
  const made = generatorSteps(state, steps);
  const { s, i, j, index, output } = made.at(-1) as GeneratorStep;
  const keystream = made.slice(-12).map((step) => hexByte(step.output));
  return grid(
    `RC4 gives keystream, byte ${steps}`,
    s,
    [
      [j, 'teal'],
      [i, 'orange'],
      [index, 'mark'],
    ],
    [
      ['orange', `i = ${hexByte(i)}, one further with every byte`],
      ['teal', `j = ${hexByte(j)}: the entries at i and j have changed places`],
      [
        'mark',
        `${hexByte(s[i] as number)} + ${hexByte(s[j] as number)} = ${hexByte(index)}, and the entry there is the next byte: ${hexByte(output)}`,
      ],
      [undefined, `keystream: ${steps > keystream.length ? '… ' : ''}${keystream.join(' ')}`],
    ],
  );
}

const unshuffled = Uint8Array.from({ length: 256 }, (_, i) => i);

function checkSteps(steps: number, least: number, most: number): void {
  if (!Number.isInteger(steps) || steps < least || steps > most)
    throw new RangeError(`${steps} steps cannot be shown; ${least} to ${most} can`);
}

/** An entry to mark; of two marks on one entry the later one shows. */
type Mark = readonly [index: number, fill: Colour];
/** A sentence below the grid, and the colour that it speaks of. */
type Remark = readonly [fill: Colour | undefined, words: string];

const CELL = 26;
const LEFT = EDGE + 30;
const place = (index: number): Point => [LEFT + CELL * (index & 15), TOP + 22 + CELL * (index >> 4)];

function grid(title: string, s: Uint8Array, marks: readonly Mark[], remarks: readonly Remark[]): string {
  const below = TOP + 22 + 16 * CELL + 24;
  const quiet = Array.from(s.keys()).filter((index) => !marks.some(([marked]) => marked === index));
  const moved = quiet.filter((index) => s[index] !== index);
  const home = quiet.filter((index) => s[index] === index);
  const body = [
    texts(headings, { anchor: 'middle', mono: true, colour: 'dim' }),
    squares(moved.map(place), CELL - 1, CELL - 1, 'blue'),
    texts(
      moved.map((index) => letters(s, index)),
      { anchor: 'middle', mono: true },
    ),
    texts(
      home.map((index) => letters(s, index)),
      { anchor: 'middle', mono: true, colour: 'dim' },
    ),
    ...marks
      .filter(([index], i) => !marks.slice(i + 1).some(([later]) => later === index))
      .map(([index, fill]) => markedEntry(s, index, fill)),
    ...remarks.map(([fill, words], i) => remark(fill, words, below + 22 * i)),
  ];
  const spoken = remarks.map(([, words]) => `${words}.`).join(' ');
  return picture(title, spoken, below + 22 * remarks.length - 4, body);
}

/** The first digit of an index stands at the left, the second on top. */
const headings = Array.from({ length: 16 }, (_, digit) => digit).flatMap((digit) => [
  [LEFT + CELL * digit + 12.5, TOP + 14, digit.toString(16)] as const,
  [EDGE + 14, TOP + 40 + CELL * digit, digit.toString(16)] as const,
]);

function letters(s: Uint8Array, index: number): readonly [number, number, string] {
  const [x, y] = place(index);
  return [x + 12.5, y + 18, hexByte(s[index] as number)];
}

function markedEntry(s: Uint8Array, index: number, fill: Colour): string {
  const [x, y] = place(index);
  return (
    box(x - 1, y - 1, CELL + 1, CELL + 1, { fill, stroke: 'ink', thick: true }) +
    texts([letters(s, index)], { mono: true, anchor: 'middle', bold: true })
  );
}

function remark(fill: Colour | undefined, words: string, y: number): string {
  return fill ? swatch(y, fill) + text(EDGE + 24, y, words) : text(EDGE, y, words);
}

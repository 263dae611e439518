// RC4's state as a 16 x 16 square of bytes, while the key shuffles it and while it gives keystream.
import type { Rc4State } from '../../lib/rc4.js';
import { generatorSteps, keyScheduleSteps, type Rc4Step } from './rc4-steps.js';
import { box, EDGE, line, type Point, picture, squares, TOP, text, texts } from './svg.js';

/**
 * S after some steps of the key schedule; the last step's swap is marked, and entries still in their first place are
 * pale.
 * @param key   1 to 256 bytes
 * @param steps 0 (S is 00 to ff in order) to 256 (ready)
 * @throws RangeError for other numbers
 */
export function rc4ScheduleGrid(key: Uint8Array, steps: number): string {
  checkSteps(steps, 256);
  if (key.length < 1 || key.length > 256)
    throw new RangeError(`a key of ${key.length} bytes; RC4 takes 1 to 256`);
  const step = nth(keyScheduleSteps(key), steps);
  const state = step ?? { s: Uint8Array.from({ length: 256 }, (_, i) => i), i: 0, j: 0 };
  const words = step
    ? [
        `step ${steps} of 256: i = ${hex(step.i)}, key byte ${step.i % key.length} is ${hex(key[step.i % key.length] as number)}`,
        `j moves to ${hex(step.j)}, and S[${hex(step.i)}] and S[${hex(step.j)}] change places`,
      ]
    : [
        'before the first step: every byte in its own place',
        'each step moves j by S[i] and a byte of the key',
      ];
  return grid('RC4 shuffles its state by the key', state, step, words);
}

/**
 * S after some steps of the generator, with the swap of the last one, the entry that was read, and the keystream
 * so far.
 * @param state where to start: what `rc4KeySchedule` or an earlier record left
 * @param steps 1 to 64 bytes of keystream
 * @throws RangeError for other numbers
 */
export function rc4OutputGrid(state: Rc4State, steps: number): string {
  checkSteps(steps, 64, 1);
  const keystream: number[] = [];
  let last: (Rc4Step & { read?: { index: number; output: number } }) | undefined;
  for (const step of generatorSteps(state)) {
    keystream.push(step.read.output);
    last = step;
    if (keystream.length === steps) break;
  }
  const { i, j, s, read } = last as Required<Rc4Step>;
  const words = [
    `i = ${hex(i)}, j = ${hex(j)}: they change places; then ${hex(s[i] as number)} + ${hex(s[j] as number)} = ${hex(read.index)}`,
    `S[${hex(read.index)}] is the next byte of keystream: ${hex(read.output)}`,
    `keystream: ${keystream.slice(-16).map(hex).join(' ')}`,
  ];
  return grid('RC4 gives keystream', last as Rc4Step, last, words);
}

function checkSteps(steps: number, most: number, least = 0): void {
  if (!Number.isInteger(steps) || steps < least || steps > most)
    throw new RangeError(`${steps} steps cannot be shown; ${least} to ${most} can`);
}

function nth<T>(steps: Iterable<T>, count: number): T | undefined {
  let taken = 0;
  for (const step of steps) if (++taken === count) return step;
  return undefined;
}

const CELL = 26;
const LEFT = EDGE + 30;
const place = (index: number): Point => [LEFT + CELL * (index & 15), TOP + 22 + CELL * (index >> 4)];

function grid(title: string, state: Rc4State, step: Rc4Step | undefined, words: readonly string[]): string {
  const below = TOP + 22 + 16 * CELL + 24;
  const marked = [...(step?.swapped ?? []), ...(step?.read ? [step.read.index] : [])];
  const quiet = Array.from(state.s.keys()).filter((index) => !marked.includes(index));
  const moved = quiet.filter((index) => state.s[index] !== index);
  const home = quiet.filter((index) => state.s[index] === index);
  const body = [
    texts(headings, { anchor: 'middle', mono: true, colour: 'dim' }),
    squares(moved.map(place), CELL - 1, CELL - 1, 'blue'),
    texts(
      moved.map((index) => cell(state.s, index)),
      { anchor: 'middle', mono: true },
    ),
    texts(
      home.map((index) => cell(state.s, index)),
      { anchor: 'middle', mono: true, colour: 'dim' },
    ),
    ...(step && step.i !== step.j ? [swapLine(step.swapped)] : []),
    ...marked.map((index) => markedCell(state.s, index, step?.read?.index === index ? 'mark' : 'orange')),
    ...words.map((line, i) => text(EDGE, below + 20 * i, line)),
  ];
  return picture(title, words.join('. '), below + 20 * words.length - 4, body);
}

/** The first digit of an index stands at the left, the second on top. */
const headings = Array.from({ length: 16 }, (_, digit) => digit).flatMap((digit) => [
  [LEFT + CELL * digit + 13, TOP + 14, digit.toString(16)] as const,
  [EDGE + 14, TOP + 40 + CELL * digit, digit.toString(16)] as const,
]);

const cell = (s: Uint8Array, index: number) =>
  [place(index)[0] + 13, place(index)[1] + 18, hex(s[index] as number)] as const;

function markedCell(s: Uint8Array, index: number, fill: 'mark' | 'orange'): string {
  const [x, y] = place(index);
  return (
    box(x - 1, y - 1, CELL + 1, CELL + 1, { fill, stroke: 'ink', thick: true }) +
    texts([cell(s, index)], { mono: true, anchor: 'middle', bold: true })
  );
}

function swapLine([i, j]: readonly [number, number]): string {
  const centre = (index: number): Point => [place(index)[0] + 13, place(index)[1] + 13];
  return line([centre(i), centre(j)], { dashed: true, colour: 'accent' });
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0');

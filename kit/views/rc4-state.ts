// RC4's state as a 16 x 16 square of bytes, while the key shuffles it and while it gives keystream.
import type { Rc4State } from '../../lib/rc4.js';
import { generatorSteps, keyScheduleSteps, type Rc4Step } from './rc4-steps.js';
import { box, EDGE, line, type Point, picture, TOP, text } from './svg.js';

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
  const digits = Array.from({ length: 16 }, (_, digit) => digit);
  const below = TOP + 22 + 16 * CELL + 24;
  const body = [
    ...digits.map((digit) =>
      text(LEFT + CELL * digit + 13, TOP + 14, digit.toString(16), {
        anchor: 'middle',
        mono: true,
        colour: 'dim',
      }),
    ),
    ...digits.map((digit) =>
      text(EDGE + 16, TOP + 40 + CELL * digit, `${digit.toString(16)}0`, {
        anchor: 'middle',
        mono: true,
        colour: 'dim',
      }),
    ),
    ...Array.from(state.s, (value, index) => cell(value, index, step)),
    ...(step && step.i !== step.j ? [swapLine(step.swapped)] : []),
    ...words.map((line, i) => text(EDGE, below + 20 * i, line)),
  ];
  return picture(title, words.join('. '), below + 20 * words.length - 4, body);
}

function cell(value: number, index: number, step: Rc4Step | undefined): string {
  const [x, y] = place(index);
  const role = step?.read?.index === index ? 'read' : step?.swapped.includes(index) ? 'swapped' : 'still';
  const fill = { read: 'mark', swapped: 'orange', still: value === index ? 'card' : 'blue' } as const;
  return (
    box(x + 0.5, y + 0.5, CELL - 1, CELL - 1, {
      fill: fill[role],
      ...(role === 'still' ? {} : { stroke: 'ink' as const }),
    }) +
    text(x + 13, y + 18, hex(value), {
      mono: true,
      anchor: 'middle',
      colour: value === index && role === 'still' ? 'dim' : 'ink',
      bold: role !== 'still',
    })
  );
}

function swapLine([i, j]: readonly [number, number]): string {
  const centre = (index: number): Point => [place(index)[0] + 13, place(index)[1] + 13];
  return line([centre(i), centre(j)], { dashed: true, colour: 'accent' });
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0');

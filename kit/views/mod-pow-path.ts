// A power modulo n as a path: square for every bit of the exponent, multiply for every 1.
import { modPowSteps, type PowerStep } from './mod-pow-steps.js';
import { box, EDGE, horizontal, line, picture, TOP, text, vertical, WIDTH } from './svg.js';

const STEP = 66;
const HEIGHT = 44;
/** Of a longer exponent the first and the last bits are drawn. */
const MOST = 16;
const ENDS = 4;

/**
 * `base` to the power `exponent` modulo `modulus`, bit by bit. Long numbers are abbreviated, in hex.
 * @throws RangeError unless 0 <= base < modulus, 1 <= exponent and 2 <= modulus
 */
export function modPowPath(base: bigint, exponent: bigint, modulus: bigint): string {
  if (base < 0n || base >= modulus || exponent < 1n || modulus < 2n)
    throw new RangeError(
      'a path needs an exponent from 1, a modulus from 2 on and a base from 0 to below it',
    );
  const steps = modPowSteps(base, exponent, modulus);
  const all = steps.map((_, i) => i);
  const shown = steps.length <= MOST ? all : [...all.slice(0, ENDS), -1, ...all.slice(-ENDS)];
  const walk = { base, exponent, modulus, steps };
  const top = TOP + 58;
  const result = (steps.at(-1) as PowerStep).value;
  const end = top + STEP * shown.length;
  const body = [
    text(EDGE, TOP + 8, `x = ${short(base)}, exponent ${short(exponent)}: ${bitsOf(exponent)}`, {
      colour: 'dim',
    }),
    text(EDGE, TOP + 40, 'bit', { bold: true }),
    text(SQUARE + ROOM / 2, TOP + 40, 'always: square', { anchor: 'middle', bold: true }),
    text(TIMES + ROOM / 2, TOP + 40, `bit 1: times ${isShort(base) ? base : 'x'}`, {
      anchor: 'middle',
      bold: true,
    }),
    ...shown.flatMap((index, row) => stepRow(walk, index, top + STEP * row, row === shown.length - 1)),
    text(EDGE, end + 8, `${short(base)}^${short(exponent)} mod ${short(modulus)} = ${short(result)}`, {
      bold: true,
    }),
  ];
  return picture(
    `${short(base)}^${short(exponent)} mod ${short(modulus)}`,
    spoken(walk, shown),
    end + 24,
    body,
  );
}

interface Walk {
  readonly base: bigint;
  readonly exponent: bigint;
  readonly modulus: bigint;
  readonly steps: readonly PowerStep[];
}

const ROOM = 180;
const SQUARE = EDGE + 72;
const TIMES = WIDTH - EDGE - ROOM;

function stepRow(walk: Walk, index: number, y: number, isLast: boolean): string[] {
  const { steps, base, modulus } = walk;
  if (index === -1)
    return [text(SQUARE + 12, y + 27, `… ${steps.length - 2 * ENDS} more bits …`, { colour: 'dim' })];
  const { bit, squared } = steps[index] as PowerStep;
  const before = steps[index - 1]?.value ?? 1n;
  const power = prefix(walk, index);
  const times = [
    horizontal(y + HEIGHT / 2, SQUARE + ROOM, TIMES, { arrow: true }),
    box(TIMES, y, ROOM, HEIGHT, { fill: 'orange', stroke: isLast ? 'ink' : 'line', thick: isLast }),
    ...lines(TIMES, y, product(`${short(squared)} · ${isShort(base) ? base : 'x'}`, squared * base, modulus)),
  ];
  return [
    text(EDGE, y + 19, `${bit}`, { mono: true, bold: true, size: 16 }),
    ...(isShort(power) ? [text(EDGE, y + 37, `x^${power}`, { colour: 'dim' })] : []),
    box(SQUARE, y, ROOM, HEIGHT, {
      fill: 'blue',
      stroke: isLast && bit === 0 ? 'ink' : 'line',
      thick: isLast && bit === 0,
    }),
    ...lines(SQUARE, y, product(`${short(before)}²`, before * before, modulus)),
    ...(bit === 1 ? times : []),
    ...(isLast ? [] : [nextRow(bit, y)]),
  ];
}

/** From the value of one row to the square of the next. */
function nextRow(bit: 0 | 1, y: number): string {
  const x = SQUARE + 40;
  const bend = y + HEIGHT + (STEP - HEIGHT) / 2;
  return bit === 0
    ? vertical(x, y + HEIGHT, y + STEP, { arrow: true })
    : line(
        [
          [TIMES + 40, y + HEIGHT],
          [TIMES + 40, bend],
          [x, bend],
          [x, y + STEP],
        ],
        { arrow: true },
      );
}

/** The exponent as far as its bits are read: the power that a row has reached. */
const prefix = ({ exponent, steps }: Walk, index: number) => exponent >> BigInt(steps.length - 1 - index);

/** '31² = 961' and '≡ 4': the whole product where the modulus is short enough to work by hand. */
function product(left: string, whole: bigint, modulus: bigint): string[] {
  if (whole < modulus) return [`${left} = ${short(whole)}`];
  const rest = short(whole % modulus);
  return isShort(modulus) ? [`${left} = ${whole}`, `≡ ${rest}`] : [`${left} ≡ ${rest}`];
}

/** One or two lines of text in a box. */
function lines(x: number, y: number, words: readonly string[]): string[] {
  const first = y + (words.length === 1 ? 27 : 18);
  return words.map((one, i) => text(x + 10, first + 18 * i, one));
}

const isShort = (value: bigint) => value < 1_000_000n;

/** Short numbers in decimal; of long ones the first and last hex digits. */
function short(value: bigint): string {
  if (isShort(value)) return value.toString();
  const hex = value.toString(16);
  return `${hex.slice(0, 4)}…${hex.slice(-2)}`;
}

function bitsOf(exponent: bigint): string {
  const bits = exponent.toString(2);
  return bits.length <= 24 ? `${bits} in binary` : `${bits.length} bits, ${bits.slice(0, 8)}… in binary`;
}

function spoken(walk: Walk, shown: readonly number[]): string {
  const rows = shown
    .filter((index) => index >= 0)
    .map((index) => {
      const { bit, value } = walk.steps[index] as PowerStep;
      return `Bit ${bit}: square${bit === 1 ? ' and multiply' : ''}, ${short(value)}.`;
    });
  return rows.join(' ');
}

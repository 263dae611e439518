// A power modulo n as a path: square for every bit of the exponent, multiply for every 1.
import { modPowSteps, type PowerStep } from './mod-pow-steps.js';
import { box, EDGE, line, picture, TOP, text, WIDTH } from './svg.js';

const STEP = 48;
/** Of a longer exponent the first and the last bits are drawn. */
const MOST = 18;

/**
 * `base` to the power `exponent` modulo `modulus`, bit by bit. Long numbers are abbreviated, in hex.
 * @throws RangeError unless 0 <= base, 1 <= exponent and 2 <= modulus
 */
export function modPowPath(base: bigint, exponent: bigint, modulus: bigint): string {
  if (base < 0n || exponent < 1n || modulus < 2n)
    throw new RangeError('a path needs a base from 0, an exponent from 1 and a modulus from 2 on');
  const steps = modPowSteps(base, exponent, modulus);
  const indices = steps.map((_, i) => i);
  const shown = steps.length <= MOST ? indices : [...indices.slice(0, 8), -1, ...indices.slice(-8)];
  const body = [
    text(EDGE, TOP + 8, `exponent ${number(exponent)}, ${steps.length} bits`, { colour: 'dim' }),
    text(EDGE, TOP + 27, `modulus ${number(modulus)}`, { colour: 'dim' }),
    ...shown.flatMap((index, i) => stepRow(steps, index, TOP + 40 + STEP * i, base)),
  ];
  const result = (steps.at(-1) as PowerStep).value;
  const desc = `${number(base)} to the power ${number(exponent)} modulo ${number(modulus)} is ${number(result)}.`;
  return picture(
    `${number(base)}^${number(exponent)} mod ${number(modulus)}`,
    desc,
    TOP + 40 + STEP * shown.length,
    body,
  );
}

const LANE = EDGE + 60;
const ROOM = 170;

function stepRow(steps: readonly PowerStep[], index: number, y: number, base: bigint): string[] {
  if (index === -1) return [text(LANE + 20, y + 24, `… ${steps.length - 16} more bits …`, { colour: 'dim' })];
  const { bit, squared, value } = steps[index] as PowerStep;
  const last = index === steps.length - 1;
  const before = steps[index - 1]?.value ?? 1n;
  return [
    text(EDGE + 16, y + 24, `${bit}`, { mono: true, bold: bit === 1, size: 16, anchor: 'middle' }),
    box(LANE, y, ROOM, 36, { fill: 'blue', stroke: last && bit === 0 ? 'ink' : 'line' }),
    text(LANE + 8, y + 23, `${number(before)}² = ${number(squared)}`),
    ...(bit === 1
      ? [
          line(
            [
              [LANE + ROOM, y + 18],
              [WIDTH - EDGE - ROOM, y + 18],
            ],
            { arrow: true },
          ),
          box(WIDTH - EDGE - ROOM, y, ROOM, 36, { fill: 'orange', stroke: last ? 'ink' : 'line' }),
          text(WIDTH - EDGE - ROOM + 8, y + 23, `· ${number(base)} = ${number(value)}`),
        ]
      : []),
  ];
}

/** Short numbers in decimal, long ones in hex, abbreviated. */
function number(value: bigint): string {
  const decimal = value.toString();
  if (decimal.length <= 9) return decimal;
  const hex = value.toString(16);
  return `${hex.slice(0, 4)}…${hex.slice(-2)}`;
}

// The expansion of a secret: P_hash's chain and its blocks, and the PRFs that are made of it.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { type HashName, hashes } from '../../lib/hashes.js';
import { prf10, prf12 } from '../../lib/prf.js';
import { brief } from './bytes.js';
import { type PHashStep, pHashSteps } from './prf-steps.js';
import { box, EDGE, horizontal, INNER, picture, TOP, text, vertical, WIDTH, xor } from './svg.js';

const BOX = 196;
const HALF = INNER / 2 - 2;
const STEP = 66;

/**
 * P_hash: each A(i) is the HMAC of the one before, each block of output the HMAC of A(i) and the seed (RFC 5246 5).
 * @param length bytes of output, at most eight blocks
 */
export function pHashDiagram(hash: HashName, secret: Uint8Array, seed: Uint8Array, length: number): string {
  const steps = checked(hash, secret, seed, length);
  const size = hashes[hash].outputLength;
  const body = [
    text(EDGE, TOP + 8, `every arrow is HMAC-${hash} with the secret as its key`, { colour: 'dim' }),
    text(EDGE, TOP + 27, `secret ${brief(secret, 10)}`, { colour: 'dim', mono: true }),
    ...labelled(EDGE, TOP + 44, 'A(0) = seed', seed, 'grey'),
    ...steps.flatMap((step, i) =>
      stepBoxes(step, i, TOP + 44 + STEP * (i + 1), Math.min(size, length - i * size)),
    ),
  ];
  const desc = steps.map(
    ({ a, block }, i) => `A(${i + 1}) is ${brief(a)}; block ${i + 1} is ${brief(block)}.`,
  );
  return picture(
    `P_${hash}: ${length} bytes`,
    desc.join(' '),
    TOP + 44 + STEP * steps.length + 40 + EDGE,
    body,
  );
}

function checked(hash: HashName, secret: Uint8Array, seed: Uint8Array, length: number): PHashStep[] {
  const most = 8 * hashes[hash].outputLength;
  if (!Number.isInteger(length) || length < 1 || length > most)
    throw new RangeError(`${length} bytes of P_${hash} cannot be shown; 1 to ${most} can`);
  return pHashSteps(hash, secret, seed, length);
}

function stepBoxes({ a, block }: PHashStep, i: number, y: number, used: number): string[] {
  const right = WIDTH - EDGE - BOX;
  return [
    vertical(EDGE + 40, y - STEP + 40, y, { arrow: true }),
    ...labelled(EDGE, y, `A(${i + 1})`, a, 'blue'),
    horizontal(y + 20, EDGE + BOX, right, { arrow: true }),
    text((EDGE + BOX + right) / 2, y + 12, '+ seed', { anchor: 'middle' }),
    ...labelled(
      right,
      y,
      used < block.length ? `block ${i + 1}, first ${used}` : `block ${i + 1}`,
      block,
      'green',
    ),
  ];
}

function labelled(
  x: number,
  y: number,
  name: string,
  bytes: Uint8Array,
  fill: 'grey' | 'blue' | 'green',
): string[] {
  return [
    box(x, y, BOX, 40, { fill, stroke: 'line' }),
    text(x + 10, y + 16, name, { bold: true }),
    text(x + 10, y + 33, brief(bytes, 7), { mono: true }),
  ];
}

/** The PRF of TLS 1.0 and 1.1: two halves of the secret, two hashes, one XOR (RFC 2246 5). */
export function prf10Diagram(secret: Uint8Array, label: string, seed: Uint8Array, length: number): string {
  const half = Math.ceil(secret.length / 2);
  const s1 = secret.subarray(0, half);
  const s2 = secret.subarray(secret.length - half);
  const labelAndSeed = concatBytes(utf8ToBytes(label), seed);
  const output = prf10(secret, label, seed, length);
  const y = TOP;
  const body = [
    ...halfBox(EDGE, y, `S1, ${s1.length} bytes: for MD5`, s1, 'blue'),
    ...halfBox(EDGE + HALF + 4, y, `S2, ${s2.length} bytes: for SHA-1`, s2, 'orange'),
    text(EDGE, y + 62, `label "${label}" and seed ${brief(seed, 6)}`, { colour: 'dim' }),
    ...strip(y + 78, 'P_MD5', checked('MD5', s1, labelAndSeed, length), length, 'blue'),
    xor(WIDTH / 2, y + 143),
    ...strip(y + 156, 'P_SHA-1', checked('SHA-1', s2, labelAndSeed, length), length, 'orange'),
    vertical(WIDTH / 2, y + 216, y + 236, { arrow: true }),
    ...result(y + 236, output),
  ];
  return picture(
    `The PRF of TLS 1.0: ${length} bytes`,
    `P_MD5 of ${brief(s1)} XOR P_SHA-1 of ${brief(s2)} gives ${brief(output)}.`,
    y + 300,
    body,
  );
}

/** The PRF of TLS 1.2: P_hash with the hash that the cipher suite names (RFC 5246 5). */
export function prf12Diagram(
  hash: HashName,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): string {
  const output = prf12(hash, secret, label, seed, length);
  const steps = checked(hash, secret, concatBytes(utf8ToBytes(label), seed), length);
  const y = TOP;
  const body = [
    ...halfBox(EDGE, y, `secret, all ${secret.length} bytes`, secret, 'blue'),
    text(EDGE, y + 62, `label "${label}" and seed ${brief(seed, 6)}`, { colour: 'dim' }),
    ...strip(y + 78, `P_${hash}`, steps, length, 'blue'),
    vertical(WIDTH / 2, y + 138, y + 158, { arrow: true }),
    ...result(y + 158, output),
  ];
  return picture(
    `The PRF of TLS 1.2: ${length} bytes`,
    `P_${hash} of ${brief(secret)} gives ${brief(output)}.`,
    y + 222,
    body,
  );
}

function halfBox(x: number, y: number, name: string, bytes: Uint8Array, fill: 'blue' | 'orange'): string[] {
  return [
    box(x, y, HALF, 42, { fill, stroke: 'line' }),
    text(x + 10, y + 17, name, { bold: true }),
    text(x + 10, y + 34, brief(bytes, 8), { mono: true }),
  ];
}

/** The blocks of one P_hash side by side, to scale, so that two of them can be laid over each other. */
function strip(
  y: number,
  name: string,
  steps: readonly PHashStep[],
  length: number,
  fill: 'blue' | 'orange',
): string[] {
  const size = (steps[0] as PHashStep).block.length;
  const scale = INNER / length;
  const unused = steps.length * size - length;
  const blocks = `${steps.length} ${steps.length === 1 ? 'block' : 'blocks'} of ${size}`;
  const remark = unused > 0 ? `${blocks}, ${size - unused} of the last used` : blocks;
  return [
    text(EDGE, y + 12, name, { bold: true }),
    text(WIDTH - EDGE, y + 12, remark, { anchor: 'end', colour: 'dim' }),
    ...steps.flatMap(({ block }, i) => {
      const used = block.subarray(0, Math.min(size, length - i * size));
      const width = scale * used.length;
      const x = EDGE + scale * i * size;
      const room = Math.floor((width - 8) / 24);
      return [
        box(x, y + 18, width, 36, { fill, stroke: 'line', hint: `block ${i + 1}` }),
        ...(room >= 2
          ? [text(x + width / 2, y + 40, brief(used, Math.min(room, 7)), { mono: true, anchor: 'middle' })]
          : []),
      ];
    }),
  ];
}

function result(y: number, output: Uint8Array): string[] {
  return [
    box(EDGE, y, INNER, 44, { fill: 'green', stroke: 'line' }),
    text(WIDTH / 2, y + 17, `output, ${output.length} bytes`, { bold: true, anchor: 'middle' }),
    text(WIDTH / 2, y + 35, brief(output, 17), { mono: true, anchor: 'middle' }),
  ];
}

// AES-GCM block by block: counter mode makes the ciphertext, GHASH and one more counter block make the tag.
import { gctr } from '../../lib/gcm.js';
import { hexBytes } from './bytes.js';
import { type CounterStep, counterSteps, type GhashStep, ghashSteps } from './gcm-steps.js';
import type { Tint } from './palette.js';
import { box, EDGE, picture, TOP, text, texts, WIDTH } from './svg.js';

/** How many blocks are drawn; of more, the first and the last ones. */
const MOST = 6;
const ENDS = 2;

/**
 * Counter mode: each counter block, encrypted, is XORed with a block of the plaintext (SP 800-38D 6.5).
 * @param nonce 12 bytes
 */
export function counterModeDiagram(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): string {
  checkNonce(nonce);
  const steps = counterSteps(key, nonce, plaintext);
  const desc = steps.map(({ ciphertext }, i) => `Counter ${i + 2} gives ciphertext ${hex(ciphertext)}.`);
  const { drawn, bottom } = stack(steps, TOP, 118, counterRows);
  return picture('Counter mode, block by block', desc.join(' '), bottom, drawn);
}

/**
 * GHASH over additional data, ciphertext and their lengths, and the tag (SP 800-38D 6.4, 7.1).
 * @param nonce 12 bytes
 */
export function ghashDiagram(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  ciphertext: Uint8Array,
): string {
  checkNonce(nonce);
  const zeros = new Uint8Array(16);
  const h = gctr(key, zeros, zeros);
  const steps = ghashSteps(h, additionalData, ciphertext);
  const hash = (steps.at(-1) as GhashStep).y;
  const mask = gctr(key, Uint8Array.of(...nonce, 0, 0, 0, 1), zeros);
  const tag = hash.map((byte, i) => byte ^ (mask[i] as number));
  const { drawn, bottom } = stack(steps, TOP + 64, 66, ghashRows);
  const body = [
    ...row(TOP - 4, 'H', h, 'grey'),
    ...row(TOP + 30, 'Y = 0', zeros, 'blue'),
    ...drawn,
    ...row(bottom + 6, '⊕ E(J0)', mask, 'purple'),
    ...row(bottom + 33, '= tag', tag, 'mark'),
    text(EDGE, bottom + 78, 'H: a block of zeros, encrypted. E(J0): counter block 1, too.', {
      colour: 'dim',
    }),
    text(EDGE, bottom + 97, '· H is the product in GF(2^128); pale zeros fill a block up.', {
      colour: 'dim',
    }),
  ];
  const desc = steps.map(({ kind, y }) => `${kind}: Y is ${hex(y)}.`);
  return picture(
    'GHASH, block by block, and the tag',
    `${desc.join(' ')} The tag is ${hex(tag)}.`,
    bottom + 110,
    body,
  );
}

function checkNonce(nonce: Uint8Array): void {
  if (nonce.length !== 12) throw new RangeError(`the nonce has ${nonce.length} bytes; it must have 12`);
}

function stack<T>(
  steps: readonly T[],
  top: number,
  height: number,
  draw: (step: T, index: number, y: number) => string[],
): { drawn: string[]; bottom: number } {
  const indices = steps.map((_, i) => i);
  const shown = steps.length <= MOST ? indices : [...indices.slice(0, ENDS), -1, ...indices.slice(-ENDS)];
  let y = top;
  const drawn = shown.flatMap((index) => {
    const at = y;
    y += index === -1 ? 26 : height;
    return index === -1
      ? [
          text(WIDTH / 2, at + 14, `… ${steps.length - 2 * ENDS} more blocks …`, {
            anchor: 'middle',
            colour: 'dim',
          }),
        ]
      : draw(steps[index] as T, index, at);
  });
  return { drawn, bottom: y };
}

function counterRows(
  { counterBlock, keystream, plaintext, ciphertext }: CounterStep,
  i: number,
  y: number,
): string[] {
  return [
    ...row(y, `counter ${i + 2}`, counterBlock, 'grey'),
    ...row(y + 27, 'AES of it', keystream, 'purple'),
    ...row(y + 54, '⊕ plain', plaintext, 'green'),
    ...row(y + 81, '= cipher', ciphertext, 'orange'),
  ];
}

const kinds = {
  'additional data': ['green', '⊕ add. data'],
  ciphertext: ['orange', '⊕ cipher'],
  lengths: ['teal', '⊕ lengths'],
} as const;

function ghashRows({ kind, block, used, y: result }: GhashStep, _index: number, y: number): string[] {
  const [fill, name] = kinds[kind];
  return [...row(y, name, block, fill, used), ...row(y + 27, '· H = Y', result, 'blue')];
}

/** A name and at most 16 bytes; those from `used` on are pale. */
function row(
  y: number,
  name: string,
  bytes: Uint8Array,
  fill: Tint | 'mark',
  used: number = bytes.length,
): string[] {
  const left = EDGE + 82;
  const letters = hexBytes(bytes).map((hex, i) => [left + 14 + 23 * i, y + 17, hex] as const);
  return [
    text(EDGE, y + 17, name),
    box(left, y, WIDTH - EDGE - left, 24, { fill, stroke: 'line' }),
    texts(letters.slice(0, used), { mono: true, anchor: 'middle' }),
    ...(used < letters.length
      ? [texts(letters.slice(used), { mono: true, anchor: 'middle', colour: 'dim' })]
      : []),
  ];
}

const hex = (bytes: Uint8Array) => hexBytes(bytes).join(' ');

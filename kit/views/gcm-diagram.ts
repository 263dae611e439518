// AES-GCM block by block: counter mode makes the ciphertext, GHASH and one more counter block make the tag.
import { gctr } from '../../lib/gcm.js';
import { type CounterStep, counterSteps, type GhashStep, ghashSteps } from './gcm-steps.js';
import { hexLines } from './html.js';
import type { Tint } from './palette.js';
import { box, EDGE, line, picture, TOP, text, WIDTH } from './svg.js';

/** How many blocks are drawn; of more, the first and the last ones. */
const MOST = 4;

/**
 * Counter mode: each counter block, encrypted, is XORed with a block of the plaintext (SP 800-38D 6.5).
 * @param nonce 12 bytes
 */
export function counterModeDiagram(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): string {
  checkNonce(nonce);
  const steps = counterSteps(key, nonce, plaintext);
  const { drawn, bottom } = stack(steps, TOP, 118, (step, i, y) => counterRows(step, i, y));
  return picture(
    'Counter mode, block by block',
    `${steps.length} blocks. ${steps
      .slice(0, MOST)
      .map((s, i) => `Block ${i + 1}: ciphertext ${hex(s.ciphertext)}.`)
      .join(' ')}`,
    bottom,
    drawn,
  );
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
  const { drawn, bottom } = stack(steps, TOP + 60, 74, ghashRows);
  const body = [
    ...row(TOP - 4, 'H', h, 'grey'),
    ...row(TOP + 24, 'Y', zeros, 'card'),
    ...drawn,
    ...row(bottom + 6, 'mask', mask, 'purple'),
    text(EDGE + 76, bottom + 48, 'counter block 1, encrypted; XOR Y is the tag', { colour: 'dim' }),
    ...row(bottom + 56, 'tag', tag, 'mark'),
  ];
  return picture('GHASH, block by block, and the tag', `Tag ${hex(tag)}.`, bottom + 96, body);
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
  const shown = steps.length <= MOST ? indices : [...indices.slice(0, 2), -1, ...indices.slice(-2)];
  let y = top;
  const drawn = shown.flatMap((index) => {
    const at = y;
    y += index === -1 ? 26 : height;
    return index === -1
      ? [text(WIDTH / 2, at + 14, `… ${steps.length - 4} more blocks …`, { anchor: 'middle', colour: 'dim' })]
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

const kinds = { 'additional data': 'green', ciphertext: 'orange', lengths: 'teal' } as const;

function ghashRows({ kind, block, y: result }: GhashStep, _index: number, y: number): string[] {
  return [
    line(
      [
        [EDGE + 6, y - 10],
        [EDGE + 6, y + 40],
      ],
      { arrow: true },
    ),
    ...row(y, '⊕', block, kinds[kind]),
    text(EDGE + 76, y + 40, kind, { colour: 'dim' }),
    ...row(y + 27 + 18, '· H = Y', result, 'blue'),
  ];
}

function row(y: number, name: string, bytes: Uint8Array, fill: Tint | 'card' | 'mark'): string[] {
  return [
    text(EDGE, y + 17, name, { bold: true }),
    box(EDGE + 74, y, WIDTH - 2 * EDGE - 74, 24, { fill, stroke: 'line' }),
    text(EDGE + 79, y + 17, hex(bytes), { mono: true }),
  ];
}

const hex = (bytes: Uint8Array) => hexLines(bytes).join(' ');

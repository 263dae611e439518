// The field of GHASH, GF(2^128), as SP 800-38D 6.3 writes it: 128 bits, and the first of them, the highest of the
// number here, is the coefficient of x^0. Adding is XOR. `lib` multiplies faster, but by one fixed element only.
import { i2osp, os2ip } from '../../../lib/integers.js';

/** An element: a number below 2^128. */
export type Element = bigint;

export const ONE: Element = 1n << 127n;

/** x^128 = x^7 + x^2 + x + 1: what a bit comes back as in the top word when it is shifted out. */
const R = 0xe1000000;

/** @param block 16 bytes; fewer are filled up with zeros behind, as GHASH does */
export function elementOf(block: Uint8Array): Element {
  return os2ip(block) << BigInt(8 * (16 - block.length));
}

export const bytesOf = (element: Element): Uint8Array => i2osp(element, 16);

/**
 * a * b: for each coefficient of a, from x^0 on, b times that power of x (SP 800-38D 6.3). The loop runs on four
 * 32-bit words, which is many times faster than on one BigInt.
 */
export function multiply(a: Element, b: Element): Element {
  let [b0, b1, b2, b3] = wordsOf(b);
  let z0 = 0;
  let z1 = 0;
  let z2 = 0;
  let z3 = 0;
  for (const word of wordsOf(a))
    for (let bit = 31; bit >= 0; bit--) {
      if ((word >>> bit) & 1) {
        z0 ^= b0;
        z1 ^= b1;
        z2 ^= b2;
        z3 ^= b3;
      }
      const out = b3 & 1 ? R : 0;
      b3 = (b3 >>> 1) | (b2 << 31);
      b2 = (b2 >>> 1) | (b1 << 31);
      b1 = (b1 >>> 1) | (b0 << 31);
      b0 = (b0 >>> 1) ^ out;
    }
  return [z0, z1, z2, z3].reduce((element, word) => (element << 32n) | BigInt(word >>> 0), 0n);
}

function wordsOf(element: Element): [number, number, number, number] {
  const word = (shift: bigint) => Number((element >> shift) & 0xffffffffn);
  return [word(96n), word(64n), word(32n), word(0n)];
}

/** The b with a * b = 1: a to the power 2^128 - 2, by Fermat. @throws RangeError for zero */
export function inverse(a: Element): Element {
  if (a === 0n) throw new RangeError('zero has no inverse');
  if (a === ONE) return ONE;
  let result = ONE;
  let power = a;
  for (let i = 1; i < 128; i++) {
    power = multiply(power, power);
    result = multiply(result, power);
  }
  return result;
}

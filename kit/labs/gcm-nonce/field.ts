// The field of GHASH, GF(2^128), as SP 800-38D 6.3 writes it: 128 bits, and the first of them, the highest of the
// number here, is the coefficient of x^0. Adding is XOR. `lib` multiplies faster, but by one fixed element only.
import { i2osp, os2ip } from '../../../lib/integers.js';

/** An element: a number below 2^128. */
export type Element = bigint;

export const ONE: Element = 1n << 127n;

/** x^128 = x^7 + x^2 + x + 1, what a bit comes back as when it is shifted out. */
const R = 0xe1n << 120n;

/** @param block 16 bytes; fewer are filled up with zeros behind, as GHASH does */
export function elementOf(block: Uint8Array): Element {
  return os2ip(block) << BigInt(8 * (16 - block.length));
}

export const bytesOf = (element: Element): Uint8Array => i2osp(element, 16);

/** a * b: for each coefficient of a, from x^0 on, b times that power of x (SP 800-38D 6.3). */
export function multiply(a: Element, b: Element): Element {
  let product = 0n;
  let shifted = b;
  for (let bit = ONE; bit > 0n; bit >>= 1n) {
    if (a & bit) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ R : shifted >> 1n;
  }
  return product;
}

/** The b with a * b = 1: a to the power 2^128 - 2, by Fermat. @throws RangeError for zero */
export function inverse(a: Element): Element {
  if (a === 0n) throw new RangeError('zero has no inverse');
  let result = ONE;
  let power = a;
  for (let i = 1; i < 128; i++) {
    power = multiply(power, power);
    result = multiply(result, power);
  }
  return result;
}

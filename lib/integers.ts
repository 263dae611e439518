// Non-negative integers as bytes, and the arithmetic modulo n that RSA and Diffie-Hellman stand on (RFC 8017 4).
// BigInt arithmetic takes longer for some numbers than for others, so whoever can time it learns about the
// secrets in it: fine for a course, not for a server.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** OS2IP: the big-endian integer that `bytes` spell; no bytes spell 0 (RFC 8017 4.2). */
export function os2ip(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytesToHex(bytes)}`);
}

/**
 * I2OSP: `x` as exactly `length` big-endian bytes, zeros in front.
 * @throws RangeError 'integer too large' when it needs more bytes, or when it is negative (RFC 8017 4.1)
 */
export function i2osp(x: bigint, length: number): Uint8Array {
  if (x < 0n || x >= 1n << BigInt(8 * length)) throw new RangeError('integer too large');
  return length === 0 ? new Uint8Array() : hexToBytes(x.toString(16).padStart(2 * length, '0'));
}

/**
 * `base` to the power `exponent`, modulo `modulus`: square and multiply, from the exponent's first digit on.
 * A long exponent is taken four bits a digit: 15 products beforehand give every power a digit can ask for, and
 * then each digit costs one product in place of the two that its four bits need on average. A short one, like
 * the public 65537, would never earn that table back and is taken bit by bit.
 * @throws RangeError for a modulus below 1 or a negative exponent
 */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus < 1n || exponent < 0n)
    throw new RangeError('modPow needs a positive modulus and an exponent >= 0');
  const digitBits = exponent < 1n << 64n ? 1 : 4;
  const powers = [1n % modulus];
  while (powers.length < 2 ** digitBits) powers.push(mod((powers.at(-1) as bigint) * base, modulus));
  let result = powers[0] as bigint;
  for (const digit of exponent.toString(2 ** digitBits)) {
    for (let bit = 0; bit < digitBits; bit++) result = (result * result) % modulus;
    if (digit !== '0') result = (result * (powers[Number.parseInt(digit, 16)] as bigint)) % modulus;
  }
  return result;
}

/**
 * The x from 1 to `modulus` - 1 with a * x = 1 (mod `modulus`), by the extended Euclidean algorithm.
 * @throws RangeError when there is none: `a` and `modulus` have a common divisor
 */
export function modInverse(a: bigint, modulus: bigint): bigint {
  let [r, nextR] = [modulus, mod(a, modulus)];
  let [x, nextX] = [0n, 1n];
  while (nextR !== 0n) {
    const quotient = r / nextR;
    // Each row keeps x * a = r (mod modulus); the row with r = 1 is the answer.
    [r, nextR] = [nextR, r - quotient * nextR];
    [x, nextX] = [nextX, x - quotient * nextX];
  }
  if (r !== 1n) throw new RangeError('no inverse: the number and the modulus have a common divisor');
  return mod(x, modulus);
}

/** The remainder from 0 to `modulus` - 1; JavaScript's own % of a negative number is negative. */
export function mod(a: bigint, modulus: bigint): bigint {
  const remainder = a % modulus;
  return remainder < 0n ? remainder + modulus : remainder;
}

/** The greatest common divisor of two non-negative integers. */
export function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

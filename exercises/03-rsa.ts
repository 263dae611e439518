// Stage 03: RSA from the integers up: bytes to numbers and back, powers and inverses modulo n, a key from two
// primes, and the padded blocks that RSA works on (RFC 8017; PKCS #1 v1.5).
// Every function has a twin with numbers small enough to be worked by hand: p = 61, q = 53, e = 17. Functions of this
// file may call each other.
//
// lib/errors.ts has TlsError; @noble/hashes/utils.js has bytesToHex, hexToBytes and concatBytes.
import { Unsolved } from '../lib/errors.js';
import type { BlockType } from '../lib/pkcs1.js';
import type { RsaPrivateKey } from '../lib/rsa.js';

/**
 * OS2IP: the number that bytes spell, the most significant byte first; no bytes spell 0.
 * @param bytes 0 bytes or more; in RSA 128 or 256 (RFC 8017 4.2)
 */
export function os2ip(bytes: Uint8Array): bigint {
  // TODO: read the bytes as one big-endian, non-negative integer.
  throw new Unsolved('os2ip');
}

/**
 * I2OSP: a number as exactly `length` bytes, the most significant first, with zeros in front where it is short.
 * @throws RangeError when `x` needs more than `length` bytes, or is negative (RFC 8017 4.1)
 */
export function i2osp(x: bigint, length: number): Uint8Array {
  // TODO: write the number as bytes of a fixed length.
  throw new Unsolved('i2osp');
}

/**
 * `base` to the power `exponent`, modulo `modulus`.
 *
 * Exponents have up to 2048 bits: neither can base^exponent be written down, nor can we multiply that often.
 * @param base any integer, negative ones too
 * @param exponent 0 or more
 * @param modulus 1 or more; modulo 1 everything is 0
 * @returns from 0 to `modulus` - 1
 * @throws RangeError for a modulus below 1 or a negative exponent (RFC 8017 5.1.1)
 */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  // TODO: raise to the power in about as many steps as the exponent has bits, with numbers that stay small.
  throw new Unsolved('modPow');
}

/**
 * The inverse of `a` modulo `modulus`: the x with a * x = 1 (mod modulus).
 * @param a any integer, negative ones and those above the modulus too
 * @param modulus 2 or more; it need not be a prime
 * @returns from 1 to `modulus` - 1
 * @throws RangeError when there is none: `a` and `modulus` have a common divisor (RFC 8017 3.2)
 */
export function modInverse(a: bigint, modulus: bigint): bigint {
  // TODO: find the inverse, or that there is none.
  throw new Unsolved('modInverse');
}

/**
 * The private key of two primes and a public exponent.
 * @param p, q the primes, in the order in which the key holds them; that they are prime need not be checked
 * @returns n = p * q; e; d, the inverse of e modulo lcm(p - 1, q - 1) (modulo (p - 1) * (q - 1) is as right); p; q; and
 *   for the Chinese remainder theorem dP = d mod (p - 1), dQ = d mod (q - 1), qInv = the inverse of q modulo p
 * @throws RangeError when p = q, or when e has no inverse (RFC 8017 3.1, 3.2)
 */
export function rsaKeyFromPrimes(p: bigint, q: bigint, e: bigint): RsaPrivateKey {
  // TODO: compute the eight numbers of the key.
  throw new Unsolved('rsaKeyFromPrimes');
}

/**
 * The block that holds a message: 00, the block type, a padding string, 00, the message.
 * @param blockType 1 for signatures: the padding is ff bytes; 2 for encryption: it is random
 * @param length bytes of the block: as many as the modulus has
 * @param padding block type 2 only: the random bytes, `length` - 3 - `message.length` of them, none zero
 * @returns `length` bytes
 * @throws RangeError when fewer than 8 bytes are left for the padding, when the padding of block type 2 is missing or of
 *   another length, or when it has a zero byte in it (RFC 8017 7.2.1, 9.2; RFC 2313 8.1)
 */
export function pkcs1Pad(
  blockType: BlockType,
  message: Uint8Array,
  length: number,
  padding?: Uint8Array,
): Uint8Array {
  // TODO: refuse what does not fit; build the block.
  throw new Unsolved('pkcs1Pad');
}

/**
 * The message that a block holds: all that stands behind the first 00 after the padding. It may have zero bytes of
 * its own, and it may be empty.
 * @param blockType what the block must be
 * @throws TlsError decrypt_error for a block that does not begin 00 and the block type, whose padding has fewer than 8
 *   bytes or no end, or, in block type 1, a byte other than ff (RFC 8017 7.2.2, 8.2.2)
 */
export function pkcs1Unpad(blockType: BlockType, block: Uint8Array): Uint8Array {
  // TODO: check everything before the message; return the message.
  throw new Unsolved('pkcs1Unpad');
}

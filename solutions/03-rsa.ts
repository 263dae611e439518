// Stage 03, solved: RSA from the integers up (RFC 8017; PKCS #1 v1.5).
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../lib/errors.js';
import type { BlockType } from '../lib/pkcs1.js';
import type { RsaPrivateKey } from '../lib/rsa.js';

/** Hex digits are big-endian too, so they are the bridge in both directions (RFC 8017 4.2). */
export function os2ip(bytes: Uint8Array): bigint {
  return BigInt(`0x0${bytesToHex(bytes)}`);
}

/** The length is fixed: leading zeros are part of the result (RFC 8017 4.1). */
export function i2osp(x: bigint, length: number): Uint8Array {
  if (x < 0n || x >= 256n ** BigInt(length)) throw new RangeError('integer too large');
  if (length === 0) return new Uint8Array();
  return hexToBytes(x.toString(16).padStart(2 * length, '0'));
}

/**
 * Square and multiply. `square` runs through base, base^2, base^4, base^8 ...; the exponent's bits, the lowest first,
 * say which of them are factors of the result. We reduce after every product, so no number is longer than two moduli.
 */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus < 1n || exponent < 0n)
    throw new RangeError('the modulus must be positive, the exponent not negative');
  let result = 1n % modulus;
  let square = mod(base, modulus);
  for (let bits = exponent; bits > 0n; bits >>= 1n) {
    if (bits & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/**
 * Euclid's algorithm divides until nothing remains. Beside each remainder r we keep an x with a * x = r (mod modulus);
 * the last remainder is the greatest common divisor, and if it is 1, its x is the inverse.
 */
export function modInverse(a: bigint, modulus: bigint): bigint {
  let [previous, current] = [
    { r: modulus, x: 0n },
    { r: mod(a, modulus), x: 1n },
  ];
  while (current.r > 0n) {
    const quotient = previous.r / current.r;
    const next = { r: previous.r - quotient * current.r, x: previous.x - quotient * current.x };
    [previous, current] = [current, next];
  }
  if (previous.r !== 1n) throw new RangeError('no inverse: there is a common divisor');
  return mod(previous.x, modulus);
}

/** RFC 8017 3.1, 3.2. */
export function rsaKeyFromPrimes(p: bigint, q: bigint, e: bigint): RsaPrivateKey {
  if (p === q) throw new RangeError('the two primes must differ');
  const lambda = ((p - 1n) * (q - 1n)) / gcd(p - 1n, q - 1n);
  const d = modInverse(e, lambda);
  return { n: p * q, e, d, p, q, dP: d % (p - 1n), dQ: d % (q - 1n), qInv: modInverse(q, p) };
}

/** 00, type, padding, 00, message (RFC 8017 7.2.1, 9.2). */
export function pkcs1Pad(
  blockType: BlockType,
  message: Uint8Array,
  length: number,
  padding?: Uint8Array,
): Uint8Array {
  const room = length - 3 - message.length;
  if (room < 8) throw new RangeError('the message is too long for the block');
  const ps = blockType === 1 ? new Uint8Array(room).fill(0xff) : padding;
  if (ps?.length !== room) throw new RangeError(`the padding must have ${room} bytes`);
  // A zero would end the padding, and the rest of it would be taken for message.
  if (ps.includes(0)) throw new RangeError('the padding must have no zero byte');
  return concatBytes(Uint8Array.of(0, blockType), ps, Uint8Array.of(0), message);
}

/** Checks every byte in front of the message: forged signatures live on those that are not looked at. */
export function pkcs1Unpad(blockType: BlockType, block: Uint8Array): Uint8Array {
  const separator = block.indexOf(0, 2);
  const padding = block.subarray(2, separator);
  const wellFormed =
    block[0] === 0 &&
    block[1] === blockType &&
    separator >= 10 && // 2 bytes and at least 8 of padding; -1 when there is no zero byte at all
    (blockType === 2 || padding.every((byte) => byte === 0xff));
  if (!wellFormed) throw new TlsError('decrypt_error', 'the peer sent a malformed PKCS #1 block');
  return block.slice(separator + 1);
}

/** The remainder from 0 up; JavaScript's % of a negative number is negative or zero. */
function mod(a: bigint, modulus: bigint): bigint {
  return ((a % modulus) + modulus) % modulus;
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

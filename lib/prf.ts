// Stage 06. The pseudorandom functions: a short secret, a label and a seed become as many bytes as are asked for.
// TLS 1.0 and 1.1 hedge between two hashes (RFC 2246 5), TLS 1.2 trusts one (RFC 5246 5).
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { type HashName, hashes } from './hashes.js';
import { hmac } from './hmac.js';
import { TLS12 } from './registry.js';
import type { PrfHash } from './suites.js';

/** Everything but the secret that a PRF is asked: an ASCII label, a seed, and how many bytes to give. */
export interface PrfInput {
  readonly label: string;
  readonly seed: Uint8Array;
  readonly length: number;
}

/**
 * P_hash: `length` bytes from a secret and a seed. Each A(i) is the HMAC of the one before, A(0) is the seed, and
 * each block of output is the HMAC of A(i) and the seed (RFC 5246 5).
 */
export function pHash(hash: HashName, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const output: Uint8Array[] = [];
  let A = seed;
  for (let made = 0; made < length; made += hashes[hash].outputLength) {
    A = hmac(hash, secret, A);
    output.push(hmac(hash, secret, concatBytes(A, seed)));
  }
  return concatBytes(...output).slice(0, length);
}

/**
 * The PRF of TLS 1.0 and 1.1: P_MD5 of the secret's first half XOR P_SHA-1 of its second. When the secret has an
 * odd length, the halves share the byte in the middle (RFC 2246 5).
 */
export function prf10(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Uint8Array {
  const half = Math.ceil(secret.length / 2);
  const S1 = secret.subarray(0, half);
  const S2 = secret.subarray(secret.length - half);
  const labelAndSeed = concatBytes(utf8ToBytes(label), seed);
  const sha1Bytes = pHash('SHA-1', S2, labelAndSeed, length);
  return pHash('MD5', S1, labelAndSeed, length).map((byte, i) => byte ^ (sha1Bytes[i] as number));
}

/** The PRF of TLS 1.2: P_hash of label and seed, with the hash that the cipher suite names (RFC 5246 5). */
export function prf12(
  hash: HashName,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  return pHash(hash, secret, concatBytes(utf8ToBytes(label), seed), length);
}

/** The two PRFs, of which a version uses one. */
export interface PrfFunctions {
  readonly prf10: typeof prf10;
  readonly prf12: typeof prf12;
}

/** Runs the PRF of the negotiated version; before TLS 1.2 `prfHash` has no say. */
export function runPrf(
  f: PrfFunctions,
  version: number,
  prfHash: PrfHash,
  secret: Uint8Array,
  { label, seed, length }: PrfInput,
): Uint8Array {
  return version < TLS12
    ? f.prf10(secret, label, seed, length)
    : f.prf12(prfHash, secret, label, seed, length);
}

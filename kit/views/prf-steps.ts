// P_hash step by step, for pictures; lib/prf.ts only gives the end. The tests hold the two against each other.
import { concatBytes } from '@noble/hashes/utils.js';
import { type HashName, hashes } from '../../lib/hashes.js';
import { hmac } from '../../lib/hmac.js';

export interface PHashStep {
  /** A(i), counted from 1. */
  readonly a: Uint8Array;
  /** HMAC(secret, A(i) + seed), whole, even where the last bytes are not needed. */
  readonly block: Uint8Array;
}

/** As many steps as `length` bytes take (RFC 5246 5). */
export function pHashSteps(
  hash: HashName,
  secret: Uint8Array,
  seed: Uint8Array,
  length: number,
): PHashStep[] {
  const steps: PHashStep[] = [];
  for (let a = seed; steps.length * hashes[hash].outputLength < length; ) {
    a = hmac(hash, secret, a);
    steps.push({ a, block: hmac(hash, secret, concatBytes(a, seed)) });
  }
  return steps;
}

// Attack code, for teaching. The search of Bleichenbacher 1998, 3.1, with the paper's letters: which numbers to ask
// about, and what each yes leaves of the range in which the plaintext m lies.
import { modPow } from '../../../lib/integers.js';
import type { RsaPublicKey } from '../../../lib/rsa.js';

/** From `a` to `b`, both included. */
interface Interval {
  readonly a: bigint;
  readonly b: bigint;
}

/**
 * The plaintext of an RSA block of type 2, from nothing but the public key and yes or no.
 * @param c        the encrypted block, one that is padded well
 * @param padsWell whether the block that is encrypted in a number begins 00 02 (and what else the server looks at)
 * @returns undefined when the answers contradict each other, so that no number is left
 */
export function* decrypt(
  { n, e }: RsaPublicKey,
  k: number,
  c: bigint,
  padsWell: (encrypted: bigint) => boolean,
): Generator<string, bigint | undefined> {
  const B = 1n << BigInt(8 * (k - 2));
  let M: readonly Interval[] = [{ a: 2n * B, b: 3n * B - 1n }];
  let s = ceilDiv(n, 3n * B) - 1n;
  let asked = 0;
  const asks = (candidate: bigint) => {
    asked++;
    return padsWell((c * modPow(candidate, e, n)) % n);
  };
  for (;;) {
    const [only] = M;
    if (!only) return undefined;
    if (M.length === 1 && only.a === only.b) return only.a;
    const multipliers = M.length === 1 && asked > 0 ? nearby(only, s, n, B) : upwards(s + 1n);
    for (const multiplier of multipliers) {
      yield `${asked} questions; ${bitsLeft(M)} of ${8 * k} bits unknown`;
      if (!asks(multiplier)) continue;
      s = multiplier;
      break;
    }
    M = narrowed(M, s, n, B);
  }
}

/** Steps 2.a and 2.b: the next numbers, one after the other. */
function* upwards(from: bigint): Generator<bigint> {
  for (let s = from; ; s++) yield s;
}

/** Step 2.c: with one interval left, numbers for which about half of it comes out padded well. */
function* nearby({ a, b }: Interval, before: bigint, n: bigint, B: bigint): Generator<bigint> {
  for (let r = ceilDiv(2n * (b * before - 2n * B), n); ; r++) {
    const last = (3n * B - 1n + r * n) / a;
    for (let s = ceilDiv(2n * B + r * n, b); s <= last; s++) yield s;
  }
}

/** Step 3: those m for which m * s, less some multiple of n, lies between 2B and 3B - 1. */
function narrowed(M: readonly Interval[], s: bigint, n: bigint, B: bigint): Interval[] {
  const left: Interval[] = [];
  for (const { a, b } of M)
    for (let r = ceilDiv(a * s - 3n * B + 1n, n); r * n <= b * s - 2n * B; r++) {
      const from = max(a, ceilDiv(2n * B + r * n, s));
      const to = min(b, (3n * B - 1n + r * n) / s);
      if (from <= to) left.push({ a: from, b: to });
    }
  return left;
}

const bitsLeft = (M: readonly Interval[]) =>
  M.reduce((sum, { a, b }) => sum + b - a + 1n, 0n).toString(2).length;

const ceilDiv = (x: bigint, y: bigint) => (x > 0n ? (x + y - 1n) / y : x / y);
const max = (x: bigint, y: bigint) => (x > y ? x : y);
const min = (x: bigint, y: bigint) => (x < y ? x : y);

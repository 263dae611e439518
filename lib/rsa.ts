// RSA: keys, and the two operations on blocks as long as the modulus. What the blocks hold is pkcs1.ts's matter.
import { TlsError } from './errors.js';
import { gcd, type i2osp, mod, modInverse, type modPow, type os2ip } from './integers.js';

/** RFC 8017 3.1. */
export interface RsaPublicKey {
  readonly n: bigint;
  readonly e: bigint;
}

/** A private key with its primes, so that the Chinese remainder theorem can be used (RFC 8017 3.2). */
export interface RsaPrivateKey extends RsaPublicKey {
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
  /** d mod (p - 1) */
  readonly dP: bigint;
  /** d mod (q - 1) */
  readonly dQ: bigint;
  /** The inverse of q modulo p. */
  readonly qInv: bigint;
}

/** The stage functions that an RSA operation is made of. */
export interface RsaFunctions {
  readonly os2ip: typeof os2ip;
  readonly i2osp: typeof i2osp;
  readonly modPow: typeof modPow;
}

/**
 * The key of two different primes and a public exponent. d is the inverse of e modulo lcm(p - 1, q - 1), the
 * smallest that works; one modulo (p - 1)(q - 1) works as well. Whether p and q are prime is not checked.
 * @throws RangeError when p = q, or e has no inverse (RFC 8017 3.2)
 */
export function rsaKeyFromPrimes(p: bigint, q: bigint, e: bigint): RsaPrivateKey {
  if (p === q) throw new RangeError('the primes of an RSA key must differ');
  const lambda = ((p - 1n) * (q - 1n)) / gcd(p - 1n, q - 1n);
  const d = modInverse(e, lambda);
  return { n: p * q, e, d, p, q, dP: d % (p - 1n), dQ: d % (q - 1n), qInv: modInverse(q, p) };
}

/** k: how many bytes the modulus takes, and every block with it (RFC 8017 3.1). */
export function modulusLength(key: RsaPublicKey): number {
  return Math.ceil(key.n.toString(16).length / 2);
}

/**
 * input^e mod n: encrypts a padded block, or opens a signature (RFC 8017 5.1.1, 5.2.2).
 * @param input exactly as many bytes as the modulus
 * @returns as many bytes
 * @throws TlsError decrypt_error when the input has another length or is not below n
 */
export function rsaPublicOperation(f: RsaFunctions, key: RsaPublicKey, input: Uint8Array): Uint8Array {
  return f.i2osp(f.modPow(representative(f, key, input), key.e, key.n), modulusLength(key));
}

/**
 * input^d mod n: decrypts, or signs a padded block (RFC 8017 5.1.2, 5.2.1).
 *
 * Working modulo p and modulo q, and joining the two by the Chinese remainder theorem, costs a quarter: numbers
 * half as long, four times cheaper to multiply, and exponents half as long, but two of each. It has a danger: an
 * error in one half gives a result that is right modulo one prime and wrong modulo the other, and
 * gcd(result^e - input, n) is then a prime of the key (Boneh, DeMillo, Lipton 1997). A wrong result must
 * therefore never leave: the public operation, which is cheap, has to lead back to the input.
 *
 * @throws TlsError decrypt_error for an input of another length or not below n; internal_error for a wrong result
 */
export function rsaPrivateOperation(f: RsaFunctions, key: RsaPrivateKey, input: Uint8Array): Uint8Array {
  const c = representative(f, key, input);
  const m1 = f.modPow(c % key.p, key.dP, key.p);
  const m2 = f.modPow(c % key.q, key.dQ, key.q);
  const h = mod((m1 - m2) * key.qInv, key.p);
  const m = m2 + h * key.q;
  if (f.modPow(m, key.e, key.n) !== c)
    throw new TlsError(
      'internal_error',
      'our RSA private operation went wrong, and its result would betray the key',
    );
  return f.i2osp(m, modulusLength(key));
}

function representative(f: RsaFunctions, key: RsaPublicKey, input: Uint8Array): bigint {
  const k = modulusLength(key);
  if (input.length !== k)
    throw new TlsError(
      'decrypt_error',
      `the peer's RSA block has ${input.length} bytes where the modulus has ${k}`,
    );
  const x = f.os2ip(input);
  if (x >= key.n) throw new TlsError('decrypt_error', "the peer's RSA block is not smaller than the modulus");
  return x;
}

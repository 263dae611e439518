// RSA keys that a seed brings back. Node's own key generation cannot be seeded, so the primes are found here.
import { checkPrimeSync } from 'node:crypto';
import { bytesToNumberBE } from '@noble/curves/utils.js';
import forge from 'node-forge';
import type { Random } from '../../lib/key-exchange.js';
import { type RsaPrivateKey, rsaKeyFromPrimes } from '../../lib/rsa.js';

/**
 * Whoever knows the seed knows the key: it is for made-up sessions only.
 * @param bits of the modulus
 * @param e    the public exponent, a prime
 */
export function seededRsaKey(random: Random, bits: number, e = 65537n): RsaPrivateKey {
  const p = seededPrime(random, Math.ceil(bits / 2), e);
  for (;;) {
    const q = seededPrime(random, Math.floor(bits / 2), e);
    if (q !== p) return p > q ? rsaKeyFromPrimes(p, q, e) : rsaKeyFromPrimes(q, p, e);
  }
}

/** A prime whose two highest bits are set, so that the product of two has all its bits. */
function seededPrime(random: Random, bits: number, e: bigint): bigint {
  const high = 3n << BigInt(bits - 2);
  const length = Math.ceil(bits / 8);
  for (;;) {
    let candidate = (bytesToNumberBE(random(length)) >> BigInt(8 * length - bits)) | high | 1n;
    for (let tries = 0; tries < bits && candidate >> BigInt(bits) === 0n; tries++, candidate += 2n)
      if (candidate % e !== 1n && checkPrimeSync(candidate)) return candidate;
  }
}

/** As PKCS#1 PEM. */
export function keyPem({ n, e, d, p, q, dP, dQ, qInv }: RsaPrivateKey): string {
  const [N, E, D, P, Q, DP, DQ, QI] = [n, e, d, p, q, dP, dQ, qInv].map(
    (value) => new forge.jsbn.BigInteger(value.toString(16), 16),
  ) as [B, B, B, B, B, B, B, B];
  return forge.pki.privateKeyToPem(forge.pki.setRsaPrivateKey(N, E, D, P, Q, DP, DQ, QI));
}

type B = forge.jsbn.BigInteger;

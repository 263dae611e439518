import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from './errors.js';
import { type HashName, hashes } from './hashes.js';

/**
 * Checks what came out of an RSA signature. We write the one DigestInfo that is right and compare it whole.
 * Taking the peer's apart instead is how signatures were forged for keys with e = 3: programs found a digest in
 * it and did not look at what stood behind (Bleichenbacher 2006, CVE-2006-4339).
 *
 * @param hash        the hash function that the signature's algorithm names
 * @param signedBytes what the signature is said to cover
 * @param digestInfo  what the block of type 1 holds
 * @throws TlsError decrypt_error (RFC 8017 8.2.2, 9.2)
 */
export function checkSignedDigest(hash: HashName, signedBytes: Uint8Array, digestInfo: Uint8Array): void {
  const { digestInfoPrefix, digest } = hashes[hash];
  if (!equalBytes(digestInfo, concatBytes(digestInfoPrefix, digest(signedBytes))))
    throw new TlsError(
      'decrypt_error',
      `the peer's signature does not cover the ${hash} digest of these bytes`,
    );
}

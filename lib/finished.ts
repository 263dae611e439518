// Stage 08. Finished proves that both sides saw the same handshake: each sends a PRF of the hash of all handshake
// messages so far, type and length included. Records, ChangeCipherSpec and alerts are no handshake messages; a
// HelloRequest is one, but is never hashed.
import { equalBytes } from '@noble/ciphers/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from './errors.js';
import { encodeHandshake, type HandshakeMessage } from './handshake-message.js';
import { hashes } from './hashes.js';
import type { PrfInput } from './prf.js';
import { TLS12 } from './registry.js';
import type { PrfHash } from './suites.js';

/**
 * The hash of the handshake messages: MD5 and after it SHA-1, 36 bytes, before TLS 1.2 (RFC 2246 7.4.9), and from
 * then on the PRF's hash, 32 or 48 bytes (RFC 5246 7.4.9).
 */
export function transcriptHash(
  version: number,
  prfHash: PrfHash,
  messages: readonly HandshakeMessage[],
): Uint8Array {
  const transcript = messages.map(encodeHandshake);
  if (version < TLS12)
    return concatBytes(hashes.MD5.digest(...transcript), hashes['SHA-1'].digest(...transcript));
  return hashes[prfHash].digest(...transcript);
}

/** What to ask of the PRF, with the master secret, to get 12 bytes of verify_data (RFC 5246 7.4.9). */
export function verifyDataInput(sender: 'client' | 'server', transcriptHash: Uint8Array): PrfInput {
  return { label: `${sender} finished`, seed: transcriptHash, length: 12 };
}

/**
 * Accepts the peer's verify_data only if it is what we computed; the comparison takes the same time wherever they
 * differ.
 * @throws TlsError decrypt_error (RFC 5246 7.2.2, 7.4.9)
 */
export function checkVerifyData(expected: Uint8Array, received: Uint8Array): void {
  if (!equalBytes(expected, received))
    throw new TlsError(
      'decrypt_error',
      "the peer's Finished does not match our view: it saw another handshake or has another master secret",
    );
}

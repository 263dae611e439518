// Stage 08, solved: the transcript hash, what verify_data is made of, and the comparison (RFC 5246 7.4.9).
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../lib/errors.js';
import { encodeHandshake, type HandshakeMessage } from '../lib/handshake-message.js';
import { hashes } from '../lib/hashes.js';
import type { PrfInput } from '../lib/prf.js';
import { TLS12 } from '../lib/registry.js';
import type { PrfHash } from '../lib/suites.js';

const verifyDataLength = 12;

/** MD5 and SHA-1 before TLS 1.2 (RFC 2246 7.4.9), then the PRF's hash (RFC 5246 7.4.9). */
export function transcriptHash(
  version: number,
  prfHash: PrfHash,
  messages: readonly HandshakeMessage[],
): Uint8Array {
  // Headers belong to a message, records do not: how messages were cut into records changes nothing here.
  const transcript = concatBytes(...messages.map(encodeHandshake));
  if (version >= TLS12) return hashes[prfHash].digest(transcript);
  return concatBytes(hashes.MD5.digest(transcript), hashes['SHA-1'].digest(transcript));
}

/** finished_label, Hash(handshake_messages), verify_data_length (RFC 5246 7.4.9). */
export function verifyDataInput(sender: 'client' | 'server', transcriptHash: Uint8Array): PrfInput {
  const label = sender === 'client' ? 'client finished' : 'server finished';
  return { label, seed: transcriptHash, length: verifyDataLength };
}

/** Throws decrypt_error unless every byte is the same (RFC 5246 7.4.9). */
export function checkVerifyData(expected: Uint8Array, received: Uint8Array): void {
  // The length is no secret. The bytes are, until Finished is accepted: we look at all of them, and a difference
  // once found stays found, so that the time taken does not tell how many were right.
  let differences = expected.length ^ received.length;
  expected.forEach((byte, i) => {
    differences |= byte ^ (received[i] ?? 0);
  });
  if (differences !== 0)
    throw new TlsError('decrypt_error', 'the peer sent a Finished that does not fit the handshake we saw');
}

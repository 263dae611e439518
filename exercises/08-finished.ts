// Stage 08: Finished, the last message of the handshake (RFC 2246 7.4.9, RFC 5246 7.4.9).
// Each side sends 12 bytes that only somebody with the master secret can make, and only somebody who saw the very
// same handshake:
//
//     verify_data = PRF(master_secret, finished_label, Hash(handshake_messages))[0..11]
//
// We take it in three steps: the hash, what to ask of the PRF, and the comparison. The PRF itself is stage 06.
//
// lib/handshake-message.ts has encodeHandshake, lib/hashes.ts the hash functions; use them or do without.
import { Unsolved } from '../lib/errors.js';
import type { HandshakeMessage } from '../lib/handshake-message.js';
import type { PrfInput } from '../lib/prf.js';
import type { PrfHash } from '../lib/suites.js';

/**
 * The hash of the handshake so far.
 *
 * What is hashed are handshake messages, each as it is sent: type (1 byte), length of the body (3 bytes), body, and
 * the next message right behind. The records around them are no part of it, and neither is ChangeCipherSpec, which is
 * not a handshake message.
 * @param version the negotiated version: before 0x0303 the hash is MD5 and SHA-1, one behind the other
 * @param prfHash what 0x0303 hashes with: 'SHA-256', or 'SHA-384' where the cipher suite says so
 * @param messages in the order in which they were sent, whoever sent them; bodies may be empty. The caller has seen to
 *   it that the right ones are here: for the client's Finished those before it, for the server's the client's Finished
 *   as well. Hash what is given: all of it, and nothing else
 * @returns 36 bytes before TLS 1.2, 32 or 48 in it (RFC 2246 7.4.9, RFC 5246 7.4.9)
 */
export function transcriptHash(
  version: number,
  prfHash: PrfHash,
  messages: readonly HandshakeMessage[],
): Uint8Array {
  // TODO: put the messages' bytes together, then hash them as the version wants.
  throw new Unsolved('transcriptHash');
}

/**
 * What to ask of the PRF, with the master secret, to get verify_data.
 * @param sender whose Finished it is, whether we send it or check it
 * @param transcriptHash what transcriptHash gave: 32, 36 or 48 bytes, which are the seed
 * @returns label, seed, and the length in bytes, which is the same in all versions (RFC 5246 7.4.9)
 */
export function verifyDataInput(sender: 'client' | 'server', transcriptHash: Uint8Array): PrfInput {
  // TODO: choose the label, and say how long verify_data is.
  throw new Unsolved('verifyDataInput');
}

/**
 * Accepts the peer's Finished, or ends the handshake. Everything that came before was in the clear and could have
 * been changed on the way; only this comparison notices.
 * @param expected the 12 bytes that we computed
 * @param received what the peer sent: nobody says that these are 12 bytes
 * @returns nothing when all bytes are the same
 * @throws TlsError decrypt_error when anything differs. Best is a comparison that takes the same time wherever the
 *   difference lies (RFC 5246 7.2.2, 7.4.9)
 */
export function checkVerifyData(expected: Uint8Array, received: Uint8Array): void {
  // TODO: compare all bytes and the lengths; throw when they differ.
  throw new Unsolved('checkVerifyData');
}

// Stage 09: records under RC4 (RFC 5246 6.2.3.1; RC4 itself has no RFC, RFC 6229 has test vectors).
// RC4 makes an endless stream of bytes from a key, the keystream; data XOR keystream is the ciphertext, and
// ciphertext XOR keystream the data. A record's content gets its MAC behind it, and both are encrypted together.
//
// Each direction has a keystream of its own, which runs on from record to record. Functions keep nothing between
// calls, so whoever uses up keystream returns the state behind it, and leaves the state that it was given as it is.
import { Unsolved } from '../lib/errors.js';
import type { Rc4State } from '../lib/rc4.js';

/**
 * The state that RC4 starts with. S begins as the numbers 0 to 255 in order, and the key shuffles it:
 *
 *     j = 0
 *     for i from 0 to 255:
 *         j = (j + S[i] + key[i mod length of key]) mod 256
 *         swap S[i] and S[j]
 *
 * @param key 1 to 256 bytes; 16 in every suite of TLS that we speak
 * @returns `s`, 256 bytes, and `i` and `j`, both 0: the generator starts counting anew (test vectors: RFC 6229 2)
 */
export function rc4KeySchedule(key: Uint8Array): Rc4State {
  // TODO: shuffle S with the key.
  throw new Unsolved('rc4KeySchedule');
}

/**
 * Encrypts or decrypts: data XOR keystream. For every byte of data the generator makes one byte of keystream:
 *
 *     i = (i + 1) mod 256
 *     j = (j + S[i]) mod 256
 *     swap S[i] and S[j]
 *     the byte is S[(S[i] + S[j]) mod 256]
 *
 * @param state where the generator stands: fresh from the key schedule, or returned by an earlier call
 * @param data 0 bytes or more
 * @returns `output`, as long as the data, and `state`, where the generator stands behind the last byte
 *   (test vectors: RFC 6229 2)
 */
export function rc4(state: Rc4State, data: Uint8Array): { state: Rc4State; output: Uint8Array } {
  // TODO: run the generator over a copy of the state, one step for each byte.
  throw new Unsolved('rc4');
}

/**
 * The bytes that a record's HMAC is computed over:
 *
 *     MAC(MAC_write_key, seq_num + TLSCompressed.type + TLSCompressed.version + TLSCompressed.length
 *                        + TLSCompressed.fragment)
 *
 * The plus joins bytes, and all numbers are big-endian. The HMAC itself is made elsewhere.
 * @param sequenceNumber how many records were sent before this one under the same keys: from 0 to 2^64 - 1, written
 *   in 8 bytes. It never goes over the wire: each side counts for itself
 * @param type the record's content type, 1 byte
 * @param version the record's version, 2 bytes
 * @param fragment the content in the clear; its length alone is what the 2-byte length says
 * @returns 13 bytes more than the fragment has (RFC 5246 6.2.3.1)
 */
export function macInput(
  sequenceNumber: bigint,
  type: number,
  version: number,
  fragment: Uint8Array,
): Uint8Array {
  // TODO: write the four numbers, then the fragment.
  throw new Unsolved('macInput');
}

/**
 * Makes the fragment of a protected record, a GenericStreamCipher: content, then MAC, all of it encrypted.
 * @param state where the keystream of this direction stands
 * @param content the fragment in the clear, 0 bytes or more
 * @param mac the HMAC, ready made: 16 bytes with MD5, 20 with SHA-1
 * @returns `fragment`, as long as content and MAC, and `state` for the next record (RFC 5246 6.2.3.1)
 */
export function sealStream(
  state: Rc4State,
  content: Uint8Array,
  mac: Uint8Array,
): { state: Rc4State; fragment: Uint8Array } {
  // TODO: encrypt both as one.
  throw new Unsolved('sealStream');
}

/**
 * Takes the fragment of a protected record apart. The MAC is only handed on: whether it is right is checked
 * elsewhere, before anybody uses the content.
 * @param state where the keystream of this direction stands
 * @param fragment encrypted content and MAC
 * @param macLength bytes of the MAC: 16 or 20
 * @returns `content`, which may have no bytes; `mac`; and `state` for the next record
 * @throws TlsError bad_record_mac for a fragment that is shorter than a MAC (RFC 5246 6.2.3.1, 7.2.2)
 */
export function openStream(
  state: Rc4State,
  fragment: Uint8Array,
  macLength: number,
): { state: Rc4State; content: Uint8Array; mac: Uint8Array } {
  // TODO: refuse what cannot hold a MAC; decrypt; cut.
  throw new Unsolved('openStream');
}

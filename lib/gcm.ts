// Stage 10. AES-GCM, as SP 800-38D specifies it and RFC 5288 puts it into TLS: CTR encrypts, GHASH makes the tag.
// One pair of key and nonce may encrypt one record only: a second one gives away the XOR of both plaintexts, and
// H with it, which is all that a forger needs.
import { ctr } from '@noble/ciphers/aes.js';
import { equalBytes } from '@noble/ciphers/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from './errors.js';
import { ghash } from './ghash.js';

/** Bytes of the tag after the ciphertext (RFC 5288 3, RFC 5116 5.1). */
const TAG_LENGTH = 16;

/**
 * GCTR: data XOR the encrypted counter blocks. Only the block's last 32 bits count, and they wrap to zero without
 * a carry, where plain CTR carries on through all 128 (SP 800-38D 6.2, 6.5).
 * @param key 16, 24 or 32 bytes
 * @param counterBlock the first counter block, 16 bytes
 */
export function gctr(key: Uint8Array, counterBlock: Uint8Array, data: Uint8Array): Uint8Array {
  const counter = new DataView(counterBlock.buffer, counterBlock.byteOffset).getUint32(12);
  const untilWrap = (2 ** 32 - counter) * 16;
  const output = ctr(key, counterBlock).encrypt(data.subarray(0, untilWrap));
  if (data.length <= untilWrap) return output;
  const wrapped = concatBytes(counterBlock.subarray(0, 12), new Uint8Array(4));
  return concatBytes(output, gctr(key, wrapped, data.subarray(untilWrap)));
}

/** The 12-byte nonce: the salt from the key block, 4 bytes, and the record's explicit 8 (RFC 5288 3). */
export function gcmNonce(salt: Uint8Array, explicit: Uint8Array): Uint8Array {
  return concatBytes(salt, explicit);
}

/**
 * The 13 bytes that the tag covers but nobody sends: sequence number, type, version, length of the plaintext
 * (RFC 5246 6.2.3.3).
 */
export function gcmAdditionalData(
  sequenceNumber: bigint,
  type: number,
  version: number,
  length: number,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(13));
  view.setBigUint64(0, sequenceNumber);
  view.setUint8(8, type);
  view.setUint16(9, version);
  view.setUint16(11, length);
  return new Uint8Array(view.buffer);
}

/**
 * The ciphertext, as long as the plaintext, and the 16-byte tag after it (SP 800-38D 7.1).
 * @param nonce 12 bytes, never used before with this key
 */
export function gcmEncrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const ciphertext = gctr(key, counterBlock(nonce, 2), plaintext);
  return concatBytes(ciphertext, tag(key, nonce, additionalData, ciphertext));
}

/**
 * The plaintext of a ciphertext with its tag; nothing is decrypted before the tag has been found right.
 * @throws TlsError bad_record_mac when the tag is wrong or missing (SP 800-38D 7.2, RFC 5246 6.2.3.3)
 */
export function gcmDecrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  input: Uint8Array,
): Uint8Array {
  const end = input.length - TAG_LENGTH;
  if (end < 0)
    throw new TlsError('bad_record_mac', `the peer sent ${input.length} bytes, which have no room for a tag`);
  const ciphertext = input.subarray(0, end);
  if (!equalBytes(tag(key, nonce, additionalData, ciphertext), input.subarray(end)))
    throw new TlsError('bad_record_mac', 'the peer sent a record whose tag is wrong');
  return gctr(key, counterBlock(nonce, 2), ciphertext);
}

/** The GHASH of everything, encrypted with counter block 1, J0 (SP 800-38D 7.1 steps 1 to 6). */
function tag(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array {
  const zeros = new Uint8Array(16);
  const h = gctr(key, zeros, zeros);
  return gctr(key, counterBlock(nonce, 1), ghash(h, additionalData, ciphertext));
}

/** A 12-byte nonce followed by a 32-bit counter. */
function counterBlock(nonce: Uint8Array, counter: number): Uint8Array {
  return Uint8Array.of(...nonce, 0, 0, 0, counter);
}

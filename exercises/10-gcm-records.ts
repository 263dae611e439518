// Stage 10: records under AES-GCM (NIST SP 800-38D; RFC 5288 3; RFC 5246 6.2.3.3).
// Counter mode encrypts, and GHASH makes a tag over the ciphertext and over additional data that is not sent. There
// is no HMAC and no padding.
//
// AES itself is noble's. With ecb from @noble/ciphers/aes.js,
//     ecb(key, { disablePadding: true }).encrypt(blocks)
// encrypts one or more blocks of 16 bytes, each by itself, with a key of 16 or 32 bytes. Leave noble's gcm, ctr and
// ghash alone: they are what you build.
import { Unsolved } from '../lib/errors.js';

/**
 * GHASH, with multiplication "·" in GF(2^128):
 *
 *     Y(0) = 0,  Y(i) = (Y(i-1) XOR X(i)) · H
 *
 * The blocks X(i) of 16 bytes are: the additional data, filled up with zeros to whole blocks; the ciphertext, filled
 * up in the same way; and a last block with the length of the additional data and the length of the ciphertext, 8
 * bytes each, in bits. The last Y is the result.
 *
 * A block is a polynomial whose coefficient of x^0 is the *top* bit of byte 0, and whose coefficient of x^127 is the
 * lowest bit of byte 15. So times x is a shift to the right; and when a bit falls off at the end, it comes back as
 * x^128 = x^7 + x^2 + x + 1, which is e1 in byte 0.
 *
 *     X · H:  Z = 0, V = H
 *             for each bit of X, beginning with the top bit of byte 0:
 *                 if the bit is 1: Z = Z XOR V
 *                 V = V times x
 *             Z is the product
 *
 * @param h the hash subkey H, 16 bytes
 * @param additionalData 0 bytes or more
 * @param ciphertext 0 bytes or more
 * @returns 16 bytes (SP 800-38D 6.3, 6.4, and 7.1 step 5)
 */
export function ghash(h: Uint8Array, additionalData: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  // TODO: put the blocks together, and fold them into Y one by one.
  throw new Unsolved('ghash');
}

/**
 * GCTR: data XOR keystream, where the keystream is the encryption of one counter block after the other. The next
 * counter block has the same first 12 bytes; its last 4 bytes, as a number, are one more, and 00000000 comes after
 * ffffffff.
 * @param key for AES, 16 or 32 bytes
 * @param counterBlock the first counter block, 16 bytes, used as it is
 * @param data 0 bytes or more; what is over of the last block of keystream is not used
 * @returns as many bytes as the data has (SP 800-38D 6.2, 6.5)
 */
export function gctr(key: Uint8Array, counterBlock: Uint8Array, data: Uint8Array): Uint8Array {
  // TODO: make the counter blocks, encrypt them, and XOR.
  throw new Unsolved('gctr');
}

/**
 * The nonce of a record.
 * @param salt 4 bytes from the key block, never sent
 * @param explicit 8 bytes that stand at the beginning of the record's fragment, in the clear
 * @returns 12 bytes (RFC 5288 3)
 */
export function gcmNonce(salt: Uint8Array, explicit: Uint8Array): Uint8Array {
  // TODO: put them together.
  throw new Unsolved('gcmNonce');
}

/**
 * The additional data of a record: what the tag covers beyond the content, and nobody sends in this form.
 *
 *     additional_data = seq_num + TLSCompressed.type + TLSCompressed.version + TLSCompressed.length
 *
 * The plus joins bytes, and all numbers are big-endian.
 * @param sequenceNumber how many records were sent before this one under the same keys, 8 bytes
 * @param type the record's content type, 1 byte
 * @param version the record's version, 2 bytes
 * @param length of the content in the clear, in bytes; 2 bytes
 * @returns 13 bytes (RFC 5246 6.2.3.3)
 */
export function gcmAdditionalData(
  sequenceNumber: bigint,
  type: number,
  version: number,
  length: number,
): Uint8Array {
  // TODO: write the four numbers.
  throw new Unsolved('gcmAdditionalData');
}

/**
 * Authenticated encryption.
 *
 *     H = E(key, 16 zero bytes),  J0 = nonce + 00000001
 *     ciphertext = GCTR(key, J0 + 1, plaintext)
 *     tag = GCTR(key, J0, GHASH(H, additional data, ciphertext))
 *
 * In J0 the plus joins bytes; J0 + 1 is the counter block after J0; E is AES of one block.
 * @param key for AES, 16 or 32 bytes
 * @param nonce 12 bytes
 * @param additionalData 0 bytes or more
 * @param plaintext 0 bytes or more
 * @returns the ciphertext, as long as the plaintext, and behind it the tag, 16 bytes (SP 800-38D 7.1)
 */
export function gcmEncrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  // TODO: encrypt, then make the tag of the ciphertext.
  throw new Unsolved('gcmEncrypt');
}

/**
 * The way back. Nobody gets to see a plaintext before its tag has been found right.
 * @param input ciphertext and tag, as gcmEncrypt returns them
 * @returns the plaintext, 16 bytes less than the input has
 * @throws TlsError bad_record_mac when any byte of the tag is wrong, and when the input is too short to hold a tag
 *   (SP 800-38D 7.2, RFC 5246 6.2.3.3)
 */
export function gcmDecrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  input: Uint8Array,
): Uint8Array {
  // TODO: cut off the tag, make your own, compare all of it, and decrypt then.
  throw new Unsolved('gcmDecrypt');
}

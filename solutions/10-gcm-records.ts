// Stage 10, solved: GHASH, counter mode, and AES-GCM from both (SP 800-38D; RFC 5288 3; RFC 5246 6.2.3.3).
import { ecb } from '@noble/ciphers/aes.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../lib/errors.js';

const blockLength = 16;
const tagLength = 16;

/** Y = (Y XOR X) · H for every block X (SP 800-38D 6.4). */
export function ghash(h: Uint8Array, additionalData: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const lengths = new DataView(new ArrayBuffer(blockLength));
  lengths.setBigUint64(0, 8n * BigInt(additionalData.length)); // in bits
  lengths.setBigUint64(8, 8n * BigInt(ciphertext.length));
  const blocks = concatBytes(filled(additionalData), filled(ciphertext), new Uint8Array(lengths.buffer));

  const powers = timesPowersOfX(h);
  const y = new Int32Array(4);
  const view = new DataView(blocks.buffer);
  for (let start = 0; start < blocks.length; start += blockLength) {
    for (let i = 0; i < 4; i++) y[i] = (y[i] as number) ^ view.getInt32(start + 4 * i);
    multiply(y, powers);
  }
  return bytesOf(y);
}

/** Zeros to the next whole block; nothing when it is whole already. */
function filled(data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(data.length / blockLength) * blockLength);
  whole.set(data);
  return whole;
}

/**
 * X · H is the sum of H · x^i over all bits i that are set in X. The textbook makes H · x^i anew for every block; they
 * are the same for a whole record, so we make all 128 of them once, four words of 32 bits each.
 */
function timesPowersOfX(h: Uint8Array): Int32Array {
  const view = new DataView(h.buffer, h.byteOffset);
  const powers = new Int32Array(4 * 128);
  let [a, b, c, d] = [view.getInt32(0), view.getInt32(4), view.getInt32(8), view.getInt32(12)];
  for (let i = 0; i < 128; i++) {
    powers.set([a, b, c, d], 4 * i);
    // Times x: all one to the right, and what falls off comes back as x^7 + x^2 + x + 1 at the top.
    const back = d & 1 ? 0xe1000000 : 0;
    [a, b, c, d] = [(a >>> 1) ^ back, (a << 31) | (b >>> 1), (b << 31) | (c >>> 1), (c << 31) | (d >>> 1)];
  }
  return powers;
}

/** X = X · H. */
function multiply(x: Int32Array, powers: Int32Array): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0, at = 0; i < 128; i++, at += 4) {
    // "If bit i of X is set", without an if: all ones where it is, all zeros where it is not.
    const mask = ((x[i >> 5] as number) << (i & 31)) >> 31;
    a ^= (powers[at] as number) & mask;
    b ^= (powers[at + 1] as number) & mask;
    c ^= (powers[at + 2] as number) & mask;
    d ^= (powers[at + 3] as number) & mask;
  }
  x.set([a, b, c, d]);
}

function bytesOf(words: Int32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(blockLength));
  words.forEach((word, i) => {
    view.setInt32(4 * i, word);
  });
  return new Uint8Array(view.buffer);
}

/** Data XOR E(key, counter block), E(key, the next one), ... (SP 800-38D 6.5). */
export function gctr(key: Uint8Array, counterBlock: Uint8Array, data: Uint8Array): Uint8Array {
  const keystream = encryptBlocks(key, counterBlocks(counterBlock, Math.ceil(data.length / blockLength)));
  const output = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) output[i] = (data[i] as number) ^ (keystream[i] as number);
  return output;
}

/** Only the last 32 bits count, and setUint32 lets them wrap by itself: nothing is carried into the nonce. */
function counterBlocks(first: Uint8Array, count: number): Uint8Array {
  const blocks = new Uint8Array(count * blockLength);
  const view = new DataView(blocks.buffer);
  const start = new DataView(first.buffer, first.byteOffset).getUint32(12);
  for (let i = 0; i < count; i++) {
    blocks.set(first, i * blockLength);
    view.setUint32(i * blockLength + 12, start + i);
  }
  return blocks;
}

function encryptBlocks(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  return ecb(key, { disablePadding: true }).encrypt(blocks);
}

/** Salt first: four bytes that are never sent, then the eight that are (RFC 5288 3). */
export function gcmNonce(salt: Uint8Array, explicit: Uint8Array): Uint8Array {
  return concatBytes(salt, explicit);
}

/** Sequence number (8 bytes), type (1), version (2), length of the plaintext (2) (RFC 5246 6.2.3.3). */
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

/** Counter 2 and up encrypt, counter 1 hides the GHASH (SP 800-38D 7.1). */
export function gcmEncrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const ciphertext = gctr(key, withCounter(nonce, 2), plaintext);
  return concatBytes(ciphertext, tagOf(key, nonce, additionalData, ciphertext));
}

/** The tag first, then the plaintext (SP 800-38D 7.2). */
export function gcmDecrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  input: Uint8Array,
): Uint8Array {
  if (input.length < tagLength)
    throw new TlsError('bad_record_mac', `the peer sent ${input.length} bytes, too few for a tag`);
  const ciphertext = input.subarray(0, input.length - tagLength);
  const received = input.subarray(input.length - tagLength);
  if (!sameBytes(tagOf(key, nonce, additionalData, ciphertext), received))
    throw new TlsError('bad_record_mac', 'the peer sent a record with a wrong tag');
  return gctr(key, withCounter(nonce, 2), ciphertext);
}

/** GHASH on its own gives H away to whoever knows some tags, so it goes out encrypted. */
function tagOf(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array {
  const h = encryptBlocks(key, new Uint8Array(blockLength));
  return gctr(key, withCounter(nonce, 1), ghash(h, additionalData, ciphertext));
}

function withCounter(nonce: Uint8Array, counter: number): Uint8Array {
  return Uint8Array.of(...nonce, 0, 0, 0, counter);
}

/** Looks at every byte, wherever the first wrong one is: time must not tell a forger how far he has come. */
function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= (left[i] as number) ^ (right[i] as number);
  return difference === 0;
}

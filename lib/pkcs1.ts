// PKCS#1 v1.5 blocks: 00, the block type, a padding string PS, 00, the message. They are as long as the modulus.
//   00 01 ff ff ff ... ff 00 message    block type 1, for signatures
//   00 02 (non-zero bytes) 00 message   block type 2, for encryption
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from './errors.js';

export type BlockType = 1 | 2;

/** 00, the block type, at least 8 bytes of padding, 00. */
const overhead = 11;
const leastPadding = 8;

/**
 * The block that holds `message`.
 * @param length  bytes of the block: as many as the modulus
 * @param padding block type 2 only: `length` - 3 - `message.length` random bytes, none of them zero
 * @throws RangeError when the message is too long for the block, or the padding is not as described
 * (RFC 8017 7.2.1, 9.2; RFC 2313 8.1)
 */
export function pkcs1Pad(
  blockType: BlockType,
  message: Uint8Array,
  length: number,
  padding?: Uint8Array,
): Uint8Array {
  if (message.length > length - overhead)
    throw new RangeError(`a message of ${message.length} bytes is too long for a block of ${length}`);
  const paddingLength = length - 3 - message.length;
  const ps = blockType === 1 ? new Uint8Array(paddingLength).fill(0xff) : padding;
  if (ps?.length !== paddingLength) throw new RangeError(`the padding must be ${paddingLength} bytes long`);
  if (ps.includes(0)) throw new RangeError('a zero byte would end the padding early');
  return concatBytes(Uint8Array.of(0, blockType), ps, Uint8Array.of(0), message);
}

/**
 * The message that a block holds. It is everything after the padding: whether nothing stands behind what the
 * caller looks for is the caller's to compare.
 *
 * For block type 2 the answer itself is a secret: who may ask it often enough can decrypt (Bleichenbacher 1998).
 * Whoever decrypts a pre-master secret must go on as if nothing had happened (RFC 5246 7.4.7.1).
 *
 * @throws TlsError decrypt_error for any other block: first bytes other than 00 and the type, block type 1 with
 * padding other than ff, padding under 8 bytes, no 00 after it (RFC 8017 7.2.2, 8.2.2)
 */
export function pkcs1Unpad(blockType: BlockType, block: Uint8Array): Uint8Array {
  if (block[0] !== 0 || block[1] !== blockType) throw malformed(`it does not begin 00 0${blockType}`);
  const end = block.indexOf(0, 2);
  if (end === -1) throw malformed('no zero byte ends its padding');
  const ps = block.subarray(2, end);
  if (ps.length < leastPadding) throw malformed(`its padding has ${ps.length} bytes, and 8 are the least`);
  if (blockType === 1 && ps.some((byte) => byte !== 0xff)) throw malformed('its padding is not all ff');
  return block.slice(end + 1);
}

function malformed(why: string): TlsError {
  return new TlsError('decrypt_error', `the peer's PKCS#1 block is malformed: ${why}`);
}

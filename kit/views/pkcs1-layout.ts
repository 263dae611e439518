// A PKCS#1 v1.5 block, byte by byte.
import { type BlockType, pkcs1Unpad } from '../../lib/pkcs1.js';
import { byteGrid } from './byte-grid.js';

const uses = { 1: 'block type 1, for signatures', 2: 'block type 2, for encryption' } as const;
const paddings = { 1: 'ff throughout', 2: 'random, none of them zero' } as const;

/**
 * The block as it is before it is raised to a power: 00, type, padding, 00, message (RFC 8017 7.2.1, 9.2).
 * @param message what the message is called: 'DigestInfo', 'pre-master secret'
 * @throws TlsError decrypt_error when it is no such block
 */
export function pkcs1Layout(blockType: BlockType, block: Uint8Array, message = 'message'): string {
  const content = pkcs1Unpad(blockType, block);
  const end = block.length - content.length;
  return byteGrid(`PKCS#1 ${uses[blockType]}`, [
    {
      name: 'first byte',
      bytes: block.subarray(0, 1),
      note: 'zero: so the number is smaller than the modulus',
      tint: 'grey',
    },
    { name: 'block type', bytes: block.subarray(1, 2), tint: 'orange' },
    { name: 'padding', bytes: block.subarray(2, end - 1), note: paddings[blockType], tint: 'blue' },
    {
      name: 'end of padding',
      bytes: block.subarray(end - 1, end),
      note: 'the first zero after the type',
      tint: 'grey',
    },
    { name: message, bytes: content, tint: 'green', note: 'all that is left' },
  ]);
}

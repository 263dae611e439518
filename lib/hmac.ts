// Stage 06. RFC 2104: H(K XOR opad, H(K XOR ipad, text)), with the RFC's names: B is the hash's block length.
import { type HashName, hashes } from './hashes.js';

/**
 * The HMAC of a message: as many bytes as the hash gives. A key shorter than a block is filled with zeros, a
 * longer one is hashed first (RFC 2104 2).
 */
export function hmac(hash: HashName, key: Uint8Array, message: Uint8Array): Uint8Array {
  const { blockLength: B, digest } = hashes[hash];
  const K = new Uint8Array(B);
  K.set(key.length > B ? digest(key) : key);
  const ipad = K.map((byte) => byte ^ 0x36);
  const opad = K.map((byte) => byte ^ 0x5c);
  return digest(opad, digest(ipad, message));
}

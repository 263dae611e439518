import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { hashes } from '../../lib/hashes.js';
import type { Random } from '../../lib/key-exchange.js';

/**
 * Random bytes that a seed brings back: SHA-256 of the seed and a counter, block after block. Whoever knows the
 * seed knows every secret made from it, so it is for recorded sessions only.
 */
export function seededRandom(seed: string): Random {
  let counter = 0;
  let pool: Uint8Array = new Uint8Array();
  return (length) => {
    while (pool.length < length) {
      const block = hashes['SHA-256'].digest(utf8ToBytes(`${seed}|${counter++}`));
      pool = concatBytes(pool, block);
    }
    const bytes = pool.slice(0, length);
    pool = pool.slice(length);
    return bytes;
  };
}

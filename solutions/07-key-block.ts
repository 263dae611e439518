// Stage 07, solved: what to ask of the PRF, and how to cut what it gives (RFC 5246 6.3).
import { concatBytes } from '@noble/hashes/utils.js';
import type { WriteKeys } from '../lib/key-block.js';
import type { PrfInput } from '../lib/prf.js';
import { TLS10 } from '../lib/registry.js';
import type { CipherSuite } from '../lib/suites.js';

/** The server's random comes first, other than in the master secret (RFC 5246 6.3). */
export function keyExpansion(
  version: number,
  suite: CipherSuite,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): PrfInput {
  const seed = concatBytes(serverRandom, clientRandom);
  return { label: 'key expansion', seed, length: keyBlockLength(version, suite) };
}

/** The suite's row says enough for AES-GCM too: its MAC keys have 0 bytes (RFC 5246 6.3). */
export function partitionKeyBlock(
  version: number,
  suite: CipherSuite,
  keyBlock: Uint8Array,
): { client: WriteKeys; server: WriteKeys } {
  const needed = keyBlockLength(version, suite);
  if (keyBlock.length < needed)
    throw new RangeError(`the key block has ${keyBlock.length} bytes and needs ${needed}`);

  const mac = suite.macKeyLength;
  const key = suite.encKeyLength;
  const iv = ivLength(version, suite);
  // Where the cipher keys and the IVs begin: behind both MAC keys, and behind both cipher keys.
  const keys = 2 * mac;
  const ivs = keys + 2 * key;
  return {
    client: {
      macKey: keyBlock.slice(0, mac),
      key: keyBlock.slice(keys, keys + key),
      iv: keyBlock.slice(ivs, ivs + iv),
    },
    server: {
      macKey: keyBlock.slice(mac, 2 * mac),
      key: keyBlock.slice(keys + key, keys + 2 * key),
      iv: keyBlock.slice(ivs + iv, ivs + 2 * iv),
    },
  };
}

function keyBlockLength(version: number, suite: CipherSuite): number {
  return 2 * (suite.macKeyLength + suite.encKeyLength + ivLength(version, suite));
}

/** In TLS 1.0 CBC chains on from the last record, so only the first IV is derived; later each record brings its own. */
function ivLength(version: number, suite: CipherSuite): number {
  if (suite.cipher === 'AES_CBC' && version > TLS10) return 0;
  return suite.fixedIvLength;
}

// Stage 07. The key block is one long string of PRF output, cut in a fixed order: both MAC keys, both cipher
// keys, both IVs, the client's always first (RFC 5246 6.3).
import { concatBytes } from '@noble/hashes/utils.js';
import type { PrfInput } from './prf.js';
import { type CipherSuite, fixedIvLength } from './suites.js';

/** What one side protects its records with; a part that the suite does not need is empty. */
export interface WriteKeys {
  readonly macKey: Uint8Array;
  readonly key: Uint8Array;
  /** RC4: empty. AES-CBC: the first record's IV in TLS 1.0, later empty. AES-GCM: the 4-byte salt. */
  readonly iv: Uint8Array;
}

/**
 * What to ask of the PRF, with the master secret, to get the key block. The server's random comes first, unlike
 * in the master secret (RFC 5246 6.3).
 */
export function keyExpansion(
  version: number,
  suite: CipherSuite,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): PrfInput {
  const length = 2 * (suite.macKeyLength + suite.encKeyLength + fixedIvLength(suite, version));
  return { label: 'key expansion', seed: concatBytes(serverRandom, clientRandom), length };
}

/**
 * Cuts the key block into the keys that the client writes with and the keys that the server writes with.
 * @throws RangeError when the block is shorter than keyExpansion asks (RFC 5246 6.3)
 */
export function partitionKeyBlock(
  version: number,
  suite: CipherSuite,
  keyBlock: Uint8Array,
): { client: WriteKeys; server: WriteKeys } {
  let end = 0;
  const take = (length: number) => {
    end += length;
    if (end > keyBlock.length) throw new RangeError(`a key block of ${keyBlock.length} bytes is too short`);
    return keyBlock.slice(end - length, end);
  };
  const both = (length: number) => ({ client: take(length), server: take(length) });
  const macKey = both(suite.macKeyLength);
  const key = both(suite.encKeyLength);
  const iv = both(fixedIvLength(suite, version));
  return {
    client: { macKey: macKey.client, key: key.client, iv: iv.client },
    server: { macKey: macKey.server, key: key.server, iv: iv.server },
  };
}

// Stage 07: the key block (RFC 2246 6.3, RFC 4346 6.3, RFC 5246 6.3; for AES-GCM also RFC 5288 3).
// The master secret becomes one long string of bytes, and that string is cut into the keys of both sides. We do not
// run the PRF here: the first function says what to ask of it, the second cuts what it gave.
//
// A suite is a row of the table in lib/suites.ts; all its lengths are in bytes:
//   macKeyLength   of each MAC key: 16 for MD5, 20 for SHA-1, 32 for SHA-256, 0 for AES-GCM
//   encKeyLength   of each cipher key
//   fixedIvLength  of each IV, if the key block gives one: 16 for AES-CBC, 4 for AES-GCM, 0 for RC4
// One thing the row cannot say, since it depends on the version: AES-CBC takes an IV from the key block in TLS 1.0
// only. From TLS 1.1 on every record brings an IV of its own (RFC 4346 6.2.3.2).
import { Unsolved } from '../lib/errors.js';
import type { WriteKeys } from '../lib/key-block.js';
import type { PrfInput } from '../lib/prf.js';
import type { CipherSuite } from '../lib/suites.js';

/**
 * What to ask of the PRF to get the key block.
 *
 *     key_block = PRF(master_secret, "key expansion", server_random + client_random)
 *
 * @param version the negotiated version, such as 0x0301
 * @param clientRandom 32 bytes
 * @param serverRandom 32 bytes
 * @returns label, seed, and the length in bytes: just enough for the MAC keys, the cipher keys and the IVs of both
 *   sides (RFC 5246 6.3)
 */
export function keyExpansion(
  version: number,
  suite: CipherSuite,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): PrfInput {
  // TODO: name the label, join the randoms, and add up what the suite needs in this version.
  throw new Unsolved('keyExpansion');
}

/**
 * Cuts the key block. It holds, in this order:
 *
 *     client_write_MAC_key, server_write_MAC_key, client_write_key, server_write_key, client_write_IV, server_write_IV
 *
 * @param version the negotiated version, such as 0x0301
 * @param keyBlock at least as many bytes as keyExpansion asks for; more are left over and mean nothing
 * @returns for either side { macKey, key, iv }; a part that the suite does not need has no bytes
 * @throws RangeError when the key block is too short: a mistake of our own, so no alert (RFC 5246 6.3)
 */
export function partitionKeyBlock(
  version: number,
  suite: CipherSuite,
  keyBlock: Uint8Array,
): { client: WriteKeys; server: WriteKeys } {
  // TODO: refuse a block that is too short, then cut it into six parts.
  throw new Unsolved('partitionKeyBlock');
}

// Stage 06. From the pre-master secret, whose length and making depend on the key exchange, to the 48 bytes from
// which all else follows.
import { concatBytes } from '@noble/hashes/utils.js';
import { prf10, prf12, runPrf } from './prf.js';
import type { PrfHash } from './suites.js';

/**
 * The 48-byte master secret. The client's random comes first here; in key expansion the server's does
 * (RFC 5246 8.1).
 * @param version the negotiated version, such as 0x0301; before TLS 1.2 `prfHash` has no say
 */
export function masterSecret(
  version: number,
  prfHash: PrfHash,
  preMasterSecret: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): Uint8Array {
  const seed = concatBytes(clientRandom, serverRandom);
  return derive(version, prfHash, preMasterSecret, 'master secret', seed);
}

/**
 * The 48-byte master secret when both sides sent extended_master_secret: bound to the whole handshake and not to
 * the randoms alone, so that a man in the middle cannot give two sessions the same one (RFC 7627 4).
 * @param sessionHash the transcript hash of ClientHello up to and including ClientKeyExchange
 */
export function extendedMasterSecret(
  version: number,
  prfHash: PrfHash,
  preMasterSecret: Uint8Array,
  sessionHash: Uint8Array,
): Uint8Array {
  return derive(version, prfHash, preMasterSecret, 'extended master secret', sessionHash);
}

function derive(
  version: number,
  prfHash: PrfHash,
  preMasterSecret: Uint8Array,
  label: string,
  seed: Uint8Array,
): Uint8Array {
  return runPrf({ prf10, prf12 }, version, prfHash, preMasterSecret, { label, seed, length: 48 });
}

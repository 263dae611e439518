// Stage 06: from the pre-master secret to the master secret (RFC 2104; RFC 2246 5; RFC 5246 5 and 8.1; RFC 7627).
// Four floors: HMAC stands on a hash, P_hash on HMAC, the two PRFs on P_hash, the master secrets on the PRFs. Each
// may call the ones below it.
//
// lib/hashes.ts has the hash functions: hashes['SHA-1'].digest(a, b) hashes a and b as one message, and
// .blockLength and .outputLength are in bytes. What you need is imported with
//
//     import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
//     import { hashes } from '../lib/hashes.js';
import { Unsolved } from '../lib/errors.js';
import type { HashName } from '../lib/hashes.js';
import type { PrfHash } from '../lib/suites.js';

/**
 * HMAC: a hash that only the owner of a key can compute.
 *
 *     HMAC(K, text) = H(K XOR opad, H(K XOR ipad, text))
 *
 * The comma joins bytes. ipad is the byte 0x36 and opad the byte 0x5c, both repeated to the block length of the hash.
 * @param key 0 bytes or more; RFC 2104 2 says what to do with one that is shorter or longer than a block
 * @param message 0 bytes or more
 * @returns as many bytes as the hash gives: 16 for MD5, 20 for SHA-1, 32 for SHA-256 (RFC 2104 2)
 */
export function hmac(hash: HashName, key: Uint8Array, message: Uint8Array): Uint8Array {
  // TODO: make the key as long as a block, then hash twice.
  throw new Unsolved('hmac');
}

/**
 * P_hash: as many bytes as are wanted, from a secret and a seed.
 *
 *     P_hash(secret, seed) = HMAC(secret, A(1) + seed) + HMAC(secret, A(2) + seed) + HMAC(secret, A(3) + seed) + ...
 *     A(0) = seed,  A(i) = HMAC(secret, A(i-1))
 *
 * The plus joins bytes.
 * @param hash the hash of the HMAC
 * @param length how many bytes to give, 0 or more; rarely a multiple of what the hash gives
 * @returns exactly `length` bytes (RFC 2246 5, RFC 5246 5)
 */
export function pHash(hash: HashName, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  // TODO: make the A(i) and the blocks of output one by one, until there is enough.
  throw new Unsolved('pHash');
}

/**
 * The pseudorandom function of TLS 1.0 and 1.1, which trusts neither MD5 nor SHA-1 alone.
 *
 *     PRF(secret, label, seed) = P_MD5(S1, label + seed) XOR P_SHA-1(S2, label + seed)
 *
 * @param secret S1 is its first half, S2 its second; both have the same length, also when that of the secret is odd
 * @param label ASCII, without a byte of length and without a zero byte at its end
 * @param seed goes to both sides whole
 * @param length how many bytes to give
 * @returns exactly `length` bytes (RFC 2246 5)
 */
export function prf10(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Uint8Array {
  // TODO: halve the secret, run P_hash with either half, and XOR.
  throw new Unsolved('prf10');
}

/**
 * The pseudorandom function of TLS 1.2.
 *
 *     PRF(secret, label, seed) = P_<hash>(secret, label + seed)
 *
 * @param hash the one that the cipher suite names: SHA-256, or SHA-384 for suites whose name ends in it
 * @param secret whole
 * @param label ASCII, as in prf10
 * @returns exactly `length` bytes (RFC 5246 5)
 */
export function prf12(
  hash: HashName,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  // TODO: run P_hash once.
  throw new Unsolved('prf12');
}

/**
 * The master secret: 48 bytes, whatever the key exchange gave.
 *
 *     master_secret = PRF(pre_master_secret, "master secret", ClientHello.random + ServerHello.random)[0..47]
 *
 * @param version the negotiated version: 0x0301 and 0x0302 use the PRF of prf10, 0x0303 that of prf12
 * @param prfHash the hash for prf12; before TLS 1.2 it has no say
 * @param preMasterSecret 48 bytes after RSA, of any other length after a Diffie-Hellman exchange; used whole, as it is
 * @param clientRandom 32 bytes
 * @param serverRandom 32 bytes
 * @returns 48 bytes (RFC 2246 8.1, RFC 5246 8.1)
 */
export function masterSecret(
  version: number,
  prfHash: PrfHash,
  preMasterSecret: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): Uint8Array {
  // TODO: ask the PRF of the version.
  throw new Unsolved('masterSecret');
}

/**
 * The master secret when both hellos carry the extension extended_master_secret. It hangs on every byte of the
 * handshake and not on the randoms alone, so two sessions never share one.
 *
 *     master_secret = PRF(pre_master_secret, "extended master secret", session_hash)[0..47]
 *
 * @param version as in masterSecret
 * @param prfHash as in masterSecret
 * @param sessionHash the hash of all handshake messages up to and including ClientKeyExchange, ready made: 36 bytes
 *   before TLS 1.2, 32 or 48 in it
 * @returns 48 bytes (RFC 7627 4)
 */
export function extendedMasterSecret(
  version: number,
  prfHash: PrfHash,
  preMasterSecret: Uint8Array,
  sessionHash: Uint8Array,
): Uint8Array {
  // TODO: ask the PRF of the version, with the other label and the other seed.
  throw new Unsolved('extendedMasterSecret');
}

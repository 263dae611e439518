// Stage 06, solved: HMAC, P_hash, the two PRFs and the master secrets (RFC 2104; RFC 2246 5; RFC 5246 5, 8.1; RFC 7627).
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { type HashName, hashes } from '../lib/hashes.js';
import { TLS12 } from '../lib/registry.js';
import type { PrfHash } from '../lib/suites.js';

const masterSecretLength = 48;

/** H(K XOR opad, H(K XOR ipad, text)) (RFC 2104 2). */
export function hmac(hash: HashName, key: Uint8Array, message: Uint8Array): Uint8Array {
  const { blockLength, digest } = hashes[hash];
  // A key of exactly one block stays as it is; the rest of the block is zeros.
  const block = new Uint8Array(blockLength);
  block.set(key.length > blockLength ? digest(key) : key);
  const inner = digest(xorEach(block, 0x36), message);
  return digest(xorEach(block, 0x5c), inner);
}

function xorEach(bytes: Uint8Array, pad: number): Uint8Array {
  return bytes.map((byte) => byte ^ pad);
}

/** HMAC(secret, A(1) + seed) + HMAC(secret, A(2) + seed) + ..., cut to length (RFC 5246 5). */
export function pHash(hash: HashName, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  let output: Uint8Array = new Uint8Array();
  let a = seed; // A(0)
  while (output.length < length) {
    a = hmac(hash, secret, a); // before its first use, so the first block is made with A(1)
    output = concatBytes(output, hmac(hash, secret, concatBytes(a, seed)));
  }
  return output.slice(0, length);
}

/** P_MD5(S1, label + seed) XOR P_SHA-1(S2, label + seed) (RFC 2246 5). */
export function prf10(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Uint8Array {
  // Rounded up, counted from either end: the halves of an odd secret share the byte in the middle.
  const half = Math.ceil(secret.length / 2);
  const s1 = secret.slice(0, half);
  const s2 = secret.slice(secret.length - half);
  const labelAndSeed = concatBytes(utf8ToBytes(label), seed);
  return xor(pHash('MD5', s1, labelAndSeed, length), pHash('SHA-1', s2, labelAndSeed, length));
}

function xor(left: Uint8Array, right: Uint8Array): Uint8Array {
  return left.map((byte, i) => byte ^ (right[i] as number));
}

/** P_hash(secret, label + seed) (RFC 5246 5). */
export function prf12(
  hash: HashName,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  return pHash(hash, secret, concatBytes(utf8ToBytes(label), seed), length);
}

/** PRF(pre_master_secret, "master secret", ClientHello.random + ServerHello.random) (RFC 5246 8.1). */
export function masterSecret(
  version: number,
  prfHash: PrfHash,
  preMasterSecret: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): Uint8Array {
  const seed = concatBytes(clientRandom, serverRandom);
  return prf(version, prfHash, preMasterSecret, 'master secret', seed);
}

/** PRF(pre_master_secret, "extended master secret", session_hash) (RFC 7627 4). */
export function extendedMasterSecret(
  version: number,
  prfHash: PrfHash,
  preMasterSecret: Uint8Array,
  sessionHash: Uint8Array,
): Uint8Array {
  return prf(version, prfHash, preMasterSecret, 'extended master secret', sessionHash);
}

/** TLS 1.2 lets the suite choose the hash; the versions before it have no choice. */
function prf(
  version: number,
  prfHash: PrfHash,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
): Uint8Array {
  if (version < TLS12) return prf10(secret, label, seed, masterSecretLength);
  return prf12(prfHash, secret, label, seed, masterSecretLength);
}

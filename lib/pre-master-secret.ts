// Stage 05. The pre-master secret, by each of the three key exchanges.
import { concatBytes, numberToBytesBE } from '@noble/curves/utils.js';
import { sharedPoint } from './groups.js';

/** What an RSA client encrypts: the version it offered and 46 random bytes (RFC 5246 7.4.7.1). */
export function rsaPreMasterSecret(clientVersion: number, random: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(clientVersion >> 8, clientVersion & 0xff), random);
}

/**
 * What an RSA server goes on with. A block that was not properly padded (`decrypted` undefined), of the wrong
 * length or with the wrong version is replaced by `fallback`, 48 random bytes drawn beforehand, and nothing is
 * said: the handshake then fails at Finished, like any other wrong secret. An answer that told the cases apart
 * would decrypt the secret for an attacker, a few bits a question (RFC 5246 7.4.7.1, Bleichenbacher 1998).
 * The bytes are chosen by a mask, without a branch; that JavaScript takes equal time is not promised.
 */
export function recoverPreMasterSecret(
  clientVersion: number,
  decrypted: Uint8Array | undefined,
  fallback: Uint8Array,
): Uint8Array {
  const candidate = decrypted?.length === 48 ? decrypted : new Uint8Array(48);
  const [major = 0, minor = 0] = candidate;
  const wrong = (major ^ (clientVersion >> 8)) | (minor ^ (clientVersion & 0xff));
  const keep = ((wrong - 1) >> 8) & 0xff; // 0xff when wrong is 0, otherwise 0
  return candidate.map((byte, i) => (byte & keep) | ((fallback[i] as number) & ~keep));
}

/** DHE: the shared number Z as bytes, leading zero bytes stripped (RFC 5246 8.1.2). */
export function dhePreMasterSecret(z: bigint): Uint8Array {
  const hexLength = z.toString(16).length;
  return numberToBytesBE(z, Math.ceil(hexLength / 2));
}

/**
 * ECDHE: the x-coordinate of the shared point, 32 bytes, leading zeros kept (RFC 8422 5.10).
 * @throws TlsError illegal_parameter for a public key that is no point of the group
 */
export function ecdhePreMasterSecret(
  group: number,
  privateKey: Uint8Array,
  peerPublicKey: Uint8Array,
): Uint8Array {
  return sharedPoint(group, privateKey, peerPublicKey);
}

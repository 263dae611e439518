// RSASSA-PSS, the RSA signature of TLS 1.3: randomised, and with a proof, where PKCS #1 v1.5 has a fixed frame
// (RFC 8017 8.1.2, 9.1.2). The salt is as long as the hash (RFC 8446 4.2.3).
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../../lib/errors.js';
import { type HashName, hashes } from '../../lib/hashes.js';
import { i2osp, modPow, os2ip } from '../../lib/integers.js';
import { modulusLength, type RsaPublicKey, rsaPublicOperation } from '../../lib/rsa.js';

/** @throws TlsError decrypt_error unless `signature` is the key's over `message` */
export function verifyPss(
  hash: HashName,
  key: RsaPublicKey,
  message: Uint8Array,
  signature: Uint8Array,
): void {
  if (signature.length !== modulusLength(key)) throw refused('is not as long as the key');
  const block = rsaPublicOperation({ i2osp, modPow, os2ip }, key, signature);
  const emBits = key.n.toString(2).length - 1;
  const emLen = Math.ceil(emBits / 8);
  const [em, above] = [block.subarray(block.length - emLen), block.subarray(0, block.length - emLen)];
  if (above.some((byte) => byte !== 0)) throw refused('opens to a number that is too large');
  emsaPssVerify(hash, message, em, emBits);
}

/** EMSA-PSS-VERIFY, with the names of RFC 8017 9.1.2: EM is maskedDB, H and bc. */
function emsaPssVerify(hash: HashName, message: Uint8Array, em: Uint8Array, emBits: number): void {
  const { outputLength: hLen, digest } = hashes[hash];
  const sLen = hLen;
  const dbLength = em.length - hLen - 1;
  if (dbLength < sLen + 1 || em.at(-1) !== 0xbc) throw refused('does not open to a PSS block');
  const H = em.subarray(dbLength, dbLength + hLen);
  const mask = mgf1(hash, H, dbLength);
  const db = em.subarray(0, dbLength).map((byte, i) => byte ^ (mask[i] as number));
  const unused = 8 * em.length - emBits;
  if ((em[0] as number) >> (8 - unused) !== 0) throw refused('opens to a number that is too large');
  db[0] = (db[0] as number) & (0xff >> unused);
  const zeros = db.subarray(0, dbLength - sLen - 1);
  if (zeros.some((byte) => byte !== 0) || db[zeros.length] !== 1)
    throw refused('does not open to a PSS block');
  const salt = db.subarray(dbLength - sLen);
  if (!equalBytes(H, digest(new Uint8Array(8), digest(message), salt)))
    throw refused('covers something else');
}

/** MGF1: as many bytes as wanted from a seed, by hashing it with a counter (RFC 8017 B.2.1). */
function mgf1(hash: HashName, seed: Uint8Array, length: number): Uint8Array {
  const { outputLength, digest } = hashes[hash];
  const count = Math.ceil(length / outputLength);
  const blocks = Array.from({ length: count }, (_, i) => digest(seed, i2osp(BigInt(i), 4)));
  return concatBytes(...blocks).subarray(0, length);
}

const refused = (why: string) => new TlsError('decrypt_error', `the peer's RSA-PSS signature ${why}`);

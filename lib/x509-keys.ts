// AlgorithmIdentifier and SubjectPublicKeyInfo (RFC 3279, RFC 4055, RFC 5480, RFC 5758).
import { Tag } from './der.js';
import type { DerReader } from './der-reader.js';
import { derInteger, derNull } from './der-values.js';
import type { HashName } from './hashes.js';
import { oidName } from './oids.js';

/** What signed a certificate. One that we do not know is no harm until somebody has to verify it. */
export type SignatureAlgorithm =
  | { readonly key: 'rsa' | 'ec'; readonly name: string; readonly hash: HashName }
  | { readonly key: 'unsupported'; readonly name: string };

export type EcGroup = 'secp256r1' | 'secp384r1';

export type PublicKey =
  | { readonly type: 'rsa'; readonly n: bigint; readonly e: bigint }
  /** 04 and both coordinates; that the point is on the curve is checked where it is used (RFC 5480 2.2). */
  | { readonly type: 'ec'; readonly group: EcGroup; readonly point: Uint8Array }
  | { readonly type: 'unsupported'; readonly name: string };

const signatureAlgorithms: Record<string, { key: 'rsa' | 'ec'; hash: HashName }> = {
  md2WithRSAEncryption: { key: 'rsa', hash: 'MD2' },
  md5WithRSAEncryption: { key: 'rsa', hash: 'MD5' },
  sha1WithRSAEncryption: { key: 'rsa', hash: 'SHA-1' },
  sha256WithRSAEncryption: { key: 'rsa', hash: 'SHA-256' },
  sha384WithRSAEncryption: { key: 'rsa', hash: 'SHA-384' },
  sha512WithRSAEncryption: { key: 'rsa', hash: 'SHA-512' },
  'ecdsa-with-SHA256': { key: 'ec', hash: 'SHA-256' },
  'ecdsa-with-SHA384': { key: 'ec', hash: 'SHA-384' },
  'ecdsa-with-SHA512': { key: 'ec', hash: 'SHA-512' },
};

const pointLengths: Record<EcGroup, number> = { secp256r1: 65, secp384r1: 97 };

/** Below, a SHA-256 signature does not fit in; above, verifying one keeps a client busy for a hostile peer. */
const modulusBits = { least: 512, most: 16384 };

/** Parameters are NULL or absent for RSA, absent for ECDSA (RFC 4055 5, RFC 5758 3.2). */
export function readSignatureAlgorithm(r: DerReader, name: string): SignatureAlgorithm {
  return r.sequence(name, (s) => {
    const algorithm = oidName(s.oid('algorithm'));
    const known = signatureAlgorithms[algorithm];
    if (!known) {
      s.many((p) => p.any('parameters'));
      return { key: 'unsupported', name: algorithm };
    }
    if (known.key === 'rsa') s.optional(Tag.NULL, (p) => p.primitive('parameters', Tag.NULL, derNull));
    return { ...known, name: algorithm };
  });
}

/** SubjectPublicKeyInfo (RFC 5280 4.1.2.7). */
export function readPublicKey(r: DerReader, name: string): PublicKey {
  return r.sequence(name, (s) => {
    const { algorithm, group } = s.sequence('algorithm', readKeyAlgorithm);
    if (algorithm === 'rsaEncryption')
      return s.bitString('subjectPublicKey', 'RSAPublicKey', (b) => b.sequence('RSAPublicKey', readRsaKey));
    const point = s.bitString('subjectPublicKey', 'the key as its algorithm writes it');
    if (!isOurs(group)) return { type: 'unsupported', name: group ?? algorithm };
    if (point.length !== pointLengths[group] || point[0] !== 4)
      throw s.refuse('subjectPublicKey', `it is not an uncompressed point of ${group}`);
    return { type: 'ec', group, point };
  });
}

function readKeyAlgorithm(r: DerReader): { algorithm: string; group?: string } {
  const algorithm = oidName(r.oid('algorithm'));
  if (algorithm === 'rsaEncryption') r.primitive('parameters', Tag.NULL, derNull);
  else if (algorithm === 'id-ecPublicKey' && r.nextTag === Tag['OBJECT IDENTIFIER'])
    return { algorithm, group: oidName(r.oid('namedCurve')) };
  else r.many((p) => p.any('parameters'));
  return { algorithm };
}

function isOurs(group: string | undefined): group is EcGroup {
  return group !== undefined && Object.hasOwn(pointLengths, group);
}

/** RSAPublicKey (RFC 8017 A.1.1). A modulus is odd, and an exponent above 64 bits only costs time. */
function readRsaKey(r: DerReader): PublicKey {
  const n = r.primitive('modulus', Tag.INTEGER, derInteger, (value) => `${bitLength(value)} bits`);
  const e = r.primitive('publicExponent', Tag.INTEGER, derInteger, String);
  if (n < 0n || n % 2n === 0n) throw r.refuse('modulus', 'it is not the product of two odd primes');
  if (bitLength(n) < modulusBits.least || bitLength(n) > modulusBits.most)
    throw r.refuse('modulus', `${bitLength(n)} bits is not a length for an RSA key`);
  if (e < 3n || e % 2n === 0n || bitLength(e) > 64)
    throw r.refuse('publicExponent', 'it must be odd, from 3 to 64 bits long');
  return { type: 'rsa', n, e };
}

const bitLength = (x: bigint) => x.toString(2).length;

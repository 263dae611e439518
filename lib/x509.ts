// X.509 certificates (RFC 5280 4.1): what one says. Whether to believe it is for path.ts and verify-chain.ts.
import { equalBytes } from '@noble/curves/utils.js';
import type { Field } from './codec.js';
import { Tag } from './der.js';
import { DerReader } from './der-reader.js';
import { derGeneralizedTime, derInteger, derSmallInteger, derUtcTime } from './der-values.js';
import { type ReadExtensions, readExtensions } from './x509-extensions.js';
import {
  type PublicKey,
  readPublicKey,
  readSignatureAlgorithm,
  type SignatureAlgorithm,
} from './x509-keys.js';
import { type DistinguishedName, readName } from './x509-names.js';

export interface TbsCertificate {
  /** 1, 2 or 3: one more than the number in the certificate. */
  readonly version: number;
  readonly serialNumber: bigint;
  readonly issuer: DistinguishedName;
  /** Unix seconds, the first and the last at which it is valid. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly subject: DistinguishedName;
  readonly publicKey: PublicKey;
  /** The bytes of SubjectPublicKeyInfo, by which keys are compared. */
  readonly publicKeyDer: Uint8Array;
  readonly extensions: ReadExtensions;
}

export interface Certificate extends TbsCertificate {
  readonly der: Uint8Array;
  /** The bytes of tbsCertificate, "to be signed": what the signature covers. */
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

/**
 * @param trace where to note every field, for an explanation of each byte
 * @param base  offset of `der` in the outermost input, for the trace
 * @throws TlsError bad_certificate, naming the field, for anything that is not strictly DER or not a Certificate
 * (RFC 5280 4.1)
 */
export function parseCertificate(der: Uint8Array, trace?: Field[], base = 0): Certificate {
  return DerReader.readAll(der, (r) => ({ der, ...r.sequence('Certificate', readCertificate) }), trace, base);
}

function readCertificate(r: DerReader): Omit<Certificate, 'der'> {
  const { der: tbs, value } = r.raw(() => r.sequence('tbsCertificate', readTbsCertificate));
  const { innerAlgorithm, ...fields } = value;
  const outer = r.raw(() => readSignatureAlgorithm(r, 'signatureAlgorithm'));
  if (!equalBytes(innerAlgorithm, outer.der))
    throw r.refuse('signatureAlgorithm', 'it differs from the one that is signed');
  const signature = r.bitString('signatureValue', 'over tbsCertificate');
  return { tbs, ...fields, signatureAlgorithm: outer.value, signature };
}

function readTbsCertificate(r: DerReader): TbsCertificate & { innerAlgorithm: Uint8Array } {
  const version = r.optional(0xa0, () => r.constructed('version', 0xa0, readVersion)) ?? 1;
  const serialNumber = r.primitive('serialNumber', Tag.INTEGER, derInteger, (n) => `0x${n.toString(16)}`);
  const { der: innerAlgorithm } = r.raw(() => readSignatureAlgorithm(r, 'signature'));
  const issuer = readName(r, 'issuer');
  const validity = r.sequence('validity', (s) => ({
    notBefore: readTime(s, 'notBefore'),
    notAfter: readTime(s, 'notAfter'),
  }));
  const subject = readName(r, 'subject');
  const { der: publicKeyDer, value: publicKey } = r.raw(() => readPublicKey(r, 'subjectPublicKeyInfo'));
  const extensions = readOptionalParts(r, version);
  return {
    version,
    serialNumber,
    innerAlgorithm,
    issuer,
    ...validity,
    subject,
    publicKey,
    publicKeyDer,
    extensions,
  };
}

/** [0] EXPLICIT, present for versions 2 and 3 only: DER leaves out what is the default. */
function readVersion(r: DerReader): number {
  const version = r.primitive('Version', Tag.INTEGER, derSmallInteger, (n) => `v${n + 1}`);
  if (version !== 1 && version !== 2)
    throw r.refuse('Version', `${version} stands for no version that is written`);
  return version + 1;
}

/** Unique identifiers since version 2, extensions since version 3 (RFC 5280 4.1.2.8, 4.1.2.9). */
function readOptionalParts(r: DerReader, version: number): ReadExtensions {
  if (version >= 2) {
    r.optional(0x81, () => r.any('issuerUniqueID'));
    r.optional(0x82, () => r.any('subjectUniqueID'));
  }
  const extensions =
    version === 3 ? r.optional(0xa3, () => r.constructed('extensions', 0xa3, readExtensions)) : undefined;
  return extensions ?? { unhandledCritical: [] };
}

function readTime(r: DerReader, name: string): number {
  return r.nextTag === Tag.GeneralizedTime
    ? r.primitive(name, Tag.GeneralizedTime, derGeneralizedTime, timeText)
    : r.primitive(name, Tag.UTCTime, derUtcTime, timeText);
}

/** '2009-08-27T23:59:59Z'. */
export function timeText(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

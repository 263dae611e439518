// Certificates written field by field, for checks. They may say anything, for nobody has signed them: a random string
// stands where the signature belongs.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { hex } from '../../../kit/sessions/literals.js';
import { type Certificate, parseCertificate } from '../../../lib/x509.js';

/** One element: tag, length in as few bytes as will do, contents. */
export function tlv(tag: number, ...contents: Uint8Array[]): Uint8Array {
  const value = concatBytes(...contents);
  return concatBytes(Uint8Array.of(tag), derLength(value.length), value);
}

export function derLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff);
  return Uint8Array.of(0x80 + bytes.length, ...bytes);
}

export const sha256WithRsa = hex`30 0d 06 09 2a864886f70d01010b 05 00`;
export const sha1WithRsa = hex`30 0d 06 09 2a864886f70d010105 05 00`;

/** CN and, before it, O. */
export const nameOf = (commonName: string, organization = 'Course') =>
  tlv(0x30, attribute(10, organization), attribute(3, commonName));
const attribute = (type: number, text: string) =>
  tlv(0x31, tlv(0x30, Uint8Array.of(0x06, 3, 0x55, 0x04, type), tlv(0x0c, utf8ToBytes(text))));

/** As it is written: UTCTime with 13 characters, GeneralizedTime with 15. */
export const timeOf = (text: string) => tlv(text.length > 13 ? 0x18 : 0x17, utf8ToBytes(text));
export const validityOf = (notBefore: string, notAfter: string) =>
  tlv(0x30, timeOf(notBefore), timeOf(notAfter));

/** An RSA key of 512 bits with e = 65537; the modulus is made odd and of full length. */
export function rsaKeyOf(modulus: Uint8Array): Uint8Array {
  const n = Uint8Array.from(modulus);
  n[0] = (n[0] ?? 0) | 0x80;
  n[n.length - 1] = (n.at(-1) ?? 0) | 1;
  const key = tlv(0x30, tlv(0x02, Uint8Array.of(0), n), hex`02 03 010001`);
  return tlv(0x30, hex`30 0d 06 09 2a864886f70d010101 05 00`, tlv(0x03, Uint8Array.of(0), key));
}

/** One Extension; `id` is the last number of 2.5.29.x, or a whole OBJECT IDENTIFIER. */
export function extension(id: number | Uint8Array, value: Uint8Array, critical = false): Uint8Array {
  const oid = typeof id === 'number' ? Uint8Array.of(0x06, 3, 0x55, 0x1d, id) : id;
  return tlv(0x30, oid, critical ? hex`01 01 ff` : new Uint8Array(), tlv(0x04, value));
}
export const basicConstraints = (cA: boolean, pathLen?: number) =>
  extension(
    19,
    tlv(
      0x30,
      cA ? hex`01 01 ff` : new Uint8Array(),
      pathLen === undefined ? new Uint8Array() : Uint8Array.of(2, 1, pathLen),
    ),
    true,
  );
export const keyCertSign = extension(15, hex`03 02 02 04`, true);
export const digitalSignature = extension(15, hex`03 02 07 80`, true);
export const subjectAltName = (dNSNames: readonly string[], iPAddresses: readonly Uint8Array[] = []) =>
  extension(
    17,
    tlv(
      0x30,
      ...dNSNames.map((name) => tlv(0x82, utf8ToBytes(name))),
      ...iPAddresses.map((address) => tlv(0x87, address)),
    ),
  );
export const subjectKeyIdentifier = (id: Uint8Array) => extension(14, tlv(0x04, id));
export const authorityKeyIdentifier = (id: Uint8Array) => extension(35, tlv(0x30, tlv(0x80, id)));
/** 1.3.6.1.4.1.99999.1, which means nothing to anybody. */
export const unknownExtension = (critical: boolean) =>
  extension(hex`06 09 2b06010401868d1f01`, hex`05 00`, critical);
export const extensionsOf = (...list: Uint8Array[]) => tlv(0xa3, tlv(0x30, ...list));

const none = new Uint8Array();
const fields: Record<Field, Uint8Array> = {
  version: hex`a0 03 02 01 02`,
  serialNumber: hex`02 01 01`,
  algorithm: sha256WithRsa,
  issuer: nameOf('Test CA'),
  validity: validityOf('100101000000Z', '300101000000Z'),
  subject: nameOf('a.test'),
  publicKey: rsaKeyOf(new Uint8Array(64).fill(0x5b)),
  uniqueIds: none,
  extensions: none,
  /** Behind the last field of tbsCertificate. */
  surplus: none,
};

type Field =
  | 'version'
  | 'serialNumber'
  | 'algorithm'
  | 'issuer'
  | 'validity'
  | 'subject'
  | 'publicKey'
  | 'uniqueIds'
  | 'extensions'
  | 'surplus';

export interface Draft extends Partial<Record<Field, Uint8Array>> {
  /** The algorithm outside tbsCertificate; the one inside when left out. */
  readonly outerAlgorithm?: Uint8Array;
  /** With its byte of unused bits. */
  readonly signature?: Uint8Array;
}

/** The bytes of tbsCertificate; each field of `draft` is the whole element in DER. */
export const tbsOf = ({ outerAlgorithm, signature, ...draft }: Draft = {}) =>
  tlv(0x30, ...Object.values({ ...fields, ...draft }));

export const certificateOf = (draft: Draft = {}) =>
  tlv(
    0x30,
    tbsOf(draft),
    draft.outerAlgorithm ?? draft.algorithm ?? sha256WithRsa,
    tlv(0x03, draft.signature ?? new Uint8Array(65).fill(0x3c, 1)),
  );

/** What a certificate for a path says; the rest is as above. */
export interface PathDraft extends Draft {
  readonly list?: readonly Uint8Array[];
}

/** A certificate of `subject` from `issuer`, as the reference reads it; each pair of name and key byte is a CA. */
export function certified(
  subject: string,
  issuer: string,
  { list = [], ...draft }: PathDraft = {},
): Certificate {
  const own = {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    publicKey: rsaKeyOf(utf8ToBytes(subject.padEnd(64, '+'))),
    ...(list.length > 0 && { extensions: extensionsOf(...list) }),
  };
  return parseCertificate(certificateOf({ ...own, ...draft }));
}

/** The same for a CA: cA and keyCertSign, and what else is asked for. */
export const certifiedCa = (subject: string, issuer: string, pathLen?: number, draft: PathDraft = {}) =>
  certified(subject, issuer, {
    ...draft,
    list: [basicConstraints(true, pathLen), keyCertSign, ...(draft.list ?? [])],
  });

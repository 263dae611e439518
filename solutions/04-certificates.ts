// Stage 04, solved: certificates (X.690, RFC 5280, RFC 9525).
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Tlv } from '../lib/der.js';
import { DerReader } from '../lib/der-reader.js';
import { ascii, derInteger, derSmallInteger } from '../lib/der-values.js';
import { TlsError } from '../lib/errors.js';
import { type HashName, hashes } from '../lib/hashes.js';
import type { HostMatch } from '../lib/host-name.js';
import { addressText, parseAddress } from '../lib/ip-address.js';
import type { AlertName } from '../lib/registry.js';
import type { Certificate } from '../lib/x509.js';
import { readExtensions } from '../lib/x509-extensions.js';
import { readPublicKey, readSignatureAlgorithm } from '../lib/x509-keys.js';
import { readName } from '../lib/x509-names.js';

const tagClasses = ['universal', 'application', 'context-specific', 'private'] as const;

/** X.690 8.1: identifier, length, contents. */
export function decodeTlv(bytes: Uint8Array, offset = 0): Tlv {
  const [tag, first, ...more] = bytes.subarray(offset, offset + 5);
  if (tag === undefined || first === undefined) throw bad('the element ends inside its header');
  const tagClass = tagClasses[tag >> 6] as Tlv['tagClass'];
  const constructed = (tag & 0x20) !== 0;
  const tagNumber = tag & 0x1f;
  if (tag === 0 || tagNumber === 31) throw bad('no certificate has such a tag');
  // SEQUENCE and SET, 16 and 17, are made of elements; strings in pieces are for BER.
  if (tagClass === 'universal' && constructed !== (tagNumber === 16 || tagNumber === 17))
    throw bad('the constructed bit does not go with the type');

  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || lengthBytes > 3 || lengthBytes > more.length) throw bad('the length is not DER');
  const long = more.slice(0, lengthBytes).reduce((length, byte) => length * 256 + byte, 0);
  // The long form begins where the short one ends, at 128, and must not begin with a zero byte.
  if (lengthBytes > 0 && (long < 0x80 || more[0] === 0))
    throw bad('the length takes more bytes than it needs');

  const headerLength = 2 + lengthBytes;
  const end = offset + headerLength + (lengthBytes > 0 ? long : first);
  if (end > bytes.length) throw bad('the contents end too early');
  const value = bytes.slice(offset + headerLength, end);
  return { tag, tagClass, constructed, tagNumber, start: offset, headerLength, value, end };
}

/** RFC 5280 4.1. readAll and sequence both refuse bytes that no field has used. */
export function parseCertificate(der: Uint8Array): Certificate {
  return DerReader.readAll(der, (r) =>
    r.sequence('Certificate', (c) => {
      const { der: tbs, value: fields } = c.raw(() => c.sequence('tbsCertificate', readTbs));
      const { inner, ...said } = fields;
      const outer = c.raw(() => readSignatureAlgorithm(c, 'signatureAlgorithm'));
      // Only the inner one is signed: an attacker could write what he likes into the outer one.
      if (!equalBytes(inner, outer.der)) throw bad('the two signature algorithms differ');
      const signature = c.bitString('signatureValue');
      return { der, tbs, ...said, signatureAlgorithm: outer.value, signature };
    }),
  );
}

function readTbs(r: DerReader) {
  const version = r.optional(0xa0, () => r.constructed('version', 0xa0, readVersion)) ?? 1;
  const serialNumber = r.primitive('serialNumber', 0x02, derInteger);
  const inner = r.raw(() => readSignatureAlgorithm(r, 'signature')).der;
  const issuer = readName(r, 'issuer');
  const validity = r.sequence('validity', (v) => ({
    notBefore: readTime(v, 'notBefore'),
    notAfter: readTime(v, 'notAfter'),
  }));
  const subject = readName(r, 'subject');
  const key = r.raw(() => readPublicKey(r, 'subjectPublicKeyInfo'));
  if (version >= 2) {
    r.optional(0x81, () => r.any('issuerUniqueID'));
    r.optional(0x82, () => r.any('subjectUniqueID'));
  }
  const present = version === 3 && r.nextTag === 0xa3;
  const extensions = present ? r.constructed('extensions', 0xa3, readExtensions) : { unhandledCritical: [] };
  const { der: publicKeyDer, value: publicKey } = key;
  return { version, serialNumber, inner, issuer, ...validity, subject, publicKey, publicKeyDer, extensions };
}

/** The first version is the default, and DER never writes out a default. */
function readVersion(r: DerReader): number {
  const written = r.primitive('Version', 0x02, derSmallInteger);
  if (written !== 1 && written !== 2) throw bad(`${written} is no version that is written`);
  return written + 1;
}

/** Unix seconds. The Z is part of what we parse: without it the numbers would be local time. */
function readTime(r: DerReader, name: string): number {
  const general = r.nextTag === 0x18;
  const text = r.primitive(name, general ? 0x18 : 0x17, ascii);
  const full = general ? text : `${text < '50' ? '20' : '19'}${text}`;
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
  const iso = full.replace(digits, '$1-$2-$3T$4:$5:$6.000Z');
  const milliseconds = digits.test(full) ? Date.parse(iso) : Number.NaN;
  // Some engines make 1 March of 30 February; the way back shows it.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== iso)
    throw bad('a time is not written [YY]YYMMDDHHMMSSZ');
  return milliseconds / 1000;
}

/** We build the one right DigestInfo: to take the peer's apart is to overlook something in it (CVE-2006-4339). */
export function checkSignedDigest(hash: HashName, signedBytes: Uint8Array, digestInfo: Uint8Array): void {
  const { digestInfoPrefix, digest } = hashes[hash];
  const right = concatBytes(digestInfoPrefix, digest(signedBytes));
  if (!equalBytes(right, digestInfo))
    throw new TlsError('decrypt_error', `the peer's signature does not cover the ${hash} digest`);
}

/** RFC 5280 4.1.2.5: both ends are included. */
export function checkValidity({ notBefore, notAfter }: Certificate, at: number): void {
  if (at < notBefore || at > notAfter)
    throw new TlsError('certificate_expired', "the peer's certificate is not valid at this time");
}

const firstOfJuly2012 = 1341100800;

/** RFC 9525 6. An address goes one way, a name the other; nothing is tried as both. */
export function checkHostName(certificate: Certificate, host: string): HostMatch {
  const address = parseAddress(host);
  const match = address ? findAddress(certificate, address) : findName(certificate, host);
  if (!match) throw bad(`it is not for ${host}`);
  return match;
}

function findAddress({ extensions }: Certificate, address: Uint8Array): HostMatch | undefined {
  const found = extensions.subjectAltName?.iPAddress.find((known) => equalBytes(known, address));
  return found && { kind: 'iPAddress', value: addressText(found) };
}

function findName({ extensions, notBefore, subject }: Certificate, host: string): HostMatch | undefined {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  if (!labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)))
    throw new RangeError(`${host} is neither a DNS name nor an IP address`);
  const { subjectAltName } = extensions;
  if (subjectAltName) {
    const value = subjectAltName.dNSName.find((name) => fits(name, labels));
    return value === undefined ? undefined : { kind: 'dNSName', value };
  }
  const { commonName } = subject;
  if (commonName === undefined || notBefore >= firstOfJuly2012 || !fits(commonName, labels)) return undefined;
  return { kind: 'commonName', value: commonName };
}

/** As many labels on both sides, each equal to its partner; a star passes in the first place only. */
function fits(name: string, host: readonly string[]): boolean {
  const labels = name.toLowerCase().split('.');
  return (
    labels.length === host.length &&
    labels.every((label, i) => label === host[i] || (i === 0 && label === '*' && labels.length > 1))
  );
}

/** A hostile peer can send certificates that make more paths than there are atoms; honest ones need few. */
const longestPath = 10;
const mostPaths = 200;

/** Depth first: every path that the names allow, until one keeps the rules. */
export function buildPath(
  chain: readonly Certificate[],
  anchors: readonly Certificate[],
  at: number,
): Certificate[] {
  const [leaf] = chain;
  if (!leaf) throw bad('none was sent');
  let wrong = new TlsError('unknown_ca', "the peer's certificate leads to no CA that we trust");
  let complete = 0;
  const pending = [[leaf]]; // a stack of paths that may go on
  for (let steps = 0; pending.length > 0 && steps < mostPaths; steps++) {
    const path = pending.pop() as Certificate[];
    const last = path.at(-1) as Certificate;
    const trusted = anchors.filter((anchor) => mayHaveIssued(anchor, last) && !isOn(path, anchor));
    const candidates = trusted.map((anchor) => [...path, anchor]);
    if (path.length === 1 && anchors.some(({ der }) => equalBytes(der, leaf.der))) candidates.unshift(path);
    for (const candidate of candidates) {
      const refusal = refusalOf(candidate, at);
      if (!refusal) return candidate;
      if (complete++ === 0) wrong = refusal;
    }
    const next = chain.filter((issuer) => mayHaveIssued(issuer, last) && !isOn(path, issuer));
    // The last one pushed is the first one popped, so they go on in reverse.
    if (path.length < longestPath - 1) pending.push(...next.reverse().map((issuer) => [...path, issuer]));
  }
  throw wrong;
}

function mayHaveIssued(issuer: Certificate, certificate: Certificate): boolean {
  const { subjectKeyIdentifier: offered } = issuer.extensions;
  const { authorityKeyIdentifier: wanted } = certificate.extensions;
  const keysFit = !offered || !wanted || equalBytes(offered, wanted);
  return keysFit && equalBytes(issuer.subject.der, certificate.issuer.der);
}

/** The same name and key: we have been there, whichever certificate says it. */
function isOn(path: readonly Certificate[], { subject, publicKeyDer }: Certificate): boolean {
  return path.some(
    (other) => equalBytes(other.subject.der, subject.der) && equalBytes(other.publicKeyDer, publicKeyDer),
  );
}

/** The first rule that a path breaks, from the leaf upwards. */
function refusalOf(path: readonly Certificate[], at: number): TlsError | undefined {
  let intermediates = 0; // below the certificate that we look at
  for (const [index, certificate] of path.entries()) {
    const { notBefore, notAfter, extensions } = certificate;
    const isAnchor = index === path.length - 1;
    if (at < notBefore || at > notAfter) return refuse('certificate_expired', 'is not valid at this time');
    if (extensions.unhandledCritical.length > 0)
      return refuse('unsupported_certificate', 'has a critical extension that we do not know');
    if (index === 0) continue;
    const problem = whyNoIssuer(certificate, isAnchor, intermediates);
    if (problem) return refuse('certificate_unknown', problem);
    if (!equalBytes(certificate.issuer.der, certificate.subject.der)) intermediates++;
  }
  return undefined;
}

/** RFC 5280 4.2.1.3, 4.2.1.9, 6.1.4. */
function whyNoIssuer(certificate: Certificate, isAnchor: boolean, below: number): string | undefined {
  const { basicConstraints, keyUsage } = certificate.extensions;
  if (certificate.version < 3) return isAnchor ? undefined : 'is too old to say that it is a CA';
  if (!basicConstraints?.cA) return 'is not a CA';
  if (keyUsage && !keyUsage.includes('keyCertSign')) return 'has a key that may not sign certificates';
  const { pathLenConstraint = below } = basicConstraints;
  return below > pathLenConstraint ? 'allows fewer certificates below it' : undefined;
}

const refuse = (alert: AlertName, why: string) => new TlsError(alert, `a certificate of the path ${why}`);
const bad = (why: string) => new TlsError('bad_certificate', `the peer's certificate is refused: ${why}`);

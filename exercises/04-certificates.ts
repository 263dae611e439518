// Stage 04: certificates. DER by its tags and lengths, what a certificate says, and whether to believe it: the digest
// that its signature covers, its dates, its names, and its place on a path to a CA that we trust (X.690, RFC 5280).
// Functions of this file may call each other.
//
// A certificate has far more parts than an evening has hours, so some readers are given:
//   lib/der-reader.ts       DerReader walks through DER: sequence, constructed, primitive, optional, bitString, any, raw.
//                           It stands on the reference's decodeTlv; yours is judged by itself.
//   lib/der-values.ts       derInteger, derSmallInteger, ascii ... (its two readers of times stay shut: times are yours)
//   lib/x509-names.ts       readName
//   lib/x509-keys.ts        readPublicKey, readSignatureAlgorithm
//   lib/x509-extensions.ts  readExtensions
//   lib/ip-address.ts       parseAddress, addressText
//   lib/hashes.ts           hashes[name].digest and .digestInfoPrefix

import type { Tlv } from '../lib/der.js';
import { TlsError, Unsolved } from '../lib/errors.js';
import type { HashName } from '../lib/hashes.js';
import type { HostMatch } from '../lib/host-name.js';
import type { Certificate } from '../lib/x509.js';

/**
 * Decodes the element that begins at `offset`: an identifier octet, a length of 1 to 4 bytes, the contents. What comes
 * before and behind the element is no concern of ours.
 *
 *   30 03 02 01 05    SEQUENCE, 3 bytes: 02 01 05, which is an INTEGER of 1 byte
 *
 * @param offset where the element begins in `bytes`
 * @returns tag (the whole octet), its parts tagClass (bits 8, 7), constructed (bit 6) and tagNumber (bits 5 to 1);
 *   start, headerLength (bytes of tag and length), value (the contents) and end (the offset of the first byte behind)
 * @throws TlsError bad_certificate for what DER has no place for: tag numbers above 30 (all five bits set), the tag 00,
 *   a universal SEQUENCE or SET that is not constructed or anything else universal that is, the length byte 80
 *   (indefinite), lengths of more than 3 bytes behind the first, or written in more bytes than they need; and for bytes
 *   that end too early (X.690 8.1.2, 8.1.3, 10.1, 10.2)
 */
export function decodeTlv(bytes: Uint8Array, offset = 0): Tlv {
  // TODO: take tag, length and contents apart; refuse what is not DER.
  throw new Unsolved('decodeTlv');
}

/**
 * What a certificate says (RFC 5280 4.1):
 *
 *   Certificate     ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }
 *   TBSCertificate  ::= SEQUENCE { version [0] { INTEGER } DEFAULT v1, serialNumber INTEGER, signature
 *     AlgorithmIdentifier, issuer Name, validity SEQUENCE { notBefore, notAfter }, subject Name,
 *     subjectPublicKeyInfo, issuerUniqueID [1], subjectUniqueID [2], extensions [3] { Extensions } }
 *
 * A time is a UTCTime (17) YYMMDDHHMMSSZ, with years from 50 in the 1900s and years below 50 in the 2000s, or a
 * GeneralizedTime (18) YYYYMMDDHHMMSSZ. The unique identifiers (81, 82) are passed over.
 *
 * @param der the certificate and nothing behind it
 * @returns version 1, 2 or 3 (one more than is written); times in Unix seconds; der; tbs and publicKeyDer, the bytes of
 *   tbsCertificate and subjectPublicKeyInfo with their tags and lengths; signature without its byte of unused bits;
 *   extensions { unhandledCritical: [] } where there are none; and what the given readers make of the rest
 * @throws TlsError bad_certificate for what is not DER or not a Certificate: bytes that belong to no field, a version
 *   written other than as 1 or 2 (v1 is left out), unique identifiers before version 2, extensions before version 3,
 *   two different signature algorithms, times in another form or on days that are not
 */
export function parseCertificate(der: Uint8Array): Certificate {
  // TODO: read the fields in their order.
  throw new Unsolved('parseCertificate');
}

/**
 * Checks what came out of an RSA signature: it must be the DigestInfo of `signedBytes`, the whole of it and nothing else.
 * @param hash        the hash function that the signature's algorithm names
 * @param signedBytes what the signature is said to cover, of any length
 * @param digestInfo  what the PKCS #1 block held
 * @throws TlsError decrypt_error for anything else; nothing is returned (RFC 8017 8.2.2, 9.2)
 */
export function checkSignedDigest(hash: HashName, signedBytes: Uint8Array, digestInfo: Uint8Array): void {
  // TODO: refuse every digestInfo but the right one.
  throw new Unsolved('checkSignedDigest');
}

/**
 * Checks that a certificate is valid at a moment: from the second notBefore to the second notAfter, both included.
 * @param at Unix seconds; no other clock counts
 * @throws TlsError certificate_expired, too early as well as too late; nothing is returned (RFC 5280 4.1.2.5)
 */
export function checkValidity(certificate: Certificate, at: number): void {
  // TODO: compare.
  throw new Unsolved('checkValidity');
}

/**
 * Finds the host among the certificate's names.
 *
 * A DNS name is compared with the dNSNames of subjectAltName, label by label, without regard to case. In the
 * certificate, '*' as the whole left-most label of two or more stands for exactly one label; elsewhere it stands for
 * itself. Only when there is no subjectAltName at all and notBefore is before 1 July 2012 (1341100800), the subject's
 * commonName is taken in its place. An IP address is compared with the iPAddresses, byte by byte, and with nothing else.
 *
 * @param host a DNS name in ASCII, with or without the dot that may end it, or an IP address
 * @returns kind, and value: the name as the certificate has it; an address through addressText
 * @throws TlsError bad_certificate when no name fits; RangeError for a host that is neither a DNS name (labels of 1 to
 *   63 letters, digits, - and _, no - at either end) nor an address (RFC 9525 6)
 */
export function checkHostName(certificate: Certificate, host: string): HostMatch {
  // TODO: find the name that fits.
  throw new Unsolved('checkHostName');
}

/**
 * The path from the peer's leaf to an anchor. Signatures are not looked at here, nor are revocation, policies and
 * constraints on names.
 *
 * A certificate may have issued another when its subject is, byte for byte, the other's issuer, and, if both sides give
 * one, its subjectKeyIdentifier the other's authorityKeyIdentifier. Every certificate of a path must
 *   - be valid at the time: certificate_expired
 *   - have no critical extension that is not handled (extensions.unhandledCritical): unsupported_certificate
 * and every one but the leaf must, with certificate_unknown otherwise,
 *   - have basicConstraints with cA; one of version 1 or 2, which cannot say it, serves as an anchor only
 *   - have keyCertSign in its keyUsage, if it has a keyUsage
 *   - have no more intermediates below it than its pathLenConstraint, if it has one; the leaf and self-issued
 *     certificates (issuer and subject the same) do not count
 *
 * @param chain   what the peer sent: the leaf first, the others in any order, useless ones among them
 * @param anchors what we trust; whoever issued an anchor does not matter
 * @param at      Unix seconds
 * @returns leaf first, anchor last; the leaf alone when it is an anchor itself
 * @throws TlsError unknown_ca when no path leads to an anchor; bad_certificate for an empty chain; when no path that
 *   leads to one is good, what is wrong with the first. It must come to an end for loops, and soon for a crowd of
 *   certificates that may all have issued each other: no path needs more than 10 (RFC 5280 4.2.1.3, 4.2.1.9, 6.1)
 */
export function buildPath(
  chain: readonly Certificate[],
  anchors: readonly Certificate[],
  at: number,
): Certificate[] {
  // TODO: search for a path on which every certificate keeps the rules.
  throw new Unsolved('buildPath');
}

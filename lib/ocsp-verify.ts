// Whether an OCSP response settles that a certificate is not revoked (RFC 6960 3.2, 4.2.2).
import { equalBytes } from '@noble/curves/utils.js';
import { type SignatureFunctions, verifyCertificateSignature } from './certificate-signature.js';
import { Tag } from './der.js';
import { DerReader } from './der-reader.js';
import { TlsError } from './errors.js';
import { hashes } from './hashes.js';
import {
  badResponse,
  type CertId,
  type OcspResponse,
  parseOcspResponse,
  type SingleResponse,
} from './ocsp.js';
import { type Certificate, type parseCertificate, timeText } from './x509.js';

export interface OcspFunctions extends SignatureFunctions {
  readonly parseCertificate: typeof parseCertificate;
}

export interface StatusQuestion {
  readonly certificate: Certificate;
  /** Whose key signed the certificate: the responder too, or the one who appointed the responder. */
  readonly issuer: Certificate;
  /** Unix seconds, the moment to judge by. */
  readonly at: number;
}

/** Without a nextUpdate newer news is always to be had: then a response counts this many seconds. */
const WITHOUT_NEXT_UPDATE = 24 * 3600;

/**
 * @param der an OCSPResponse; no nonce is looked for, since a stapled one was made before anybody asked (RFC 6066 8)
 * @returns what it says of a certificate that is good
 * @throws TlsError certificate_revoked; bad_certificate_status_response for a response that is malformed, not signed by
 *   whom it should be, about other certificates, out of date, or that does not know the certificate
 */
export function checkStatus(f: OcspFunctions, der: Uint8Array, question: StatusQuestion): SingleResponse {
  const response = parseOcspResponse(der);
  const [critical] = response.unhandledCritical;
  if (critical !== undefined) throw badResponse(`must not be used without ${critical}`);
  checkResponder(f, response, question);
  const single = response.responses.find(({ certId }) => isAbout(certId, question));
  if (!single) throw badResponse('is about other certificates');
  checkTimes(single, question.at);
  if (single.status === 'revoked')
    throw new TlsError(
      'certificate_revoked',
      `the certificate of ${question.certificate.subject.text} was revoked at ${timeText(single.revokedAt ?? 0)}`,
    );
  if (single.status === 'unknown') throw badResponse('does not know the certificate');
  return single;
}

/** The issuer itself, or a responder that it certified for the purpose (RFC 6960 4.2.2.2). */
function checkResponder(f: OcspFunctions, response: OcspResponse, { issuer, at }: StatusQuestion): void {
  const responder = isResponder(response, issuer) ? issuer : delegate(f, response, issuer, at);
  const { tbs, signature, signatureAlgorithm } = response;
  const signed = { tbs, signature, signatureAlgorithm, subject: responder.subject };
  try {
    verifyCertificateSignature(f, signed, responder.publicKey);
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    throw badResponse(`is not signed by ${responder.subject.text}, its responder`);
  }
}

function delegate(f: OcspFunctions, response: OcspResponse, issuer: Certificate, at: number): Certificate {
  const found = response.certificates
    .map((der) => parsed(f, der))
    .find((certificate) => isResponder(response, certificate));
  if (!found) throw badResponse('is signed by nobody that we know');
  const { subject, extensions, notBefore, notAfter } = found;
  const refuse = (why: string) => badResponse(`is signed by ${subject.text}, ${why}`);
  if (!equalBytes(found.issuer.der, issuer.subject.der)) throw refuse('whom another CA has certified');
  try {
    verifyCertificateSignature(f, found, issuer.publicKey);
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    throw refuse('whom the issuer has not certified');
  }
  if (!extensions.extKeyUsage?.includes('OCSPSigning')) throw refuse('who may not sign OCSP responses');
  if (at < notBefore || at > notAfter) throw refuse('whose certificate is out of date');
  return found;
}

function parsed(f: OcspFunctions, der: Uint8Array): Certificate {
  try {
    return f.parseCertificate(der);
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    throw badResponse(`brings a certificate that is none: ${error.message}`);
  }
}

function isResponder({ responderId }: OcspResponse, { subject, publicKeyDer }: Certificate): boolean {
  if ('name' in responderId) return equalBytes(responderId.name, subject.der);
  return equalBytes(responderId.keyHash, hashes['SHA-1'].digest(keyBits(publicKeyDer)));
}

const certIdHashes = { 'id-sha1': hashes['SHA-1'], 'id-sha256': hashes['SHA-256'] } as const;

/** Name and key of the issuer hashed with the response's own algorithm, mostly SHA-1, and the serial number. */
function isAbout(certId: CertId, { certificate, issuer }: StatusQuestion): boolean {
  const hash = certIdHashes[certId.hashAlgorithm as keyof typeof certIdHashes];
  return (
    hash !== undefined &&
    certId.serialNumber === certificate.serialNumber &&
    equalBytes(certId.issuerNameHash, hash.digest(issuer.subject.der)) &&
    equalBytes(certId.issuerKeyHash, hash.digest(keyBits(issuer.publicKeyDer)))
  );
}

/** What is in the BIT STRING of a SubjectPublicKeyInfo. */
function keyBits(publicKeyDer: Uint8Array): Uint8Array {
  return DerReader.readAll(publicKeyDer, (r) =>
    r.constructed('subjectPublicKeyInfo', Tag.SEQUENCE, (s) => {
      s.any('algorithm');
      return s.bitString('subjectPublicKey');
    }),
  );
}

function checkTimes({ thisUpdate, nextUpdate }: SingleResponse, at: number): void {
  if (at < thisUpdate) throw badResponse(`holds from ${timeText(thisUpdate)} only`);
  const last = nextUpdate ?? thisUpdate + WITHOUT_NEXT_UPDATE;
  if (at > last) throw badResponse(`was good until ${timeText(last)} only`);
}

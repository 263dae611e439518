// The rules that one certificate must keep at its place in a path, signatures apart (RFC 5280 6.1.3, 6.1.4).
import { equalBytes } from '@noble/curves/utils.js';
import { printable } from './der-values.js';
import { TlsError } from './errors.js';
import type { AlertName } from './registry.js';
import type { KeyExchange } from './suites.js';
import { type Certificate, timeText } from './x509.js';

/**
 * @param at Unix seconds, the moment to judge by
 * @throws TlsError certificate_expired, before the first second as after the last (RFC 5280 4.1.2.5)
 */
export function checkValidity(certificate: Certificate, at: number): void {
  const { notBefore, notAfter } = certificate;
  if (at < notBefore)
    throw refusal('certificate_expired', certificate, `is valid from ${timeText(notBefore)} only`);
  if (at > notAfter) throw refusal('certificate_expired', certificate, `expired at ${timeText(notAfter)}`);
}

/** @throws TlsError unsupported_certificate for a critical extension that we do not process (RFC 5280 4.2) */
export function checkCriticalExtensions(certificate: Certificate): void {
  const { unhandledCritical } = certificate.extensions;
  if (unhandledCritical.length > 0)
    throw refusal(
      'unsupported_certificate',
      certificate,
      `must not be used without ${unhandledCritical.join(', ')}`,
    );
}

/**
 * Every certificate above the leaf has to say that it is a CA's. Version 1 has no place to say so; such a one is
 * taken as an anchor only, where the trust comes from whoever chose it.
 * @param path  from the leaf to the anchor
 * @param index whose turn it is; the leaf's is no CA and passes
 * @throws TlsError certificate_unknown (RFC 5280 4.2.1.3, 4.2.1.9, 6.1.4)
 */
export function checkIssuer(path: readonly Certificate[], index: number): void {
  const certificate = path[index] as Certificate;
  const { basicConstraints, keyUsage } = certificate.extensions;
  if (index === 0) return;
  if (certificate.version < 3) {
    if (index < path.length - 1)
      throw refusal(
        'certificate_unknown',
        certificate,
        'is too old to say whether it is a CA and is no anchor',
      );
    return;
  }
  if (!basicConstraints?.cA) throw refusal('certificate_unknown', certificate, 'is not a CA');
  if (keyUsage && !keyUsage.includes('keyCertSign'))
    throw refusal('certificate_unknown', certificate, 'has a key that may not sign certificates');
  const below = path.slice(1, index).filter((intermediate) => !isSelfIssued(intermediate)).length;
  if (below > (basicConstraints.pathLenConstraint ?? below))
    throw refusal(
      'certificate_unknown',
      certificate,
      `allows ${basicConstraints.pathLenConstraint} intermediate certificates below it, and there are ${below}`,
    );
}

/** What a certificate may be used for in TLS. */
export type Purpose = 'serverAuth' | 'clientAuth';

/** @throws TlsError unsupported_certificate when extKeyUsage is there and lacks the purpose (RFC 5280 4.2.1.12) */
export function checkPurpose(certificate: Certificate, purpose: Purpose): void {
  const { extKeyUsage } = certificate.extensions;
  if (extKeyUsage && !extKeyUsage.includes(purpose) && !extKeyUsage.includes('anyExtendedKeyUsage'))
    throw refusal(
      'unsupported_certificate',
      certificate,
      `is for ${extKeyUsage.join(', ')}, not for ${purpose}`,
    );
}

/**
 * Is a server's key of the kind that the key exchange needs, and allowed in it: to decrypt the pre-master secret
 * (RSA), or to sign the key exchange (the others)?
 * @throws TlsError unsupported_certificate (RFC 5246 7.4.2)
 */
export function checkKeyUsage(certificate: Certificate, keyExchange: KeyExchange): void {
  const { publicKey, extensions } = certificate;
  const needed = keyExchange === 'RSA' ? 'keyEncipherment' : 'digitalSignature';
  if (publicKey.type !== 'rsa')
    throw refusal('unsupported_certificate', certificate, `has no RSA key, which ${keyExchange} needs`);
  if (extensions.keyUsage && !extensions.keyUsage.includes(needed))
    throw refusal(
      'unsupported_certificate',
      certificate,
      `does not allow ${needed}, which ${keyExchange} needs`,
    );
}

/** Issued under its own name: a root, or a CA's old key vouching for its new one. */
export function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return equalBytes(issuer.der, subject.der);
}

/** The refusal of one certificate, in a sentence that begins with it. */
export function refusal(alert: AlertName, { subject }: Pick<Certificate, 'subject'>, why: string): TlsError {
  const name = subject.commonName === undefined ? subject.text : printable(subject.commonName);
  return new TlsError(alert, `the certificate of ${name || 'an empty name'} ${why}`);
}

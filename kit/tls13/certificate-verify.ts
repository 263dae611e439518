// CertificateVerify: the server signs the whole handshake so far, and so shows that the certificate's key is its own
// (RFC 8446 4.4.3).
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../../lib/errors.js';
import type { HashName } from '../../lib/hashes.js';
import { nameOf } from '../../lib/registry.js';
import { parseCertificate } from '../../lib/x509.js';
import type { CertificateVerify13 } from './messages.js';
import { verifyPss } from './pss.js';
import { SignatureScheme } from './registry.js';

/**
 * What a server's signature covers: 64 spaces, what it is for, a zero, and the transcript hash. The spaces keep it
 * from being taken for anything that TLS 1.2 signs, which begins with a random of the peer's choice.
 */
export function serverSignedContent(transcriptHash: Uint8Array): Uint8Array {
  const context = 'TLS 1.3, server CertificateVerify';
  return concatBytes(utf8ToBytes(`${' '.repeat(64)}${context}\0`), transcriptHash);
}

const pssHashes: Readonly<Record<number, HashName>> = {
  [SignatureScheme.rsa_pss_rsae_sha256]: 'SHA-256',
  [SignatureScheme.rsa_pss_rsae_sha384]: 'SHA-384',
  [SignatureScheme.rsa_pss_rsae_sha512]: 'SHA-512',
};

/**
 * @param certificate the server's own, DER
 * @param transcriptHash over everything from ClientHello to Certificate
 * @throws TlsError illegal_parameter for an algorithm other than RSA-PSS, which is all that we can verify, and
 *   decrypt_error when the signature is not this key's over this handshake
 */
export function verifyCertificateVerify(
  { algorithm, signature }: CertificateVerify13,
  certificate: Uint8Array,
  transcriptHash: Uint8Array,
): void {
  const hash = pssHashes[algorithm];
  const { publicKey } = parseCertificate(certificate);
  if (!hash || publicKey.type !== 'rsa')
    throw new TlsError(
      'illegal_parameter',
      `the server signed with ${nameOf(SignatureScheme, algorithm) ?? algorithm}; only RSA-PSS is verified here`,
    );
  verifyPss(hash, publicKey, serverSignedContent(transcriptHash), signature);
}

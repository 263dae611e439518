import { verifyCertificateSignature } from '../../lib/certificate-signature.js';
import type { Functions } from '../../lib/stages.js';
import { type ChainRequest, verifyChain } from '../../lib/verify-chain.js';
import type { Certificate } from '../../lib/x509.js';

/** The verdict on a chain in one line: the names on its path, or the refusal as an exception (RFC 5280 6.1). */
export function chainVerdict(f: Functions, request: ChainRequest): string {
  return verifyChain(f, request).path.map(shortName).join(' < ');
}

/** Who signed a certificate that vouches for itself, which no chain verification asks (RFC 5280 6.1). */
export function selfSignature(f: Functions, der: Uint8Array): string {
  const certificate = f.parseCertificate(der);
  verifyCertificateSignature(f, certificate, certificate.publicKey);
  return `itself, with ${certificate.signatureAlgorithm.name}`;
}

const shortName = ({ subject }: Certificate) => subject.commonName ?? subject.text.split('=').at(-1);

// Certificates in files: DER, or any number of them in PEM.
import { rootCertificates } from 'node:tls';
import forge from 'node-forge';
import { readInput, UsageError } from './usage.js';

/** The DER certificates in a file. @throws UsageError when it cannot be read or holds none */
export function readCertificates(file: string): Uint8Array[] {
  const bytes = readInput(file);
  // DER of a certificate begins with a SEQUENCE, PEM with text.
  if (bytes[0] === 0x30) return [new Uint8Array(bytes)];
  const certificates = pemCertificates(Buffer.from(bytes).toString('latin1'));
  if (certificates.length === 0)
    throw new UsageError(`${file} holds no certificate, neither in PEM nor in DER`);
  return certificates;
}

/** Whom to believe: the certificates of a file, or without one the roots that Node brings. */
export function readAnchors(file?: string): Uint8Array[] {
  return file === undefined ? pemCertificates(rootCertificates.join('\n')) : readCertificates(file);
}

/** The DER certificates in a PEM text; none when it is no PEM. */
export function pemCertificates(pem: string): Uint8Array[] {
  let blocks: forge.pem.ObjectPEM[];
  try {
    blocks = forge.pem.decode(pem);
  } catch {
    return [];
  }
  return blocks
    .filter(({ type }) => /^(X509 )?CERTIFICATE$/.test(type))
    .map(({ body }) => Uint8Array.from(body, (char) => char.charCodeAt(0)));
}

// A certificate authority of the course's own: it signs for servers on this machine and is trusted by nobody else.
// The same keys, names and dates give the same certificates to the byte.
import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';
import type { RsaPrivateKey } from '../lib/rsa.js';
import { readPrivateKeyPem } from './private-key.js';

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A certificate and the private key to its public key. */
export interface CertifiedKey {
  readonly certificatePem: string;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly keyPem: string;
  readonly key: RsaPrivateKey;
}

/** A fresh RSA key with e = 65537, as PKCS#8 PEM. */
export function generateKeyPem(bits: number): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/** A self-signed CA certificate. */
export function createCourseCa(
  request: Validity & { readonly subjectName: string; readonly keyPem: string },
): CertifiedKey {
  const extensions = [
    { name: 'basicConstraints', critical: true, cA: true },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
  ];
  return issue({ ...request, extensions });
}

/** From yesterday on for so many days. */
export function validityOf(days: number): Validity {
  const day = 24 * 3600 * 1000;
  return { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + days * day) };
}

/** A CA and a server on this machine with new keys, valid from yesterday for so many days. */
export function freshIdentity(days: number): { ca: CertifiedKey; server: CertifiedKey } {
  const validity = validityOf(days);
  const ca = createCourseCa({
    ...validity,
    subjectName: 'Rebuild TLS course CA',
    keyPem: generateKeyPem(2048),
  });
  const server = issueServerCertificate(ca, {
    ...validity,
    hostNames: ['localhost'],
    addresses: ['127.0.0.1', '::1'],
    keyPem: generateKeyPem(2048),
  });
  return { ca, server };
}

/** A certificate for TLS servers: its first host name is its common name too. */
export function issueServerCertificate(
  ca: CertifiedKey,
  request: Validity & {
    readonly hostNames: readonly [string, ...string[]];
    readonly addresses: readonly string[];
    readonly keyPem: string;
  },
): CertifiedKey {
  const altNames = [
    ...request.hostNames.map((value) => ({ type: 2, value })),
    ...request.addresses.map((ip) => ({ type: 7, ip })),
  ];
  const extensions = [
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames },
  ];
  return issue({ ...request, subjectName: request.hostNames[0], extensions }, ca);
}

/** A certificate for a TLS client, whom it names. */
export function issueClientCertificate(
  ca: CertifiedKey,
  request: Validity & { readonly subjectName: string; readonly keyPem: string },
): CertifiedKey {
  const extensions = [
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true },
    { name: 'extKeyUsage', clientAuth: true },
  ];
  return issue({ ...request, extensions }, ca);
}

/** Signed by `ca`, or by its own key when there is none. */
function issue(
  request: Validity & { subjectName: string; keyPem: string; extensions: object[] },
  ca?: CertifiedKey,
): CertifiedKey {
  const key = forge.pki.privateKeyFromPem(request.keyPem);
  const caCertificate = ca && forge.pki.certificateFromPem(ca.certificatePem);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e);
  certificate.validity.notBefore = request.notBefore;
  certificate.validity.notAfter = request.notAfter;
  certificate.setSubject([{ name: 'commonName', value: request.subjectName }]);
  certificate.setIssuer((caCertificate ?? certificate).subject.attributes);
  certificate.serialNumber = serialNumber(request.subjectName, key, request);
  const keyIdentifier = (caCertificate ?? certificate).generateSubjectKeyIdentifier().getBytes();
  certificate.setExtensions([
    ...request.extensions,
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier },
  ]);
  certificate.sign(ca ? forge.pki.privateKeyFromPem(ca.keyPem) : key, forge.md.sha256.create());
  return {
    certificatePem: forge.pki.certificateToPem(certificate),
    certificate: Buffer.from(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes(), 'latin1'),
    keyPem: request.keyPem,
    key: readPrivateKeyPem(request.keyPem),
  };
}

/** 16 bytes that differ wherever the certificates do; the first is below 0x80, as a positive number's must be. */
function serialNumber(
  name: string,
  key: forge.pki.rsa.PrivateKey,
  { notBefore, notAfter }: Validity,
): string {
  const digest = forge.md.sha256.create();
  digest.update([name, key.n.toString(16), notBefore.toISOString(), notAfter.toISOString()].join('\n'));
  return `5a${digest.digest().toHex().slice(0, 30)}`;
}

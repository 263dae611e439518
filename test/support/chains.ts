// Certificates to build odd chains from: fixed keys and dates, so the same on every run.
import forge from 'node-forge';
import { serverKeyPem, smallKeyPem } from './keys.js';

export type Extension = Record<string, unknown>;

export interface Request {
  readonly subject: string;
  /** The issuer's name; its own when left out. */
  readonly issuer?: string;
  /** Whose key goes in, and whose signs: 'big' has 2048 bits, 'small' 1024. */
  readonly key?: KeyName;
  readonly issuerKey?: KeyName;
  readonly from?: string;
  readonly to?: string;
  /** 2 or 3; forge writes out version 1, which DER leaves out. */
  readonly version?: number;
  readonly extensions?: Extension[];
}

type KeyName = 'big' | 'small';
const keys = { big: read(serverKeyPem), small: read(smallKeyPem) };

function read(pem: string) {
  const privateKey = forge.pki.privateKeyFromPem(pem);
  return { privateKey, publicKey: forge.pki.setRsaPublicKey(privateKey.n, privateKey.e) };
}

/** A DER certificate; the names are common names, the dates 2010 to 2030 when left out. */
export function certificate(request: Request): Uint8Array {
  const { subject, issuer = subject, key = 'small', issuerKey = 'small' } = request;
  const made = forge.pki.createCertificate();
  made.version = (request.version ?? 3) - 1;
  made.serialNumber = '01';
  made.publicKey = keys[key].publicKey;
  made.setSubject([{ name: 'commonName', value: subject }]);
  made.setIssuer([{ name: 'commonName', value: issuer }]);
  made.validity.notBefore = new Date(request.from ?? '2010-01-01T00:00:00Z');
  made.validity.notAfter = new Date(request.to ?? '2030-01-01T00:00:00Z');
  made.setExtensions(request.extensions ?? []);
  made.sign(keys[issuerKey].privateKey, forge.md.sha256.create());
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(made)).getBytes();
  return Uint8Array.from(der, (character) => character.charCodeAt(0));
}

/** A CA certificate: basicConstraints CA, keyUsage keyCertSign, and whatever else is asked for. */
export function ca(request: Request, pathLenConstraint?: number): Uint8Array {
  const limit = pathLenConstraint === undefined ? {} : { pathLenConstraint };
  const basicConstraints = { name: 'basicConstraints', critical: true, cA: true, ...limit };
  const extensions = [
    basicConstraints,
    { name: 'keyUsage', keyCertSign: true },
    ...(request.extensions ?? []),
  ];
  return certificate({ ...request, extensions });
}

export const dnsNames = (...names: string[]): Extension => ({
  name: 'subjectAltName',
  altNames: names.map((value) => ({ type: 2, value })),
});

export const addresses = (...ips: string[]): Extension => ({
  name: 'subjectAltName',
  altNames: ips.map((ip) => ({ type: 7, ip })),
});

/** An extension that nobody knows. */
export const unknownExtension = (critical: boolean): Extension => ({
  id: '1.3.6.1.4.1.99999.1',
  critical,
  value: '\x05\x00',
});

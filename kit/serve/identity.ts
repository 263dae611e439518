// Who our server is: the certificate and key that it was given, or fresh ones of a course CA.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { RsaPrivateKey } from '../../lib/rsa.js';
import { reference } from '../../lib/stages.js';
import { readCertificates } from '../certificates.js';
import { freshIdentity } from '../course-ca.js';
import { readPrivateKeyPem } from '../private-key.js';
import { readInput, UsageError } from '../usage.js';

export interface ServerIdentity {
  /** DER certificates, the server's own first. */
  readonly chain: readonly Uint8Array[];
  readonly key: RsaPrivateKey;
  /** The certificate of the fresh CA, as PEM, where there is one. */
  readonly ca?: string;
}

/** @throws UsageError for files that do not go together */
export function serverIdentity(certFile?: string, keyFile?: string): ServerIdentity {
  if (certFile === undefined && keyFile === undefined) {
    const { ca, server } = freshIdentity(365);
    return { chain: [server.certificate], key: server.key, ca: ca.certificatePem };
  }
  if (certFile === undefined || keyFile === undefined)
    throw new UsageError('give both --cert and --key, or neither');
  const chain = readCertificates(certFile);
  const key = readPrivateKeyPem(Buffer.from(readInput(keyFile)).toString('latin1'));
  const { publicKey } = reference.parseCertificate(chain[0] as Uint8Array);
  if (publicKey.type !== 'rsa' || publicKey.n !== key.n)
    throw new UsageError(`the key in ${keyFile} does not belong to the first certificate in ${certFile}`);
  return { chain, key };
}

/** Leaves the CA's certificate for clients, in a file of this port's own, so that two servers do not mix theirs up. */
export function leaveCaFile(pem: string, port: number): string {
  const file = `out/course-ca-${port}.pem`;
  mkdirSync('out', { recursive: true });
  writeFileSync(file, pem);
  return file;
}

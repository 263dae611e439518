// Who our server is: the certificate and key that it was given, or fresh ones of a course CA.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Identity } from '../../lib/client.js';
import {
  type CertifiedKey,
  freshIdentity,
  generateKeyPem,
  issueClientCertificate,
  validityOf,
} from '../course-ca.js';
import { readIdentity } from '../net/identity.js';
import { UsageError } from '../usage.js';

export interface ServerIdentity extends Identity {
  /** The fresh CA, where there is one. */
  readonly ca?: CertifiedKey;
}

/** @throws UsageError for files that do not go together */
export function serverIdentity(certFile?: string, keyFile?: string): ServerIdentity {
  if (certFile === undefined && keyFile === undefined) {
    const { ca, server } = freshIdentity(365);
    return { chain: [server.certificate], key: server.key, ca };
  }
  if (certFile === undefined || keyFile === undefined)
    throw new UsageError('give both --cert and --key, or neither');
  return readIdentity(certFile, keyFile);
}

/** Leaves a certificate for a client, and its key, in a file of this port's own. */
export function leaveClientFile(ca: CertifiedKey, port: number): string {
  const file = `out/course-client-${port}.pem`;
  const request = { ...validityOf(365), subjectName: 'A client of the course', keyPem: generateKeyPem(2048) };
  const { certificatePem, keyPem } = issueClientCertificate(ca, request);
  mkdirSync('out', { recursive: true });
  writeFileSync(file, `${certificatePem}${keyPem}`, { mode: 0o600 });
  return file;
}

/** Leaves the CA's certificate for clients, in a file of this port's own, so that two servers do not mix theirs up. */
export function leaveCaFile(pem: string, port: number): string {
  const file = `out/course-ca-${port}.pem`;
  mkdirSync('out', { recursive: true });
  writeFileSync(file, pem);
  return file;
}

// The certificates of the tests. Their dates are fixed and far apart, for peers that look at the clock.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCourseCa, issueClientCertificate, issueServerCertificate } from '../../kit/course-ca.js';
import { caKeyPem, serverKeyPem } from './keys.js';

const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-12-31T00:00:00Z') };

export const testCa = createCourseCa({ ...validity, subjectName: 'Test CA', keyPem: caKeyPem });

/** For localhost and 127.0.0.1. */
export const testServer = issueServerCertificate(testCa, {
  ...validity,
  hostNames: ['localhost'],
  addresses: ['127.0.0.1'],
  keyPem: serverKeyPem,
});

/** For a client; the key is the server's, since nothing here depends on it. */
export const testClient = issueClientCertificate(testCa, {
  ...validity,
  subjectName: 'Test client',
  keyPem: serverKeyPem,
});

export interface PkiFiles {
  /** The client's certificate and key in one. */
  readonly client: string;
  readonly ca: string;
  readonly caKey: string;
  readonly certificate: string;
  readonly key: string;
  remove(): void;
}

/** The same as PEM files, for programs that want files. */
export function writePkiFiles(): PkiFiles {
  const folder = mkdtempSync(join(tmpdir(), 'rebuild-tls-pki-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  return {
    ca: write('ca.pem', testCa.certificatePem),
    caKey: write('ca.key', testCa.keyPem),
    certificate: write('server.pem', testServer.certificatePem),
    key: write('server.key', testServer.keyPem),
    client: write('client.pem', `${testClient.certificatePem}${testClient.keyPem}`),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

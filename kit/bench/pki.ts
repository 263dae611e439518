// The one certificate that all contestants show and verify: RSA-2048, signed by a CA with RSA-2048.
import { createCourseCa, generateKeyPem, issueServerCertificate } from '../course-ca.js';

const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-12-31T00:00:00Z') };

export const host = 'localhost';

/** Made afresh for every run: everything that is timed uses the same key. */
export function createBenchPki() {
  const ca = createCourseCa({ ...validity, subjectName: 'Bench CA', keyPem: generateKeyPem(2048) });
  const server = issueServerCertificate(ca, {
    ...validity,
    hostNames: [host],
    addresses: ['127.0.0.1'],
    keyPem: generateKeyPem(2048),
  });
  return { ca, server };
}

export type BenchPki = ReturnType<typeof createBenchPki>;

// The fuzzer's certificates. The key is small, since speed matters here and everyone knows it anyway.
import { createCourseCa, issueClientCertificate, issueServerCertificate } from '../course-ca.js';

const keyPem = `-----BEGIN PRIVATE KEY-----
MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBALZojghk5OntVtvM
F+RbyGfDu8ISKyah4egGRgn43OS+kynmp3NUbZ6hSXdmUIjm/pEigkQmfhw7CiL2
fUP344TYUY2XZyKWIsrJB0VWYl0MyZZomn7m555C3XjL29N4e7zIlqpWkXyWqOqT
b4hBzduaALxNBc9GTQHjmh81CCxbAgMBAAECgYEAo8p+v0rZwrQ7qmI5kfRYn9RC
ZKGr3aS/FXmMqqessjnuK1HSSt0lEawCLBTTfBrvu6MhFdD6rJ7XG036bW3J/Zj3
f8j7jpwyaSOWliIgp1KD/biHTESsbbYKblmsso3kWHOUmtIM/09ryfuHfnfhPULB
aeYLbeYOzytM2w2siwECQQDzJfJ6Y+Wnk7endT18e1+FmMwP3W6ViEufDVkalf4I
HD5WdV94sby9VxABwApUUhyBo3tdA8dj3xk5TvymmgP9AkEAwAy70x1OXlZBZBy1
DiUI/7Gf52cnGHgFgkxqbaPiRPr1pC/8U1R3wXebehVquE7Ug/nx1gXXgP/X/HE/
8+DlNwJBAMAnLQksCUH1qx3buUu29DZQGnQvOkVSAPEhS1mHT8p5B4qsF1b6n33C
YBQCACfC/GQ3HjbT1a9HkFeJ5ICFFsECQQC96RmnJ3jCstsRC45DAX6HkveEFa5E
dRNFiRlJeGEdQ2m7RbRoFsQhrYwyypDw1wsxwu1Rbg9wQg8sVDUgjkk7AkBuRzaZ
DH7A3tWmZoR0+J2Cu1AM/0DSbqtf3h6LIt5SzGJWOCNKFcZAmILRUfWiUZFaDLwH
iiSntkpiuv5Z4keE
-----END PRIVATE KEY-----
`;

const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-12-31T00:00:00Z') };

export const fuzzCa = createCourseCa({ ...validity, subjectName: 'Fuzz CA', keyPem });

export const fuzzServer = issueServerCertificate(fuzzCa, {
  ...validity,
  hostNames: ['localhost'],
  addresses: [],
  keyPem,
});

export const fuzzClient = issueClientCertificate(fuzzCa, { ...validity, subjectName: 'Fuzz client', keyPem });

/** Whom the clients here believe. */
export const fuzzTrust = {
  anchors: [fuzzCa.certificate],
  at: Date.parse('2026-01-01T00:00:00Z') / 1000,
  host: 'localhost',
};

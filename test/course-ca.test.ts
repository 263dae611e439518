import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { createCourseCa, generateKeyPem, issueServerCertificate } from '../kit/course-ca.js';
import { readPrivateKeyPem } from '../kit/private-key.js';
import { caKeyPem, serverKeyPem, smallKeyPem } from './support/keys.js';
import { testCa, testServer } from './support/pki.js';

// The oracle here is node:crypto, which is OpenSSL.

describe('course CA', () => {
  const ca = new X509Certificate(testCa.certificate);
  const server = new X509Certificate(testServer.certificate);

  it('signs itself and may sign others', () => {
    assert.equal(ca.subject, 'CN=Test CA');
    assert.equal(ca.ca, true);
    assert.equal(ca.verify(ca.publicKey), true);
    assert.equal(ca.checkPrivateKey(createPrivateKey(testCa.keyPem)), true);
  });

  it('issues server certificates', () => {
    assert.equal(server.ca, false);
    assert.equal(server.checkIssued(ca), true);
    assert.equal(server.verify(ca.publicKey), true);
    assert.equal(server.verify(server.publicKey), false);
    assert.equal(server.checkPrivateKey(createPrivateKey(testServer.keyPem)), true);
    assert.equal(server.subjectAltName, 'DNS:localhost, IP Address:127.0.0.1');
    assert.equal(server.checkHost('localhost'), 'localhost');
    assert.equal(server.checkHost('example.com'), undefined);
    assert.deepEqual(server.keyUsage, ['1.3.6.1.5.5.7.3.1']);
    assert.equal(server.validFrom, 'Jan  1 00:00:00 2020 GMT');
    assert.equal(server.validTo, 'Dec 31 00:00:00 2049 GMT');
  });

  it('gives PEM and DER of one certificate', () => {
    assert.equal(new X509Certificate(testServer.certificatePem).raw.equals(testServer.certificate), true);
  });

  it('gives the same bytes for the same request, and another serial number for another', () => {
    const validity = { notBefore: new Date(0), notAfter: new Date(1e12) };
    const again = createCourseCa({ ...validity, subjectName: 'A', keyPem: smallKeyPem });
    const request = {
      ...validity,
      hostNames: ['a.test', 'b.test'],
      addresses: [],
      keyPem: smallKeyPem,
    } as const;
    const [one, two] = [request, request].map((r) => issueServerCertificate(again, r).certificate);
    assert.deepEqual(one, two);
    const other = issueServerCertificate(again, { ...request, notAfter: new Date(1.1e12) });
    const serials = [one, other.certificate].map(
      (der) => new X509Certificate(der as Uint8Array).serialNumber,
    );
    assert.notEqual(serials[0], serials[1]);
  });
});

describe('private keys in PEM', () => {
  const { p: jwkP, q: jwkQ, ...jwk } = createPrivateKey(serverKeyPem).export({ format: 'jwk' });
  const fromJwk = (text: unknown) => BigInt(`0x${Buffer.from(text as string, 'base64url').toString('hex')}`);
  const pkcs1 = createPrivateKey(serverKeyPem).export({ type: 'pkcs1', format: 'pem' }) as string;

  for (const [form, pem] of [
    ['PKCS#8', serverKeyPem],
    ['PKCS#1', pkcs1],
  ] as const)
    it(`reads ${form}`, () => {
      const { n, e, d, p, q, dP, dQ, qInv } = readPrivateKeyPem(pem);
      const want = [jwk.n, jwk.e, jwk.d, jwkP, jwkQ, jwk.dp, jwk.dq, jwk.qi].map(fromJwk);
      assert.deepEqual([n, e, d, p, q, dP, dQ, qInv], want);
    });

  it('finds the key after a certificate', () => {
    assert.equal(readPrivateKeyPem(testServer.certificatePem + pkcs1).n, testServer.key.n);
  });

  it('makes fresh keys', () => {
    const [one, two] = [generateKeyPem(1024), generateKeyPem(1024)].map((pem) => readPrivateKeyPem(pem));
    assert.equal(one?.n.toString(2).length, 1024);
    assert.equal(one?.e, 65537n);
    assert.notEqual(one?.n, two?.n);
  });

  const secret = { cipher: 'aes-128-cbc', passphrase: 'x' };
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const refused: [what: string, pem: string, why: RegExp][] = [
    ['an encrypted PKCS#8 key', exported(caKeyPem, 'pkcs8', secret), /is encrypted: decrypt it first/],
    ['an encrypted PKCS#1 key', exported(caKeyPem, 'pkcs1', secret), /is encrypted: decrypt it first/],
    ['an EC key', ec.export({ type: 'pkcs8', format: 'pem' }) as string, /not an RSA key/],
    ['an EC key in its own form', ec.export({ type: 'sec1', format: 'pem' }) as string, /not an RSA key/],
    ['a certificate', testCa.certificatePem, /no private key/],
    ['an empty file', '', /no private key/],
    ['a cut file', caKeyPem.slice(0, 400), /no private key/],
    ['bytes lost in the middle', caKeyPem.replace(/\n.*\n(?=[^\n]*\n-----END)/, '\n'), /not an RSA key/],
  ];
  for (const [what, pem, why] of refused)
    it(`refuses ${what}`, () => assert.throws(() => readPrivateKeyPem(pem), why));
});

function exported(
  pem: string,
  type: 'pkcs1' | 'pkcs8',
  secret: { cipher: string; passphrase: string },
): string {
  return createPrivateKey(pem).export({ type, format: 'pem', ...secret }) as string;
}

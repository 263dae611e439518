// The sessions of 2012 and 2017: everything that follows from their bytes is computed again.
import assert from 'node:assert/strict';
import { createHash, publicDecrypt, X509Certificate } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { exampleCom2017 } from '../kit/sessions/example-com-2017.js';
import { toytlsGoogle2012 } from '../kit/sessions/toytls-google-2012.js';
import { hashes } from '../lib/hashes.js';
import * as integers from '../lib/integers.js';
import { os2ip } from '../lib/integers.js';
import { pkcs1Unpad } from '../lib/pkcs1.js';
import { rsaPublicOperation } from '../lib/rsa.js';
import { reference } from '../lib/stages.js';
import { verifyChain } from '../lib/verify-chain.js';
import { Writer } from '../lib/writer.js';
import { parseCertificate } from '../lib/x509.js';
import { flipped } from './support/bytes.js';

const seconds = (iso: string) => Date.parse(iso) / 1000;

describe('toytls and www.google.com, 2012', () => {
  const s = toytlsGoogle2012;
  const publicKey = parseCertificate(s.googleCertificate).publicKey;
  const key = { n: os2ip(s.googleModulus), e: 65537n };

  it('has the statement as client random and the time as the beginning of the server random', () => {
    assert.deepEqual(hashes['SHA-256'].digest(utf8ToBytes(s.statementText)), s.statementSha256);
    assert.deepEqual(s.clientRandom, s.statementSha256);
    assert.equal(Number(os2ip(s.serverRandom.subarray(0, 4))), s.serverRandomGmtUnixTime);
    assert.equal(s.serverRandomGmtUnixTime, seconds('2012-07-28T14:42:30Z'));
  });

  it('signs both randoms and a named curve with a point on it', () => {
    assert.deepEqual(concatBytes(s.clientRandom, s.serverRandom, s.ecdheParams), s.signedBytes);
    assert.deepEqual(concatBytes(hexToBytes('03001741'), s.serverEcdhePoint), s.ecdheParams);
    p256.Point.fromBytes(s.serverEcdhePoint).assertValidity();
  });

  it("is signed by Google's key: MD5 and SHA-1 together, without a DigestInfo", () => {
    assert.deepEqual(hashes.MD5.digest(s.signedBytes), s.signedMd5);
    assert.deepEqual(hashes['SHA-1'].digest(s.signedBytes), s.signedSha1);
    assert.deepEqual(publicKey, { type: 'rsa', ...key });
    const block = rsaPublicOperation(integers, key, s.signature);
    assert.deepEqual(block, s.signatureDecrypted);
    assert.deepEqual(pkcs1Unpad(1, block), concatBytes(s.signedMd5, s.signedSha1));
    const theirs = new X509Certificate(s.googleCertificate).publicKey;
    assert.deepEqual(
      new Uint8Array(publicDecrypt(theirs, s.signature)),
      concatBytes(s.signedMd5, s.signedSha1),
    );
    const damaged = rsaPublicOperation(integers, key, flipped(s.signature, 100));
    assert.throws(() => pkcs1Unpad(1, damaged), { alert: 'decrypt_error' });
  });

  it('is vouched for by the same VeriSign root as Amazon in 2009', () => {
    const request = {
      chain: [s.googleCertificate, s.thawteSgcCaCertificate],
      anchors: [s.verisignRootCertificate],
      host: 'www.google.com',
      at: s.serverRandomGmtUnixTime,
      keyExchange: 'ECDHE_RSA',
    } as const;
    assert.deepEqual(verifyChain(reference, request).hostMatch, {
      kind: 'commonName',
      value: 'www.google.com',
    });
    const late = { ...request, at: seconds('2013-10-01T00:00:00Z') };
    assert.throws(() => verifyChain(reference, late), { alert: 'certificate_expired' });
  });

  it("has the sample ClientHello's lengths and time", () => {
    const { clientHelloRecord: record } = s;
    assert.equal(record.length, 5 + 49);
    assert.equal(Number(os2ip(record.subarray(11, 15))), s.clientHelloRandomGmtUnixTime);
    assert.equal(s.clientHelloRandomGmtUnixTime, seconds('2012-07-22T07:46:03Z'));
  });
});

describe('example.com, 2017', () => {
  const s = exampleCom2017;

  it('has a chain that stands at its time for example.com', () => {
    const request = {
      chain: [s.leafCertificate, s.intermediateCertificate],
      anchors: [s.rootCertificate],
      host: 'example.com',
      at: s.clientRandomGmtUnixTime,
      keyExchange: 'ECDHE_RSA',
    } as const;
    assert.equal(s.clientRandomGmtUnixTime, seconds('2017-01-20T21:26:14Z'));
    assert.deepEqual(verifyChain(reference, request).hostMatch, { kind: 'dNSName', value: 'example.com' });
    assert.throws(() => verifyChain(reference, { ...request, host: 'example.de' }), {
      alert: 'bad_certificate',
    });
  });

  it('has a Certificate message of the recorded length, and certificates that begin as shown', () => {
    const list = new Writer()
      .list(3, [s.leafCertificate, s.intermediateCertificate], (w, der) => w.vector(3, der))
      .bytes();
    assert.deepEqual(new Writer().uint8(11).vector(3, list).bytes(), s.certificateMessage);
    assert.equal(s.certificateMessage.length, 2744);
    const { signature } = parseCertificate(s.leafCertificate);
    assert.deepEqual(signature.subarray(0, 24), s.leafSignaturePrefix);
    const fingerprint = createHash('sha256').update(s.rootCertificate).digest();
    assert.deepEqual(new Uint8Array(fingerprint), s.rootSha256Fingerprint);
  });

  it('has hellos whose lengths add up', () => {
    const { clientHelloLengths: client, serverHelloLengths: server, serverKeyExchangeShape: ske, ocsp } = s;
    assert.equal(s.cipherSuites.length * 2, client.cipherSuites);
    assert.equal(s.cipherSuites[3], s.chosenSuite);
    assert.equal(2 + 32 + 1 + 2 + client.cipherSuites + 2 + 2 + client.extensions, client.handshake);
    assert.equal(client.handshake + 4, client.record);
    assert.equal(2 + 32 + 1 + 2 + 1 + 2 + server.extensions, server.handshake);
    assert.equal(server.handshake + 4, server.record);
    assert.equal(4 + ske.point + 2 + 2 + ske.signature, ske.handshake);
    assert.equal(1 + 65, s.clientKeyExchangeLength);
    assert.equal(1 + 3 + ocsp.response, ocsp.handshake);
    assert.equal(ocsp.handshake + 4, ocsp.record);
    assert.equal(Number(os2ip(s.clientRandomPrefix.subarray(0, 4))), s.clientRandomGmtUnixTime);
    assert.equal(Number(os2ip(s.serverRandomPrefix.subarray(0, 4))), seconds('2071-10-11T15:59:31Z'));
  });

  it('uses the curve P-256', () => {
    const { p, Gx, Gy } = p256.Point.CURVE();
    assert.equal(os2ip(s.p256P), p);
    assert.equal(os2ip(s.p256GCompressed.subarray(1)), Gx);
    assert.equal(os2ip(s.p256Gy), Gy);
    assert.equal(s.p256GCompressed[0], Gy & 1n ? 3 : 2);
  });
});

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { bytesToHex } from '@noble/hashes/utils.js';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { exampleCom2017 } from '../kit/sessions/example-com-2017.js';
import { toytlsGoogle2012 } from '../kit/sessions/toytls-google-2012.js';
import { verifyCertificateSignature } from '../lib/certificate-signature.js';
import type { Field } from '../lib/codec.js';
import { TlsError } from '../lib/errors.js';
import { reference } from '../lib/stages.js';
import { type Certificate, parseCertificate, timeText } from '../lib/x509.js';
import { flipped, withByte } from './support/bytes.js';
import { ca, certificate, dnsNames, unknownExtension } from './support/chains.js';
import { runSeed, seeded } from './support/random.js';

const refusal = { name: 'TlsError', alert: 'bad_certificate' };
const recorded = {
  'www.amazon.com': amazon2009.amazonCertificate,
  'VeriSign Class 3 Secure Server CA': amazon2009.verisignIntermediateCertificate,
  'VeriSign root': amazon2009.verisignRootCertificate,
  'www.google.com': toytlsGoogle2012.googleCertificate,
  'Thawte SGC CA': toytlsGoogle2012.thawteSgcCaCertificate,
  'example.com': exampleCom2017.leafCertificate,
  'DigiCert SHA2 High Assurance Server CA': exampleCom2017.intermediateCertificate,
  'DigiCert High Assurance EV Root CA': exampleCom2017.rootCertificate,
};
const roots = rootCertificates.map((pem) => new Uint8Array(new X509Certificate(pem).raw));

/** Leaves of a trace: they have to cover the input without gap or overlap. */
function leaves(field: Field): Field[] {
  return field.children.length > 0 ? field.children.flatMap(leaves) : [field];
}

/** The fields that Node reads too, each compared with ours. */
function compareWithNode(ours: Certificate, der: Uint8Array): void {
  const theirs = new X509Certificate(der);
  assert.equal(ours.serialNumber, BigInt(`0x${theirs.serialNumber}`));
  assert.equal(ours.notBefore, Date.parse(theirs.validFrom) / 1000);
  assert.equal(ours.notAfter, Date.parse(theirs.validTo) / 1000);
  assert.equal(ours.extensions.basicConstraints?.cA ?? false, theirs.ca);
  const { n, e, x, y } = theirs.publicKey.export({ format: 'jwk' }) as Record<string, string | undefined>;
  const number = (text = '') => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
  if (ours.publicKey.type === 'rsa') {
    assert.equal(ours.publicKey.n, number(n));
    assert.equal(ours.publicKey.e, number(e));
  } else if (ours.publicKey.type === 'ec')
    assert.equal(
      bytesToHex(ours.publicKey.point),
      `04${[x, y].map((c) => Buffer.from(c ?? '', 'base64url').toString('hex')).join('')}`,
    );
  const names = theirs.subjectAltName?.match(/(?<=DNS:)[^,]+/g) ?? [];
  assert.deepEqual(ours.extensions.subjectAltName?.dNSName ?? [], [...names]);
}

describe('X.509', () => {
  it("reads every field of Amazon's certificate of 2008", () => {
    const c = parseCertificate(amazon2009.amazonCertificate);
    assert.equal(c.version, 3);
    assert.equal(c.serialNumber, 0x169d041c3130be3d566606f2679ba172n);
    assert.equal(c.subject.text, 'C=US, ST=Washington, L=Seattle, O=Amazon.com Inc., CN=www.amazon.com');
    assert.equal(timeText(c.notBefore), '2008-08-27T00:00:00Z');
    assert.equal(timeText(c.notAfter), '2009-08-27T23:59:59Z');
    assert.deepEqual(c.signatureAlgorithm, { key: 'rsa', hash: 'SHA-1', name: 'sha1WithRSAEncryption' });
    assert.deepEqual(c.tbs, amazon2009.amazonTbsCertificate);
    assert.deepEqual(c.signature, amazon2009.amazonSignature);
    assert.equal(c.publicKey.type === 'rsa' && c.publicKey.e, 65537n);
    const { basicConstraints, keyUsage, extKeyUsage, subjectAltName, unhandledCritical } = c.extensions;
    assert.deepEqual(basicConstraints, { cA: false });
    assert.deepEqual(keyUsage, ['digitalSignature', 'keyEncipherment']);
    assert.deepEqual(extKeyUsage, ['serverAuth', 'clientAuth']);
    assert.equal(subjectAltName, undefined);
    assert.deepEqual(unhandledCritical, []);
  });

  for (const [name, der] of Object.entries(recorded))
    it(`agrees with Node about ${name}, and explains every byte`, () => {
      const trace: Field[] = [];
      const traced = parseCertificate(der, trace, 1000);
      assert.deepEqual(traced, parseCertificate(der));
      compareWithNode(traced, der);
      let end = 1000;
      for (const field of trace.flatMap(leaves)) {
        assert.equal(field.start, end, field.name);
        assert.ok(field.end > field.start, field.name);
        end = field.end;
      }
      assert.equal(end, 1000 + der.length);
    });

  it(`agrees with Node about all ${roots.length} roots that come with it, and about their own signatures`, () => {
    for (const der of roots) {
      const c = parseCertificate(der);
      compareWithNode(c, der);
      if (c.publicKey.type === 'unsupported' || c.signatureAlgorithm.key === 'unsupported') continue;
      verifyCertificateSignature(reference, c, c.publicKey);
      const damaged = { ...c, signature: flipped(c.signature, c.signature.length - 1) };
      assert.throws(() => verifyCertificateSignature(reference, damaged, damaged.publicKey), refusal);
    }
  }).timeout(30_000);

  it(`refuses a flipped bit anywhere: 400 of Amazon's leaf (TEST_SEED=${runSeed})`, () => {
    const issuer = parseCertificate(amazon2009.verisignIntermediateCertificate);
    const random = seeded();
    const check = (der: Uint8Array) =>
      verifyCertificateSignature(reference, parseCertificate(der), issuer.publicKey);
    check(amazon2009.amazonCertificate);
    for (let i = 0; i < 400; i++) {
      const at = random.integer(amazon2009.amazonCertificate.length);
      const bits = 1 << random.integer(8);
      const wrong = flipped(amazon2009.amazonCertificate, at, bits);
      assert.throws(() => check(wrong), TlsError, `byte ${at}, bits ${bits}`);
    }
  });

  it(`refuses a certificate that is cut short or has bytes behind it (TEST_SEED=${runSeed})`, () => {
    const der = amazon2009.amazonCertificate;
    const random = seeded();
    for (let i = 0; i < 100; i++)
      assert.throws(() => parseCertificate(der.subarray(0, random.integer(der.length))), refusal);
    assert.throws(() => parseCertificate(Uint8Array.of(...der, 0)), refusal);
    assert.throws(() => parseCertificate(new Uint8Array()), refusal);
  });

  it("names what is wrong in Amazon's certificate with one byte changed", () => {
    for (const [at, value, message] of [
      [12, 3, /tbsCertificate\.version\.Version: 3 stands for no version/],
      [518, 0xda, /modulus: it is not the product/],
      [523, 0x00, /publicExponent: it must be odd/],
      [555, 0x00, /keyUsage\.KeyUsage: no bit is set/],
      [1007, 0x04, /signatureAlgorithm: it differs from the one that is signed/],
      [1014, 0x01, /signatureValue: its bits do not fill whole bytes/],
    ] as const) {
      const wrong = withByte(amazon2009.amazonCertificate, at, value);
      assert.throws(() => parseCertificate(wrong), { ...refusal, message });
    }
  });

  it('refuses an extension that comes twice', () => {
    const twice = certificate({ subject: 'x', extensions: [dnsNames('a'), dnsNames('b')] });
    assert.throws(() => parseCertificate(twice), {
      ...refusal,
      message: /subjectAltName: the extension comes twice/,
    });
  });

  it('lists the critical extensions that it does not know, and only those', () => {
    const known = ca({ subject: 'x', extensions: [unknownExtension(false)] });
    assert.deepEqual(parseCertificate(known).extensions.unhandledCritical, []);
    const unknown = ca({ subject: 'x', extensions: [unknownExtension(true)] });
    assert.deepEqual(parseCertificate(unknown).extensions.unhandledCritical, ['1.3.6.1.4.1.99999.1']);
  });

  it('refuses extensions before version 3', () => {
    const der = ca({ subject: 'x', version: 3 });
    // version [0] { INTEGER 2 }, after two headers of 4 bytes.
    assert.deepEqual(der.subarray(8, 13), Uint8Array.of(0xa0, 3, 2, 1, 2));
    assert.throws(() => parseCertificate(flipped(der, 12, 3)), { ...refusal, message: /tbsCertificate/ });
    assert.throws(() => parseCertificate(flipped(der, 12, 2)), { ...refusal, message: /Version/ });
  });

  it('refuses a signature by a key of another kind or of another issuer', () => {
    const amazon = parseCertificate(amazon2009.amazonCertificate);
    const ec = roots.map((der) => parseCertificate(der)).find(({ publicKey }) => publicKey.type === 'ec');
    const digicert = parseCertificate(exampleCom2017.intermediateCertificate);
    for (const issuer of [ec, digicert, amazon])
      if (issuer)
        assert.throws(() => verifyCertificateSignature(reference, amazon, issuer.publicKey), refusal);
    const unsupported = {
      ...amazon,
      signatureAlgorithm: { key: 'unsupported', name: 'id-RSASSA-PSS' } as const,
    };
    const alert = { alert: 'unsupported_certificate' };
    assert.throws(() => verifyCertificateSignature(reference, unsupported, digicert.publicKey), alert);
  });
});

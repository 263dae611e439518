import assert from 'node:assert/strict';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { exampleCom2017 } from '../kit/sessions/example-com-2017.js';
import { checkKeyUsage, checkPurpose, checkValidity } from '../lib/certificate-rules.js';
import { TlsError } from '../lib/errors.js';
import { buildPath, mayHaveIssued } from '../lib/path.js';
import { reference } from '../lib/stages.js';
import { type ChainRequest, explainChain, verifyChain } from '../lib/verify-chain.js';
import { type Certificate, parseCertificate } from '../lib/x509.js';
import { flipped } from './support/bytes.js';
import { ca, certificate, dnsNames, unknownExtension } from './support/chains.js';
import { runSeed, seeded } from './support/random.js';

const time = (text: string) => Date.parse(text) / 1000;
const at = time('2020-01-01T00:00:00Z');

const root = ca({ subject: 'Root' });
const middle = ca({ subject: 'Middle', issuer: 'Root' });
const leaf = certificate({ subject: 'Leaf', issuer: 'Middle', extensions: [dnsNames('a.test')] });

const parsed = (der: Uint8Array) => parseCertificate(der);

/** The verdict, after making sure that the explanation of the chain comes to the same. */
function judge(changes: Partial<ChainRequest>): string[] | string {
  const request = { chain: [leaf, middle], anchors: [root], host: 'a.test', at, ...changes };
  const { outcome, verdicts, anchored } = explainChain(reference, request);
  const failed = verdicts.filter(({ refusal }) => refusal);
  assert.equal(outcome instanceof TlsError, failed.length > 0 || !anchored);
  try {
    const names = verifyChain(reference, request).path.map(({ subject }) => subject.commonName ?? '');
    assert.ok(!(outcome instanceof TlsError));
    return names;
  } catch (error) {
    assert.ok(error instanceof TlsError);
    assert.equal(outcome instanceof TlsError && outcome.message, error.message);
    return error.alert;
  }
}

describe('paths', () => {
  it("lead from Amazon to VeriSign at the session's time, and at no other", () => {
    const { amazonCertificate, verisignIntermediateCertificate, verisignRootCertificate } = amazon2009;
    const request = {
      chain: [amazonCertificate, verisignIntermediateCertificate],
      anchors: [verisignRootCertificate],
      host: 'www.amazon.com',
      at: amazon2009.clientRandomGmtUnixTime,
      keyExchange: 'RSA',
    } as const;
    const { path, hostMatch } = verifyChain(reference, request);
    assert.deepEqual(
      path.map(({ der }) => der),
      [...request.chain, verisignRootCertificate],
    );
    assert.deepEqual(hostMatch, { kind: 'commonName', value: 'www.amazon.com' });
    for (const [when, stands] of [
      ['2008-08-26T23:59:59Z', false],
      ['2008-08-27T00:00:00Z', true],
      ['2009-08-27T23:59:59Z', true],
      ['2009-08-28T00:00:00Z', false],
    ] as const) {
      const then = { ...request, at: time(when) };
      if (stands) verifyChain(reference, then);
      else assert.throws(() => verifyChain(reference, then), { alert: 'certificate_expired' });
    }
  });

  it(`fall with any flipped bit of Amazon's chain (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    const chain = [amazon2009.amazonCertificate, amazon2009.verisignIntermediateCertificate];
    for (let i = 0; i < 100; i++) {
      const which = random.integer(2);
      const wrong = chain.map((der, j) =>
        j === which ? flipped(der, random.integer(der.length), 1 << random.integer(8)) : der,
      );
      const request = {
        chain: wrong,
        anchors: [amazon2009.verisignRootCertificate],
        host: 'www.amazon.com',
        at: 1_244_596_170,
      };
      assert.throws(() => verifyChain(reference, request), TlsError);
    }
  });

  it('tolerate disorder, surplus, repetition and the root itself', () => {
    const other = ca({ subject: 'Other' });
    const lower = ca({ subject: 'Lower', issuer: 'Middle' });
    const deep = certificate({ subject: 'Deep', issuer: 'Lower', extensions: [dnsNames('a.test')] });
    assert.deepEqual(judge({}), ['Leaf', 'Middle', 'Root']);
    assert.deepEqual(judge({ chain: [leaf, middle, root] }), ['Leaf', 'Middle', 'Root']);
    assert.deepEqual(judge({ chain: [leaf, other, root, leaf, middle, middle] }), ['Leaf', 'Middle', 'Root']);
    assert.deepEqual(judge({ chain: [deep, middle, other, lower] }), ['Deep', 'Lower', 'Middle', 'Root']);
    assert.deepEqual(judge({ anchors: [other, middle] }), ['Leaf', 'Middle']);
  });

  it('need an anchor, by name and by key', () => {
    const sameNameOtherKey = ca({ subject: 'Root', key: 'big', issuerKey: 'big' });
    assert.equal(judge({ anchors: [ca({ subject: 'Other' })] }), 'unknown_ca');
    assert.equal(judge({ chain: [leaf] }), 'unknown_ca');
    assert.equal(judge({ chain: [leaf, middle, root], anchors: [] }), 'unknown_ca');
    assert.equal(judge({ chain: [leaf, middle, root], anchors: [sameNameOtherKey] }), 'bad_certificate');
    assert.throws(() => verifyChain(reference, { chain: [], anchors: [root], host: 'a.test', at }), {
      alert: 'bad_certificate',
    });
  });

  it("do not depend on an anchor's own signature, and may be the anchor alone", () => {
    const crossSigned = ca({ subject: 'Root', issuer: 'Elsewhere', issuerKey: 'big' });
    assert.deepEqual(judge({ anchors: [crossSigned] }), ['Leaf', 'Middle', 'Root']);
    assert.deepEqual(judge({ chain: [leaf], anchors: [leaf] }), ['Leaf']);
  });

  it('find the issuer whose key fits among several of its name', () => {
    const impostors = ['2011', '2012', '2013'].map((year) =>
      ca({ subject: 'Middle', issuer: 'Root', key: 'big', from: `${year}-01-01T00:00:00Z` }),
    );
    assert.deepEqual(judge({ chain: [leaf, ...impostors, middle] }), ['Leaf', 'Middle', 'Root']);
    assert.equal(judge({ chain: [leaf, ...impostors] }), 'bad_certificate');
  });

  it('go through CAs only', () => {
    const noCa = (extensions: Record<string, unknown>[]) =>
      certificate({ subject: 'Middle', issuer: 'Root', extensions });
    assert.equal(judge({ chain: [leaf, noCa([])] }), 'certificate_unknown');
    assert.equal(
      judge({ chain: [leaf, noCa([{ name: 'basicConstraints', cA: false }])] }),
      'certificate_unknown',
    );
    const usage = { name: 'keyUsage', digitalSignature: true, cRLSign: true };
    assert.equal(
      judge({ chain: [leaf, noCa([{ name: 'basicConstraints', cA: true }, usage])] }),
      'certificate_unknown',
    );
    assert.deepEqual(judge({ chain: [leaf, noCa([{ name: 'basicConstraints', cA: true }])] }), [
      'Leaf',
      'Middle',
      'Root',
    ]);
    assert.equal(judge({ anchors: [certificate({ subject: 'Root' })] }), 'certificate_unknown');
  });

  it('take versions without extensions for an anchor and for nothing else', () => {
    const old = (subject: string) => certificate({ subject, issuer: 'Root', version: 2 });
    assert.deepEqual(judge({ anchors: [old('Root')] }), ['Leaf', 'Middle', 'Root']);
    assert.equal(judge({ chain: [leaf, old('Middle')] }), 'certificate_unknown');
  });

  it('keep to pathLenConstraint, which self-issued certificates do not count for', () => {
    const lower = ca({ subject: 'Lower', issuer: 'Middle' });
    const deep = certificate({ subject: 'Deep', issuer: 'Lower', extensions: [dnsNames('a.test')] });
    const limited = (limit: number) => ca({ subject: 'Middle', issuer: 'Root' }, limit);
    assert.equal(judge({ chain: [deep, lower, limited(0)] }), 'certificate_unknown');
    assert.deepEqual(judge({ chain: [deep, lower, limited(1)] }), ['Deep', 'Lower', 'Middle', 'Root']);
    assert.deepEqual(judge({ chain: [leaf, limited(0)] }), ['Leaf', 'Middle', 'Root']);
    assert.equal(
      judge({ chain: [deep, lower, middle], anchors: [ca({ subject: 'Root' }, 1)] }),
      'certificate_unknown',
    );
    const newKey = ca({ subject: 'Middle', key: 'big' });
    const below = certificate({
      subject: 'Leaf',
      issuer: 'Middle',
      issuerKey: 'big',
      extensions: [dnsNames('a.test')],
    });
    assert.deepEqual(judge({ chain: [below, newKey, limited(0)] }), ['Leaf', 'Middle', 'Middle', 'Root']);
  });

  it('judge every certificate by the given clock, the anchor too', () => {
    const expired = { to: '2019-12-31T23:59:59Z' };
    const future = { from: '2020-01-01T00:00:01Z' };
    for (const dates of [expired, future]) {
      assert.equal(judge({ anchors: [ca({ subject: 'Root', ...dates })] }), 'certificate_expired');
      assert.equal(
        judge({ chain: [leaf, ca({ subject: 'Middle', issuer: 'Root', ...dates })] }),
        'certificate_expired',
      );
      assert.equal(
        judge({ chain: [certificate({ subject: 'Leaf', issuer: 'Middle', ...dates }), middle] }),
        'certificate_expired',
      );
    }
    const leafAlone = parseCertificate(leaf);
    checkValidity(leafAlone, leafAlone.notAfter);
    assert.throws(() => checkValidity(leafAlone, leafAlone.notAfter + 1), {
      message: /^the certificate of Leaf expired at 2030/,
    });
    assert.throws(() => checkValidity(leafAlone, leafAlone.notBefore - 1), { message: /is valid from 2010/ });
  });

  it('refuse critical extensions that nobody here knows', () => {
    const critical = [unknownExtension(true)];
    const strict = certificate({
      subject: 'Leaf',
      issuer: 'Middle',
      extensions: [dnsNames('a.test'), ...critical],
    });
    assert.equal(judge({ chain: [strict, middle] }), 'unsupported_certificate');
    assert.equal(
      judge({ chain: [leaf, ca({ subject: 'Middle', issuer: 'Root', extensions: critical })] }),
      'unsupported_certificate',
    );
    const lenient = certificate({
      subject: 'Leaf',
      issuer: 'Middle',
      extensions: [dnsNames('a.test'), unknownExtension(false)],
    });
    assert.deepEqual(judge({ chain: [lenient, middle] }), ['Leaf', 'Middle', 'Root']);
  });

  it('are refused by buildPath itself, before any signature', () => {
    const strict = parseCertificate(
      ca({ subject: 'Middle', issuer: 'Root', extensions: [unknownExtension(true)] }),
    );
    const build = (between: Certificate, when = at) =>
      buildPath([parsed(leaf), between], [parsed(root)], when);
    assert.equal(build(parsed(middle)).length, 3);
    assert.throws(() => build(strict), { alert: 'unsupported_certificate' });
    assert.throws(() => build(parsed(certificate({ subject: 'Middle', issuer: 'Root' }))), {
      alert: 'certificate_unknown',
    });
    assert.throws(() => build(parsed(middle), time('2031-01-01')), { alert: 'certificate_expired' });
  });

  it('follow key identifiers where both sides give one', () => {
    const withKeyId = (der: Uint8Array, extensions: Partial<Certificate['extensions']>): Certificate => {
      const certificate = parsed(der);
      return { ...certificate, extensions: { ...certificate.extensions, ...extensions } };
    };
    const child = withKeyId(leaf, { authorityKeyIdentifier: Uint8Array.of(1, 2) });
    const issuer = (id: number[]) => withKeyId(middle, { subjectKeyIdentifier: Uint8Array.from(id) });
    assert.equal(mayHaveIssued(issuer([1, 2]), child), true);
    assert.equal(mayHaveIssued(issuer([1, 3]), child), false);
    assert.equal(mayHaveIssued(parsed(middle), child), true);
    assert.equal(mayHaveIssued(issuer([1, 3]), parsed(leaf)), true);
    assert.equal(mayHaveIssued(parsed(root), child), false);
  });

  it('end at once for loops and crowds', () => {
    const a = ca({ subject: 'A', issuer: 'B' });
    const b = ca({ subject: 'B', issuer: 'A' });
    const start = certificate({ subject: 'Leaf', issuer: 'A' });
    assert.equal(judge({ chain: [start, a, b] }), 'unknown_ca');
    const crowd = Array.from({ length: 12 }, (_, i) =>
      ca({ subject: `C${i % 3}`, issuer: `C${(i + 1) % 3}`, to: `20${30 + i}-01-01T00:00:00Z` }),
    );
    assert.equal(judge({ chain: [certificate({ subject: 'Leaf', issuer: 'C0' }), ...crowd] }), 'unknown_ca');
    // Every certificate may have issued every other: 25 with 25 different keys would make 10^13 paths.
    const everybody = Array.from({ length: 25 }, (_, i) => {
      const parsed = parseCertificate(ca({ subject: 'Same' }));
      return { ...parsed, publicKeyDer: Uint8Array.of(i) };
    });
    const started = performance.now();
    assert.throws(() => buildPath(everybody, [], at), { alert: 'unknown_ca' });
    assert.ok(performance.now() - started < 1000);
  });
});

describe('uses of a key', () => {
  const using = (...extensions: Record<string, unknown>[]) =>
    parseCertificate(certificate({ subject: 'x', extensions }));
  const refusal = { alert: 'unsupported_certificate' };

  it('are those that keyUsage allows: to decrypt for RSA, to sign for the others', () => {
    const encipher = using({ name: 'keyUsage', keyEncipherment: true });
    const sign = using({ name: 'keyUsage', digitalSignature: true });
    checkKeyUsage(encipher, 'RSA');
    checkKeyUsage(sign, 'ECDHE_RSA');
    checkKeyUsage(sign, 'DHE_RSA');
    checkKeyUsage(using(), 'RSA');
    assert.throws(() => checkKeyUsage(encipher, 'ECDHE_RSA'), refusal);
    assert.throws(() => checkKeyUsage(encipher, 'DHE_RSA'), refusal);
    assert.throws(() => checkKeyUsage(sign, 'RSA'), refusal);
    const ec = { ...sign, publicKey: { type: 'ec', group: 'secp256r1', point: new Uint8Array(65) } } as const;
    assert.throws(() => checkKeyUsage(ec, 'ECDHE_RSA'), refusal);
  });

  it('are those that extKeyUsage names', () => {
    const server = using({ name: 'extKeyUsage', serverAuth: true });
    checkPurpose(server, 'serverAuth');
    checkPurpose(using(), 'serverAuth');
    checkPurpose(using({ name: 'extKeyUsage', '2.5.29.37.0': true }), 'clientAuth');
    assert.throws(() => checkPurpose(server, 'clientAuth'), refusal);
    assert.throws(
      () => checkPurpose(using({ name: 'extKeyUsage', codeSigning: true }), 'serverAuth'),
      refusal,
    );
  });

  it('are part of the verdict on a chain', () => {
    const clientOnly = certificate({
      subject: 'Leaf',
      issuer: 'Middle',
      extensions: [
        dnsNames('a.test'),
        { name: 'extKeyUsage', clientAuth: true },
        { name: 'keyUsage', digitalSignature: true },
      ],
    });
    assert.equal(judge({ chain: [clientOnly, middle] }), 'unsupported_certificate');
    assert.deepEqual(judge({ chain: [clientOnly, middle], host: null }), ['Leaf', 'Middle', 'Root']);
    assert.equal(judge({ chain: [exampleCom2017.leafCertificate, middle] }), 'unknown_ca');
    assert.equal(judge({ host: 'b.test' }), 'bad_certificate');
    const signOnly = certificate({
      subject: 'Leaf',
      issuer: 'Middle',
      extensions: [dnsNames('a.test'), { name: 'keyUsage', digitalSignature: true }],
    });
    assert.equal(judge({ chain: [signOnly, middle], keyExchange: 'RSA' }), 'unsupported_certificate');
    assert.deepEqual(judge({ chain: [signOnly, middle], keyExchange: 'ECDHE_RSA' }), [
      'Leaf',
      'Middle',
      'Root',
    ]);
  });
});

// OCSP responses and stapling (RFC 6960, RFC 6066 8): in memory, with keys of the tests.
import assert from 'node:assert/strict';
import {
  converse,
  type Engine,
  type Kind,
  type MoreOptions,
  securityOf,
  startEngine,
} from '../kit/fuzz/engines.js';
import { fuzzCa, fuzzServer, fuzzTrust } from '../kit/fuzz/pki.js';
import { readPrivateKeyPem } from '../kit/private-key.js';
import {
  announcesStatus,
  askForStatus,
  asksForStatus,
  decodeCertificateStatus,
  encodeCertificateStatus,
} from '../lib/certificate-status.js';
import { clientOffer } from '../lib/handshake-rules.js';
import { parseOcspResponse } from '../lib/ocsp.js';
import { checkStatus } from '../lib/ocsp-verify.js';
import { TLS10, TLS12 } from '../lib/registry.js';
import { reference } from '../lib/stages.js';
import { parseCertificate } from '../lib/x509.js';
import { tlv } from './stages/data/certificate-writer.js';
import { flipped } from './support/bytes.js';
import { ca, certificate as forged } from './support/chains.js';
import { hex } from './support/hex.js';
import { serverKeyPem, smallKeyPem } from './support/keys.js';
import { byKey, byName, type Draft, ocspResponse, revoked, unknown, wrapped } from './support/ocsp.js';
import { refuses, wrongLengths } from './support/properties.js';
import { play } from './support/puppet.js';

const small = readPrivateKeyPem(smallKeyPem);
const big = readPrivateKeyPem(serverKeyPem);
const issuer = parseCertificate(ca({ subject: 'Issuing CA' }));
const certificate = parseCertificate(forged({ subject: 'a.test', issuer: 'Issuing CA', key: 'big' }));
const at = Date.parse('2026-01-02T00:00:00Z') / 1000;
const question = { certificate, issuer, at };
const signing = { name: 'extKeyUsage', '1.3.6.1.5.5.7.3.9': true };
const delegateOf = (more: Parameters<typeof forged>[0] extends infer R ? Partial<R> : never = {}) =>
  forged({ subject: 'Responder', issuer: 'Issuing CA', key: 'big', extensions: [signing], ...more });

const honest: Draft = { certificate, issuer, signer: small, responderId: byName(issuer) };
const check = (draft: Draft, more = {}) =>
  checkStatus(reference, ocspResponse(draft), { ...question, ...more });
const bad = (draft: Draft, why: RegExp, more = {}) =>
  refuses('bad_certificate_status_response', () => check(draft, more), why);

describe('an OCSP response', () => {
  for (const [how, responderId] of [
    ['name', byName(issuer)],
    ['key', byKey(issuer)],
  ] as const)
    it(`of the issuer itself, by its ${how}`, () => {
      const { status, thisUpdate, nextUpdate } = check({ ...honest, responderId });
      assert.equal(status, 'good');
      assert.equal(thisUpdate, Date.parse('2026-01-01T00:00:00Z') / 1000);
      assert.equal(nextUpdate, Date.parse('2026-01-08T00:00:00Z') / 1000);
    });

  it('of a responder that the issuer has certified, by its name or key', () => {
    const delegate = delegateOf();
    for (const id of [byName, byKey])
      check({
        ...honest,
        signer: big,
        responderId: id(parseCertificate(delegate)),
        certificates: [delegate],
      });
  });

  it('about the certificate by SHA-1 or SHA-256', () => {
    check({ ...honest, hash: 'SHA-256' });
  });

  it('revokes: certificate_revoked', () => {
    refuses('certificate_revoked', () => check({ ...honest, status: revoked }), /revoked at 2025-12-01/);
  });

  it('that does not know the certificate, or is about another one', () => {
    bad({ ...honest, status: unknown }, /does not know/);
    bad({ ...honest, serialNumber: 2n }, /about other certificates/);
    bad({ ...honest, issuer: certificate }, /about other certificates/);
  });

  it('before its time, after it, and without an end', () => {
    const time = (text: string) => ({ at: Date.parse(text) / 1000 });
    bad(honest, /holds from 2026-01-01/, time('2025-12-31T23:59:59Z'));
    bad(honest, /good until 2026-01-08/, time('2026-01-08T00:00:01Z'));
    check(honest, time('2026-01-08T00:00:00Z'));
    check({ ...honest, nextUpdate: null }, time('2026-01-02T00:00:00Z'));
    bad({ ...honest, nextUpdate: null }, /good until 2026-01-02/, time('2026-01-02T00:00:01Z'));
  });

  it('of a critical extension that we do not know, and of a nonce, which we do not need', () => {
    const one = (oid: string, critical: string) =>
      tlv(0xa1, tlv(0x30, tlv(0x30, hex(oid), hex(critical), hex('04020500'))));
    bad({ ...honest, extensions: one('06082a864886f70d0101', '0101ff') }, /must not be used without/);
    check({ ...honest, extensions: one('06092b0601050507300102', '') });
  });

  describe('is refused when it is signed', () => {
    const delegate = delegateOf();
    const withDelegate = (der: Uint8Array, signer = big): Draft => ({
      ...honest,
      signer,
      responderId: byName(parseCertificate(der)),
      certificates: [der],
    });

    it('with another key than its responder has', () => {
      bad({ ...honest, signer: big }, /is not signed by CN=Issuing CA/);
      bad(withDelegate(delegate, small), /is not signed by CN=Responder/);
    });

    it('by somebody whose certificate does not come with it', () =>
      bad({ ...withDelegate(delegate), certificates: [] }, /by nobody that we know/));

    it('by somebody that may not sign OCSP responses, such as the server itself', () => {
      bad(withDelegate(delegateOf({ extensions: [] })), /may not sign OCSP responses/);
      bad(withDelegate(certificate.der), /may not sign OCSP responses/);
    });

    it('by somebody that another CA has certified, or nobody', () => {
      bad(withDelegate(delegateOf({ issuer: 'Other CA' })), /another CA/);
      bad(withDelegate(delegateOf({ issuerKey: 'big' })), /the issuer has not certified/);
    });

    it('by somebody out of date', () => {
      bad(withDelegate(delegateOf({ to: '2025-01-01T00:00:00Z' })), /out of date/);
      bad(withDelegate(delegateOf({ from: '2027-01-01T00:00:00Z' })), /out of date/);
    });

    it('and brings a certificate that is none', () =>
      bad(
        { ...withDelegate(delegate), certificates: [hex('3003020101')] },
        /brings a certificate that is none/,
      ));
  });

  it('stands with every byte or not at all', () => {
    const response = ocspResponse(honest);
    for (let i = 0; i < response.length; i += 3)
      assert.throws(() => checkStatus(reference, flipped(response, i, 0x10), question), `byte ${i}`);
  });

  it('of another length, type or status is malformed, with one alert', () => {
    for (const bytes of wrongLengths(ocspResponse(honest)))
      refuses('bad_certificate_status_response', () => parseOcspResponse(bytes));
    refuses(
      'bad_certificate_status_response',
      () => parseOcspResponse(wrapped(hex('3000'), hex('06022a03'))),
      /type 1\.2\.3/,
    );
    refuses('bad_certificate_status_response', () => parseOcspResponse(hex('30030a0103')), /tryLater/);
    refuses('bad_certificate_status_response', () => parseOcspResponse(hex('30030a0100')));
  });
});

describe('stapling', () => {
  const kinds: readonly Kind[] = [
    { version: TLS10, suite: 0x0004 },
    { version: TLS12, suite: 0xc02f },
  ];
  const gcm = kinds[1] as Kind;
  const serverCertificate = parseCertificate(fuzzServer.certificate);
  const draft: Draft = {
    certificate: serverCertificate,
    issuer: parseCertificate(fuzzCa.certificate),
    signer: fuzzCa.key,
    responderId: byName(parseCertificate(fuzzCa.certificate)),
  };
  const stapled = ocspResponse(draft);
  const trust = { ...fuzzTrust, at };
  const asking = (certificateStatus: 'asked for' | 'required') => ({ certificateStatus, trust });
  const connect = (kind: Kind, more: MoreOptions): Engine => {
    const [client, server] = [startEngine('client', kind, more), startEngine('server', kind, more)];
    converse(client.connection, server.connection);
    return client;
  };
  const names = ({ events }: Engine) =>
    events.flatMap((event) => (event.type === 'message' ? [event.name] : []));

  for (const kind of kinds)
    it(`the response follows the certificate: version ${kind.version.toString(16)}`, () => {
      const client = connect(kind, { client: asking('required'), server: { ocspResponse: stapled } });
      const list = names(client);
      assert.equal(list[list.indexOf('certificate') + 1], 'certificate_status');
      assert.match(
        securityOf(client)?.trust ?? '',
        /good, says OCSP, from 2026-01-01T00:00:00Z to 2026-01-08/,
      );
    });

  it('is sent only to a client that asks', () => {
    assert.ok(!names(connect(gcm, { server: { ocspResponse: stapled } })).includes('certificate_status'));
  });

  it('missing is refused where it is required, and told where it is asked for', () => {
    refuses(
      'bad_certificate_status_response',
      () => connect(gcm, { client: asking('required') }),
      /is missing/,
    );
    assert.match(securityOf(connect(gcm, { client: asking('asked for') }))?.trust ?? '', /no OCSP response/);
  });

  it('is refused when it revokes, is out of date, or is no response', () => {
    const late = { ...asking('asked for'), trust: { ...trust, at: at + 30 * 24 * 3600 } };
    const refusedWith = (
      alert: Parameters<typeof refuses>[0],
      ocspResponse: Uint8Array,
      client = asking('asked for'),
    ) => refuses(alert, () => connect(gcm, { client, server: { ocspResponse } }));
    refusedWith('certificate_revoked', ocspResponse({ ...draft, status: revoked }));
    refusedWith('bad_certificate_status_response', stapled, late);
    refusedWith('bad_certificate_status_response', hex('3000'));
  });

  it('cannot be verified by a client that trusts anybody', () => {
    const client = { certificateStatus: 'required', trust: 'accept any certificate from anyone' } as const;
    const { trust: said } = securityOf(connect(gcm, { client, server: { ocspResponse: stapled } })) ?? {};
    assert.match(said ?? '', /not verified at all.*came and was not verified/);
  });

  it('comes unannounced, twice or out of place: unexpected_message', () => {
    for (const lines of [
      ['server_hello', 'certificate', 'certificate_status'],
      ['server_hello', 'certificate_status'],
    ] as const) {
      const { error } = play('client', gcm, lines, undefined, { options: { client: asking('asked for') } });
      assert.equal(error?.alert, 'unexpected_message');
    }
  });

  it('is asked for and announced by extensions of the right form', () => {
    const plain = clientOffer({
      ...{ minVersion: TLS12, maxVersion: TLS12, cipherSuites: [0xc02f], groups: [23] },
      random: new Uint8Array(32),
      sessionTicket: false,
    });
    assert.ok(!asksForStatus(plain));
    assert.ok(asksForStatus(askForStatus(plain)));
    const saying = (data: string) => ({
      ...plain,
      extensions: [{ extensionType: 5, extensionData: hex(data) }],
    });
    assert.ok(!asksForStatus(saying('02ffff')), 'another type of status is not ours');
    for (const data of ['', '01', '0100000001', '010000000000'])
      refuses('decode_error', () => asksForStatus(saying(data)));
    const hello = {
      serverVersion: TLS12,
      random: new Uint8Array(32),
      sessionId: new Uint8Array(),
      cipherSuite: 0,
    };
    const answering = (data: string) => ({
      ...hello,
      compressionMethod: 0,
      ...{ extensions: saying(data).extensions },
    });
    assert.ok(announcesStatus(answering('')));
    refuses('decode_error', () => announcesStatus(answering('00')));
  });

  it('of a message that is not one OCSP response: decode_error', () => {
    assert.deepEqual(decodeCertificateStatus(encodeCertificateStatus(stapled)), stapled);
    for (const bytes of wrongLengths(encodeCertificateStatus(hex('3000'))))
      refuses('decode_error', () => decodeCertificateStatus(bytes));
    refuses('decode_error', () => decodeCertificateStatus(hex('0200000100')), /type 2/);
    refuses('decode_error', () => decodeCertificateStatus(hex('01000000')));
  });
});

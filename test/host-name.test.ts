import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { exampleCom2017 } from '../kit/sessions/example-com-2017.js';
import { checkHostName } from '../lib/host-name.js';
import { addressText, parseAddress } from '../lib/ip-address.js';
import { parseCertificate } from '../lib/x509.js';
import { addresses, certificate, dnsNames, type Extension } from './support/chains.js';
import { runSeed, seeded } from './support/random.js';

const refusal = { name: 'TlsError', alert: 'bad_certificate' };
const named = (extension: Extension, subject = 'ignored.example') =>
  parseCertificate(certificate({ subject, extensions: [extension] }));
const onlyCommonName = (subject: string, from: string) => parseCertificate(certificate({ subject, from }));

describe('host names', () => {
  it('finds example.com in the certificate of 2015, and says by which name', () => {
    const c = parseCertificate(exampleCom2017.leafCertificate);
    assert.deepEqual(checkHostName(c, 'example.com'), { kind: 'dNSName', value: 'example.com' });
    assert.deepEqual(checkHostName(c, 'WWW.Example.ORG.'), { kind: 'dNSName', value: 'www.example.org' });
    assert.throws(() => checkHostName(c, 'a.example.com'), {
      ...refusal,
      message: /is for www\.example\.org, example\.com, .*, not for a\.example\.com/,
    });
  });

  it('takes the commonName of a certificate from before July 2012 only', () => {
    const amazon = parseCertificate(amazon2009.amazonCertificate);
    assert.deepEqual(checkHostName(amazon, 'www.amazon.com'), {
      kind: 'commonName',
      value: 'www.amazon.com',
    });
    assert.throws(() => checkHostName(amazon, 'amazon.com'), {
      ...refusal,
      message: /is for www\.amazon\.com/,
    });
    assert.doesNotThrow(() => checkHostName(onlyCommonName('a.test', '2012-06-30T23:59:59Z'), 'a.test'));
    const late = onlyCommonName('a.test', '2012-07-01T00:00:00Z');
    assert.throws(() => checkHostName(late, 'a.test'), { ...refusal, message: /is for no host at all/ });
  });

  it('passes the commonName over when there is a subjectAltName', () => {
    assert.throws(() => checkHostName(named(dnsNames('b.test'), 'a.test'), 'a.test'), refusal);
    assert.throws(() => checkHostName(named(addresses('192.0.2.1'), 'a.test'), 'a.test'), refusal);
  });

  it('lets a wildcard stand for one whole left-most label (RFC 9525 6.3)', () => {
    for (const [pattern, yes, no] of [
      [
        '*.example.com',
        ['a.example.com', 'xn--a-ga.EXAMPLE.com'],
        ['example.com', 'a.b.example.com', '.example.com'],
      ],
      ['*.com', ['example.com'], ['com', 'a.example.com']],
      ['*', [], ['localhost', 'a.test']],
      ['f*.example.com', [], ['foo.example.com']],
      ['*o.example.com', [], ['foo.example.com']],
      ['a.*.com', [], ['a.b.com']],
      ['*.*.com', [], ['a.b.com']],
    ] as const) {
      const c = named(dnsNames(pattern));
      for (const host of yes) assert.deepEqual(checkHostName(c, host), { kind: 'dNSName', value: pattern });
      for (const host of no) assert.throws(() => checkHostName(c, host), Error, `${pattern} and ${host}`);
    }
  });

  it('compares IP addresses with iPAddress alone', () => {
    const c = named(addresses('192.0.2.1', '2001:db8::1'));
    assert.deepEqual(checkHostName(c, '192.0.2.1'), { kind: 'iPAddress', value: '192.0.2.1' });
    assert.equal(checkHostName(c, '2001:DB8:0::1').kind, 'iPAddress');
    assert.throws(() => checkHostName(c, '192.0.2.2'), {
      ...refusal,
      message: /is for 192\.0\.2\.1, 2001:db8:0:/,
    });
    for (const name of ['192.0.2.1', '*.0.2.1', '*'])
      assert.throws(() => checkHostName(named(dnsNames(name)), '192.0.2.1'), refusal);
    assert.throws(
      () => checkHostName(onlyCommonName('192.0.2.1', '2010-01-01T00:00:00Z'), '192.0.2.1'),
      refusal,
    );
  });

  it('is not fooled by a NUL byte in a name (2009)', () => {
    for (const c of [
      named(dnsNames('bank.test\0.evil.test')),
      onlyCommonName('bank.test\0.evil.test', '2009-07-29T00:00:00Z'),
    ])
      assert.throws(() => checkHostName(c, 'bank.test'), {
        ...refusal,
        message: /bank\.test\\u\{0\}\.evil\.test/,
      });
  });

  it('refuses a host that is neither a DNS name nor an address', () => {
    const c = named(dnsNames('a.test'));
    for (const host of [
      '',
      '*.test',
      'a..test',
      'a b',
      'exämple.test',
      '-a.test',
      'a.test:443',
      'https://a.test',
      '1::2::3',
    ])
      assert.throws(() => checkHostName(c, host), RangeError, host);
  });
});

describe('IP addresses', () => {
  it('reads what Node reads, and nothing else', () => {
    const texts = ['0.0.0.0', '255.255.255.255', '1.2.3', '1.2.3.256', '01.2.3.4', '1.2.3.4.5', '1.2.3.', ''];
    const v6 = [
      '::',
      '::1',
      '1::',
      '1:2:3:4:5:6:7:8',
      '1:2:3:4:5:6:7',
      '1::2::3',
      ':::',
      '1:2:3:4:5:6:7:8:9',
      'g::',
      '12345::',
      ':1',
      '1:2:3:4:5:6:7::',
    ];
    for (const text of [...texts, ...v6])
      assert.equal(parseAddress(text)?.length, { 0: undefined, 4: 4, 6: 16 }[isIP(text)], text);
  });

  it(`writes what it reads (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (let i = 0; i < 100; i++) {
      const address = random.bytes(random.pick([4, 16]));
      assert.deepEqual(parseAddress(addressText(address)), address);
    }
  });
});

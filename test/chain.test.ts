// slow: starts processes
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';

describe('npm run chain', () => {
  let folder = '';
  const file = (name: string) => join(folder, name);
  const pem = (der: Uint8Array) =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rebuild-tls-chain-'));
    const { amazonCertificate, verisignIntermediateCertificate, verisignRootCertificate } = amazon2009;
    writeFileSync(file('leaf.der'), amazonCertificate);
    writeFileSync(
      file('both.pem'),
      `A leaf:\n${pem(amazonCertificate)}\n${pem(verisignIntermediateCertificate)}`,
    );
    writeFileSync(file('middle.pem'), pem(verisignIntermediateCertificate));
    writeFileSync(file('root.pem'), pem(verisignRootCertificate));
    writeFileSync(file('damaged.der'), amazonCertificate.subarray(0, 1000));
    writeFileSync(file('empty.pem'), 'nothing');
  });
  after(() => rmSync(folder, { recursive: true }));

  const chain = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'kit/chain/main.ts', ...args],
      { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    );
    return { status, stdout, stderr };
  };
  const trusting = (...args: string[]) =>
    chain(...args, '--ca', file('root.pem'), '--host', 'www.amazon.com', '--at', '2009-06-10T01:09:30Z');

  it('draws the chain that stands, from one PEM file or from PEM and DER', () => {
    const { status, stdout } = trusting(file('both.pem'));
    assert.equal(status, 0);
    for (const line of [
      /^C=US, O=VeriSign, Inc\., OU=Class 3 Public Primary Certification Authority$/m,
      /^\+-- C=US, .*CN=VeriSign Class 3 Secure Server CA$/m,
      /^ {4}\+-- C=US, .*CN=www\.amazon\.com$/m,
      /ok validity +2008-08-27T00:00:00Z to 2009-08-27T23:59:59Z/,
      /ok signature +sha1WithRSAEncryption/,
      /ok host name +commonName www\.amazon\.com/,
      /^The chain stands\.$/m,
    ])
      assert.match(stdout, line);
    assert.equal(trusting(file('leaf.der'), file('middle.pem')).stdout, stdout);
  });

  it('says what is wrong, and exits with 1', () => {
    const missing = trusting(file('leaf.der'));
    assert.equal(missing.status, 1);
    assert.match(missing.stdout, /NO anchor/);
    assert.match(missing.stdout, /does not stand: .* leads to no CA that we trust \(alert unknown_ca\)/);
    const late = chain(
      file('both.pem'),
      '--ca',
      file('root.pem'),
      '--host',
      'www.amazon.de',
      '--at',
      '1500000000',
    );
    assert.equal(late.status, 1);
    assert.match(late.stdout, /NO validity .*expired at 2009-08-27T23:59:59Z/);
    assert.match(late.stdout, /NO host name .*is for www\.amazon\.com, not for www\.amazon\.de/);
    const damaged = trusting(file('damaged.der'));
    assert.equal(damaged.status, 1);
    assert.match(damaged.stderr, /is not DER/);
  });

  it('exits with 2 for input that it cannot use', () => {
    const rest = ['--ca', file('root.pem'), '--host', 'www.amazon.com'];
    for (const [args, message] of [
      [[], /give the certificates, --ca, --host, --at as well/],
      [[file('both.pem'), ...rest], /--at/],
      [[file('both.pem'), ...rest, '--at', 'yesterday'], /--at yesterday is no time/],
      [[file('both.pem'), ...rest, '--at', '2009-06-10T01:09:30'], /is no time/],
      [[file('none.pem'), ...rest, '--at', '0'], /none\.pem cannot be read: ENOENT/],
      [[file('empty.pem'), ...rest, '--at', '0'], /holds no certificate/],
      [['--what'], /Unknown option/],
    ] as const) {
      const { status, stderr, stdout } = chain(...args);
      assert.equal(status, 2);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    }
  }).timeout(20_000);
});

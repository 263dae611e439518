// What npm run probe asks and how it reads the answers.
import assert from 'node:assert/strict';
import { type Said, TLS13 } from '../kit/probe/ask.js';
import { meaningOf, objectionsTo } from '../kit/probe/meaning.js';
import { MOST_CONNECTIONS, survey } from '../kit/probe/survey.js';
import { TLS12 } from '../lib/registry.js';
import { otherSuites } from '../lib/suite-names.js';
import { cipherSuites } from '../lib/suites.js';

const refused: Said = { kind: 'refused', how: 'alert handshake_failure' };

describe('probe', () => {
  it('finds every suite of a version, in the order of the server, and stops when it is refused', async () => {
    const wanted = [0xc02f, 0x0035, 0x0004];
    const asked: number[] = [];
    const found = await survey(async (version, suites) => {
      asked.push(version);
      const suite = version === TLS12 ? wanted.find((id) => suites.includes(id)) : undefined;
      return suite === undefined ? refused : { kind: 'chose', version, suite };
    });
    assert.deepEqual(
      found.map(({ name, suites }) => [name, suites]),
      [
        ['SSL 3.0', []],
        ['TLS 1.0', []],
        ['TLS 1.1', []],
        ['TLS 1.2', wanted],
        ['TLS 1.3', []],
      ],
    );
    assert.equal(asked.length, 5 + wanted.length);
  });

  it('does not count an answer in another version, or with a suite that was not offered', async () => {
    const lower = await survey(async (_, suites) => ({
      kind: 'chose',
      version: 0x0301,
      suite: suites[0] as number,
    }));
    assert.deepEqual(
      lower.filter(({ suites }) => suites.length > 0).map(({ name }) => name),
      ['TLS 1.0'],
    );
    const strange = await survey(async (version) => ({ kind: 'chose', version, suite: 0x9999 }));
    for (const { suites, end } of strange) {
      assert.deepEqual(suites, []);
      assert.match(end, /not offered/);
    }
  });

  it('stops after so many connections, whatever the server says', async () => {
    let connections = 0;
    await survey(async (version, suites) => {
      connections++;
      return { kind: 'chose', version, suite: suites.at(-1) as number };
    });
    assert.equal(connections, MOST_CONNECTIONS);
  });

  it('asks for TLS 1.3 with its own suites, and with no others', async () => {
    await survey(async (version, suites) => {
      assert.equal(
        suites.some((id) => id >> 8 === 0x13),
        version === TLS13,
      );
      assert.ok(version !== TLS13 || suites.every((id) => id >> 8 === 0x13));
      return refused;
    });
  });

  it('knows what every suite of our tables means', () => {
    for (const name of [...cipherSuites.map((suite) => suite.name), ...Object.keys(otherSuites)])
      if (name !== 'TLS_NULL_WITH_NULL_NULL') assert.doesNotMatch(meaningOf(name), /unknown/, name);
    assert.equal(
      meaningOf('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'),
      'ECDHE, forward secret, signed with RSA; AES-128-GCM, authenticated encryption',
    );
  });

  it('names what is retired and by which RFC, and lets the rest be', () => {
    const rfcs = (name: string) => objectionsTo(name).map(({ rfc }) => rfc);
    assert.deepEqual(rfcs('TLS_RSA_WITH_RC4_128_MD5'), ['RFC 7465', 'RFC 10015']);
    assert.deepEqual(rfcs('TLS_DHE_RSA_WITH_AES_128_CBC_SHA'), ['RFC 10015']);
    assert.deepEqual(rfcs('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'), []);
    assert.deepEqual(rfcs('TLS_AES_128_GCM_SHA256'), []);
    assert.ok(rfcs('TLS_RSA_EXPORT_WITH_RC4_40_MD5').includes('RFC 9325 4.1'));
  });
});

import assert from 'node:assert/strict';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { toytlsGoogle2012 } from '../kit/sessions/toytls-google-2012.js';
import {
  encodePointFormats,
  encodeRenegotiationInfo,
  encodeSignatureAlgorithms,
  encodeSupportedGroups,
} from '../lib/extensions.js';
import { type ClientHello, decodeClientHello, encodeServerName } from '../lib/hellos.js';
import { type ExtensionName, ExtensionType, SignallingSuite, TLS10, TLS11, TLS12 } from '../lib/registry.js';
import { chooseAnswer, type Policy } from '../lib/server-choice.js';
import { reference } from '../lib/stages.js';
import { preferredSuites } from '../lib/suites.js';
import { hex } from './support/hex.js';
import { refuses } from './support/properties.js';

const policy: Policy = {
  minVersion: TLS10,
  maxVersion: TLS12,
  cipherSuites: preferredSuites,
  groups: [23, 29],
};
const extension = (name: ExtensionName, extensionData: Uint8Array) => ({
  extensionType: ExtensionType[name],
  extensionData,
});
const signs = (...pairs: [number, number][]) =>
  extension(
    'signature_algorithms',
    encodeSignatureAlgorithms(pairs.map(([hash, signature]) => ({ hash, signature }))),
  );

const modern: ClientHello = {
  clientVersion: TLS12,
  random: new Uint8Array(32),
  sessionId: new Uint8Array(),
  cipherSuites: [0x0a0a, 0x1301, 0xc02f, 0x009c],
  compressionMethods: [0],
  extensions: [
    { extensionType: 0x4a4a, extensionData: hex('00') },
    extension('server_name', encodeServerName('localhost')),
    extension('supported_groups', encodeSupportedGroups([0x7a7a, 29, 23])),
    extension('ec_point_formats', encodePointFormats([0])),
    signs([0x0a, 0x0a], [4, 1], [2, 1]),
    extension('renegotiation_info', encodeRenegotiationInfo(new Uint8Array())),
    extension('extended_master_secret', new Uint8Array()),
    { extensionType: 0x5a5a, extensionData: hex('') },
  ],
};
const without = (...names: ExtensionName[]): ClientHello => ({
  ...modern,
  extensions: (modern.extensions ?? []).filter(
    ({ extensionType }) => !names.some((name) => ExtensionType[name] === extensionType),
  ),
});
const withExtension = (name: ExtensionName, data: Uint8Array): ClientHello => ({
  ...modern,
  extensions: [...(without(name).extensions ?? []), extension(name, data)],
});
const answer = (hello: ClientHello, changed: Partial<Policy> = {}) =>
  chooseAnswer(reference, hello, { ...policy, ...changed });
const named = ({ extensions }: { extensions: readonly { extensionType: number }[] }) =>
  extensions.map(({ extensionType }) => extensionType);

describe('what a server makes of a ClientHello', () => {
  it("Firefox of 2009: TLS 1.0, and Amazon's suite when that is all there is", () => {
    const hello = decodeClientHello(amazon2009.clientHello.subarray(4));
    const chosen = answer(hello, { cipherSuites: [0x0004] });
    assert.equal(chosen.version, TLS10);
    assert.equal(chosen.suite.id, 0x0004);
    assert.equal(chosen.serverName, 'www.amazon.com');
    assert.equal(chosen.secureRenegotiation, false);
    assert.equal(chosen.extendedMasterSecret, false);
    assert.deepEqual(chosen.extensions, []);
    assert.equal(answer(hello).suite.name, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA');
  });

  it('toytls: TLS 1.1 without any extension takes secp256r1 for granted', () => {
    const hello = decodeClientHello(toytlsGoogle2012.clientHelloRecord.subarray(9));
    const chosen = answer(hello, { cipherSuites: [0xc011] });
    assert.equal(chosen.version, TLS11);
    assert.equal(chosen.group, 23);
    assert.deepEqual(chosen.extensions, []);
  });

  it('a browser with GREASE everywhere: what we know of it is answered, and nothing else (RFC 8701)', () => {
    const chosen = answer(modern);
    assert.equal(chosen.version, TLS12);
    assert.equal(chosen.suite.id, 0xc02f);
    assert.equal(chosen.group, 23);
    assert.deepEqual(chosen.algorithm, { hash: 4, signature: 1 });
    assert.deepEqual(named(chosen), [0xff01, 23, 11]);
    assert.ok(chosen.extendedMasterSecret && chosen.secureRenegotiation);
    assert.equal(chosen.serverName, 'localhost');
  });

  it('no finite field but ours for a client that names such fields, known or not (RFC 7919 4)', () => {
    const hello = (...groups: number[]) => ({
      ...withExtension('supported_groups', encodeSupportedGroups(groups)),
      cipherSuites: [0x009e, 0x009c],
    });
    for (const groups of [[257], [23, 257, 260], [511]])
      assert.equal(answer(hello(...groups)).suite.id, 0x009c, String(groups));
    for (const groups of [[257, 256], [23, 29], [512]])
      assert.equal(answer(hello(...groups)).suite.id, 0x009e, String(groups));
    refuses('handshake_failure', () => answer({ ...hello(257), cipherSuites: [0x009e] }));
  });

  it('an extended_master_secret that holds something is refused (RFC 7627 5.1)', () => {
    refuses('decode_error', () => answer(withExtension('extended_master_secret', hex('00'))));
  });

  describe('version (RFC 5246 E.1)', () => {
    it('is the highest that both have, however high the client goes', () => {
      for (const clientVersion of [TLS12, 0x0304, 0x03ff, 0x0400, 0xffff])
        assert.equal(answer({ ...modern, clientVersion }).version, TLS12);
      assert.equal(answer({ ...modern, cipherSuites: [0x002f] }, { maxVersion: TLS11 }).version, TLS11);
    });

    it('is refused below our lowest', () => {
      for (const clientVersion of [0x0000, 0x0002, 0x0200, 0x0300])
        refuses('protocol_version', () => answer({ ...modern, clientVersion }));
      refuses('protocol_version', () => answer({ ...modern, clientVersion: TLS11 }, { minVersion: TLS12 }));
    });

    it('decides which suites count', () => {
      const hello = { ...modern, clientVersion: TLS11, cipherSuites: [0xc02f, 0x003c, 0xc013] };
      assert.equal(answer(hello).suite.id, 0xc013);
      refuses('handshake_failure', () => answer({ ...hello, cipherSuites: [0xc02f, 0x003c] }));
    });
  });

  describe('TLS_FALLBACK_SCSV (RFC 7507 3)', () => {
    const fallback = (clientVersion: number) => ({
      ...modern,
      clientVersion,
      cipherSuites: [0x002f, SignallingSuite.TLS_FALLBACK_SCSV],
    });

    it('is refused below our highest version and passed over at it', () => {
      for (const version of [TLS10, TLS11])
        refuses('inappropriate_fallback', () => answer(fallback(version)));
      assert.equal(answer(fallback(TLS12)).suite.id, 0x002f);
      assert.equal(answer(fallback(TLS11), { maxVersion: TLS11 }).version, TLS11);
    });
  });

  it('without a common suite, or with signals alone, there is no handshake', () => {
    for (const cipherSuites of [[0x1301], [0x0a0a], [0x00ff, 0x5600], [0x0000]])
      refuses('handshake_failure', () => answer({ ...modern, cipherSuites }));
  });

  it('the null compression method must be offered', () => {
    refuses('illegal_parameter', () => answer({ ...modern, compressionMethods: [1] }));
    assert.equal(answer({ ...modern, compressionMethods: [1, 0] }).suite.id, 0xc02f);
  });

  describe('groups and points (RFC 8422)', () => {
    it('a client without a group of ours gets a suite without ECDHE, or none', () => {
      const other = withExtension('supported_groups', encodeSupportedGroups([24, 0x1a1a, 256]));
      assert.equal(answer(other).suite.id, 0x009c);
      refuses('handshake_failure', () => answer({ ...other, cipherSuites: [0xc02f] }));
    });

    it('takes our first group of the ones that both have', () => {
      assert.equal(answer(modern, { groups: [29, 23] }).group, 29);
      assert.equal(answer(modern, { groups: [23, 29] }).group, 23);
    });

    it('refuses a client that does not take uncompressed points', () => {
      for (const formats of [[1], [1, 2]])
        refuses('illegal_parameter', () =>
          answer(withExtension('ec_point_formats', encodePointFormats(formats))),
        );
    });

    it('answers with point formats only where asked and where they count', () => {
      assert.deepEqual(named(answer(without('ec_point_formats'))), [0xff01, 23]);
      assert.deepEqual(named(answer({ ...modern, cipherSuites: [0x009c] })), [0xff01, 23]);
    });
  });

  describe('signature algorithms (RFC 5246 7.4.1.4.1)', () => {
    it('a client that names none takes SHA-1', () => {
      assert.deepEqual(answer(without('signature_algorithms')).algorithm, { hash: 2, signature: 1 });
    });

    it('takes our first of those that the client has', () => {
      const hello = { ...modern, extensions: [signs([2, 1], [6, 1], [5, 1])] };
      assert.deepEqual(answer(hello).algorithm, { hash: 5, signature: 1 });
    });

    it('with none that we can make only a suite without a signature is left', () => {
      const ecdsa = { ...modern, extensions: [signs([4, 3], [8, 4], [1, 1])] };
      assert.equal(answer(ecdsa).suite.id, 0x009c);
      refuses('handshake_failure', () => answer({ ...ecdsa, cipherSuites: [0xc02f] }));
    });

    it('say nothing about versions before TLS 1.2', () => {
      const hello = { ...modern, clientVersion: TLS11, cipherSuites: [0xc013], extensions: [signs([4, 3])] };
      assert.equal(answer(hello).suite.id, 0xc013);
    });
  });

  describe('renegotiation (RFC 5746 3.6)', () => {
    it('is signalled by the extension or by its suite', () => {
      const bare = without('renegotiation_info');
      assert.equal(answer(bare).secureRenegotiation, false);
      const signalled = answer({ ...bare, cipherSuites: [0xc02f, 0x00ff] });
      assert.ok(signalled.secureRenegotiation);
      assert.ok(named(signalled).includes(0xff01));
    });

    it('an extension that is not empty is refused', () => {
      refuses('handshake_failure', () => answer(withExtension('renegotiation_info', hex('0101'))));
    });
  });

  it('malformed extensions are refused, even where they decide nothing', () => {
    const malformed: [ExtensionName, string][] = [
      ['server_name', '0001'],
      ['supported_groups', '0001 00'],
      ['ec_point_formats', '02 00'],
      ['signature_algorithms', '0001 04'],
      ['renegotiation_info', '0000'],
    ];
    for (const [name, data] of malformed)
      refuses('decode_error', () => answer(withExtension(name, hex(data))));
  });
});

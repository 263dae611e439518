import assert from 'node:assert/strict';
import fc from 'fast-check';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { toytlsGoogle2012 } from '../kit/sessions/toytls-google-2012.js';
import {
  decodePointFormats,
  decodeRenegotiationInfo,
  decodeServerName,
  decodeSignatureAlgorithms,
  decodeSupportedGroups,
  encodePointFormats,
  encodeRenegotiationInfo,
  encodeSignatureAlgorithms,
  encodeSupportedGroups,
  extensionName,
  findExtension,
  refuseDuplicates,
} from '../lib/extensions.js';
import { decodeClientHello, encodeServerName } from '../lib/hellos.js';
import { type ExtensionType, isGrease } from '../lib/registry.js';
import { hex } from './support/hex.js';
import { properties, refuses, wrongLengths } from './support/properties.js';

const amazon = decodeClientHello(amazon2009.clientHello.subarray(4));

describe('extensions', () => {
  describe("of Firefox's ClientHello to Amazon", () => {
    const find = (name: keyof typeof ExtensionType) => findExtension(amazon.extensions, name) as Uint8Array;

    it('server_name', () => {
      assert.equal(decodeServerName(find('server_name')), 'www.amazon.com');
      assert.deepEqual(encodeServerName('www.amazon.com'), find('server_name'));
    });

    it('elliptic_curves, as supported_groups was called then: secp256r1, secp384r1, secp521r1', () => {
      assert.deepEqual(decodeSupportedGroups(find('supported_groups')), [23, 24, 25]);
      assert.deepEqual(encodeSupportedGroups([23, 24, 25]), find('supported_groups'));
    });

    it('ec_point_formats: uncompressed', () => {
      assert.deepEqual(decodePointFormats(find('ec_point_formats')), [0]);
      assert.deepEqual(encodePointFormats([0]), find('ec_point_formats'));
    });

    it('session_ticket is there and empty; the others are not there', () => {
      assert.equal(find('session_ticket').length, 0);
      assert.equal(findExtension(amazon.extensions, 'renegotiation_info'), undefined);
    });
  });

  it("toytls' ClientHello sends none", () => {
    const hello = decodeClientHello(toytlsGoogle2012.clientHelloRecord.subarray(9));
    assert.deepEqual(hello.extensions, []);
    assert.equal(findExtension(hello.extensions, 'server_name'), undefined);
  });

  it('signature_algorithms as RFC 5246 7.4.1.4.1 numbers them', () => {
    const list = [
      { hash: 4, signature: 1 },
      { hash: 2, signature: 3 },
    ];
    assert.deepEqual(encodeSignatureAlgorithms(list), hex('0004 0401 0203'));
    assert.deepEqual(decodeSignatureAlgorithms(hex('0004 0401 0203')), list);
  });

  it('an empty renegotiation_info is one zero byte (RFC 5746 3.4)', () => {
    assert.deepEqual(encodeRenegotiationInfo(new Uint8Array()), hex('00'));
    assert.equal(decodeRenegotiationInfo(hex('00')).length, 0);
    assert.deepEqual(decodeRenegotiationInfo(hex('020102')), hex('0102'));
  });

  describe('of any length but their own', () => {
    const samples: [string, (bytes: Uint8Array) => unknown, Uint8Array][] = [
      ['server_name', decodeServerName, encodeServerName('a.example')],
      ['supported_groups', decodeSupportedGroups, encodeSupportedGroups([23, 29])],
      ['ec_point_formats', decodePointFormats, encodePointFormats([0, 1])],
      ['signature_algorithms', decodeSignatureAlgorithms, hex('0004 0401 0203')],
      ['renegotiation_info', decodeRenegotiationInfo, encodeRenegotiationInfo(hex('0102'))],
    ];
    for (const [name, decode, bytes] of samples)
      it(name, () => {
        decode(bytes);
        for (const wrong of wrongLengths(bytes)) refuses('decode_error', () => decode(wrong));
      });

    it('lists that may not be empty, and lists of half an item', () => {
      refuses('decode_error', () => decodeSupportedGroups(hex('0000')));
      refuses('decode_error', () => decodeSupportedGroups(hex('0003 0017 00')));
      refuses('decode_error', () => decodePointFormats(hex('00')));
      refuses('decode_error', () => decodeSignatureAlgorithms(hex('0000')));
      refuses('decode_error', () => decodeSignatureAlgorithms(hex('0003 0401 02')));
      refuses('decode_error', () => decodeServerName(hex('0000')));
    });
  });

  describe('server_name (RFC 6066 3)', () => {
    it('may hold name types that nobody knows', () => {
      assert.equal(decodeServerName(hex('0005 07 0002 0102')), undefined);
      assert.equal(decodeServerName(hex('0009 07 0001 01 00 0002 6162')), 'ab');
    });

    it('refuses two names of a type, and a name that is empty or too long', () => {
      refuses('illegal_parameter', () => decodeServerName(hex('0008 00 0001 61 00 0001 62')));
      refuses('decode_error', () => decodeServerName(hex('0003 00 0000')));
      const long = new Uint8Array(256).fill(0x61);
      refuses('decode_error', () => decodeServerName(Uint8Array.of(1, 3, 0, 1, 0, ...long)));
    });
  });

  it('come once each', () => {
    const extension = (extensionType: number) => ({ extensionType, extensionData: new Uint8Array() });
    refuseDuplicates([0, 5, 0x0a0a, 0x1a1a, 999].map(extension));
    for (const type of [0, 23, 0x0a0a, 999])
      refuses('illegal_parameter', () => refuseDuplicates([5, type, 13, type].map(extension)), /twice/);
  });

  it('are named by the registry, GREASE as such', () => {
    assert.equal(extensionName(0xff01), 'renegotiation_info');
    assert.match(extensionName(0x5a5a), /GREASE/);
    assert.equal(extensionName(0x5a6a), 'unknown');
  });

  it('GREASE values are the 16 of RFC 8701 2', () => {
    const all = Array.from({ length: 0x10000 }, (_, value) => value).filter(isGrease);
    assert.deepEqual(
      all.map((value) => value.toString(16).padStart(4, '0')),
      '0a0a 1a1a 2a2a 3a3a 4a4a 5a5a 6a6a 7a7a 8a8a 9a9a aaaa baba caca dada eaea fafa'.split(' '),
    );
  });

  describe('are written and read back', () => {
    const uint8 = fc.nat({ max: 0xff });
    const uint16 = fc.nat({ max: 0xffff });
    properties('groups', () =>
      fc.property(fc.array(uint16, { minLength: 1 }), (groups) =>
        assert.deepEqual(decodeSupportedGroups(encodeSupportedGroups(groups)), groups),
      ),
    );
    properties('point formats', () =>
      fc.property(fc.array(uint8, { minLength: 1, maxLength: 255 }), (formats) =>
        assert.deepEqual(decodePointFormats(encodePointFormats(formats)), formats),
      ),
    );
    properties('signature algorithms', () =>
      fc.property(fc.array(fc.tuple(uint8, uint8), { minLength: 1 }), (pairs) => {
        const list = pairs.map(([hash, signature]) => ({ hash, signature }));
        assert.deepEqual(decodeSignatureAlgorithms(encodeSignatureAlgorithms(list)), list);
      }),
    );
    properties('host names', () =>
      fc.property(fc.domain(), (name) => assert.equal(decodeServerName(encodeServerName(name)), name)),
    );
  });
});

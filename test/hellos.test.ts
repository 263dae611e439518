import assert from 'node:assert/strict';
import fc from 'fast-check';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { toytlsGoogle2012 } from '../kit/sessions/toytls-google-2012.js';
import {
  type ClientHello,
  decodeClientHello,
  decodeServerHello,
  encodeClientHello,
  encodeServerHello,
  selectCipherSuite,
} from '../lib/hellos.js';
import { hex } from './support/hex.js';
import { properties, refuses, wrongLengths } from './support/properties.js';

const random = new Uint8Array(32).fill(0x11);
const smallest: ClientHello = {
  clientVersion: 0x0301,
  random,
  sessionId: new Uint8Array(),
  cipherSuites: [4],
  compressionMethods: [0],
};
const bare = encodeClientHello(smallest);

describe('hellos', () => {
  describe("Firefox's ClientHello to Amazon", () => {
    const hello = decodeClientHello(amazon2009.clientHello.subarray(4));

    it('says what the article says', () => {
      assert.equal(hello.clientVersion, 0x0301);
      assert.deepEqual(hello.random, amazon2009.clientRandom);
      assert.equal(hello.sessionId.length, 0);
      assert.equal(hello.cipherSuites.length, 34);
      assert.deepEqual(hello.cipherSuites.slice(0, 2), [0xc00a, 0xc014]);
      assert.equal(hello.cipherSuites.at(-1), 0x000a);
      assert.ok(hello.cipherSuites.includes(0x0004));
      assert.deepEqual(hello.compressionMethods, [0]);
      assert.deepEqual(
        hello.extensions?.map((extension) => extension.extensionType),
        [0, 10, 11, 35],
      );
    });

    it('encodes to the same bytes', () => {
      assert.deepEqual(encodeClientHello(hello), amazon2009.clientHello.subarray(4));
    });

    it('cut or stretched anywhere, is refused, except where it may end', () => {
      const body = amazon2009.clientHello.subarray(4);
      const extensionsAt = body.length - 2 - 45;
      for (const wrong of wrongLengths(body))
        if (wrong.length === extensionsAt) assert.equal(decodeClientHello(wrong).extensions, undefined);
        else refuses('decode_error', () => decodeClientHello(wrong));
    });
  });

  it("toytls' ClientHello: two suites and an empty list of extensions", () => {
    const body = toytlsGoogle2012.clientHelloRecord.subarray(9);
    const hello = decodeClientHello(body);
    assert.equal(hello.clientVersion, 0x0302);
    assert.deepEqual(hello.cipherSuites, [0x0033, 0xc011]);
    assert.deepEqual(hello.extensions, []);
    assert.deepEqual(encodeClientHello(hello), body);
  });

  describe("Amazon's ServerHello", () => {
    const body = amazon2009.serverHello.subarray(4);
    const hello = decodeServerHello(body);

    it('says what the article says', () => {
      assert.equal(hello.serverVersion, 0x0301);
      assert.deepEqual(hello.random, amazon2009.serverRandom);
      assert.deepEqual(hello.sessionId, amazon2009.serverSessionId);
      assert.equal(hello.cipherSuite, 0x0004);
      assert.equal(hello.compressionMethod, 0);
      assert.equal(hello.extensions, undefined);
    });

    it('encodes to the same bytes, and of another length is refused', () => {
      assert.deepEqual(encodeServerHello(hello), body);
      for (const wrong of wrongLengths(body)) refuses('decode_error', () => decodeServerHello(wrong));
    });
  });

  describe('a ClientHello', () => {
    it('without extensions is not one with an empty list of them', () => {
      assert.equal(decodeClientHello(bare).extensions, undefined);
      const empty = Uint8Array.of(...bare, 0, 0);
      assert.deepEqual(decodeClientHello(empty).extensions, []);
      assert.deepEqual(encodeClientHello(decodeClientHello(empty)), empty);
    });

    it('keeps to the lengths of RFC 5246 7.4.1.2', () => {
      const before = [...bare.subarray(0, 34)];
      const refused = (rest: string) =>
        refuses('decode_error', () => decodeClientHello(Uint8Array.from([...before, ...hex(rest)])));
      decodeClientHello(Uint8Array.from([...before, ...hex('00 0002 0004 01 00')]));
      refused(`21 ${'00'.repeat(33)} 0002 0004 01 00`); // a session id of 33 bytes
      refused('00 0000 01 00'); // no suite
      refused('00 0003 000400 01 00'); // a suite and a half
      refused('00 0002 0004 00'); // no compression method
      refused('00 0002 0004 02 00'); // one compression method of two
    });

    it('with extensions that lie about their length is refused', () => {
      const refused = (extensions: string) =>
        refuses('decode_error', () => decodeClientHello(Uint8Array.of(...bare, ...hex(extensions))));
      refused('0004 0017 0001');
      refused('0005 0017 0000 00');
      refused('0003 0017 00');
      refused('0008 0017 0005 00000000');
      refused('0004 0017 0000 00');
    });

    it('with an extension twice is refused, GREASE or not', () => {
      for (const type of ['0017', '0a0a', 'ffff'])
        refuses('illegal_parameter', () =>
          decodeClientHello(Uint8Array.of(...bare, ...hex(`0008 ${type} 0000 ${type} 0000`))),
        );
    });

    it('full of GREASE is read as it stands (RFC 8701)', () => {
      const hello = {
        ...smallest,
        cipherSuites: [0x0a0a, 0xc02f, 0xfafa],
        compressionMethods: [0, 0x0a],
        extensions: [
          { extensionType: 0x2a2a, extensionData: new Uint8Array() },
          { extensionType: 0x3a3a, extensionData: hex('00') },
        ],
      };
      assert.deepEqual(decodeClientHello(encodeClientHello(hello)), hello);
    });

    it('of any version is read: what to do about it is decided elsewhere', () => {
      for (const clientVersion of [0x0000, 0x0200, 0x0300, 0x0304, 0xffff])
        assert.equal(
          decodeClientHello(encodeClientHello({ ...smallest, clientVersion })).clientVersion,
          clientVersion,
        );
    });
  });

  describe('are written and read back', () => {
    const uint8 = fc.nat({ max: 0xff });
    const uint16 = fc.nat({ max: 0xffff });
    const extensions = fc.uniqueArray(
      fc.record(
        { extensionType: uint16, extensionData: fc.uint8Array({ maxLength: 50 }) },
        { noNullPrototype: true },
      ),
      { selector: ({ extensionType }) => extensionType, maxLength: 10 },
    );
    const common = {
      random: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      sessionId: fc.uint8Array({ maxLength: 32 }),
    };
    properties('ClientHello', () =>
      fc.property(
        fc.record(
          {
            ...common,
            clientVersion: uint16,
            cipherSuites: fc.array(uint16, { minLength: 1 }),
            compressionMethods: fc.array(uint8, { minLength: 1 }),
            extensions,
          },
          { noNullPrototype: true },
        ),
        (hello) => assert.deepEqual(decodeClientHello(encodeClientHello(hello)), hello),
      ),
    );
    properties('ServerHello', () =>
      fc.property(
        fc.record(
          { ...common, serverVersion: uint16, cipherSuite: uint16, compressionMethod: uint8, extensions },
          { noNullPrototype: true },
        ),
        (hello) => assert.deepEqual(decodeServerHello(encodeServerHello(hello)), hello),
      ),
    );
  });

  describe('selectCipherSuite', () => {
    it("takes the server's first that the client has, not the client's first", () => {
      assert.equal(selectCipherSuite([0x0004, 0x0005, 0xc02f], [0xc02f, 0x0004]), 0xc02f);
      assert.equal(selectCipherSuite([0xc02f, 0x0004], [0x0004, 0xc02f]), 0x0004);
    });

    it('takes nothing that one side does not have', () => {
      assert.equal(selectCipherSuite([0x0004], [0x0005]), undefined);
      assert.equal(selectCipherSuite([], [0x0005]), undefined);
      assert.equal(selectCipherSuite([0x0a0a, 0x00ff, 0x5600], [0x0005]), undefined);
    });
  });
});

import assert from 'node:assert/strict';
import { concatBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { amazon2009, amazonWire } from '../kit/sessions/amazon-2009.js';
import { toytlsGoogle2012 } from '../kit/sessions/toytls-google-2012.js';
import { encodeHandshake } from '../lib/handshake-message.js';
import {
  decodeAlert,
  decodeRecord,
  encodeAlert,
  encodeRecord,
  joinHandshake,
  MAX_CIPHERTEXT,
  MAX_HANDSHAKE,
  MAX_PLAINTEXT,
  splitHandshake,
} from '../lib/records.js';
import { AlertDescription, alertName, HandshakeType } from '../lib/registry.js';
import { hex } from './support/hex.js';
import { properties, refuses } from './support/properties.js';

const header = (type: number, version: number, length: number) =>
  Uint8Array.of(type, version >> 8, version & 0xff, length >> 8, length & 0xff);
const message = fc.record(
  { msgType: fc.constantFrom(...Object.values(HandshakeType)), body: fc.uint8Array({ maxLength: 300 }) },
  { noNullPrototype: true },
);

describe('records', () => {
  describe('of recorded sessions', () => {
    it("Amazon's, one after the other, and encoded again", () => {
      for (const { bytes } of amazonWire()) {
        const found = decodeRecord(bytes, MAX_CIPHERTEXT);
        assert.equal(found?.length, bytes.length);
        assert.deepEqual(found && encodeRecord(found.record), bytes);
      }
    });

    it("toytls' ClientHello: TLS 1.1 on the record as well", () => {
      const { record } = decodeRecord(toytlsGoogle2012.clientHelloRecord, MAX_PLAINTEXT) ?? {};
      assert.equal(record?.type, 22);
      assert.equal(record?.version, 0x0302);
      assert.equal(record?.fragment.length, 0x31);
    });

    it("three messages in one record of Amazon's", () => {
      const { serverHello, certificateMessage, serverHelloDone } = amazon2009;
      const parts = [serverHello, certificateMessage, serverHelloDone];
      const { messages, rest } = joinHandshake(concatBytes(...parts));
      assert.deepEqual(messages.map(encodeHandshake), parts);
      assert.equal(rest.length, 0);
    });
  });

  describe('decodeRecord', () => {
    const bytes = encodeRecord({ type: 23, version: 0x0303, fragment: hex('0102') });

    it('waits for the whole record, whatever there is of it', () => {
      for (let length = 0; length < bytes.length; length++)
        assert.equal(decodeRecord(bytes.subarray(0, length), MAX_PLAINTEXT), undefined);
    });

    it('leaves what comes after it', () => {
      const found = decodeRecord(concatBytes(bytes, hex('16030300')), MAX_PLAINTEXT);
      assert.equal(found?.length, bytes.length);
      assert.deepEqual(found?.record.fragment, hex('0102'));
    });

    it('takes a record without content: what to make of it depends on its type', () => {
      assert.equal(decodeRecord(header(23, 0x0303, 0), MAX_PLAINTEXT)?.length, 5);
    });

    it('refuses types that TLS does not have by the header alone', () => {
      for (let type = 0; type < 256; type++)
        if (type < 20 || type > 23)
          refuses('unexpected_message', () => decodeRecord(header(type, 0x0301, 1), MAX_PLAINTEXT));
    });

    it('refuses versions that are not 3.x; SSL 2 and HTTP among them', () => {
      for (const version of [0x0000, 0x0002, 0x0200, 0x0401, 0xfefd])
        refuses('protocol_version', () => decodeRecord(header(22, version, 1), MAX_PLAINTEXT));
      refuses('unexpected_message', () => decodeRecord(hex('802e0100 02'), MAX_PLAINTEXT));
      refuses('unexpected_message', () => decodeRecord(Buffer.from('HTTP/1.1'), MAX_PLAINTEXT));
    });

    for (const limit of [MAX_PLAINTEXT, MAX_CIPHERTEXT])
      it(`refuses more than ${limit} bytes by the header alone`, () => {
        assert.equal(decodeRecord(header(22, 0x0301, limit), limit), undefined);
        const full = encodeRecord({ type: 22, version: 0x0301, fragment: new Uint8Array(limit) });
        assert.equal(decodeRecord(full, limit)?.record.fragment.length, limit);
        refuses('record_overflow', () => decodeRecord(header(22, 0x0301, limit + 1), limit));
        refuses('record_overflow', () => decodeRecord(header(22, 0x0301, 0xffff), limit));
      });

    properties('is the inverse of encodeRecord', () =>
      fc.property(
        fc.constantFrom(20, 21, 22, 23),
        fc.constantFrom(0x0300, 0x0301, 0x0302, 0x0303, 0x03ff),
        fc.uint8Array({ maxLength: 500 }),
        fc.uint8Array(),
        (type, version, fragment, more) => {
          const record = { type, version, fragment };
          const encoded = encodeRecord(record);
          const found = decodeRecord(concatBytes(encoded, more), MAX_PLAINTEXT);
          assert.deepEqual(found, { record, length: encoded.length });
        },
      ),
    );
  });

  describe('handshake messages in fragments', () => {
    const cutAnywhere = fc.tuple(fc.array(message, { maxLength: 5 }), fc.integer({ min: 1, max: 400 }));

    properties('splitHandshake cuts to the limit and loses nothing', () =>
      fc.property(cutAnywhere, ([messages, limit]) => {
        const fragments = splitHandshake(messages, limit);
        assert.ok(fragments.slice(0, -1).every(({ length }) => length === limit));
        assert.ok(fragments.every(({ length }) => length > 0 && length <= limit));
        assert.deepEqual(concatBytes(...fragments), concatBytes(...messages.map(encodeHandshake)));
      }),
    );

    properties('joinHandshake gives the same messages, fragment by fragment, at any cut', () =>
      fc.property(cutAnywhere, ([messages, limit]) => {
        let rest: Uint8Array = new Uint8Array();
        const joined = splitHandshake(messages, limit).flatMap((fragment) => {
          const found = joinHandshake(concatBytes(rest, fragment));
          rest = found.rest;
          return found.messages;
        });
        assert.deepEqual(joined, messages);
        assert.equal(rest.length, 0);
      }),
    );

    it('keeps an incomplete message for later, down to no bytes at all', () => {
      const bytes = encodeHandshake({ msgType: 1, body: hex('010203') });
      for (let length = 0; length < bytes.length; length++) {
        const part = bytes.subarray(0, length);
        assert.deepEqual(joinHandshake(part), { messages: [], rest: part });
      }
    });

    it('refuses an unknown type as soon as the header is there', () => {
      for (const type of [3, 5, 6, 8, 21, 23, 24, 254, 255])
        refuses('unexpected_message', () => joinHandshake(Uint8Array.of(type, 0, 0, 0)));
      assert.deepEqual(joinHandshake(Uint8Array.of(3, 0, 0)).messages, []);
    });

    it('refuses an unknown type after a good message', () => {
      refuses('unexpected_message', () => joinHandshake(hex('0e000000 ff000000')));
    });

    it(`takes announcements up to ${MAX_HANDSHAKE} bytes`, () => {
      assert.deepEqual(joinHandshake(hex('0b 020000')).messages, []);
      refuses('illegal_parameter', () => joinHandshake(hex('0b 020001')));
      refuses('illegal_parameter', () => joinHandshake(hex('0b ffffff')));
    });
  });

  describe('alerts', () => {
    it('are two bytes (RFC 5246 7.2)', () => {
      assert.deepEqual(decodeAlert(hex('0228')), { level: 2, description: 40 });
      assert.deepEqual(encodeAlert({ level: 1, description: 0 }), hex('0100'));
      for (const bytes of ['', '02', '022800']) refuses('decode_error', () => decodeAlert(hex(bytes)));
    });

    it('have the names of RFC 5246 7.2.2', () => {
      for (const [name, description] of Object.entries(AlertDescription))
        assert.equal(alertName(description), name);
      assert.equal(alertName(255), 'unknown alert 255');
    });

    it('all 65536 are read and written back', () => {
      for (let value = 0; value < 0x10000; value++) {
        const bytes = Uint8Array.of(value >> 8, value & 0xff);
        assert.deepEqual(encodeAlert(decodeAlert(bytes)), bytes);
      }
    });
  });
});

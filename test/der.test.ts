import assert from 'node:assert/strict';
import type { Field } from '../lib/codec.js';
import { decodeTlv, decodeTlvs, Tag } from '../lib/der.js';
import { DerReader } from '../lib/der-reader.js';
import {
  derBoolean,
  derGeneralizedTime,
  derInteger,
  derNamedBits,
  derObjectIdentifier,
  derString,
  derUtcTime,
  printable,
} from '../lib/der-values.js';
import { hex } from './support/hex.js';
import { runSeed, seeded } from './support/random.js';

const refusal = { name: 'TlsError', alert: 'bad_certificate' };
const text = (value: string) => new TextEncoder().encode(value);

describe('DER', () => {
  it('decodes an element: 30 03 02 01 05', () => {
    const sequence = decodeTlv(hex('ff 30 03 02 01 05 ff'), 1);
    assert.deepEqual(sequence, {
      tag: 0x30,
      tagClass: 'universal',
      constructed: true,
      tagNumber: 16,
      start: 1,
      headerLength: 2,
      value: hex('02 01 05'),
      end: 6,
    });
    assert.equal(decodeTlv(hex('a3 00')).tagClass, 'context-specific');
    assert.deepEqual(
      decodeTlvs(hex('02 01 05 05 00')).map(({ tag, start }) => [tag, start]),
      [
        [Tag.INTEGER, 0],
        [Tag.NULL, 3],
      ],
    );
  });

  it('reads lengths of one to three bytes more', () => {
    for (const [header, length] of [
      ['04 7f', 0x7f],
      ['04 81 80', 0x80],
      ['04 82 01 00', 0x100],
      ['04 83 01 00 00', 0x10000],
    ] as const) {
      const bytes = new Uint8Array(hex(header).length + length);
      bytes.set(hex(header));
      assert.equal(decodeTlv(bytes).value.length, length);
      assert.throws(() => decodeTlv(bytes.subarray(0, -1)), refusal);
    }
  });

  it('refuses what DER has no place for', () => {
    for (const [why, bytes] of [
      ['nothing', ''],
      ['no length', '30'],
      ['indefinite length', '30 80 02 01 05 00 00'],
      ['end of contents', '00 00'],
      ['length in two bytes for one', '04 81 01 00'],
      ['length with a leading zero', '04 82 00 80'],
      ['length of four bytes', '04 84 00 00 00 01 00'],
      ['length that ends early', '04 82 01'],
      ['contents that end early', '04 05 00 00'],
      ['long tag number', '1f 81 01 00'],
      ['OCTET STRING in pieces', '24 03 04 01 00'],
      ['primitive SEQUENCE', '10 00'],
    ] as const)
      assert.throws(() => decodeTlv(hex(bytes)), refusal, why);
  });

  it('reads INTEGERs in the fewest bytes only', () => {
    for (const [bytes, value] of [
      ['00', 0n],
      ['7f', 127n],
      ['00 80', 128n],
      ['80', -128n],
      ['ff 7f', -129n],
      ['01 00 01', 65537n],
    ] as const)
      assert.equal(derInteger(hex(bytes), 'x'), value);
    for (const bytes of ['', '00 7f', 'ff 80', '00 00'])
      assert.throws(() => derInteger(hex(bytes), 'x'), refusal);
  });

  it('reads OBJECT IDENTIFIERs', () => {
    for (const [bytes, oid] of [
      ['2a 86 48 86 f7 0d 01 01 05', '1.2.840.113549.1.1.5'],
      ['55 04 03', '2.5.4.3'],
      ['88 37 03', '2.999.3'],
      ['00', '0.0'],
      ['60 86 48 01 86 f8 42 04 01', '2.16.840.1.113730.4.1'],
    ] as const)
      assert.equal(derObjectIdentifier(hex(bytes), 'x'), oid);
    for (const bytes of ['', '2a 86', '2a 80 01', '2a ff ff ff ff ff ff ff ff 7f'])
      assert.throws(() => derObjectIdentifier(hex(bytes), 'x'), refusal);
  });

  it('reads BOOLEANs and named bits', () => {
    assert.equal(derBoolean(hex('ff'), 'x'), true);
    assert.equal(derBoolean(hex('00'), 'x'), false);
    for (const bytes of ['01', '', '00 00']) assert.throws(() => derBoolean(hex(bytes), 'x'), refusal);
    assert.deepEqual(derNamedBits(hex('05 a0'), 'x'), [0, 2]);
    assert.deepEqual(derNamedBits(hex('07 06 80'), 'x'), [5, 6, 8]);
    assert.deepEqual(derNamedBits(hex('00'), 'x'), []);
    for (const bytes of ['', '08 00', '01', '05 b0'])
      assert.throws(() => derNamedBits(hex(bytes), 'x'), refusal);
  });

  it('reads times to the second, and no others', () => {
    assert.equal(derUtcTime(text('080827000000Z'), 'x'), Date.UTC(2008, 7, 27) / 1000);
    assert.equal(derUtcTime(text('500101000000Z'), 'x'), Date.UTC(1950, 0, 1) / 1000);
    assert.equal(derUtcTime(text('491231235959Z'), 'x'), Date.UTC(2049, 11, 31, 23, 59, 59) / 1000);
    assert.equal(derGeneralizedTime(text('20500101000000Z'), 'x'), Date.UTC(2050, 0, 1) / 1000);
    for (const time of [
      '0808270000Z',
      '080827000000',
      '080827000000+0000',
      '080230000000Z',
      '081301000000Z',
      '080101240000Z',
      '',
    ])
      assert.throws(() => derUtcTime(text(time), 'x'), refusal, time);
    for (const time of ['20080827000000.5Z', '080827000000Z', '20080229000060Z', '20090229000000Z'])
      assert.throws(() => derGeneralizedTime(text(time), 'x'), refusal, time);
  });

  it('reads strings by their type', () => {
    assert.equal(derString(Tag.UTF8String, hex('c3 a9'), 'x'), 'é');
    assert.equal(derString(Tag.TeletexString, hex('e9'), 'x'), 'é');
    assert.equal(derString(Tag.BMPString, hex('00 e9 20 ac'), 'x'), 'é€');
    assert.equal(derString(Tag['BIT STRING'], hex('00'), 'x'), undefined);
    assert.throws(() => derString(Tag.UTF8String, hex('e9'), 'x'), refusal);
    assert.throws(() => derString(Tag.PrintableString, hex('e9'), 'x'), refusal);
    assert.throws(() => derString(Tag.BMPString, hex('00 e9 20'), 'x'), refusal);
  });

  it('makes text harmless for a terminal', () => {
    assert.equal(printable('Société — 例え.jp'), 'Société — 例え.jp');
    assert.equal(printable('a\u0000b\u001b[31m\u202e'), 'a\\u{0}b\\u{1b}[31m\\u{202e}');
  });
});

describe('DerReader', () => {
  const read = (bytes: string, trace?: Field[]) =>
    DerReader.readAll(
      hex(bytes),
      (r) => r.sequence('Pair', (s) => [s.primitive('a', Tag.INTEGER, derInteger), s.oid('b')]),
      trace,
    );

  it('reads by a schema and claims every byte in the trace', () => {
    const trace: Field[] = [];
    assert.deepEqual(read('30 08 02 01 05 06 03 55 04 03', trace), [5n, '2.5.4.3']);
    const shown = (field: Field): unknown[] => [
      field.name,
      field.start,
      field.end,
      field.meaning,
      ...field.children.map(shown),
    ];
    assert.deepEqual(trace.map(shown), [
      ['Pair.tag', 0, 1, 'SEQUENCE'],
      ['Pair.length', 1, 2, '8 bytes follow'],
      [
        'Pair',
        2,
        10,
        undefined,
        ['a.tag', 2, 3, 'INTEGER'],
        ['a.length', 3, 4, '1 byte follows'],
        ['a', 4, 5, undefined],
        ['b.tag', 5, 6, 'OBJECT IDENTIFIER'],
        ['b.length', 6, 7, '3 bytes follow'],
        ['b', 7, 10, 'CN'],
      ],
    ]);
  });

  it('names the field that is wrong', () => {
    for (const [bytes, message] of [
      ['30 03 02 01 05', /Pair\.b: the end comes where OBJECT IDENTIFIER belongs/],
      ['30 04 04 02 01 05', /Pair\.a: OCTET STRING stands where INTEGER belongs/],
      ['30 09 02 01 05 06 02 55 04 05 00', /Pair: 2 bytes belong to no field/],
      ['30 08 02 01 05 06 03 55 04 03 00', /its end: 1 bytes belong to no field/],
      ['30 08 02 02 00 05 06 02 55 04', /Pair\.a: the INTEGER is written in more bytes/],
      ['30 08 02 01 05 06 04 55 04 03', /not DER at byte 5: its length is 4 bytes, and only 3 are left/],
    ] as const)
      assert.throws(() => read(bytes), { ...refusal, message });
  });

  it('bounds hostile nesting', () => {
    let nested = hex('05 00');
    for (let i = 0; i < 60; i++) nested = Uint8Array.of(0x30, nested.length, ...nested);
    assert.throws(() => DerReader.readAll(nested, (r) => r.any('x')), { ...refusal, message: /nested/ });
  });

  it(`throws nothing but TlsError on random bytes (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (let i = 0; i < 3000; i++) {
      const bytes = random.bytes(random.integer(40));
      if (random.integer(2)) bytes.set([0x30, bytes.length - 2].slice(0, bytes.length));
      try {
        DerReader.readAll(bytes, (r) => r.any('x'));
      } catch (error) {
        assert.equal((error as Error).name, 'TlsError');
      }
    }
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeAll, type Field, Reader } from '../lib/codec.js';
import { TlsError } from '../lib/errors.js';
import { Writer } from '../lib/writer.js';
import { hex } from './support/hex.js';
import { properties, refuses } from './support/properties.js';

describe('codec', () => {
  describe('the examples of RFC 5246 4', () => {
    it('4.1: multi-byte values are big-endian', () => {
      assert.equal(new Reader(hex('01020304'), 'value').uint32('value'), 0x01020304);
      assert.deepEqual(new Writer().uint32(0x01020304).bytes(), hex('01020304'));
    });

    it('4.3: opaque mandatory<300..400> has a length of two bytes', () => {
      const mandatory = new Uint8Array(300).fill(7);
      const bytes = new Writer().vector(2, mandatory).bytes();
      assert.deepEqual(bytes.subarray(0, 2), hex('012c'));
      const read = (r: Reader) => r.vector(2, 'mandatory', { min: 300, max: 400 });
      assert.deepEqual(decodeAll(bytes, 'example', read), mandatory);
    });

    it('4.3: uint16 longer<0..800>: the length counts bytes, and items fill it evenly', () => {
      const bytes = new Writer().list(2, [1, 2, 3], (w, item) => w.uint16(item)).bytes();
      assert.deepEqual(bytes, hex('0006 0001 0002 0003'));
      const read = (r: Reader) => r.list(2, 'longer', (item) => item.uint16('item'));
      assert.deepEqual(decodeAll(bytes, 'example', read), [1, 2, 3]);
      refuses('decode_error', () => decodeAll(hex('0005 0001 0002 00'), 'example', read));
    });
  });

  describe('a Reader', () => {
    it('names the structure and the field that the bytes do not reach', () => {
      assert.throws(() => new Reader(hex('0102'), 'client_hello').opaque(32, 'random'), {
        alert: 'decode_error',
        message: 'client_hello ends inside random, which needs 32 bytes and has 2',
      });
    });

    it('refuses bytes that are left over, in a vector as well', () => {
      refuses('decode_error', () => decodeAll(hex('0102'), 'byte', (r) => r.uint8('byte')));
      const readNested = (r: Reader) => r.nested(1, 'vector', (inner) => inner.uint8('byte'));
      refuses('decode_error', () => decodeAll(hex('020102'), 'example', readNested));
      refuses('decode_error', () => decodeAll(hex('00'), 'example', readNested));
      assert.equal(decodeAll(hex('0107'), 'example', readNested), 7);
    });

    it('keeps to the limits of a vector, both included', () => {
      const limits = { min: 2, max: 3 };
      const read = (r: Reader) => r.vector(1, 'vector', limits);
      for (const length of [2, 3])
        assert.equal(
          decodeAll(Uint8Array.of(length, ...new Uint8Array(length)), 'example', read).length,
          length,
        );
      for (const length of [0, 1, 4])
        refuses('decode_error', () =>
          decodeAll(Uint8Array.of(length, ...new Uint8Array(length)), 'example', read),
        );
    });

    it('reads nothing past the end of its vector', () => {
      const read = (r: Reader) => r.nested(1, 'inner', (inner) => inner.uint16('value'));
      refuses('decode_error', () => decodeAll(hex('01 0102'), 'example', read));
    });

    it('numbers of four bytes do not turn negative', () => {
      assert.equal(new Reader(hex('ffffffff'), 'value').uint32('value'), 2 ** 32 - 1);
    });
  });

  describe('a trace', () => {
    it('has every byte of the input once, in order, at its place', () => {
      const trace: Field[] = [];
      const bytes = hex('01 0002 0304 05');
      decodeAll(
        bytes,
        'example',
        (r) => {
          r.uint8('first', (v) => `it is ${v}`);
          r.nested(2, 'second', (inner) => inner.struct('pair', (p) => [p.uint8('a'), p.uint8('b')]));
          r.rest('third');
        },
        trace,
      );
      const leaves = (fields: readonly Field[]): Field[] =>
        fields.flatMap((field) => (field.children.length > 0 ? leaves(field.children) : [field]));
      assert.deepEqual(
        leaves(trace).map(({ name, start, end }) => `${start}-${end} ${name}`),
        ['0-1 first', '1-3 second.length', '3-4 a', '4-5 b', '5-6 third'],
      );
      assert.equal(leaves(trace)[0]?.meaning, 'it is 1');
    });

    it('keeps what was read before an error', () => {
      const trace: Field[] = [];
      const read = (r: Reader) => [r.uint8('first'), r.uint16('second')];
      refuses('decode_error', () => decodeAll(hex('0102'), 'example', read, trace));
      assert.deepEqual(
        trace[0]?.children.map(({ name }) => name),
        ['first'],
      );
    });

    it('says so where an explained vector is not as its type demands, and still gives its bytes', () => {
      const trace: Field[] = [];
      const read = (r: Reader) => r.explained(1, 'data', (inner) => inner.uint32('number'));
      assert.deepEqual(decodeAll(hex('02 0102'), 'example', read, trace), hex('0102'));
      assert.match(trace[0]?.children.at(-1)?.meaning ?? '', /not as its type demands/);
    });
  });

  describe('a Writer', () => {
    it('refuses what does not fit: a mistake of the caller, not of a peer', () => {
      for (const value of [-1, 256, 1.5, Number.NaN])
        assert.throws(() => new Writer().uint8(value), RangeError);
      assert.throws(() => new Writer().vector(1, new Uint8Array(256)), RangeError);
      assert.throws(() => new Writer().uint24(2 ** 24), RangeError);
    });
  });

  properties('is the inverse of a Reader', () => {
    const widths = fc.constantFrom(1, 2, 3, 4);
    const number = widths.chain((width) => fc.tuple(fc.constant(width), fc.nat({ max: 256 ** width - 1 })));
    const methods = { 1: 'uint8', 2: 'uint16', 3: 'uint24', 4: 'uint32' } as const;
    return fc.property(fc.array(fc.oneof(number, fc.uint8Array())), (items) => {
      const w = new Writer();
      for (const item of items)
        if (item instanceof Uint8Array) w.vector(2, item);
        else w[methods[item[0] as 1]](item[1]);
      const read = (r: Reader) =>
        items.map((item) =>
          item instanceof Uint8Array ? r.vector(2, 'item') : [item[0], r[methods[item[0] as 1]]('item')],
        );
      assert.deepEqual(decodeAll(w.bytes(), 'items', read), items);
    });
  });

  properties('never reads past the end, whatever the lengths say', () =>
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const read = (r: Reader) =>
        r.many((item) => item.list(2, 'list', (inner) => inner.vector(1, 'vector')));
      try {
        decodeAll(bytes, 'example', read);
      } catch (error) {
        assert.ok(error instanceof TlsError, String(error));
        assert.equal(error.alert, 'decode_error');
      }
    }),
  );
});

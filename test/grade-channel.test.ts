// The channel to a process that nobody trusts: bytes in, plain data or nothing out.
import assert from 'node:assert/strict';
import { randomFrom } from '../kit/check/random.js';
import { decodeLoaded, decodeOutcome, text } from '../kit/grade/channel/answer.js';
import { encodeFrame, FrameReader, LARGEST_ANSWER } from '../kit/grade/channel/frame.js';
import { decodeWire, encodeWire, WireError } from '../kit/grade/channel/wire.js';
import { runSeed } from './support/random.js';

const samples: readonly unknown[] = [
  ...[undefined, null, true, false, 0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '', 'a\u0000é😀'],
  ...[0n, -1n, 2n ** 2048n, new Uint8Array(), Uint8Array.of(0, 255), [], {}],
  { record: { type: 22, fragment: Uint8Array.of(1, 2) }, rest: [undefined, [1n, { a: null }]] },
];

describe(`the wire (seed ${runSeed})`, () => {
  it('gives back what was put in', () => {
    for (const value of samples) assert.deepEqual(decodeWire(encodeWire(value)), value);
  });

  it('refuses every way of cutting a value short, and bytes behind it', () => {
    const bytes = encodeWire(samples);
    for (let length = 0; length < bytes.length; length++)
      assert.throws(() => decodeWire(bytes.subarray(0, length)), WireError);
    assert.throws(() => decodeWire(Buffer.concat([bytes, Uint8Array.of(0)])), WireError);
  });

  it('gives plain data or a WireError for whatever bytes come', () => {
    const random = randomFrom(`wire ${runSeed}`);
    const whole = encodeWire(samples);
    for (let i = 0; i < 5000; i++) {
      const bytes = i % 2 ? random.bytes(random.integer(40)) : whole.slice();
      if (i % 2 === 0) bytes[random.integer(bytes.length)] = random.integer(256);
      try {
        decodeWire(bytes);
      } catch (error) {
        assert.ok(error instanceof WireError, String(error));
      }
    }
  });

  it('builds nothing for lengths that lie', () => {
    for (const hex of ['09ffffffff', '0affffffff', '08ffffffff', '07ffffffff', '05ffffffff', '0900000002'])
      assert.throws(() => decodeWire(Buffer.from(hex, 'hex')), WireError);
    assert.throws(() => decodeWire(Buffer.from('0900000001'.repeat(100_000), 'hex')), WireError);
  });

  it('has no field called __proto__, and none without a name', () => {
    for (const key of ['__proto__', '', 'a b', 'x'.repeat(65)]) {
      const evil = Buffer.concat([
        Buffer.from('0a00000001', 'hex'),
        Buffer.of(0, 0, 0, key.length),
        Buffer.from(key),
        Buffer.of(0),
      ]);
      assert.throws(() => decodeWire(evil), WireError);
    }
  });
});

describe('frames', () => {
  const frame = { nonce: Buffer.alloc(16, 7), payload: Buffer.from('payload') };

  it('come together from pieces of any size', () => {
    const stream = Buffer.concat([encodeFrame(frame), encodeFrame(frame)]);
    for (const size of [1, 3, 20, 1000]) {
      const reader = new FrameReader();
      const found = [];
      for (let at = 0; at < stream.length; at += size)
        found.push(...reader.add(stream.subarray(at, at + size)));
      assert.deepEqual(found, [frame, frame]);
      assert.equal(reader.isPartial, false);
    }
  });

  it('of the wrong size are refused by their header', () => {
    assert.deepEqual(new FrameReader().add(Buffer.of(255, 255, 255, 255)), ['too large']);
    assert.deepEqual(new FrameReader().add(Buffer.of(0, 0, 0, 15)), ['malformed']);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(LARGEST_ANSWER + 1);
    assert.deepEqual(new FrameReader().add(head), ['too large']);
  });

  it('that are half there are noticed', () => {
    const reader = new FrameReader();
    assert.deepEqual(reader.add(encodeFrame(frame).subarray(0, 9)), []);
    assert.equal(reader.isPartial, true);
  });
});

describe('an answer', () => {
  const outcome = (value: unknown) => decodeOutcome(encodeWire(value));

  it('is an outcome, field by field', () => {
    assert.deepEqual(outcome({ kind: 'value', value: 1n, passed: true }), { kind: 'value', value: 1n });
    assert.deepEqual(outcome({ kind: 'refused', alert: 'decode_error', message: 'no', line: 3 }), {
      ...{ kind: 'refused', alert: 'decode_error', message: 'no', line: 3 },
    });
  });

  for (const value of [
    undefined,
    [],
    { kind: 'passed' },
    { kind: 'stopped' },
    { kind: 'refused', alert: 1 },
    { kind: 'threw' },
    { kind: 'threw', name: 'E', message: 'm', line: -1 },
    { kind: 'mutated', argument: 1e9 },
    { kind: 'missing', exports: {} },
  ])
    it(`is nothing else: ${JSON.stringify(value)}`, () => assert.throws(() => outcome(value), WireError));

  it('to loading is that it worked, or a problem', () => {
    assert.deepEqual(decodeLoaded(encodeWire({ loaded: true })), { loaded: true });
    assert.throws(() => decodeLoaded(encodeWire({ loaded: 'yes' })), WireError);
  });

  it('has text without escapes, of a sensible length', () => {
    assert.equal(text('\u001b[31mred\u001b[0m\u0007\n<b>\u202e'), 'red <b>');
    assert.ok(text('x'.repeat(1e6)).length <= 300);
  });
});

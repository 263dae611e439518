// Peers that never come to the point: what a connection holds on to, and what a byte of theirs costs, stays bounded.
import assert from 'node:assert/strict';
import { type Kind, startEngine } from '../kit/fuzz/engines.js';
import { honestLines } from '../kit/fuzz/honest-lines.js';
import { fuzzServer } from '../kit/fuzz/pki.js';
import { Puppet } from '../kit/fuzz/puppet.js';
import { MOST_RETAINED, retainedBytes } from '../kit/fuzz/retained.js';
import { HandshakeBuffer } from '../lib/handshake-buffer.js';
import { encodeRecord, joinHandshake, MAX_CIPHERTEXT, MAX_HANDSHAKE, MAX_PLAINTEXT } from '../lib/records.js';
import { HandshakeType, TLS10, TLS12 } from '../lib/registry.js';
import { refuses } from './support/properties.js';
import { play } from './support/puppet.js';

const rsa: Kind = { version: TLS10, suite: 0x0004 };
const gcm: Kind = { version: TLS12, suite: 0xc02f };
const handshakeRecord = (...bytes: number[]) =>
  encodeRecord({ type: 22, version: TLS10, fragment: Uint8Array.from(bytes) });

describe('memory', () => {
  it('what is counted are all buffers that can be reached, each once', () => {
    const buffer = new ArrayBuffer(100);
    const views = [new Uint8Array(buffer, 10, 5), new DataView(buffer)];
    assert.equal(retainedBytes({ views, again: views, other: { deep: [new Uint8Array(7)] } }), 107);
  });

  for (const role of ['client', 'server'] as const) {
    const first = role === 'client' ? HandshakeType.server_hello : HandshakeType.client_hello;

    it(`a ${role} takes a message of 128 KiB byte by byte without much ado`, () => {
      const { connection } = startEngine(role, rsa);
      for (const byte of [first, 1, 255, 255]) connection.receive(handshakeRecord(byte));
      const began = performance.now();
      let most = 0;
      for (let i = 0; i < MAX_HANDSHAKE - 2; i++) {
        connection.receive(handshakeRecord(0));
        if (i % 1000 === 0) most = Math.max(most, retainedBytes(connection));
      }
      assert.ok(performance.now() - began < 3000, 'it takes too long');
      assert.ok(most < 3 * MAX_HANDSHAKE, `${most} bytes are held`);
      refuses('decode_error', () => connection.receive(handshakeRecord(0)));
    }).timeout(10_000);

    it(`a ${role} refuses a larger message by its header`, () => {
      const { connection } = startEngine(role, rsa);
      refuses('illegal_parameter', () => connection.receive(handshakeRecord(first, 2, 0, 1)));
    });

    it(`a ${role} holds one record at most, while it comes byte by byte`, () => {
      const { connection } = startEngine(role, rsa);
      const before = retainedBytes(connection);
      connection.receive(Uint8Array.of(22, 3, 1, MAX_PLAINTEXT >> 8, 0));
      for (let i = 0; i < MAX_PLAINTEXT - 1; i++) connection.receive(Uint8Array.of(0));
      assert.ok(retainedBytes(connection) - before <= MAX_PLAINTEXT + 5);
    });

    it(`an open ${role} holds nothing of the data that went through it`, () => {
      const { engine, puppet } = play(role, gcm, honestLines(role, gcm));
      const before = retainedBytes(engine.connection);
      for (let i = 0; i < 200; i++) {
        puppet.sayPlain({ type: 23, content: new Uint8Array(10_000) });
        for (const record of puppet.takeOutput()) engine.connection.receive(record);
        engine.events.length = 0;
      }
      assert.ok(retainedBytes(engine.connection) <= before + MAX_CIPHERTEXT + 5);
      assert.ok(before < MOST_RETAINED);
    });
  }

  it('a message in fragments of one byte moves to a larger buffer a few times, not with each byte', () => {
    const buffers = new Set<ArrayBufferLike>();
    const incoming = new HandshakeBuffer({
      joinHandshake(bytes) {
        buffers.add(bytes.buffer);
        return joinHandshake(bytes);
      },
    });
    for (const byte of [11, 1, 0, 0]) incoming.add(Uint8Array.of(byte));
    for (let i = 0; i < 0x10000 - 1; i++) assert.deepEqual(incoming.add(Uint8Array.of(i)), []);
    const [message] = incoming.add(Uint8Array.of(0));
    const body = Uint8Array.from({ length: 0x10000 }, (_, i) => i);
    body[0xffff] = 0;
    assert.deepEqual(message, { msgType: 11, body });
    assert.ok(buffers.size < 20, `${buffers.size} buffers`);
    assert.equal(incoming.isPartial, false);
  });

  it('an open connection gives up the transcript of its handshake', () => {
    const lines = honestLines('client', gcm);
    const { engine: inHandshake } = play('client', gcm, lines.slice(0, lines.indexOf('finished')));
    assert.ok(retainedBytes(inHandshake.connection) > fuzzServer.certificate.length);
    const { engine } = play('client', gcm, lines);
    assert.ok(retainedBytes(engine.connection) < 100, `${retainedBytes(engine.connection)} bytes are held`);
  });

  it('a client that is asked to renegotiate answers each time with one alert, and with no end of them only after data', () => {
    const engine = startEngine('client', rsa);
    const puppet = new Puppet('server', rsa);
    for (const line of honestLines('client', rsa)) {
      for (const record of engine.connection.takeOutput()) puppet.receive(record);
      puppet.say(line);
      for (const record of puppet.takeOutput()) engine.connection.receive(record);
    }
    refuses('unexpected_message', () => {
      for (let i = 0; i < 33; i++) {
        puppet.say('hello_request');
        for (const record of puppet.takeOutput()) engine.connection.receive(record);
      }
    });
    assert.equal(engine.connection.takeOutput().length, 33);
  });
});

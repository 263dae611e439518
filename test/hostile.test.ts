// Peers that try to learn something: every kind of bad block and bad padding must look like every other.
import assert from 'node:assert/strict';
import { cbc } from '@noble/ciphers/aes.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { type Kind, type Role, securityOf, startEngine } from '../kit/fuzz/engines.js';
import { honestLines } from '../kit/fuzz/honest-lines.js';
import { fuzzServer } from '../kit/fuzz/pki.js';
import { Puppet } from '../kit/fuzz/puppet.js';
import type { TlsError } from '../lib/errors.js';
import { encodeClientKeyExchange } from '../lib/handshake-body.js';
import { encodeHandshake } from '../lib/handshake-message.js';
import { i2osp, os2ip } from '../lib/integers.js';
import { encodeRecord } from '../lib/records.js';
import { HandshakeType, TLS10, TLS11, TLS12 } from '../lib/registry.js';
import { rsaPublicOperation } from '../lib/rsa.js';
import { deriveKeys } from '../lib/session-keys.js';
import { reference as f } from '../lib/stages.js';
import { play } from './support/puppet.js';
import { runSeed, seeded } from './support/random.js';

const random = seeded(runSeed);
const { key } = fuzzServer;
const LENGTH = 128;
const nonZero = (length: number) => random.bytes(length).map((byte) => byte || 1);
const secret = (version: number) => Uint8Array.of(version >> 8, version & 0xff, ...random.bytes(46));

/** Blocks as a client of this version might encrypt them: the first is well formed, and nobody knows its secret. */
function blocks(version: number): { readonly [what: string]: Uint8Array } {
  const good = f.pkcs1Pad(2, secret(version), LENGTH, nonZero(LENGTH - 51));
  const change = (at: number, byte: number) => good.map((b, i) => (i === at ? byte : b));
  const holding = (message: Uint8Array) =>
    f.pkcs1Pad(2, message, LENGTH, nonZero(LENGTH - 3 - message.length));
  return {
    'a well-formed block with a secret that we do not know': good,
    'a first byte that is not 0': change(0, 1),
    'block type 1': change(1, 1),
    'block type 0': change(1, 0),
    'no zero byte after the padding': good.map((b, i) => (i < 2 ? b : b || 1)),
    'a padding of no bytes': change(2, 0),
    'a padding of seven bytes': change(9, 0),
    'a secret of no bytes': holding(new Uint8Array()),
    'a secret of 47 bytes': holding(secret(version).subarray(1)),
    'a secret of 49 bytes': holding(Uint8Array.of(...secret(version), 0)),
    'another version, as in a rollback': holding(secret(version - 1)),
    'version 0': holding(secret(0)),
    'all zeros': new Uint8Array(LENGTH),
    'all zeros but the last': Uint8Array.of(...new Uint8Array(LENGTH - 1), 2),
  };
}

/** Everything that a client can see of how the server takes this ciphertext. */
function seen(kind: Kind, encrypted: Uint8Array) {
  const engine = startEngine('server', kind);
  const puppet = new Puppet('client', kind);
  const output: Uint8Array[] = [];
  const hear = () => {
    for (const record of engine.connection.takeOutput()) {
      output.push(record.slice());
      puppet.receive(record);
    }
  };
  const steps = ['client_hello', 'client_key_exchange', 'change_cipher_spec', 'finished'] as const;
  const refusedAt: string[] = [];
  let error: TlsError | undefined;
  for (const step of steps) {
    if (error) break;
    puppet.say(step);
    let records = puppet.takeOutput();
    if (step === 'client_key_exchange') {
      const body = encodeClientKeyExchange('RSA', encrypted);
      const fragment = encodeHandshake({ msgType: HandshakeType.client_key_exchange, body });
      records = [encodeRecord({ type: 22, version: kind.version, fragment })];
    }
    try {
      for (const record of records) engine.connection.receive(record);
    } catch (thrown) {
      error = thrown as TlsError;
      refusedAt.push(step);
    }
    hear();
  }
  const messages = engine.events.map((event) => (event.type === 'message' ? event.name : event.type));
  return { output, refusedAt, messages, alert: error?.alert, sentence: error?.message };
}

describe('the defence of RFC 5246 7.4.7.1', () => {
  const kinds: readonly Kind[] = [
    { version: TLS10, suite: 0x0004 },
    { version: TLS10, suite: 0x002f },
    { version: TLS11, suite: 0x0035 },
    { version: TLS12, suite: 0x003c },
    { version: TLS12, suite: 0x009c },
  ];
  for (const kind of kinds) {
    const [[, wellFormed], ...others] = Object.entries(blocks(kind.version)) as [
      [string, Uint8Array],
      ...[string, Uint8Array][],
    ];
    const expected = seen(kind, rsaPublicOperation(f, key, wellFormed));
    const suite = `suite ${kind.suite.toString(16)}, version ${kind.version.toString(16)}`;

    it(`${suite}: a secret that we do not know fails at Finished (seed ${random.seed})`, () => {
      assert.deepEqual(expected.refusedAt, ['finished']);
      assert.equal(expected.alert, 'bad_record_mac');
    });

    for (const [what, block] of others)
      it(`${suite}: ${what} looks the same to the byte`, () => {
        assert.deepEqual(seen(kind, rsaPublicOperation(f, key, block)), expected);
      });

    it(`${suite}: ciphertexts of the wrong size, or not below the modulus, look the same`, () => {
      for (const encrypted of [
        random.bytes(LENGTH - 1),
        random.bytes(LENGTH + 1),
        random.bytes(1),
        i2osp(key.n, LENGTH),
        i2osp(key.n + 1n, LENGTH),
        new Uint8Array(LENGTH).fill(0xff),
        new Uint8Array(LENGTH),
        i2osp(os2ip(random.bytes(LENGTH)) % key.n, LENGTH),
      ])
        assert.deepEqual(seen(kind, encrypted), expected);
    });
  }

  it('the honest block, told apart by the client alone, goes through', () => {
    const kind = kinds[0] as Kind;
    assert.ok(play('server', kind, honestLines('server', kind)).engine.connection.isOpen);
  });
});

describe('padding and MAC of CBC records', () => {
  const kinds: readonly Kind[] = [
    { version: TLS10, suite: 0xc013 },
    { version: TLS11, suite: 0x002f },
    { version: TLS12, suite: 0xc027 },
  ];
  const MAC_LENGTHS = { 49171: 20, 47: 20, 49191: 32 } as const;

  /** How an engine takes a record that its peer sealed around this plaintext: content, MAC, padding. */
  function take(role: Role, kind: Kind, plaintext: (mac: Uint8Array) => Uint8Array) {
    const { engine, puppet } = play(role, kind, honestLines(role, kind).slice(0, -1));
    const security = securityOf(engine);
    assert.ok(security);
    const keys = deriveKeys(f, security, security.masterSecret)[puppet.role];
    // In TLS 1.0 the IV is the last block of Finished, which the puppet sent; a data record of its own shows it.
    puppet.say('application_data');
    const [first] = puppet.takeOutput() as [Uint8Array];
    engine.connection.receive(first.slice());
    const iv = kind.version > TLS10 ? random.bytes(16) : first.slice(-16);
    const hash = security.suite.mac;
    assert.ok(hash);
    const mac = f.hmac(hash, keys.macKey, f.macInput(2n, 23, kind.version, content));
    const ciphertext = cbc(keys.key, iv, { disablePadding: true }).encrypt(plaintext(mac));
    const fragment = kind.version > TLS10 ? concatBytes(iv, ciphertext) : ciphertext;
    const before = engine.events.length;
    let error: TlsError | undefined;
    try {
      engine.connection.receive(encodeRecord({ type: 23, version: kind.version, fragment }));
    } catch (thrown) {
      error = thrown as TlsError;
    }
    const sent = engine.connection.takeOutput().map(({ length }) => length);
    const messages = engine.events
      .slice(before)
      .map((event) => (event.type === 'message' ? event.name : event.type));
    return { alert: error?.alert, sentence: error?.message, sent, messages };
  }

  const content = new Uint8Array(25).fill(0x61);
  const padded = (mac: Uint8Array, length: number, change = (p: Uint8Array) => p) =>
    concatBytes(content, mac, change(new Uint8Array(length + 1).fill(length)));

  for (const kind of kinds)
    for (const role of ['client', 'server'] as const) {
      const least = 15 - ((content.length + MAC_LENGTHS[kind.suite as 0xc013]) % 16);
      const suite = `${role}, suite ${kind.suite.toString(16)}, version ${kind.version.toString(16)}`;

      it(`${suite}: every length of padding up to 255 is taken`, () => {
        for (let length = least; length < 256; length += 16)
          assert.deepEqual(
            take(role, kind, (mac) => padded(mac, length)),
            { alert: undefined, sentence: undefined, sent: [], messages: ['data'] },
          );
      });

      it(`${suite}: wrong padding and wrong MAC look the same`, () => {
        const flip = (bytes: Uint8Array, at: number) => bytes.map((b, i) => (i === at ? b ^ 1 : b));
        const wrongMac = take(role, kind, (mac) => padded(flip(mac, 0), least));
        assert.equal(wrongMac.alert, 'bad_record_mac');
        assert.deepEqual(wrongMac.messages, ['alert bad_record_mac']);
        const others: ((mac: Uint8Array) => Uint8Array)[] = [
          (mac) => padded(flip(mac, mac.length - 1), least),
          (mac) => padded(mac, least, (p) => flip(p, 0)),
          (mac) => padded(mac, least + 16, (p) => flip(p, 0)),
          (mac) => padded(mac, least + 16, (p) => flip(p, p.length - 2)),
          (mac) => padded(mac, least, (p) => p.fill(255, -1)),
          (mac) => padded(mac, least, (p) => p.fill(0, -1)),
          (mac) => padded(flip(mac, 3), least, (p) => p.fill(200, -1)),
          () => new Uint8Array(64),
          () => new Uint8Array(64).fill(0xff),
        ];
        for (const other of others) assert.deepEqual(take(role, kind, other), wrongMac);
      });
    }
});

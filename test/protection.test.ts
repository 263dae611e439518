import assert from 'node:assert/strict';
import { createCipheriv, createHmac } from 'node:crypto';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { CbcKey, sealCbc } from '../lib/cbc.js';
import { TlsError } from '../lib/errors.js';
import { gcmAdditionalData, gcmDecrypt, gcmEncrypt, gcmNonce } from '../lib/gcm.js';
import { hmac } from '../lib/hmac.js';
import type { WriteKeys } from '../lib/key-block.js';
import { createProtection, type Protection } from '../lib/protection.js';
import { rc4, rc4KeySchedule } from '../lib/rc4.js';
import { macInput, openStream, sealStream } from '../lib/record-mac.js';
import { type AlertName, ContentType, TLS10, TLS11, TLS12 } from '../lib/registry.js';
import { type CipherSuite, cipherSuites, fixedIvLength } from '../lib/suites.js';
import { hex } from './support/hex.js';
import { runSeed, seeded } from './support/random.js';

const f = {
  ...{ hmac, macInput, rc4KeySchedule, sealStream, openStream },
  ...{ gcmNonce, gcmAdditionalData, gcmEncrypt, gcmDecrypt },
};
const { handshake, application_data } = ContentType;
const random = seeded();
const hello = utf8ToBytes('hello');

const suite = (name: string) => cipherSuites.find((row) => row.name === name) as CipherSuite;
const randomKeys = (s: CipherSuite, version: number): WriteKeys => ({
  macKey: random.bytes(s.macKeyLength),
  key: random.bytes(s.encKeyLength),
  iv: random.bytes(fixedIvLength(s, version)),
});
const refusedWith = (alert: AlertName) => (error: unknown) =>
  error instanceof TlsError && error.alert === alert;
const badRecordMac = refusedWith('bad_record_mac');

/** A maker of Protections that all have the same keys: one seals, others open. */
function endsOf(s: CipherSuite, version: number): () => Protection {
  const keys = randomKeys(s, version);
  return () => createProtection(f, s, version, keys, random.bytes);
}

/** Every suite in every version that may negotiate it. */
const everySuite = cipherSuites.flatMap((s) =>
  [TLS10, TLS11, TLS12].filter((version) => version >= s.minVersion).map((version) => ({ s, version })),
);

describe('protection of a recorded session', () => {
  // Jeff Moser, The First Few Milliseconds of an HTTPS Connection (2009).
  const moser = amazon2009;
  const keysOf = (macKey: Uint8Array, key: Uint8Array): WriteKeys => ({ macKey, key, iv: new Uint8Array(0) });
  const client = keysOf(moser.clientWriteMacSecret, moser.clientWriteKey);
  const server = keysOf(moser.serverWriteMacSecret, moser.serverWriteKey);
  const rc4Md5 = (keys: WriteKeys) =>
    createProtection(f, suite('TLS_RSA_WITH_RC4_128_MD5'), TLS10, keys, random.bytes);

  it('opens what both sides sent, and seals the same again', () => {
    for (const [keys, finished, data] of [
      [client, moser.clientFinishedEncrypted, moser.clientApplicationData],
      [server, moser.serverFinishedEncrypted, moser.serverApplicationData],
    ] as const) {
      const [opens, seals] = [rc4Md5(keys), rc4Md5(keys)];
      const message = opens.open(0n, handshake, finished);
      const content = opens.open(1n, application_data, data);
      assert.match(new TextDecoder().decode(content), /HTTP\/1\.1/);
      assert.deepEqual(seals.seal(0n, handshake, message), finished);
      assert.deepEqual(seals.seal(1n, application_data, content), data);
    }
  });

  it('refuses the client’s records under the server’s keys', () => {
    const refused = () => rc4Md5(server).open(0n, handshake, moser.clientFinishedEncrypted);
    assert.throws(refused, badRecordMac);
  });
});

describe(`protection over node:crypto (TEST_SEED=${runSeed})`, () => {
  const header = (sequenceNumber: number, type: number, version: number, length: number) => {
    const bytes = Buffer.alloc(13);
    bytes.writeUInt32BE(sequenceNumber, 4);
    bytes.writeUInt8(type, 8);
    bytes.writeUInt16BE(version, 9);
    bytes.writeUInt16BE(length, 11);
    return bytes;
  };

  it('seals AES-CBC as RFC 5246 6.2.3.2 describes', () => {
    for (const { s, version } of everySuite.filter((row) => row.s.cipher === 'AES_CBC')) {
      const keys = randomKeys(s, version);
      const explicitIv = version > TLS10;
      const iv = explicitIv ? random.bytes(16) : keys.iv;
      const content = random.bytes(random.integer(100));
      const protection = createProtection(f, s, version, keys, () => iv);
      const mac = createHmac((s.mac as string).replace('-', ''), keys.macKey)
        .update(header(0, 23, version, content.length))
        .update(content)
        .digest();
      const paddingLength = 15 - ((content.length + mac.length) % 16);
      const plaintext = Buffer.concat([content, mac, Buffer.alloc(paddingLength + 1, paddingLength)]);
      const cipher = createCipheriv(`aes-${keys.key.length * 8}-cbc`, keys.key, iv).setAutoPadding(false);
      const expected = Buffer.concat([explicitIv ? iv : Buffer.alloc(0), cipher.update(plaintext)]);
      assert.deepEqual(protection.seal(0n, 23, content), new Uint8Array(expected), `${s.name} ${version}`);
    }
  });

  it('seals AES-GCM as RFC 5288 3 describes, the sequence number as explicit nonce', () => {
    for (const { s, version } of everySuite.filter((row) => row.s.cipher === 'AES_GCM')) {
      const keys = randomKeys(s, version);
      const content = random.bytes(random.integer(100));
      const protection = createProtection(f, s, version, keys, random.bytes);
      const additionalData = header(7, 23, version, content.length);
      const explicit = additionalData.subarray(0, 8);
      const name = `aes-${keys.key.length * 8}-gcm` as 'aes-128-gcm';
      const cipher = createCipheriv(name, keys.key, Buffer.concat([keys.iv, explicit]));
      cipher.setAAD(additionalData);
      const parts = [explicit, cipher.update(content), cipher.final(), cipher.getAuthTag()];
      assert.deepEqual(protection.seal(7n, 23, content), new Uint8Array(Buffer.concat(parts)), s.name);
    }
  });
});

for (const { s, version } of everySuite)
  describe(`protection by ${s.name}, ${version.toString(16)} (TEST_SEED=${runSeed})`, () => {
    it('carries records of any length, one after the other, at the lengths fragmentLength says', () => {
      const end = endsOf(s, version);
      const [ours, theirs] = [end(), end()];
      for (const [i, length] of [0, 1, 11, 12, 27, 28, 500, 16384].entries()) {
        const content = random.bytes(length);
        const fragment = ours.seal(BigInt(i), application_data, content);
        assert.equal(fragment.length, fragmentLength(s, version, length));
        assert.deepEqual(theirs.open(BigInt(i), application_data, fragment), content);
      }
    });

    it('refuses a flipped bit anywhere', () => {
      const end = endsOf(s, version);
      const fragment = end().seal(0n, application_data, hello);
      for (let at = 0; at < fragment.length; at++) {
        const flipped = fragment.slice();
        flipped[at] = (fragment[at] as number) ^ (1 << random.integer(8));
        assert.throws(() => end().open(0n, application_data, flipped), badRecordMac, `byte ${at}`);
      }
      assert.deepEqual(end().open(0n, application_data, fragment), hello);
    });

    it('refuses a fragment cut short anywhere, or with bytes after it', () => {
      const end = endsOf(s, version);
      const fragment = end().seal(0n, application_data, hello);
      for (let length = 0; length < fragment.length; length++)
        assert.throws(
          () => end().open(0n, application_data, fragment.subarray(0, length)),
          badRecordMac,
          `${length} bytes`,
        );
      for (const more of [1, 16])
        assert.throws(
          () => end().open(0n, application_data, concatBytes(fragment, new Uint8Array(more))),
          badRecordMac,
        );
    });

    it('refuses another type, sequence number or key', () => {
      const end = endsOf(s, version);
      const fragment = end().seal(5n, application_data, hello);
      assert.throws(() => end().open(5n, handshake, fragment), badRecordMac);
      for (const sequenceNumber of [0n, 4n, 6n, 5n + 2n ** 32n])
        assert.throws(() => end().open(sequenceNumber, application_data, fragment), badRecordMac);
      assert.throws(() => endsOf(s, version)().open(5n, application_data, fragment), badRecordMac);
    });

    it('refuses a replayed, dropped or reordered record', () => {
      const end = endsOf(s, version);
      const ours = end();
      const [first, second] = [0n, 1n].map((n) => ours.seal(n, application_data, hello)) as [
        Uint8Array,
        Uint8Array,
      ];
      const theirs = end();
      theirs.open(0n, application_data, first);
      assert.throws(() => theirs.open(1n, application_data, first), badRecordMac);
      assert.throws(() => end().open(0n, application_data, second), badRecordMac);
    });

    it('does not seal more than 2^14 bytes of content', () => {
      const end = endsOf(s, version);
      const tooMuch = new Uint8Array(2 ** 14 + 1);
      assert.throws(() => end().seal(0n, application_data, tooMuch), RangeError);
    });
  });

describe('protection covers the version', () => {
  for (const name of ['TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'])
    it(`${name} refuses a record that was sealed for another`, () => {
      const keys = randomKeys(suite(name), TLS11);
      const fragment = createProtection(f, suite(name), TLS11, keys, random.bytes).seal(0n, 23, hello);
      const other = createProtection(f, suite(name), TLS12, keys, random.bytes);
      assert.throws(() => other.open(0n, 23, fragment), badRecordMac);
    });
});

describe('protection by AES-CBC', () => {
  const s = suite('TLS_RSA_WITH_AES_128_CBC_SHA');

  it('answers wrong padding and wrong MAC in the same words, having computed a MAC for both', () => {
    const keys = randomKeys(s, TLS12);
    let macs = 0;
    const counting = {
      ...f,
      hmac: (...args: Parameters<typeof hmac>) => {
        macs++;
        return hmac(...args);
      },
    };
    const iv = random.bytes(16);
    const mac = hmac('SHA-1', keys.macKey, macInput(0n, 23, TLS12, hello));
    const padded = (padding: number[]) => {
      const cipher = createCipheriv('aes-128-cbc', keys.key, iv).setAutoPadding(false);
      return concatBytes(iv, cipher.update(concatBytes(hello, mac, Uint8Array.from(padding))));
    };
    const messages = [
      padded([6, 6, 6, 6, 5, 6, 6]), // wrong padding
      padded([6, 6, 6, 6, 6, 6, 7]), // wrong padding length
      concatBytes(iv, sealCbc(new CbcKey(keys.key), iv, hello, random.bytes(20))), // wrong MAC
    ].map((fragment) => {
      try {
        createProtection(counting, s, TLS12, keys, random.bytes).open(0n, 23, fragment);
        return 'accepted';
      } catch (error) {
        return `${(error as TlsError).alert}: ${(error as TlsError).message}`;
      }
    });
    assert.equal(new Set(messages).size, 1, messages.join('\n'));
    assert.match(messages[0] as string, /^bad_record_mac: /);
    assert.equal(macs, 3);
    const good = createProtection(counting, s, TLS12, keys, random.bytes);
    assert.deepEqual(good.open(0n, 23, padded([6, 6, 6, 6, 6, 6, 6])), hello);
  });

  it('refuses wrong padding even where the MAC is right for a record without padding', () => {
    const keys = randomKeys(s, TLS12);
    const iv = random.bytes(16);
    const content = random.bytes(11);
    const mac = hmac('SHA-1', keys.macKey, macInput(0n, 23, TLS12, content));
    const sealed = (paddingLength: number) => {
      const cipher = createCipheriv('aes-128-cbc', keys.key, iv).setAutoPadding(false);
      return concatBytes(iv, cipher.update(concatBytes(content, mac, Uint8Array.of(paddingLength))));
    };
    const open = (fragment: Uint8Array) =>
      createProtection(f, s, TLS12, keys, random.bytes).open(0n, 23, fragment);
    assert.deepEqual(open(sealed(0)), content);
    assert.throws(() => open(sealed(255)), badRecordMac);
  });

  it('asks for a fresh IV for every record in TLS 1.1, and for none in TLS 1.0', () => {
    for (const [version, asked] of [
      [TLS11, [16, 16]],
      [TLS10, []],
    ] as const) {
      const lengths: number[] = [];
      const protection = createProtection(f, s, version, randomKeys(s, version), (length) => {
        lengths.push(length);
        return random.bytes(length);
      });
      protection.seal(0n, 23, hello);
      protection.seal(1n, 23, hello);
      assert.deepEqual(lengths, asked);
    }
  });

  it('chains TLS 1.0 records: the last block of one is the IV of the next', () => {
    const keys = randomKeys(s, TLS10);
    const protection = createProtection(f, s, TLS10, keys, random.bytes);
    const first = protection.seal(0n, 23, hello);
    const mac = hmac('SHA-1', keys.macKey, macInput(1n, 23, TLS10, hello));
    assert.deepEqual(
      protection.seal(1n, 23, hello),
      sealCbc(new CbcKey(keys.key), first.slice(-16), hello, mac),
    );
  });

  it('keeps its chain when the caller reuses the fragment’s memory', () => {
    const end = endsOf(s, TLS10);
    const [ours, theirs] = [end(), end()];
    const sent = ours.seal(0n, 23, hello);
    const received = sent.slice();
    theirs.open(0n, 23, received);
    sent.fill(0);
    received.fill(1);
    assert.deepEqual(theirs.open(1n, 23, ours.seal(1n, 23, hello)), hello);
  });
});

describe('protection refuses an overlong record that is otherwise genuine', () => {
  const content = new Uint8Array(2 ** 14 + 1);

  it('RC4', () => {
    const s = suite('TLS_RSA_WITH_RC4_128_MD5');
    const keys = randomKeys(s, TLS10);
    const mac = hmac('MD5', keys.macKey, macInput(0n, 23, TLS10, content));
    const { output } = rc4(rc4KeySchedule(keys.key), concatBytes(content, mac));
    const protection = createProtection(f, s, TLS10, keys, random.bytes);
    assert.throws(() => protection.open(0n, 23, output), refusedWith('record_overflow'));
  });

  it('AES-GCM', () => {
    const s = suite('TLS_RSA_WITH_AES_128_GCM_SHA256');
    const keys = randomKeys(s, TLS12);
    const explicit = hex('0000000000000000');
    const additionalData = gcmAdditionalData(0n, 23, TLS12, content.length);
    const sealed = gcmEncrypt(keys.key, gcmNonce(keys.iv, explicit), additionalData, content);
    const protection = createProtection(f, s, TLS12, keys, random.bytes);
    assert.throws(
      () => protection.open(0n, 23, concatBytes(explicit, sealed)),
      refusedWith('record_overflow'),
    );
  });
});

describe('protection by AES-GCM', () => {
  const s = suite('TLS_RSA_WITH_AES_128_GCM_SHA256');

  it('takes any explicit nonce from the peer', () => {
    const keys = randomKeys(s, TLS12);
    const explicit = random.bytes(8);
    const additionalData = gcmAdditionalData(3n, 23, TLS12, hello.length);
    const sealed = gcmEncrypt(keys.key, gcmNonce(keys.iv, explicit), additionalData, hello);
    const protection = createProtection(f, s, TLS12, keys, random.bytes);
    assert.deepEqual(protection.open(3n, 23, concatBytes(explicit, sealed)), hello);
  });

  it('never uses a nonce twice', () => {
    const protection = endsOf(s, TLS12)();
    const nonces = [0n, 1n, 255n, 256n].map((n) => protection.seal(n, 23, hello).slice(0, 8).join());
    assert.equal(new Set(nonces).size, 4);
  });
});

describe('createProtection', () => {
  it('calls the functions it is given, and no others', () => {
    const mine = { ...f, hmac: () => new Uint8Array(16).fill(0xaa) };
    const s = suite('TLS_RSA_WITH_RC4_128_MD5');
    const keys = randomKeys(s, TLS10);
    const fragment = createProtection(mine, s, TLS10, keys, random.bytes).seal(0n, 23, hello);
    const { output } = rc4(rc4KeySchedule(keys.key), fragment);
    assert.deepEqual(output.slice(5), new Uint8Array(16).fill(0xaa));
    assert.throws(
      () => createProtection(f, s, TLS10, keys, random.bytes).open(0n, 23, fragment),
      badRecordMac,
    );
  });
});

/** How many bytes TLSCiphertext.fragment has for a content of `length` bytes that we seal, by the RFC's structures (RFC 5246 6.2.3). */
function fragmentLength(suite: CipherSuite, version: number, length: number): number {
  if (suite.cipher === 'AES_GCM') return suite.recordIvLength + length + 16;
  if (suite.cipher === 'RC4') return length + suite.macKeyLength;
  const blocks = Math.floor((length + suite.macKeyLength) / 16) + 1;
  return (version > TLS10 ? suite.recordIvLength : 0) + 16 * blocks;
}

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { CbcKey, openCbc, sealCbc } from '../lib/cbc.js';
import { TlsError } from '../lib/errors.js';
import { hex } from './support/hex.js';
import { runSeed, seeded } from './support/random.js';

const key = hex('2b7e151628aed2a6abf7158809cf4f3c');
const iv = hex('000102030405060708090a0b0c0d0e0f');
const mac = hex('a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3');

/** AES-CBC without any padding of its own, by node:crypto. */
function encrypt(aesKey: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${aesKey.length * 8}-cbc`, aesKey, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(plaintext), cipher.final()]));
}

/** Content, MAC and given padding bytes, encrypted. */
const sealWith = (content: Uint8Array, padding: Uint8Array) =>
  encrypt(key, concatBytes(content, mac, padding));
const paddingOf = (value: number) => new Uint8Array(value + 1).fill(value);

describe('sealCbc', () => {
  // NIST SP 800-38A F.2.1: the first three blocks are the example's, the fourth is padding.
  it('begins with the ciphertext of SP 800-38A', () => {
    const plaintext = hex(`6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
                           30c81c46a35ce411e5fbc1191a0a52ef`);
    const sealed = sealCbc(new CbcKey(key), iv, plaintext.slice(0, 28), plaintext.slice(28));
    assert.deepEqual(
      sealed.slice(0, 48),
      hex(`7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2
           73bed6b8e3c1743b7116e69e22229516`),
    );
    assert.equal(sealed.length, 64);
  });

  it(`adds the least padding, and agrees with node:crypto (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (const keyLength of [16, 32])
      for (let length = 0; length < 40; length++) {
        const aesKey = random.bytes(keyLength);
        const content = random.bytes(length);
        const padding = paddingOf(15 - ((length + 20) % 16));
        const expected = encrypt(aesKey, concatBytes(content, mac, padding));
        assert.deepEqual(sealCbc(new CbcKey(aesKey), iv, content, mac), expected, `${length} bytes`);
      }
  });
});

describe('openCbc', () => {
  it(`gives back content and MAC of any length (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (let length = 0; length < 40; length++) {
      const content = random.bytes(length);
      const opened = openCbc(new CbcKey(key), iv, sealCbc(new CbcKey(key), iv, content, mac), 20);
      assert.deepEqual(opened, { content, mac, paddingGood: true });
    }
  });

  it('takes every longer padding that a peer may choose, up to 256 bytes', () => {
    const content = new Uint8Array(28).fill(0xcc);
    for (let value = 15; value < 256; value += 16)
      assert.deepEqual(openCbc(new CbcKey(key), iv, sealWith(content, paddingOf(value)), 20), {
        content,
        mac,
        paddingGood: true,
      });
  });

  it('finds every single wrong padding byte, and then reads the record as if it had no padding', () => {
    const content = new Uint8Array(28).fill(0xcc);
    for (const value of [15, 255])
      for (let at = 0; at < value; at++) {
        const padding = paddingOf(value);
        padding[at] = value ^ 1;
        const opened = openCbc(new CbcKey(key), iv, sealWith(content, padding), 20);
        assert.equal(opened.paddingGood, false, `byte ${at} of ${value}`);
        assert.equal(opened.content.length, 28 + value);
        assert.equal(opened.mac.length, 20);
      }
  });

  it('does not mind content and MAC bytes that look like padding', () => {
    const content = new Uint8Array(11).fill(0);
    const looksPadded = openCbc(
      new CbcKey(key),
      iv,
      sealCbc(new CbcKey(key), iv, content, new Uint8Array(20)),
      20,
    );
    assert.deepEqual(looksPadded, { content, mac: new Uint8Array(20), paddingGood: true });
  });

  it('finds padding that claims more than the record holds', () => {
    for (const value of [12, 27, 31, 255]) {
      const opened = openCbc(new CbcKey(key), iv, encrypt(key, new Uint8Array(32).fill(value)), 20);
      assert.equal(opened.paddingGood, false, `padding_length ${value} of 32 bytes`);
      assert.equal(opened.content.length, 11);
    }
    const most = openCbc(new CbcKey(key), iv, encrypt(key, new Uint8Array(32).fill(11)), 20);
    assert.deepEqual([most.paddingGood, most.content.length], [true, 0], 'padding that leaves a MAC alone');
  });

  it('refuses lengths that no sealed record has', () => {
    for (const length of [0, 1, 15, 16, 17, 31, 33])
      assert.throws(
        () => openCbc(new CbcKey(key), iv, new Uint8Array(length), 20),
        (error) => error instanceof TlsError && error.alert === 'bad_record_mac',
        `${length} bytes`,
      );
    assert.equal(openCbc(new CbcKey(key), iv, new Uint8Array(32), 20).mac.length, 20);
    // Two blocks hold a SHA-256 MAC, but not the padding_length after it.
    assert.throws(() => openCbc(new CbcKey(key), iv, new Uint8Array(32), 32), TlsError);
  });

  it('leaves key, IV and ciphertext as they were, at any alignment', () => {
    const sealed = sealCbc(new CbcKey(key), iv, hex('00'), mac);
    const shifted = concatBytes(hex('ff'), sealed).subarray(1);
    const shiftedIv = concatBytes(hex('ff'), iv).subarray(1);
    assert.deepEqual(openCbc(new CbcKey(key), shiftedIv, shifted, 20).content, hex('00'));
    assert.deepEqual([shifted.slice(), shiftedIv.slice()], [sealed, iv]);
  });
});

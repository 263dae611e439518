import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { type HashName, hashes } from '../lib/hashes.js';
import { hex } from './support/hex.js';
import { runSeed, seeded } from './support/random.js';

// RFC 1319 A.5, as printed.
const md2TestSuite = `
MD2 ("") = 8350e5a3e24c153df2275c9f80692773
MD2 ("a") = 32ec01ec4a6dac72c0ab96fb34c0b5d1
MD2 ("abc") = da853b0d3f88d99b30283a69e6ded6bb
MD2 ("message digest") = ab4f496bfb2a530b219ff33031fe06b0
MD2 ("abcdefghijklmnopqrstuvwxyz") = 4e8ddff3650292ab5a4108c3aa47940b
MD2 ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") = da33def2a42df13975352846c30338cd
MD2 ("12345678901234567890123456789012345678901234567890123456789012345678901234567890") = d5976f79d83d3a0dc9806c3c66f3efd8
`;

// "abc" under the others: RFC 1321 A.5, RFC 3174 7.3, FIPS 180-4's examples.
const abc: [HashName, string][] = [
  ['MD5', '900150983cd24fb0 d6963f7d28e17f72'],
  ['SHA-1', 'A9993E36 4706816A BA3E2571 7850C26C 9CD0D89D'],
  ['SHA-256', 'BA7816BF 8F01CFEA 414140DE 5DAE2223 B00361A3 96177A9C B410FF61 F20015AD'],
  [
    'SHA-384',
    `CB00753F45A35E8B B5A03D699AC65007 272C32AB0EDED163 1A8B605A43FF5BED
     8086072BA1E7CC23 58BAECA134C825A7`,
  ],
  [
    'SHA-512',
    `DDAF35A193617ABA CC417349AE204131 12E6FA4E89A97EA2 0A9EEEE64B55D39A
     2192992A274FC1A8 36BA3C23A3FEEBBD 454D4423643CE80E 2A9AC94FA54CA49F`,
  ],
];

// RFC 8017 9.2, note 1, as printed.
const digestInfo: [HashName, string][] = [
  ['MD2', '30 20 30 0c 06 08 2a 86 48 86 f7 0d 02 02 05 00 04 10'],
  ['MD5', '30 20 30 0c 06 08 2a 86 48 86 f7 0d 02 05 05 00 04 10'],
  ['SHA-1', '30 21 30 09 06 05 2b 0e 03 02 1a 05 00 04 14'],
  ['SHA-256', '30 31 30 0d 06 09 60 86 48 01 65 03 04 02 01 05 00 04 20'],
  ['SHA-384', '30 41 30 0d 06 09 60 86 48 01 65 03 04 02 02 05 00 04 30'],
  ['SHA-512', '30 51 30 0d 06 09 60 86 48 01 65 03 04 02 03 05 00 04 40'],
];

describe('hashes', () => {
  for (const [, message, digest] of md2TestSuite.matchAll(/MD2 \("(.*)"\) = (\w+)/g))
    it(`MD2 of "${message}" is what RFC 1319 prints`, () => {
      assert.deepEqual(hashes.MD2.digest(utf8ToBytes(message as string)), hex(digest as string));
    });

  for (const [name, digest] of abc)
    it(`${name} of "abc" is what its standard prints`, () => {
      assert.deepEqual(hashes[name].digest(utf8ToBytes('abc')), hex(digest));
    });

  for (const [name, prefix] of digestInfo)
    it(`${name} has the DigestInfo prefix of RFC 8017, which ends in the digest's length`, () => {
      assert.deepEqual(hashes[name].digestInfoPrefix, hex(prefix));
      assert.equal(hashes[name].digestInfoPrefix.at(-1), hashes[name].outputLength);
      assert.equal(hashes[name].digestInfoPrefix[1], hex(prefix).length - 2 + hashes[name].outputLength);
    });

  it('the table is keyed by name, and digests are as long as it says', () => {
    for (const [name, hash] of Object.entries(hashes)) {
      assert.equal(hash.name, name);
      assert.equal(hash.digest().length, hash.outputLength);
    }
  });

  it('MD2 pads a whole block when the message already fills one', () => {
    const block = new Uint8Array(16).fill(7);
    assert.notDeepEqual(hashes.MD2.digest(block), hashes.MD2.digest(block, new Uint8Array(16).fill(16)));
  });

  it(`agrees with node:crypto on random messages, in one part or several (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (const name of ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'] as const)
      for (let length = 0; length < 300; length += 1 + random.integer(12)) {
        const message = random.bytes(length);
        const cut = random.integer(length + 1);
        const expected = new Uint8Array(createHash(name.replace('-', '')).update(message).digest());
        assert.deepEqual(hashes[name].digest(message), expected);
        assert.deepEqual(hashes[name].digest(message.subarray(0, cut), message.subarray(cut)), expected);
      }
  });

  it(`changes when any one bit of the message does (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (const hash of Object.values(hashes)) {
      const message = random.bytes(1 + random.integer(100));
      const flipped = message.slice();
      const at = random.integer(message.length);
      flipped[at] = (message[at] as number) ^ (1 << random.integer(8));
      assert.notDeepEqual(hash.digest(flipped), hash.digest(message));
    }
  });
});

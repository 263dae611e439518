import assert from 'node:assert/strict';
import { createDiffieHellman } from 'node:crypto';
import { bytesToHex } from '@noble/hashes/utils.js';
import { gcd, i2osp, modInverse, modPow, os2ip } from '../lib/integers.js';
import { hex } from './support/hex.js';
import { runSeed, seeded } from './support/random.js';

describe('integers', () => {
  it('converts both ways, big-endian (RFC 8017 4.1, 4.2)', () => {
    for (const [x, printed] of [
      [0n, '00'],
      [1n, '0001'],
      [256n, '0100'],
      [65537n, '010001'],
      [65537n, '0000010001'],
      [2n ** 64n - 1n, 'ff ff ff ff ff ff ff ff'],
    ] as const) {
      assert.equal(os2ip(hex(printed)), x);
      assert.deepEqual(i2osp(x, hex(printed).length), hex(printed));
    }
    assert.equal(os2ip(new Uint8Array()), 0n);
    assert.deepEqual(i2osp(0n, 0), new Uint8Array());
  });

  it('refuses integers that do not fit', () => {
    for (const [x, length] of [
      [256n, 1],
      [2n ** 64n, 8],
      [1n, 0],
      [-1n, 4],
    ] as const)
      assert.throws(() => i2osp(x, length), { name: 'RangeError', message: 'integer too large' });
  });

  it('raises to a power as by hand', () => {
    // 4^13 = 67108864 = 134825 * 497 + 4 + ...; every power of 3 modulo 7 is 1 3 2 6 4 5.
    assert.equal(modPow(4n, 13n, 497n), 445n);
    assert.deepEqual(
      [0n, 1n, 2n, 3n, 4n, 5n, 6n].map((e) => modPow(3n, e, 7n)),
      [1n, 3n, 2n, 6n, 4n, 5n, 1n],
    );
    assert.equal(modPow(5n, 0n, 1n), 0n);
    assert.equal(modPow(-1n, 3n, 7n), 6n);
  });

  it('agrees with one product after the other, on both sides of the window', () => {
    // 2^(2^64) and its neighbours modulo a prime p: by Fermat the exponent counts modulo p - 1.
    const p = 1_000_003n;
    for (const e of [2n ** 64n - 1n, 2n ** 64n, 2n ** 64n + 1n, 2n ** 200n + 12345n]) {
      let slow = 1n;
      for (let i = 0n; i < e % (p - 1n); i++) slow = (slow * 2n) % p;
      assert.equal(modPow(2n, e, p), slow);
    }
  });

  it(`agrees with OpenSSL's Diffie-Hellman (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    const p = 2n ** 521n - 1n;
    for (let i = 0; i < 5; i++) {
      const dh = createDiffieHellman(Buffer.from(i2osp(p, 66)), 3);
      const x = random.bytes(60);
      dh.setPrivateKey(x);
      assert.equal(bytesToHex(i2osp(modPow(3n, os2ip(x), p), 66)), dh.generateKeys('hex').padStart(132, '0'));
    }
  });

  it('refuses a modulus below 1 and a negative exponent', () => {
    assert.throws(() => modPow(2n, 2n, 0n), RangeError);
    assert.throws(() => modPow(2n, -1n, 7n), RangeError);
  });

  it(`inverts what can be inverted (TEST_SEED=${runSeed})`, () => {
    assert.equal(modInverse(17n, 3120n), 2753n);
    assert.equal(modInverse(-3n, 7n), 2n);
    const random = seeded();
    for (let i = 0; i < 200; i++) {
      const m = os2ip(random.bytes(20)) + 2n;
      const a = os2ip(random.bytes(24));
      if (gcd(a, m) === 1n) assert.equal((modInverse(a, m) * a) % m, 1n);
      else assert.throws(() => modInverse(a, m), RangeError);
    }
    assert.throws(() => modInverse(6n, 9n), RangeError);
    assert.throws(() => modInverse(0n, 9n), RangeError);
  });
});

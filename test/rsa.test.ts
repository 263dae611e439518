import assert from 'node:assert/strict';
import { constants, createPrivateKey, privateDecrypt, privateEncrypt, publicEncrypt } from 'node:crypto';
import { readPrivateKeyPem } from '../kit/private-key.js';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import * as integers from '../lib/integers.js';
import { i2osp, modPow, os2ip } from '../lib/integers.js';
import { modulusLength, rsaKeyFromPrimes, rsaPrivateOperation, rsaPublicOperation } from '../lib/rsa.js';
import { withByte } from './support/bytes.js';
import { serverKeyPem } from './support/keys.js';
import { runSeed, seeded } from './support/random.js';
import { encryptionVector, signatureVector } from './support/rsa-vectors.js';

describe('RSA', () => {
  it('makes a key by hand: 61, 53 and 17', () => {
    // n = 3233; lcm(60, 52) = 780; 17 * 413 = 9 * 780 + 1; 413 mod 60, 413 mod 52; 53 * 38 = 33 * 61 + 1.
    assert.deepEqual(rsaKeyFromPrimes(61n, 53n, 17n), {
      n: 3233n,
      e: 17n,
      d: 413n,
      p: 61n,
      q: 53n,
      dP: 53n,
      dQ: 49n,
      qInv: 38n,
    });
    const key = rsaKeyFromPrimes(61n, 53n, 17n);
    // 65^17 mod 3233 = 2790 = 0x0ae6.
    assert.deepEqual(rsaPublicOperation(integers, key, Uint8Array.of(0, 65)), Uint8Array.of(0x0a, 0xe6));
    assert.deepEqual(rsaPrivateOperation(integers, key, Uint8Array.of(0x0a, 0xe6)), Uint8Array.of(0, 65));
  });

  it("makes the keys of RSA Laboratories' vectors from their primes", () => {
    for (const printed of [signatureVector, encryptionVector]) {
      const key = rsaKeyFromPrimes(os2ip(printed.p), os2ip(printed.q), 65537n);
      for (const name of ['n', 'd', 'dP', 'dQ', 'qInv'] as const)
        assert.equal(key[name], os2ip(printed[name]), name);
    }
  });

  it('refuses equal primes and an exponent without an inverse', () => {
    assert.throws(() => rsaKeyFromPrimes(61n, 61n, 17n), RangeError);
    assert.throws(() => rsaKeyFromPrimes(61n, 53n, 15n), RangeError);
  });

  it("reproduces Firefox's encryption of the pre-master secret to Amazon", () => {
    const key = { n: os2ip(amazon2009.amazonModulus), e: os2ip(amazon2009.publicExponent) };
    assert.deepEqual(
      rsaPublicOperation(integers, key, amazon2009.pkcs1Block),
      amazon2009.encryptedPreMasterSecret,
    );
  });

  it(`agrees with OpenSSL, both ways, over every block (TEST_SEED=${runSeed})`, () => {
    const key = readPrivateKeyPem(serverKeyPem);
    const theirs = { key: createPrivateKey(serverKeyPem), padding: constants.RSA_NO_PADDING };
    const random = seeded();
    for (let i = 0; i < 10; i++) {
      const block = i === 0 ? i2osp(1n, 256) : withByte(random.bytes(256), 0, 0);
      assert.deepEqual(
        rsaPublicOperation(integers, key, block),
        new Uint8Array(publicEncrypt(theirs, block)),
      );
      const result = rsaPrivateOperation(integers, key, block);
      assert.deepEqual(result, new Uint8Array(privateDecrypt(theirs, block)));
      assert.deepEqual(result, new Uint8Array(privateEncrypt(theirs, block)));
    }
  });

  it('works whichever prime is larger, and for a modulus that does not fill its bytes', () => {
    const [p, q] = [2n ** 61n - 1n, 2n ** 89n - 1n];
    for (const key of [rsaKeyFromPrimes(p, q, 19n), rsaKeyFromPrimes(q, p, 19n)]) {
      assert.equal(modulusLength(key), 19);
      const block = i2osp(0x1234567890n, 19);
      assert.deepEqual(rsaPublicOperation(integers, key, rsaPrivateOperation(integers, key, block)), block);
    }
  });

  it('refuses blocks of another length, and numbers not below the modulus', () => {
    const key = readPrivateKeyPem(serverKeyPem);
    const n = i2osp(key.n, 256);
    for (const block of [n, new Uint8Array(256).fill(0xff), new Uint8Array(255), new Uint8Array(257)]) {
      assert.throws(() => rsaPublicOperation(integers, key, block), { alert: 'decrypt_error' });
      assert.throws(() => rsaPrivateOperation(integers, key, block), { alert: 'decrypt_error' });
    }
    assert.doesNotThrow(() => rsaPublicOperation(integers, key, i2osp(key.n - 1n, 256)));
  });

  it('lets no faulty result out, which would give a prime away', () => {
    const key = readPrivateKeyPem(serverKeyPem);
    const faulty = {
      ...integers,
      modPow: (b: bigint, e: bigint, m: bigint) => modPow(b, e, m) ^ (m === key.p ? 1n : 0n),
    };
    const input = i2osp(12345n, 256);
    assert.throws(() => rsaPrivateOperation(faulty, key, input), { alert: 'internal_error' });
    // What it would have given away: the result is still right modulo q.
    const m2 = modPow(12345n, key.dQ, key.q);
    const h = integers.mod(((modPow(12345n, key.dP, key.p) ^ 1n) - m2) * key.qInv, key.p);
    assert.equal(
      integers.gcd(integers.mod(modPow(m2 + h * key.q, key.e, key.n) - 12345n, key.n), key.n),
      key.q,
    );
  });
});

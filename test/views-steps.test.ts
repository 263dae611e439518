// The steps that pictures show, held against lib, which only gives their end.
import assert from 'node:assert/strict';
import { concatBytes } from '@noble/hashes/utils.js';
import { counterSteps, ghashSteps } from '../kit/views/gcm-steps.js';
import { modPowSteps } from '../kit/views/mod-pow-steps.js';
import { pHashSteps } from '../kit/views/prf-steps.js';
import { generatorSteps, keyScheduleSteps } from '../kit/views/rc4-steps.js';
import { gcmEncrypt, gctr } from '../lib/gcm.js';
import { ghash } from '../lib/ghash.js';
import { type HashName, hashes } from '../lib/hashes.js';
import { modPow, os2ip } from '../lib/integers.js';
import { pHash } from '../lib/prf.js';
import { rc4, rc4KeySchedule } from '../lib/rc4.js';
import { runSeed, seeded } from './support/random.js';

describe(`views: steps (seed ${runSeed})`, () => {
  const random = seeded();

  for (const length of [1, 5, 16, 256])
    it(`RC4's key schedule ends where lib's does, key of ${length} bytes`, () => {
      const key = random.bytes(length);
      const steps = keyScheduleSteps(key, 256);
      assert.deepEqual(steps.at(-1)?.s, rc4KeySchedule(key).s);
      assert.deepEqual(
        steps.map(({ i }) => i),
        Array.from({ length: 256 }, (_, i) => i),
      );
    });

  it('each step of the key schedule swaps two entries and leaves the others', () => {
    const steps = keyScheduleSteps(random.bytes(16), 256);
    for (const [k, { s, i, j }] of steps.entries()) {
      const before = steps[k - 1]?.s ?? Uint8Array.from({ length: 256 }, (_, index) => index);
      const expected = before.slice();
      expected[i] = before[j] as number;
      expected[j] = before[i] as number;
      assert.deepEqual(s, expected);
    }
  });

  it("RC4's generator gives lib's keystream and state, from a fresh state and from a later one", () => {
    const fresh = rc4KeySchedule(random.bytes(16));
    const { state: later } = rc4(fresh, new Uint8Array(1000));
    for (const start of [fresh, later]) {
      const steps = generatorSteps(start, 300);
      const { state, output } = rc4(start, new Uint8Array(300));
      assert.deepEqual(
        Uint8Array.from(steps, (step) => step.output),
        output,
      );
      const { s, i, j } = steps.at(-1) as (typeof steps)[number];
      assert.deepEqual({ s, i, j }, state);
      for (const step of steps) assert.equal(step.s[step.index], step.output);
    }
  });

  it('neither touches the state that it is given', () => {
    const state = rc4KeySchedule(random.bytes(16));
    const copy = state.s.slice();
    generatorSteps(state, 50);
    assert.deepEqual(state.s, copy);
  });

  for (const hash of ['MD5', 'SHA-1', 'SHA-256', 'SHA-384'] as HashName[])
    it(`P_${hash}: the blocks are lib's output, and no more of them than it takes`, () => {
      const secret = random.bytes(random.integer(100));
      const seed = random.bytes(random.integer(100));
      const size = hashes[hash].outputLength;
      for (const length of [1, size, size + 1, 3 * size]) {
        const blocks = pHashSteps(hash, secret, seed, length).map(({ block }) => block);
        assert.equal(blocks.length, Math.ceil(length / size));
        assert.deepEqual(concatBytes(...blocks).slice(0, length), pHash(hash, secret, seed, length));
      }
    });

  it("square and multiply reaches lib's power, after as many steps as the exponent has bits", () => {
    for (let round = 0; round < 20; round++) {
      const [base, exponent, modulus] = [8, 6, 9].map((length) => os2ip(random.bytes(length))) as [
        bigint,
        bigint,
        bigint,
      ];
      const steps = modPowSteps(base, exponent + 1n, modulus + 2n);
      assert.equal(steps.at(-1)?.value, modPow(base, exponent + 1n, modulus + 2n));
      assert.equal(steps.map(({ bit }) => bit).join(''), (exponent + 1n).toString(2));
    }
  });

  for (const [additional, length] of [
    [13, 0],
    [13, 43],
    [0, 16],
    [20, 64],
    [0, 0],
  ] as const)
    it(`GCM of ${length} bytes with ${additional} of additional data: counter mode and GHASH are lib's`, () => {
      const [key, nonce] = [random.bytes(16), random.bytes(12)];
      const plaintext = random.bytes(length);
      const data = random.bytes(additional);
      const steps = counterSteps(key, nonce, plaintext);
      const ciphertext = concatBytes(...steps.map((step) => step.ciphertext));
      assert.deepEqual(ciphertext, gcmEncrypt(key, nonce, data, plaintext).slice(0, length));
      for (const step of steps)
        assert.deepEqual(
          step.ciphertext,
          step.plaintext.map((byte, i) => byte ^ (step.keystream[i] as number)),
        );
      const h = gctr(key, new Uint8Array(16), new Uint8Array(16));
      const hashed = ghashSteps(h, data, ciphertext);
      assert.deepEqual(hashed.at(-1)?.y, ghash(h, data, ciphertext));
      assert.equal(hashed.length, Math.ceil(additional / 16) + Math.ceil(length / 16) + 1);
    });
});

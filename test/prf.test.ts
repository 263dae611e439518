import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { HashName } from '../lib/hashes.js';
import { pHash, prf10, prf12, runPrf } from '../lib/prf.js';
import { TLS10, TLS11, TLS12 } from '../lib/registry.js';
import { hex } from './support/hex.js';
import { runSeed, seeded } from './support/random.js';

// The TLS 1.2 PRF test vectors of the IETF TLS working group's list (msg03416), as printed there.
const tls12Vectors = [
  {
    hash: 'SHA-256',
    secret: '9b be 43 6b a9 40 f0 17 b1 76 52 84 9a 71 db 35',
    seed: 'a0 ba 9f 93 6c da 31 18 27 a6 f7 96 ff d5 19 8c',
    output: `
      e3 f2 29 ba 72 7b e1 7b 8d 12 26 20 55 7c d4 53
      c2 aa b2 1d 07 c3 d4 95 32 9b 52 d4 e6 1e db 5a
      6b 30 17 91 e9 0d 35 c9 c9 a4 6b 4e 14 ba f9 af
      0f a0 22 f7 07 7d ef 17 ab fd 37 97 c0 56 4b ab
      4f bc 91 66 6e 9d ef 9b 97 fc e3 4f 79 67 89 ba
      a4 80 82 d1 22 ee 42 c5 a7 2e 5a 51 10 ff f7 01
      87 34 7b 66`,
  },
  {
    hash: 'SHA-384',
    secret: 'b8 0b 73 3d 6c ee fc dc 71 56 6e a4 8e 55 67 df',
    seed: 'cd 66 5c f6 a8 44 7d d6 ff 8b 27 55 5e db 74 65',
    output: `
      7b 0c 18 e9 ce d4 10 ed 18 04 f2 cf a3 4a 33 6a
      1c 14 df fb 49 00 bb 5f d7 94 21 07 e8 1c 83 cd
      e9 ca 0f aa 60 be 9f e3 4f 82 b1 23 3c 91 46 a0
      e5 34 cb 40 0f ed 27 00 88 4f 9d c2 36 f8 0e dd
      8b fa 96 11 44 c9 e8 d7 92 ec a7 22 a7 b3 2f c3
      d4 16 d4 73 eb c2 c5 fd 4a bf da d0 5d 91 84 25
      9b 5b f8 cd 4d 90 fa 0d 31 e2 de c4 79 e4 f1 a2
      60 66 f2 ee a9 a6 92 36 a3 e5 26 55 c9 e9 ae e6
      91 c8 f3 a2 68 54 30 8d 5e aa 3b e8 5e 09 90 70
      3d 73 e5 6f`,
  },
] as const;

// The TLS 1.0 PRF test vector of the same list (msg01589), as printed there.
const tls10Vector = {
  secret: 'ab'.repeat(48),
  label: 'PRF Testvector',
  seed: 'cd'.repeat(64),
  output: `
    D3 D4 D1 E3 49 B5 D5 15 04 46 66 D5 1D E3 2B AB
    25 8C B5 21 B6 B0 53 46 3E 35 48 32 FD 97 67 54
    44 3B CF 9A 29 65 19 BC 28 9A BC BC 11 87 E4 EB
    D3 1E 60 23 53 77 6C 40 8A AF B7 4C BC 85 EF F6
    92 55 F9 78 8F AA 18 4C BB 95 7A 98 19 D8 4A 5D
    7E B0 06 EB 45 9D 3A E8 DE 98 10 45 4B 8B 2D 8F
    1A FB C6 55 A8 C9 A0 13`,
};

// Jeff Moser, The First Few Milliseconds of an HTTPS Connection (2009); the halves are computed from his values.
const moser = {
  preMasterSecret: `0301bb7b0898a749dee8e9b89152ec814cc2397bf6ba1c0a
                    b1955029be02ade6ad6e113f20c466f06422577ee1067a3b`,
  seed: `4a2f07cab94fb3067a06567fcec9f737bd5270f7002bb0d6723e551a0d57d982
         4a2f07ca986be7a3acdd547d038235895aba467eed6eb07cd46e5e8a199e0c13`,
  pMd5: '387fa188abbff11a99ddb4a857fe043de026183bcade8e3e5d64175d0ca15f18369ca3e549266a57be862effcd5fe5c3',
  pSha1: '74d081b824f35bdfff97b638a552143dd9fd05dbd5156edec0b3f1e36e0533003031dac492a477043a5d1b58d29ee4da',
  masterSecret: `4caf20308f4caac5664a0290f2ac100039db1de01fcbe0e0
                 9dd7e6be62a46c1806ad7921db821d5384db35a71fc10119`,
};

/** P_hash once more, written as the RFC's recursion, over node:crypto. */
function pHashOracle(hash: HashName, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const mac = (data: Uint8Array) => createHmac(hash.replace('-', ''), secret).update(data).digest();
  const A = (i: number): Uint8Array => (i === 0 ? seed : mac(A(i - 1)));
  const blocks = Array.from({ length: Math.ceil(length / mac(seed).length) }, (_, i) =>
    mac(Buffer.concat([A(i + 1), seed])),
  );
  return new Uint8Array(Buffer.concat(blocks)).slice(0, length);
}

describe('prf', () => {
  for (const { hash, secret, seed, output } of tls12Vectors)
    it(`prf12 gives the working group's vector for ${hash}`, () => {
      const expected = hex(output);
      assert.deepEqual(prf12(hash, hex(secret), 'test label', hex(seed), expected.length), expected);
    });

  it("prf10 gives the working group's vector", () => {
    const { secret, label, seed, output } = tls10Vector;
    assert.deepEqual(prf10(hex(secret), label, hex(seed), 104), hex(output));
  });

  it("prf10 makes Moser's master secret from the two halves that P_MD5 and P_SHA-1 give", () => {
    const secret = hex(moser.preMasterSecret);
    const labelAndSeed = concatBytes(utf8ToBytes('master secret'), hex(moser.seed));
    assert.deepEqual(pHash('MD5', secret.subarray(0, 24), labelAndSeed, 48), hex(moser.pMd5));
    assert.deepEqual(pHash('SHA-1', secret.subarray(24), labelAndSeed, 48), hex(moser.pSha1));
    assert.deepEqual(prf10(secret, 'master secret', hex(moser.seed), 48), hex(moser.masterSecret));
  });

  it(`pHash agrees with node:crypto for any length (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (const hash of ['MD5', 'SHA-1', 'SHA-256', 'SHA-384'] as const)
      for (const length of [0, 1, 15, 16, 17, 48, 64, 104, random.integer(300)]) {
        const secret = random.bytes(random.integer(150));
        const seed = random.bytes(random.integer(100));
        const expected = pHashOracle(hash, secret, seed, length);
        assert.deepEqual(pHash(hash, secret, seed, length), expected, `${hash}, ${length} bytes`);
      }
  });

  it(`prf10 gives both halves the middle byte of an odd secret (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (const length of [1, 3, 47, 49, 127]) {
      const secret = random.bytes(length);
      const seed = random.bytes(64);
      const labelAndSeed = concatBytes(utf8ToBytes('a label'), seed);
      const half = (length + 1) / 2;
      const S1 = pHashOracle('MD5', secret.slice(0, half), labelAndSeed, 50);
      const S2 = pHashOracle('SHA-1', secret.slice(half - 1), labelAndSeed, 50);
      assert.deepEqual(
        prf10(secret, 'a label', seed, 50),
        S1.map((byte, i) => byte ^ (S2[i] as number)),
      );
    }
  });

  it('a shorter output is the beginning of a longer one', () => {
    const ask = (length: number) => prf10(hex('010203'), 'x', hex('04'), length);
    assert.deepEqual(ask(12), ask(100).slice(0, 12));
  });

  it('secret, label, seed and hash all matter', () => {
    const outputs = [
      prf12('SHA-256', hex('01'), 'ab', hex('02'), 32),
      prf12('SHA-384', hex('01'), 'ab', hex('02'), 32),
      prf12('SHA-256', hex('03'), 'ab', hex('02'), 32),
      prf12('SHA-256', hex('01'), 'ac', hex('02'), 32),
      prf12('SHA-256', hex('01'), 'ab\0', hex('02'), 32),
      prf12('SHA-256', hex('01'), 'ab', hex('0200'), 32),
      prf10(hex('01'), 'ab', hex('02'), 32),
    ];
    assert.equal(new Set(outputs.map((output) => output.join())).size, outputs.length);
  });

  it('runPrf takes the PRF of the version from the functions it is given', () => {
    const input = { label: 'l', seed: hex('02'), length: 20 };
    const secret = hex('0102');
    const f = { prf10, prf12 };
    for (const version of [TLS10, TLS11])
      assert.deepEqual(runPrf(f, version, 'SHA-384', secret, input), prf10(secret, 'l', hex('02'), 20));
    for (const hash of ['SHA-256', 'SHA-384'] as const)
      assert.deepEqual(runPrf(f, TLS12, hash, secret, input), prf12(hash, secret, 'l', hex('02'), 20));
    const mine = { prf10: () => hex('aa'), prf12: () => hex('bb') };
    assert.deepEqual(runPrf(mine, TLS11, 'SHA-256', secret, input), hex('aa'));
    assert.deepEqual(runPrf(mine, TLS12, 'SHA-256', secret, input), hex('bb'));
  });
});

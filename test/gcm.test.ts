import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { gcm } from '@noble/ciphers/aes.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../lib/errors.js';
import { gcmAdditionalData, gcmDecrypt, gcmEncrypt, gcmNonce, gctr } from '../lib/gcm.js';
import { ghash } from '../lib/ghash.js';
import { TLS12 } from '../lib/registry.js';
import { hex } from './support/hex.js';
import { runSeed, seeded } from './support/random.js';

interface TestCase {
  readonly K: string;
  readonly P: string;
  readonly A: string;
  readonly IV: string;
  readonly C: string;
  readonly T: string;
  /** The hash subkey and GHASH(H, A, C), which only the specification prints. */
  readonly H?: string;
  readonly GHASH?: string;
}

const zeros16 = '00000000000000000000000000000000';
const P4 = `d9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72
            1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b39`;
const A4 = 'feedfacedeadbeeffeedfacedeadbeef abaddad2';
const IV3 = 'cafebabefacedbaddecaf888';
const K3 = 'feffe9928665731c6d6a8f9467308308';
const C4 = `42831ec2217774244b7221b784d0d49c e3aa212f2c02a4e035c17e2329aca12e
            21d514b25466931c7d8f6a5aac84aa05 1ba30b396a0aac973d58e091`;
const C16 = `522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa
             8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662`;

// McGrew and Viega, The Galois/Counter Mode of Operation, appendix B: 1 to 4 are AES-128, 13 to 16 AES-256.
const specification: Record<string, TestCase> = {
  'Test Case 1': {
    K: zeros16,
    P: '',
    A: '',
    IV: '000000000000000000000000',
    H: '66e94bd4ef8a2c3b884cfa59ca342b2e',
    GHASH: zeros16,
    C: '',
    T: '58e2fccefa7e3061367f1d57a4e7455a',
  },
  'Test Case 2': {
    K: zeros16,
    P: zeros16,
    A: '',
    IV: '000000000000000000000000',
    H: '66e94bd4ef8a2c3b884cfa59ca342b2e',
    GHASH: 'f38cbb1ad69223dcc3457ae5b6b0f885',
    C: '0388dace60b6a392f328c2b971b2fe78',
    T: 'ab6e47d42cec13bdf53a67b21257bddf',
  },
  'Test Case 3': {
    K: K3,
    P: `${P4} 1aafd255`,
    A: '',
    IV: IV3,
    H: 'b83b533708bf535d0aa6e52980d53b78',
    GHASH: '7f1b32b81b820d02614f8895ac1d4eac',
    C: `${C4} 473f5985`,
    T: '4d5c2af327cd64a62cf35abd2ba6fab4',
  },
  'Test Case 4': {
    K: K3,
    P: P4,
    A: A4,
    IV: IV3,
    H: 'b83b533708bf535d0aa6e52980d53b78',
    GHASH: '698e57f70e6ecc7fd9463b7260a9ae5f',
    C: C4,
    T: '5bc94fbc3221a5db94fae95ae7121a47',
  },
  'Test Case 13': {
    K: zeros16 + zeros16,
    P: '',
    A: '',
    IV: '000000000000000000000000',
    H: 'dc95c078a2408989ad48a21492842087',
    GHASH: zeros16,
    C: '',
    T: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  'Test Case 14': {
    K: zeros16 + zeros16,
    P: zeros16,
    A: '',
    IV: '000000000000000000000000',
    H: 'dc95c078a2408989ad48a21492842087',
    GHASH: '83de425c5edc5d498f382c441041ca92',
    C: 'cea7403d4d606b6e074ec5d3baf39d18',
    T: 'd0d1c8a799996bf0265b98b5d48ab919',
  },
  'Test Case 15': {
    K: K3 + K3,
    P: `${P4} 1aafd255`,
    A: '',
    IV: IV3,
    H: 'acbef20579b4b8ebce889bac8732dad7',
    GHASH: '4db870d37cb75fcb46097c36230d1612',
    C: `${C16} 898015ad`,
    T: 'b094dac5d93471bdec1a502270e3cc6c',
  },
  'Test Case 16': {
    K: K3 + K3,
    P: P4,
    A: A4,
    IV: IV3,
    H: 'acbef20579b4b8ebce889bac8732dad7',
    GHASH: '8bd0c4d8aacd391e67cca447e8c38f65',
    C: C16,
    T: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
};

// NIST CAVP, gcmDecrypt128.rsp: two that pass and two that FAIL, all with 96-bit IVs and 128-bit tags.
const cavp = {
  pass: [
    {
      K: 'c62dc36b9230e739179f3c58e7270ff9',
      IV: '196a0572d8ff2fbd3522b6a5',
      C: '958062b331f05b3acaa1836fc2',
      A: '4d10536cbdbd6f1d38b2bd10ab8c1c29ae68138e',
      T: 'dc65a20d9a9aec2e7699eaead47afb42',
      P: '6d8abcee45667e7a9443896cbf',
    },
    {
      K: 'af57f42c60c0fc5a09adb81ab86ca1c3',
      IV: 'a2dc01871f37025dc0fc9a79',
      C: `b9a535864f48ea7b6b1367914978f9bfa087d854bb0e269bed8d279d2eea1210
          e48947338b22f9bad09093276a331e9c79c7f4`,
      A: '41dc38988945fcb44faf2ef72d0061289ef8efd8',
      T: '4f71e72bde0018f555c5adcce062e005',
      P: `3803a0727eeb0ade441e0ec107161ded2d425ec0d102f21f51bf2cf9947c7ec4
          aa72795b2f69b041596e8817d0a3c16f8fadeb`,
    },
  ] satisfies TestCase[],
  fail: [
    {
      K: 'd1f6af919cde85661208bdce0c27cb22',
      IV: '898c6929b435017bf031c3c5',
      C: '',
      A: '7c5faa40e636bbc91107e68010c92b9f',
      T: 'ae45f11777540a2caeb128be8092468a',
    },
    {
      K: 'ab124c19896f9a725cd84bc65c0b769d',
      IV: '8be6b8884adb0acb19776719',
      C: 'a77bc17b558e829efdf4508c62761520a44920840c4d8e8cad0564931ffb6f0f',
      A: 'f3f8c4d2edf80986c33940a9dfce5c64ac314d9969bad730bb719a4a39551eda6b771b6941ba301a4bcf2c7e69c8a000',
      T: '890106f841f36315a7fed2ffb57f2dbb',
    },
  ],
};

const badRecordMac = (error: unknown) => error instanceof TlsError && error.alert === 'bad_record_mac';

/** AES of one block, by node:crypto. */
function aes(key: Uint8Array, block: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  return new Uint8Array(cipher.update(block));
}

describe('gcmEncrypt and gcmDecrypt', () => {
  for (const [title, { K, P, A, IV, C, T }] of [
    ...Object.entries(specification),
    ...cavp.pass.map((v, i) => [`CAVP vector ${i}`, v] as const),
  ])
    it(`agree with ${title}`, () => {
      const sealed = gcmEncrypt(hex(K), hex(IV), hex(A), hex(P));
      assert.deepEqual(sealed, hex(C + T));
      assert.deepEqual(gcmDecrypt(hex(K), hex(IV), hex(A), sealed), hex(P));
    });

  it('refuse what CAVP says must FAIL', () => {
    for (const { K, IV, A, C, T } of cavp.fail)
      assert.throws(() => gcmDecrypt(hex(K), hex(IV), hex(A), hex(C + T)), badRecordMac);
  });

  it(`agree with node:crypto and @noble/ciphers on random records (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (const keyLength of [16, 32])
      for (const length of [0, 1, 15, 16, 17, 31, 32, 33, random.integer(2000), 16384]) {
        const [key, nonce, plaintext] = [random.bytes(keyLength), random.bytes(12), random.bytes(length)];
        const additionalData = random.bytes(random.integer(40));
        const cipher = createCipheriv(`aes-${keyLength * 8}-gcm` as 'aes-128-gcm', key, nonce);
        cipher.setAAD(additionalData);
        const parts = [cipher.update(plaintext), cipher.final(), cipher.getAuthTag()];
        const sealed = gcmEncrypt(key, nonce, additionalData, plaintext);
        assert.deepEqual(sealed, new Uint8Array(Buffer.concat(parts)), `${length} bytes`);
        assert.deepEqual(sealed, gcm(key, nonce, additionalData).encrypt(plaintext));
        assert.deepEqual(gcmDecrypt(key, nonce, additionalData, sealed), plaintext);
      }
  });

  const [K, N, A, P] = [hex(K3), hex(IV3), hex(A4), hex(P4)];
  const sealed = gcmEncrypt(K, N, A, P);
  const flip = (bytes: Uint8Array, bit: number) =>
    bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

  it('refuse any one flipped bit of ciphertext, tag, nonce or additional data', () => {
    for (let bit = 0; bit < 8 * sealed.length; bit++)
      assert.throws(() => gcmDecrypt(K, N, A, flip(sealed, bit)), badRecordMac, `bit ${bit}`);
    for (let bit = 0; bit < 8 * N.length; bit++)
      assert.throws(() => gcmDecrypt(K, flip(N, bit), A, sealed), badRecordMac);
    for (let bit = 0; bit < 8 * A.length; bit++)
      assert.throws(() => gcmDecrypt(K, N, flip(A, bit), sealed), badRecordMac);
    assert.throws(() => gcmDecrypt(flip(K, 0), N, A, sealed), badRecordMac);
  });

  it('refuse what is cut short at either end, made longer, or no tag at all', () => {
    for (let length = 0; length < sealed.length; length++)
      assert.throws(() => gcmDecrypt(K, N, A, sealed.subarray(0, length)), badRecordMac, `${length} bytes`);
    assert.throws(() => gcmDecrypt(K, N, A, sealed.subarray(0, 15)), /no room for a tag/);
    assert.throws(() => gcmDecrypt(K, N, A, sealed.subarray(1)), badRecordMac);
    assert.throws(() => gcmDecrypt(K, N, A, concatBytes(sealed, hex('00'))), badRecordMac);
  });

  it('refuse bytes moved from the ciphertext to the additional data: the lengths are hashed too', () => {
    const moved = concatBytes(A, new Uint8Array(12), sealed.subarray(0, 16));
    assert.throws(() => gcmDecrypt(K, N, moved, sealed.subarray(16)), badRecordMac);
  });

  it('leave everything they are given as it was, at any alignment', () => {
    const shifted = concatBytes(hex('ff'), sealed).subarray(1);
    assert.deepEqual(gcmDecrypt(K, N, A, shifted), P);
    assert.deepEqual([K, N, A, shifted.slice()], [hex(K3), hex(IV3), hex(A4), sealed]);
  });
});

describe('ghash', () => {
  for (const [title, { K, A, C, H, GHASH }] of Object.entries(specification))
    it(`gives what ${title} prints, under the H it prints`, () => {
      assert.deepEqual(gctr(hex(K), hex(zeros16), hex(zeros16)), hex(H as string));
      assert.deepEqual(ghash(hex(H as string), hex(A), hex(C)), hex(GHASH as string));
    });

  // SP 800-38D 6.3, algorithm 1, as it stands there: one bit at a time, on numbers.
  const multiplyByTheBook = (X: bigint, Y: bigint) => {
    let Z = 0n;
    let V = Y;
    for (let i = 127n; i >= 0n; i--) {
      if ((X >> i) & 1n) Z ^= V;
      V = V & 1n ? (V >> 1n) ^ (0xe1n << 120n) : V >> 1n;
    }
    return Z;
  };

  it(`is multiplication in GF(2^128) by the book (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    const number = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
    for (let i = 0; i < 50; i++) {
      const [h, block] = [random.bytes(16), random.bytes(16)];
      const H = number(h);
      const expected = multiplyByTheBook(multiplyByTheBook(number(block), H) ^ 128n, H);
      assert.equal(number(ghash(h, new Uint8Array(0), block)), expected);
    }
  });
});

describe('gctr', () => {
  it('wraps the last 32 bits of the counter and leaves the other 96 alone (SP 800-38D 6.2)', () => {
    const key = hex(K3);
    const data = new Uint8Array(16 * 4 + 5);
    const counters = ['fffffffe', 'ffffffff', '00000000', '00000001', '00000002'];
    for (const prefix of ['cafebabefacedbaddecaf888', 'f'.repeat(24)]) {
      const keystream = concatBytes(...counters.map((counter) => aes(key, hex(prefix + counter))));
      assert.deepEqual(gctr(key, hex(`${prefix}fffffffe`), data), keystream.subarray(0, data.length));
    }
  });

  it('does not wrap early: data that ends with the last counter is one piece', () => {
    const key = hex(K3);
    const block = hex('cafebabefacedbaddecaf888 ffffffff');
    assert.deepEqual(gctr(key, block, new Uint8Array(16)), aes(key, block));
    assert.deepEqual(gctr(key, block, new Uint8Array(0)), new Uint8Array(0));
  });
});

describe('gcmNonce and gcmAdditionalData', () => {
  it('put salt before explicit nonce, and 13 bytes as RFC 5246 6.2.3.3 orders them', () => {
    assert.deepEqual(gcmNonce(hex('01020304'), hex('05060708090a0b0c')), hex('0102030405060708090a0b0c'));
    assert.deepEqual(
      gcmAdditionalData(0x0102030405060708n, 23, TLS12, 0x4000),
      hex('0102030405060708 17 0303 4000'),
    );
  });
});

// The pictures of what is computed: every byte that they show is held against lib or the recorded session.
import assert from 'node:assert/strict';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { amazon2009 as amazon } from '../kit/sessions/amazon-2009.js';
import { tls12EcdheGcm as modern } from '../kit/sessions/tls12-ecdhe-gcm.js';
import { byteGrid } from '../kit/views/byte-grid.js';
import { brief } from '../kit/views/bytes.js';
import { counterModeDiagram, ghashDiagram } from '../kit/views/gcm-diagram.js';
import {
  type Cut,
  keyBlockComparison,
  keyBlockCuts,
  keyBlockDiagram,
} from '../kit/views/key-block-diagram.js';
import { modPowPath } from '../kit/views/mod-pow-path.js';
import { pkcs1Layout } from '../kit/views/pkcs1-layout.js';
import { pHashDiagram, prf10Diagram, prf12Diagram } from '../kit/views/prf-diagram.js';
import { rc4OutputGrid, rc4ScheduleGrid } from '../kit/views/rc4-state.js';
import { gcmAdditionalDataLayout, gcmNonceLayout, macInputLayout } from '../kit/views/record-layouts.js';
import { sealDiagram } from '../kit/views/seal-diagram.js';
import { gcmAdditionalData } from '../lib/gcm.js';
import { modPow, os2ip } from '../lib/integers.js';
import { partitionKeyBlock } from '../lib/key-block.js';
import { pHash } from '../lib/prf.js';
import { rc4, rc4KeySchedule } from '../lib/rc4.js';
import { TLS10, TLS12 } from '../lib/registry.js';
import { suiteById } from '../lib/suites.js';
import { bytesIn, includes, lettering, spoken, wordsOf } from './support/pictures.js';
import { seeded } from './support/random.js';

const key = amazon.clientWriteKey;

/** The bytes of the square, row by row: what stands right of its headings. */
function square(svg: string): string {
  const cells = lettering(svg).filter(({ words, x, y }) => /^[0-9a-f]{2}$/.test(words) && x > 44 && y < 500);
  assert.equal(cells.length, 256);
  return cells
    .sort((a, b) => a.y - b.y || a.x - b.x)
    .map(({ words }) => words)
    .join('');
}
const boldCells = (svg: string) =>
  lettering(svg)
    .filter(({ words, style }) => /^[0-9a-f]{2}$/.test(words) && style.includes('bold'))
    .map(({ words }) => words);

describe('views: RC4', () => {
  it('shows all 256 entries, before, while and after the key shuffles them', () => {
    const first = Uint8Array.from({ length: 256 }, (_, i) => i);
    assert.equal(square(rc4ScheduleGrid(key, 0)), bytesToHex(first));
    assert.equal(square(rc4ScheduleGrid(key, 256)), bytesToHex(rc4KeySchedule(key).s));
    const j = key[0] as number;
    const afterOne = first.slice();
    [afterOne[0], afterOne[j]] = [j, 0];
    assert.equal(square(rc4ScheduleGrid(key, 1)), bytesToHex(afterOne));
  });

  it('marks the two entries that changed places, and names i, j and the byte of the key', () => {
    const svg = rc4ScheduleGrid(key, 40);
    assert.deepEqual(boldCells(svg), ['1d', '2e']);
    includes(wordsOf(svg), 'i = 27, and byte 7 of the key is 40');
    assert.equal(key[7], 0x40);
    includes(wordsOf(svg), 'j = 2e: the entries at i and j have changed places');
  });

  it("shows Amazon's keystream, the entry that was read, and the state that lib goes on with", () => {
    const svg = rc4OutputGrid(rc4KeySchedule(key), 12);
    const stream = bytesToHex(amazon.clientRc4Keystream.subarray(0, 12)).replace(/..(?!$)/g, '$& ');
    includes(wordsOf(svg), `keystream: ${stream}`);
    assert.equal(boldCells(svg).at(-1), bytesToHex(amazon.clientRc4Keystream.subarray(11, 12)));
    assert.equal(square(svg), bytesToHex(rc4(rc4KeySchedule(key), new Uint8Array(12)).state.s));
  });

  it('shows every entry once, also where i, j and the entry that was read meet', () => {
    const state = rc4KeySchedule(key);
    for (let steps = 1; steps <= 64; steps++)
      assert.equal(
        square(rc4OutputGrid(state, steps)),
        bytesToHex(rc4(state, new Uint8Array(steps)).state.s),
      );
  });

  it('refuses other keys and numbers of steps', () => {
    for (const length of [0, 257])
      assert.throws(
        () => rc4ScheduleGrid(new Uint8Array(length), 1),
        /^RangeError: RC4 takes a key of 1 to 256/,
      );
    for (const steps of [-1, 257, 1.5])
      assert.throws(() => rc4ScheduleGrid(key, steps), /steps cannot be shown; 0 to 256 can/);
    for (const steps of [0, 65])
      assert.throws(() => rc4OutputGrid(rc4KeySchedule(key), steps), /1 to 64 can/);
  });
});

describe('views: the PRF', () => {
  const seed = concatBytes(amazon.clientRandom, amazon.serverRandom);

  it("P_hash: A(0) to the last A(i), and lib's blocks", () => {
    const words = wordsOf(pHashDiagram('SHA-256', key, seed, 72));
    for (const name of ['A(0) = seed', 'A(1)', 'A(3)', 'block 1', 'block 2', 'block 3, first 8'])
      assert.ok(words.includes(name), name);
    const output = pHash('SHA-256', key, seed, 96);
    for (const start of [0, 32, 64]) includes(words, brief(output.subarray(start, start + 32), 7));
  });

  it("TLS 1.0: both halves of Amazon's secret, both expansions and the master secret", () => {
    const svg = prf10Diagram(amazon.preMasterSecret, 'master secret', seed, 48);
    const words = wordsOf(svg);
    includes(words, brief(amazon.preMasterSecret.subarray(0, 24), 8));
    includes(words, brief(amazon.preMasterSecret.subarray(24), 8));
    for (const [expansion, sizes] of [
      [amazon.masterSecretPMd5, [16, 16, 16]],
      [amazon.masterSecretPSha1, [20, 20]],
    ] as const) {
      let start = 0;
      for (const size of sizes) {
        const block = bytesToHex(expansion.subarray(start, start + size));
        assert.ok(
          words.some(
            (one) => block.startsWith(one.slice(0, 5).replace(' ', '')) && block.endsWith(one.slice(-2)),
          ),
          block,
        );
        start += size;
      }
    }
    includes(words, '3 blocks of 20, 8 of the last used');
    includes(words, brief(amazon.masterSecret, 17));
    assert.match(svg, /<circle /);
  });

  it('a secret of odd length: the halves share the byte in the middle', () => {
    const words = wordsOf(prf10Diagram(Uint8Array.of(1, 2, 3), 'label', seed, 16));
    for (const one of ['S1, 2 bytes: for MD5', '01 02', 'S2, 2 bytes: for SHA-1', '02 03'])
      assert.ok(words.includes(one), one);
  });

  it('TLS 1.2: one hash, no XOR, the recorded key block', () => {
    const keySeed = concatBytes(modern.serverRandom, modern.clientRandom);
    const svg = prf12Diagram('SHA-256', modern.masterSecret, 'key expansion', keySeed, 40);
    includes(wordsOf(svg), brief(modern.keyBlock, 17));
    includes(wordsOf(svg), '2 blocks of 32, 8 of the last used');
    assert.doesNotMatch(svg, /<circle /);
  });

  it('refuses lengths that it has no room for', () => {
    for (const length of [0, 129, 2.5])
      assert.throws(
        () => pHashDiagram('MD5', key, seed, length),
        /^RangeError: .* of P_MD5 cannot be shown; 1 to 128/,
      );
    assert.throws(() => prf10Diagram(key, 'x', seed, 129), /P_MD5 cannot be shown/);
    assert.throws(() => prf12Diagram('SHA-256', key, 'x', seed, 257), /P_SHA-256 cannot be shown/);
  });
});

describe('views: the key block', () => {
  const suite = (id: number) => {
    const found = suiteById(id);
    assert.ok(found, `suite ${id}`);
    return found;
  };

  for (const [id, version, ivLength] of [
    [0x0004, TLS10, 0],
    [0xc02f, TLS12, 4],
    [0x0035, TLS10, 16],
  ] as const)
    it(`${suite(id).name}: every byte once, and the pieces that lib cuts`, () => {
      const { macKeyLength, encKeyLength } = suite(id);
      const cuts = keyBlockCuts(macKeyLength, encKeyLength, ivLength);
      const block = seeded(id).bytes(cuts.reduce((sum, { length }) => sum + length, 0));
      const svg = keyBlockDiagram(block, cuts);
      assert.equal(bytesIn(svg), bytesToHex(block));
      const keys = partitionKeyBlock(version, suite(id), block);
      for (const side of ['client', 'server'] as const)
        for (const [part, bytes] of [
          ['MAC key', keys[side].macKey],
          ['key', keys[side].key],
          ['IV', keys[side].iv],
        ] as const)
          assert.equal(
            spoken(svg).includes(`: ${bytesToHex(bytes).replace(/..(?!$)/g, '$& ')}.`) &&
              wordsOf(svg).includes(`${side} ${part}`),
            bytes.length > 0,
          );
    });

  it('gives the place of each piece', () => {
    const words = wordsOf(keyBlockDiagram(modern.keyBlock, keyBlockCuts(0, 16, 4)));
    assert.deepEqual(
      words.filter((one) => one.startsWith('bytes ')),
      ['bytes 0 to 15, 16', 'bytes 16 to 31, 16', 'bytes 32 to 35, 4', 'bytes 36 to 39, 4'],
    );
  });

  it('refuses cuts that do not cover the block, or go past it', () => {
    for (const length of [39, 41])
      assert.throws(
        () => keyBlockDiagram(new Uint8Array(length), keyBlockCuts(0, 16, 4)),
        new RegExp(`^RangeError: the cuts take 40 bytes, and the key block has ${length}$`),
      );
    assert.throws(
      () => keyBlockComparison(new Uint8Array(40), keyBlockCuts(0, 16, 4), keyBlockCuts(32, 16, 4)),
      /^RangeError: the cuts end at 64, after the 40 bytes/,
    );
  });

  it('compares two cuts: what is right has no cross, what is wrong has one', () => {
    const block = seeded(7).bytes(104);
    const crosses = (wrong: Cut[]) =>
      wordsOf(keyBlockComparison(block, keyBlockCuts(0, 16, 4), wrong))
        .filter((one) => one.startsWith('✗ '))
        .slice(1);
    assert.deepEqual(crosses(keyBlockCuts(32, 16, 4)), [
      '✗ client MAC key',
      '✗ server MAC key',
      '✗ client key',
      '✗ server key',
      '✗ client IV',
      '✗ server IV',
    ]);
    assert.deepEqual(crosses(keyBlockCuts(0, 16, 8)), ['✗ client IV', '✗ server IV']);
    assert.deepEqual(crosses(keyBlockCuts(0, 16, 4)), []);
  });
});

describe('views: AES-GCM', () => {
  const request = utf8ToBytes(modern.request);
  const nonce = concatBytes(modern.clientWriteIv, modern.clientDataFragment.subarray(0, 8));
  const ciphertext = modern.clientDataFragment.subarray(8, -16);
  const additional = gcmAdditionalData(1n, 23, TLS12, request.length);

  it('counter mode gives the recorded ciphertext, 16 bytes a block', () => {
    const svg = counterModeDiagram(modern.clientWriteKey, nonce, request);
    const shown = bytesIn(svg);
    for (let i = 0; i * 16 < request.length; i++) {
      const counter = bytesToHex(nonce) + (i + 2).toString(16).padStart(8, '0');
      includes(shown, counter);
      includes(shown, bytesToHex(request.subarray(16 * i, 16 * i + 16)));
      includes(shown, bytesToHex(ciphertext.subarray(16 * i, 16 * i + 16)));
    }
  });

  it('of many blocks it shows the first and the last, and says how many are between', () => {
    const words = wordsOf(counterModeDiagram(modern.clientWriteKey, nonce, new Uint8Array(16 * 10)));
    includes(words, '… 6 more blocks …');
    assert.deepEqual(
      words.filter((one) => one.startsWith('counter ')),
      ['counter 2', 'counter 3', 'counter 10', 'counter 11'],
    );
  });

  it('GHASH takes additional data, ciphertext and lengths, filled up, and ends in the recorded tag', () => {
    const svg = ghashDiagram(modern.clientWriteKey, nonce, additional, ciphertext);
    const shown = bytesIn(svg);
    includes(shown, `${bytesToHex(additional)}000000`);
    includes(shown, bytesToHex(ciphertext.subarray(0, 16)));
    includes(shown, `${bytesToHex(ciphertext.subarray(32))}0000000000`);
    includes(shown, '00000000000000680000000000000158');
    assert.equal(shown.slice(-32), bytesToHex(modern.clientDataFragment.subarray(-16)));
    const pale = lettering(svg).filter(({ words, style }) => words === '00' && style.includes('f-dim'));
    assert.equal(pale.length, 3 + 5);
  });

  it('refuses a nonce of another length', () => {
    assert.throws(
      () => counterModeDiagram(key, nonce.subarray(1), request),
      /^RangeError: the nonce has 11 bytes/,
    );
    assert.throws(
      () => ghashDiagram(key, concatBytes(nonce, nonce), additional, ciphertext),
      /24 bytes; it must have 12/,
    );
  });

  it('nonce and additional data: every byte once, named', () => {
    assert.equal(bytesIn(gcmNonceLayout(modern.clientWriteIv, nonce.subarray(4))), bytesToHex(nonce));
    const svg = gcmAdditionalDataLayout(1n, 23, TLS12, request.length);
    assert.equal(bytesIn(svg), bytesToHex(additional));
    for (const one of ['sequence number', 'application_data', 'bytes 0 to 7, 8', 'byte 8'])
      assert.ok(wordsOf(svg).includes(one), one);
    assert.throws(() => gcmNonceLayout(nonce, nonce), /4 bytes of salt and 8 explicit ones, not 12 and 12/);
  });
});

describe('views: modPowPath', () => {
  it('small numbers: the path as it is worked by hand', () => {
    const words = wordsOf(modPowPath(4n, 13n, 33n));
    assert.deepEqual(
      words.filter((one) => /[=≡]/.test(one)),
      [
        'x = 4, exponent 13: 1101 in binary',
        ...['1² = 1', '1 · 4 = 4'],
        ...['4² = 16', '16 · 4 = 64', '≡ 31'],
        ...['31² = 961', '≡ 4'],
        ...['4² = 16', '16 · 4 = 64', '≡ 31'],
        '4^13 mod 33 = 31',
      ],
    );
    assert.deepEqual(words.filter((one) => /^[01]$/.test(one)).join(''), '1101');
    assert.deepEqual(
      words.filter((one) => one.startsWith('x^')),
      ['x^1', 'x^3', 'x^6', 'x^13'],
    );
  });

  it("Amazon's numbers: abbreviated, and the recorded result", () => {
    const [block, modulus] = [os2ip(amazon.pkcs1Block), os2ip(amazon.amazonModulus)];
    const svg = modPowPath(block, 65537n, modulus);
    const result = bytesToHex(amazon.encryptedPreMasterSecret);
    assert.equal(
      wordsOf(svg).at(-1)?.split(' mod ')[1]?.replace(/^\S+ /, ''),
      `= ${result.slice(0, 4)}…${result.slice(-2)}`,
    );
    includes(wordsOf(svg), '… 9 more bits …');
  });

  it('ends in what lib computes, for exponents of any length', () => {
    const random = seeded(33);
    for (let round = 0; round < 50; round++) {
      const modulus = BigInt(2 + random.integer(900));
      const base = BigInt(random.integer(Number(modulus)));
      const exponent = BigInt(1 + random.integer(100_000));
      const power = modPow(base, exponent, modulus);
      assert.equal(
        wordsOf(modPowPath(base, exponent, modulus)).at(-1),
        `${base}^${exponent} mod ${modulus} = ${power}`,
      );
    }
  });

  it('refuses what is no path', () => {
    for (const [base, exponent, modulus] of [
      [-1n, 3n, 7n],
      [7n, 3n, 7n],
      [2n, 0n, 7n],
      [0n, 1n, 1n],
    ] as const)
      assert.throws(() => modPowPath(base, exponent, modulus), /^RangeError: a path needs/);
  });
});

describe('views: blocks and records', () => {
  it('PKCS#1: every part in its place, for both block types', () => {
    const first = wordsOf(pkcs1Layout(1, amazon.amazonSignatureDecrypted, 'DigestInfo'));
    for (const one of [
      'PKCS#1 block type 1, for signatures',
      'bytes 2 to 219, 218',
      'byte 220',
      'DigestInfo',
    ])
      assert.ok(first.includes(one), one);
    const second = wordsOf(pkcs1Layout(2, amazon.pkcs1Block, 'pre-master secret'));
    for (const one of ['bytes 2 to 78, 77', 'byte 79', 'bytes 80 to 127, 48', 'random, none of them zero'])
      assert.ok(second.includes(one), one);
    assert.equal(bytesIn(pkcs1Layout(2, amazon.pkcs1Block)).slice(-96), bytesToHex(amazon.preMasterSecret));
  });

  it('PKCS#1: refuses a block of the other type, and one without an end of its padding', () => {
    assert.throws(() => pkcs1Layout(1, amazon.pkcs1Block), /does not begin 00 01/);
    assert.throws(() => pkcs1Layout(2, Uint8Array.of(0, 2, 3, 4)), /no zero byte ends its padding/);
  });

  it("the MAC's input: every byte once, as lib joins them", () => {
    const svg = macInputLayout(0n, 22, TLS10, amazon.clientFinishedMessage);
    assert.equal(bytesIn(svg), bytesToHex(amazon.clientFinishedMacInput));
    includes(wordsOf(svg), '16: the content alone, before encryption');
  });

  it("a sealed record: Amazon's MAC, keystream and fragment", () => {
    const words = wordsOf(
      sealDiagram({
        mac: 'MD5',
        macKey: amazon.clientWriteMacSecret,
        state: rc4KeySchedule(key),
        sequenceNumber: 0n,
        type: 22,
        version: TLS10,
        content: amazon.clientFinishedMessage,
      }),
    );
    includes(words, brief(amazon.clientFinishedMac, 5));
    includes(words, brief(amazon.clientRc4Keystream.subarray(0, 32), 17));
    includes(words, brief(amazon.clientFinishedEncrypted, 12));
    includes(words, '16 03 01 00 20');
  });

  it('byteGrid: every byte once; of a long part the first and the last ones', () => {
    const bytes = seeded(1).bytes(48);
    const parts = [
      { name: 'one', bytes: bytes.subarray(0, 1) },
      { name: 'none', bytes: new Uint8Array() },
      { name: 'rest', bytes: bytes.subarray(1) },
    ];
    assert.equal(bytesIn(byteGrid('grid', parts)), bytesToHex(bytes));
    includes(wordsOf(byteGrid('grid', parts)), 'empty');
    const long = seeded(2).bytes(49);
    const shown = bytesIn(byteGrid('grid', [{ name: 'long', bytes: long }]));
    assert.equal(shown, bytesToHex(concatBytes(long.subarray(0, 23), long.subarray(-8))));
  });
});

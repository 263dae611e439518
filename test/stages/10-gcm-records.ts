// Checks of stage 10: GHASH, counter mode, and records under AES-GCM.
import { createCipheriv } from 'node:crypto';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Mistake } from '../../kit/check/check.js';
import {
  type Case,
  type CheckDefinition,
  defineStage,
  type RefusalCase,
  type ValueCase,
} from '../../kit/check/define.js';
import type { SeededRandom } from '../../kit/check/random.js';
import { tls12EcdheGcm as tls12 } from '../../kit/sessions/tls12-ecdhe-gcm.js';
import type { Field } from '../../lib/codec.js';
import { TlsError } from '../../lib/errors.js';
import { gcmAdditionalData, gcmDecrypt, gctr } from '../../lib/gcm.js';
import { ghash } from '../../lib/ghash.js';
import { ContentType, TLS10, TLS11, TLS12 } from '../../lib/registry.js';
import { hex } from '../support/hex.js';

const none = new Uint8Array();
const zeroBlock = new Uint8Array(16);
const xor = (a: Uint8Array, b: Uint8Array) => a.map((byte, i) => byte ^ (b[i] as number));
const uint32 = (value: number) => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
/** A nonce with its counter behind it. */
const counterBlock = (nonce: Uint8Array, counter: number) => concatBytes(nonce, uint32(counter));

// --- An oracle: OpenSSL, by way of node:crypto ---------------------------------------------------------------

/** AES of whole blocks, each by itself. */
function aes(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  return new Uint8Array(cipher.update(blocks));
}

type Sealed = { readonly ciphertext: Uint8Array; readonly tag: Uint8Array };
type RecordArgs = [key: Uint8Array, nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array];

function oracleSeal(...[key, nonce, additionalData, plaintext]: RecordArgs): Sealed {
  const cipher = createCipheriv(`aes-${key.length * 8}-gcm` as 'aes-128-gcm', key, nonce);
  cipher.setAAD(additionalData);
  const ciphertext = new Uint8Array(Buffer.concat([cipher.update(plaintext), cipher.final()]));
  return { ciphertext, tag: new Uint8Array(cipher.getAuthTag()) };
}

/** Counter blocks written out, encrypted one by one. */
function oracleGctr(key: Uint8Array, first: Uint8Array, data: Uint8Array): Uint8Array {
  const start = new DataView(first.buffer, first.byteOffset + 12).getUint32(0);
  const count = Math.ceil(data.length / 16);
  const blocks = Array.from({ length: count }, (_, i) => counterBlock(first.subarray(0, 12), start + i));
  return xor(data, aes(key, concatBytes(...blocks)));
}

// --- ghash ---------------------------------------------------------------------------------------------------

type GhashArgs = [h: Uint8Array, additionalData: Uint8Array, ciphertext: Uint8Array];

const number = (bytes: Uint8Array) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const block = (value: bigint) => hex(value.toString(16).padStart(32, '0'));
const R = 0xe1n << 120n;

/** SP 800-38D 6.3, algorithm 1, with another way to multiply by x where one is given. */
function product(
  X: bigint,
  Y: bigint,
  timesX = (V: bigint) => (V & 1n ? (V >> 1n) ^ R : V >> 1n),
  bitsOf = (i: bigint) => 127n - i,
): bigint {
  let [Z, V] = [0n, Y];
  for (let i = 0n; i < 128n; i++) {
    if ((X >> bitsOf(i)) & 1n) Z ^= V;
    V = timesX(V);
  }
  return Z;
}

const zerosTo16 = (data: Uint8Array) => concatBytes(data, new Uint8Array(-data.length & 15));
const lengthsBlock = (first: number, second: number) =>
  concatBytes(new Uint8Array(4), uint32(first), new Uint8Array(4), uint32(second));
const inBits = (...[, additionalData, ciphertext]: GhashArgs) =>
  lengthsBlock(8 * additionalData.length, 8 * ciphertext.length);

/** Y = (Y XOR X) · H over bytes that are filled up to whole blocks. */
function fold(h: Uint8Array, data: Uint8Array, times = (X: bigint, H: bigint) => product(X, H)): Uint8Array {
  const blocks = zerosTo16(data);
  let y = 0n;
  for (let start = 0; start < blocks.length; start += 16)
    y = times(y ^ number(blocks.subarray(start, start + 16)), number(h));
  return block(y);
}
/** The blocks as they should be. */
const blocksOf = (...args: GhashArgs) => concatBytes(zerosTo16(args[1]), zerosTo16(args[2]), inBits(...args));

const reversedBits = (byte: number) =>
  Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2);

const ghashMistakes = mistakesOf<GhashArgs>('ghash', [
  [
    'bits in the order of a number',
    'The blocks are multiplied as ordinary numbers, with the coefficient of x^0 in the lowest bit: GCM has it in the top bit of byte 0, so that times x is a shift to the right.',
    (...args) =>
      fold(args[0], blocksOf(...args), (X, H) =>
        product(
          X,
          H,
          (V) => ((V << 1n) & ((1n << 128n) - 1n)) ^ (V >> 127n ? 0x87n : 0n),
          (i) => i,
        ),
      ),
  ],
  [
    'bits reversed within each byte',
    'The bits are read from the lowest to the top one in each byte: the coefficient of x^0 is the top bit of byte 0.',
    (h, additionalData, ciphertext) => {
      const lengths = inBits(h, additionalData, ciphertext).map(reversedBits);
      const data = concatBytes(zerosTo16(additionalData), zerosTo16(ciphertext)).map(reversedBits);
      return fold(h.map(reversedBits), concatBytes(data, lengths)).map(reversedBits);
    },
  ],
  [
    'polynomial at the wrong end',
    'The e1 comes back in the last byte: what falls off on the right comes back at the top, in byte 0.',
    (...args) =>
      fold(args[0], blocksOf(...args), (X, H) => product(X, H, (V) => (V >> 1n) ^ (V & 1n ? 0xe1n : 0n))),
  ],
  [
    'polynomial written backwards',
    'The bit that falls off comes back as 87: in the bit order of GCM x^7 + x^2 + x + 1 is 11100001, e1.',
    (...args) =>
      fold(args[0], blocksOf(...args), (X, H) =>
        product(X, H, (V) => (V >> 1n) ^ (V & 1n ? 0x87n << 120n : 0n)),
      ),
  ],
  [
    'no reduction',
    'Bits that fall off in the shift are lost: each comes back as e1 in byte 0.',
    (...args) => fold(args[0], blocksOf(...args), (X, H) => product(X, H, (V) => V >> 1n)),
  ],
  [
    'lengths in bytes',
    'The last block holds the lengths in bytes: they are to be in bits.',
    (h, additionalData, ciphertext) =>
      fold(
        h,
        concatBytes(
          zerosTo16(additionalData),
          zerosTo16(ciphertext),
          lengthsBlock(additionalData.length, ciphertext.length),
        ),
      ),
  ],
  [
    'lengths block missing',
    'The last block is missing: behind additional data and ciphertext comes one with both lengths.',
    (h, additionalData, ciphertext) => fold(h, concatBytes(zerosTo16(additionalData), zerosTo16(ciphertext))),
  ],
  [
    'lengths swapped',
    'The lengths are swapped: that of the additional data comes first.',
    (h, additionalData, ciphertext) =>
      fold(
        h,
        concatBytes(
          zerosTo16(additionalData),
          zerosTo16(ciphertext),
          lengthsBlock(8 * ciphertext.length, 8 * additionalData.length),
        ),
      ),
  ],
  [
    'lengths little-endian',
    'The lengths have their low byte first: they are big-endian, 8 bytes each.',
    (...args) => {
      const lengths = inBits(...args);
      const turned = concatBytes(lengths.slice(0, 8).reverse(), lengths.slice(8).reverse());
      return fold(args[0], concatBytes(blocksOf(...args).slice(0, -16), turned));
    },
  ],
  [
    'lengths of four bytes',
    'The lengths have 4 bytes each: they have 8, and fill a whole block.',
    (...args) => {
      const lengths = concatBytes(uint32(8 * args[1].length), uint32(8 * args[2].length));
      return fold(args[0], concatBytes(blocksOf(...args).slice(0, -16), lengths));
    },
  ],
  [
    'additional data not filled up',
    'The ciphertext begins right behind the additional data: first fill up the additional data with zeros to a whole block.',
    (...args) => fold(args[0], concatBytes(zerosTo16(concatBytes(args[1], args[2])), inBits(...args))),
  ],
  [
    'ciphertext not filled up',
    'The lengths begin right behind the ciphertext: first fill up the ciphertext with zeros to a whole block.',
    (...args) => fold(args[0], concatBytes(zerosTo16(args[1]), args[2], inBits(...args))),
  ],
  [
    'a block of zeros too many',
    'There is a block of zeros behind data that fills its last block exactly: nothing is to be filled up there.',
    (...args) => {
      const filled = (data: Uint8Array) => concatBytes(data, new Uint8Array(16 - (data.length % 16)));
      return fold(args[0], concatBytes(filled(args[1]), filled(args[2]), inBits(...args)));
    },
  ],
  [
    'ciphertext before the additional data',
    'The ciphertext comes before the additional data: it comes after it.',
    (...args) => fold(args[0], concatBytes(zerosTo16(args[2]), zerosTo16(args[1]), inBits(...args))),
  ],
  [
    'additional data left out',
    'The additional data is missing: its blocks come first.',
    (...args) => fold(args[0], concatBytes(zerosTo16(args[2]), inBits(...args))),
  ],
  [
    'multiplied before the XOR',
    'Y is multiplied before the block is XORed into it: XOR first, then multiply, and so the last block is multiplied too.',
    (...args) => {
      const blocks = blocksOf(...args);
      return xor(fold(args[0], blocks.slice(0, -16)), blocks.slice(-16));
    },
  ],
  [
    'multiplied once at the end',
    'All blocks are XORed and the sum is multiplied once: multiply after each block.',
    (...args) => {
      const blocks = blocksOf(...args);
      let sum: Uint8Array = zeroBlock;
      for (let start = 0; start < blocks.length; start += 16) sum = xor(sum, blocks.slice(start, start + 16));
      return fold(args[0], sum);
    },
  ],
]);

const ghashWay = (...args: GhashArgs) => {
  const blocks = blocksOf(...args);
  return [
    ['the block of lengths', blocks.slice(-16)],
    ['Y after the first block', fold(args[0], blocks.slice(0, 16))],
  ] as const;
};

const ghashChecks: CheckDefinition[] = [
  {
    function: 'ghash',
    name: 'ghash: the test cases of the GCM specification',
    points: 13,
    before: ghashWay,
    cases: () =>
      longestDataFirst(Object.entries(specification())).map(([about, { H, A, C, GHASH }]) => ({
        args: [hex(H), hex(A), hex(C)],
        expected: hex(GHASH),
        about,
      })),
  },
  {
    function: 'ghash',
    name: 'ghash: random data of all lengths',
    points: 12,
    before: ghashWay,
    cases: ({ random }) =>
      (
        [
          [13, 17 + random.integer(8)],
          [1 + random.integer(15), 33 + random.integer(15)],
          [17 + random.integer(15), 48],
          [32, 16],
          [0, 1 + random.integer(15)],
          [20, 0],
          [0, 0],
        ] as const
      ).map(([additionalLength, length]) => hashed(random, additionalLength, length)),
  },
];

/** Without additional data some wrong turns look alike, so the cases that have it come first. */
const longestDataFirst = (cases: [string, TestCase][]) =>
  cases.sort(([, one], [, other]) => other.A.length - one.A.length);

/** The tag that OpenSSL makes is GHASH XOR E(K, J0), so it knows GHASH too. */
function hashed(random: SeededRandom, additionalLength: number, length: number): ValueCase {
  const [key, nonce] = [random.bytes(random.pick([16, 32])), random.bytes(12)];
  const additionalData = random.bytes(additionalLength);
  const { ciphertext, tag } = oracleSeal(key, nonce, additionalData, random.bytes(length));
  return {
    args: [aes(key, zeroBlock), additionalData, ciphertext],
    expected: xor(tag, aes(key, counterBlock(nonce, 1))),
    about: `${additionalLength} bytes of additional data, ${length} of ciphertext`,
  };
}

// --- gctr ----------------------------------------------------------------------------------------------------

type GctrArgs = [key: Uint8Array, first: Uint8Array, data: Uint8Array];

/** GCTR with the counter blocks of the caller's choice. */
const withCounters =
  (counterOf: (first: Uint8Array, i: number) => Uint8Array) =>
  (...[key, first, data]: GctrArgs) => {
    const blocks = Array.from({ length: Math.ceil(data.length / 16) }, (_, i) => counterOf(first, i));
    return xor(data, aes(key, concatBytes(...blocks)));
  };
/** One more in the last `length` bytes, which are a number. */
const countedIn = (length: number) => (first: Uint8Array, i: number) => {
  const at = first.length - length;
  const sum = (number(first.slice(at)) + BigInt(i)) & ((1n << BigInt(8 * length)) - 1n);
  return concatBytes(first.slice(0, at), hex(sum.toString(16).padStart(2 * length, '0')));
};

const gctrMistakes = mistakesOf<GctrArgs>('gctr', [
  [
    'counter not moved',
    'Every block has the same keystream: the counter goes up by one from block to block.',
    withCounters((first) => first),
  ],
  [
    'first counter block skipped',
    'The counter is stepped before its first use: the counter block that you are given is the first one.',
    withCounters((first, i) => countedIn(4)(first, i + 1)),
  ],
  [
    'counter of 64 bits',
    'The counter is carried into the bytes before its last four: behind ffffffff comes 00000000, and the first 12 bytes stay as they are.',
    withCounters(countedIn(8)),
  ],
  [
    'counter of 128 bits',
    'The whole block is counted up, as plain counter mode does: only the last four bytes are the counter, and they wrap to 00000000 without a carry.',
    withCounters(countedIn(16)),
  ],
  [
    'counter of 8 bits',
    'Only the last byte is counted up: the counter has four bytes, and ff is followed by a carry.',
    withCounters(countedIn(1)),
  ],
  [
    'counter little-endian',
    'The counter is counted up at its first byte: it is big-endian, so its last byte counts the ones.',
    withCounters((first, i) => {
      const turned = concatBytes(first.slice(0, 12), first.slice(12).reverse());
      const next = countedIn(4)(turned, i);
      return concatBytes(next.slice(0, 12), next.slice(12).reverse());
    }),
  ],
  [
    'keystream without data',
    'This is the keystream itself: XOR it with the data.',
    (key, first, data) => gctr(key, first, new Uint8Array(data.length)),
  ],
  [
    'last block filled up',
    'The bytes are right but too many: as many come out as went in, and the rest of the last block of keystream is not used.',
    (key, first, data) => gctr(key, first, zerosTo16(data)),
  ],
  [
    'rest of the data dropped',
    'Only whole blocks came out: the last bytes get the beginning of one more block of keystream.',
    (key, first, data) => gctr(key, first, data.slice(0, data.length & ~15)),
  ],
]);

const gctrWay = (...[key, first]: GctrArgs) =>
  [
    ['the first block of keystream', aes(key, first)],
    ['the second counter block', countedIn(4)(first, 1)],
  ] as const;

const gctrChecks: CheckDefinition[] = [
  {
    function: 'gctr',
    name: 'gctr: SP 800-38A and the test cases of the GCM specification',
    points: 8,
    before: gctrWay,
    cases: () => [
      ...counterMode().map(({ key, counter, plaintext, ciphertext, about }) => ({
        args: [key, counter, plaintext],
        expected: ciphertext,
        about,
      })),
      ...Object.entries(specification())
        .filter(([, { P }]) => P !== '')
        .map(([about, { K, IV, P, C }]) => ({
          args: [hex(K), counterBlock(hex(IV), 2), hex(P)],
          expected: hex(C),
          about,
        })),
    ],
  },
  {
    function: 'gctr',
    name: 'gctr: random data and counters, the highest included',
    points: 9,
    before: gctrWay,
    cases: ({ random }) => [
      ...[33 + random.integer(200), 48, 1 + random.integer(15), 0].map((length) =>
        counted(random, random.bytes(16), length, `${length} bytes`),
      ),
      ...[0xffffffff, 0xfffffffe].map((counter) =>
        counted(
          random,
          concatBytes(random.bytes(8), hex('ffffffff'), uint32(counter)),
          50 + random.integer(20),
          `a counter that starts at ${counter.toString(16)}`,
        ),
      ),
    ],
  },
];

function counted(random: SeededRandom, first: Uint8Array, length: number, about: string): ValueCase {
  const [key, data] = [random.bytes(random.pick([16, 32])), random.bytes(length)];
  return { args: [key, first, data], expected: oracleGctr(key, first, data), about };
}

// --- The records of the TLS 1.2 session ----------------------------------------------------------------------

const { handshake, application_data: applicationData, alert } = ContentType;
const finished = (verifyData: Uint8Array) => concatBytes(hex('1400000c'), verifyData);
const sessionRecord = (
  side: 'client' | 'server',
  sequenceNumber: bigint,
  type: number,
  content: Uint8Array,
  fragment: Uint8Array,
) => ({
  about: `record ${sequenceNumber} of the ${side}`,
  key: side === 'client' ? tls12.clientWriteKey : tls12.serverWriteKey,
  salt: side === 'client' ? tls12.clientWriteIv : tls12.serverWriteIv,
  explicit: fragment.slice(0, 8),
  sequenceNumber,
  type,
  content,
  sealed: fragment.slice(8),
});
const session = [
  sessionRecord('client', 0n, handshake, finished(tls12.clientVerifyData), tls12.clientFinishedFragment),
  sessionRecord('server', 0n, handshake, finished(tls12.serverVerifyData), tls12.serverFinishedFragment),
  sessionRecord('client', 1n, applicationData, utf8ToBytes(tls12.request), tls12.clientDataFragment),
  sessionRecord('server', 1n, applicationData, utf8ToBytes(tls12.reply), tls12.serverDataFragment),
  sessionRecord('client', 2n, alert, hex('0100'), tls12.clientAlertFragment),
  sessionRecord('server', 2n, alert, hex('0100'), tls12.serverAlertFragment),
];
/** Their nonces and additional data, put together by hand. */
const sessionNonce = ({ salt, explicit }: (typeof session)[number]) => concatBytes(salt, explicit);
const sessionData = ({ sequenceNumber, type, content }: (typeof session)[number]) =>
  dataOf(sequenceNumber, type, TLS12, content.length);

// --- gcmNonce ------------------------------------------------------------------------------------------------

type NonceArgs = [salt: Uint8Array, explicit: Uint8Array];

const nonceMistakes = mistakesOf<NonceArgs>('gcmNonce', [
  [
    'explicit part before the salt',
    'The explicit part comes before the salt: the salt comes first.',
    (salt, explicit) => concatBytes(explicit, salt),
  ],
  ['salt left out', 'The salt is missing: its 4 bytes come first.', (_, explicit) => explicit],
  [
    'explicit part left out',
    'The explicit part is missing, so that every record would have the same nonce: its 8 bytes follow the salt.',
    (salt) => concatBytes(salt, new Uint8Array(8)),
  ],
  [
    'explicit part backwards',
    'The explicit part is turned round: it goes in as it stands in the record.',
    (salt, explicit) => concatBytes(salt, explicit.slice().reverse()),
  ],
  [
    'counter appended to the nonce',
    'There are 16 bytes, with a counter at the end: the nonce has 12, and the counter is added in gcmEncrypt.',
    (salt, explicit) => counterBlock(concatBytes(salt, explicit), 1),
  ],
]);

const nonceFields = (): Field[] => [
  { name: 'salt', start: 0, end: 4, children: [] },
  { name: 'nonce_explicit', start: 4, end: 12, children: [] },
];

const nonceChecks: CheckDefinition[] = [
  {
    function: 'gcmNonce',
    name: 'gcmNonce: the records of the TLS 1.2 session',
    points: 3,
    fields: nonceFields,
    cases: () =>
      session.map((record) => ({
        args: [record.salt, record.explicit],
        expected: concatBytes(record.salt, record.explicit),
        about: record.about,
      })),
  },
  {
    function: 'gcmNonce',
    name: 'gcmNonce: random salts',
    points: 3,
    fields: nonceFields,
    cases: ({ random }) =>
      [random.bytes(12), random.bytes(12)].map((nonce) => ({
        args: [nonce.slice(0, 4), nonce.slice(4)],
        expected: nonce,
      })),
  },
];

// --- gcmAdditionalData ---------------------------------------------------------------------------------------

type DataArgs = [sequenceNumber: bigint, type: number, version: number, length: number];

/** By hand, so that the checks do not lean on the code they judge. */
function dataOf(sequenceNumber: bigint, type: number, version: number, length: number): Uint8Array {
  return concatBytes(
    hex(sequenceNumber.toString(16).padStart(16, '0')),
    Uint8Array.of(type, version >> 8, version & 0xff, length >> 8, length & 0xff),
  );
}

/** The right bytes, with other ones in some of the fields, in another order. */
const rearranged =
  (arrange: (seq: Uint8Array, type: Uint8Array, version: Uint8Array, length: Uint8Array) => Uint8Array[]) =>
  (...args: DataArgs) => {
    const data = gcmAdditionalData(...args);
    return concatBytes(...arrange(data.slice(0, 8), data.slice(8, 9), data.slice(9, 11), data.slice(11, 13)));
  };
const backwards = (bytes: Uint8Array) => bytes.slice().reverse();

const dataMistakes = mistakesOf<DataArgs>('gcmAdditionalData', [
  [
    'sequence number left out',
    'These are the 5 bytes of the record header alone: the 8 bytes of the sequence number come before them.',
    rearranged((_, type, version, length) => [type, version, length]),
  ],
  [
    'sequence number starts at 1',
    'The sequence number is one too high: the first record under new keys has number 0.',
    (seq, ...rest) => gcmAdditionalData(seq + 1n, ...rest),
  ],
  [
    'sequence number of 32 bits',
    'The sequence number has 4 bytes: it takes 8.',
    rearranged((seq, ...rest) => [seq.slice(4), ...rest]),
  ],
  [
    'upper half of the sequence number lost',
    'Only the lower 32 bits of the sequence number are written: write all 64, as setBigUint64 of a DataView does.',
    (seq, ...rest) => gcmAdditionalData(seq & 0xffffffffn, ...rest),
  ],
  [
    'sequence number little-endian',
    'The sequence number has its low byte first: numbers in TLS are big-endian.',
    rearranged((seq, ...rest) => [backwards(seq), ...rest]),
  ],
  [
    'header before the sequence number',
    'The record header comes first: the sequence number stands before it.',
    rearranged((seq, ...header) => [...header, seq]),
  ],
  [
    'version before the type',
    'The version comes before the type: the order is that of a record header, type first.',
    rearranged((seq, type, version, length) => [seq, version, type, length]),
  ],
  [
    'version left out',
    'The version is missing: its two bytes stand between type and length.',
    rearranged((seq, type, _, length) => [seq, type, length]),
  ],
  [
    'length left out',
    'The length is missing: its two bytes come last.',
    rearranged((seq, type, version) => [seq, type, version]),
  ],
  [
    'length with the tag',
    'The length is 16 too high: it is that of the content in the clear, without the tag.',
    (seq, type, version, length) => gcmAdditionalData(seq, type, version, length + 16),
  ],
  [
    'length of the whole fragment',
    'The length is 24 too high, as in the record header on the wire: it is that of the content in the clear, without explicit nonce and tag.',
    (seq, type, version, length) => gcmAdditionalData(seq, type, version, length + 24),
  ],
  [
    'length little-endian',
    'The length has its low byte first: numbers in TLS are big-endian.',
    rearranged((seq, type, version, length) => [seq, type, version, backwards(length)]),
  ],
]);

const dataFields = (): Field[] => [
  { name: 'seq_num', start: 0, end: 8, children: [] },
  { name: 'type', start: 8, end: 9, children: [] },
  { name: 'version', start: 9, end: 11, children: [] },
  { name: 'length', start: 11, end: 13, children: [] },
];

const dataChecks: CheckDefinition[] = [
  {
    function: 'gcmAdditionalData',
    name: 'gcmAdditionalData: the records of the TLS 1.2 session',
    points: 4,
    fields: dataFields,
    cases: () =>
      session.map((record) => ({
        args: [record.sequenceNumber, record.type, TLS12, record.content.length],
        expected: sessionData(record),
        about: record.about,
      })),
  },
  {
    function: 'gcmAdditionalData',
    name: 'gcmAdditionalData: random records',
    points: 6,
    fields: dataFields,
    cases: ({ random }) =>
      [1n + random.bigint(30), (0x80n << 56n) | (random.bigint(54) << 2n) | 0x100000001n, 0n].map(
        (sequenceNumber): ValueCase => {
          const type = random.pick(Object.values(ContentType));
          const version = random.pick([TLS10, TLS11, TLS12]);
          const length = 1 + random.integer(2 ** 14);
          return {
            args: [sequenceNumber, type, version, length],
            expected: dataOf(sequenceNumber, type, version, length),
            about: `record number ${sequenceNumber}`,
          };
        },
      ),
  },
];

// --- gcmEncrypt ----------------------------------------------------------------------------------------------

/** GCM by the book, with parts to exchange. */
function seal(
  [key, nonce, additionalData, plaintext]: RecordArgs,
  {
    first = counterBlock(nonce, 2),
    j0 = counterBlock(nonce, 1),
    h = aes(key, zeroBlock),
    hash = (ciphertext: Uint8Array) => ghash(h, additionalData, ciphertext),
  } = {},
): Sealed {
  const ciphertext = gctr(key, first, plaintext);
  return { ciphertext, tag: xor(hash(ciphertext), aes(key, j0)) };
}
const joined = ({ ciphertext, tag }: Sealed) => concatBytes(ciphertext, tag);

const encryptMistakes = mistakesOf<RecordArgs>('gcmEncrypt', [
  [
    'plaintext hashed',
    'The ciphertext is right and the tag is that of the plaintext: GHASH takes the ciphertext.',
    (...args) => joined(seal(args, { hash: () => ghash(aes(args[0], zeroBlock), args[2], args[3]) })),
  ],
  [
    'H from the nonce',
    'The ciphertext is right, but H is made from the nonce: it is the encryption of 16 zero bytes.',
    (...args) => joined(seal(args, { h: aes(args[0], counterBlock(args[1], 1)) })),
  ],
  [
    'the key as H',
    'The ciphertext is right, but H is the key itself: it is the encryption of 16 zero bytes.',
    (...args) => joined(seal(args, { h: args[0].slice(0, 16) })),
  ],
  [
    'counter 1 for the data',
    'The data is encrypted from counter 1 on: that one is J0 and hides the tag, the data begins with counter 2.',
    (...args) => joined(seal(args, { first: counterBlock(args[1], 1) })),
  ],
  [
    'counter from 0',
    'Both counters are one too low: J0 is the nonce with counter 1 behind it, and the data begins with 2.',
    (...args) => joined(seal(args, { first: counterBlock(args[1], 1), j0: counterBlock(args[1], 0) })),
  ],
  [
    'counter before the nonce',
    'The counter stands before the nonce: it makes up the last four bytes of the block.',
    (...args) =>
      joined(seal(args, { first: concatBytes(uint32(2), args[1]), j0: concatBytes(uint32(1), args[1]) })),
  ],
  [
    'tag not encrypted',
    'The ciphertext is right, but the tag is the GHASH as it is: XOR it with the encryption of J0.',
    (...args) => {
      const { ciphertext, tag } = seal(args);
      return concatBytes(ciphertext, xor(tag, aes(args[0], counterBlock(args[1], 1))));
    },
  ],
  [
    'tag encrypted with counter 2',
    'The ciphertext is right, but the tag is encrypted with the counter that the data began with: it takes J0, the nonce with counter 1.',
    (...args) => joined(seal(args, { j0: counterBlock(args[1], 2) })),
  ],
  [
    'additional data not hashed',
    'The ciphertext is right, but the tag does not cover the additional data: hand it to GHASH.',
    (...args) => joined(seal([args[0], args[1], none, args[3]])),
  ],
  [
    'tag before the ciphertext',
    'The tag comes before the ciphertext: it comes behind it.',
    (...args) => {
      const { ciphertext, tag } = seal(args);
      return concatBytes(tag, ciphertext);
    },
  ],
  [
    'tag missing',
    'The ciphertext is right, but the tag is missing: its 16 bytes come behind it.',
    (...args) => seal(args).ciphertext,
  ],
  [
    'tag cut to 12 bytes',
    'The tag is cut to 12 bytes, as that of IPsec often is: in TLS it has all 16.',
    (...args) => joined(seal(args)).slice(0, -4),
  ],
]);

const sealedFields = (expected: Uint8Array): Field[] => [
  { name: 'ciphertext', start: 0, end: expected.length - 16, children: [] },
  { name: 'tag', start: expected.length - 16, end: expected.length, children: [] },
];
const encryptWay = (...args: RecordArgs) => {
  const { tag } = seal(args);
  return [
    ['H', aes(args[0], zeroBlock)],
    ['GHASH', xor(tag, aes(args[0], counterBlock(args[1], 1)))],
  ] as const;
};

const encryptChecks: CheckDefinition[] = [
  {
    function: 'gcmEncrypt',
    name: 'gcmEncrypt: the test cases of the GCM specification and of NIST',
    points: 6,
    needs: [
      'ghash: the test cases of the GCM specification',
      'gctr: SP 800-38A and the test cases of the GCM specification',
    ],
    before: encryptWay,
    fields: sealedFields,
    cases: () =>
      printedRecords().map(({ about, key, nonce, additionalData, plaintext, sealed }) => ({
        args: [key, nonce, additionalData, plaintext],
        expected: sealed,
        about,
      })),
  },
  {
    function: 'gcmEncrypt',
    name: 'gcmEncrypt: the records of the TLS 1.2 session',
    points: 4,
    before: encryptWay,
    fields: sealedFields,
    cases: () =>
      session.map((record) => ({
        args: [record.key, sessionNonce(record), sessionData(record), record.content],
        expected: record.sealed,
        about: record.about,
      })),
  },
  {
    function: 'gcmEncrypt',
    name: 'gcmEncrypt: random records',
    points: 8,
    before: encryptWay,
    fields: sealedFields,
    cases: ({ random }) =>
      recordLengths(random).map((length) => {
        const args = randomRecord(random, length);
        return { args, expected: joined(oracleSeal(...args)), about: recordAbout(args) };
      }),
  },
];

const recordLengths = (random: SeededRandom) => [1 + random.integer(15), 33 + random.integer(150), 48, 0];
const randomRecord = (random: SeededRandom, length: number): RecordArgs => [
  random.bytes(random.pick([16, 32])),
  random.bytes(12),
  random.bytes(13),
  random.bytes(length),
];
const recordAbout = ([key, , , plaintext]: RecordArgs) =>
  `${plaintext.length} bytes under a key of ${8 * key.length} bits`;

// --- gcmDecrypt ----------------------------------------------------------------------------------------------

type DecryptArgs = [key: Uint8Array, nonce: Uint8Array, additionalData: Uint8Array, input: Uint8Array];

/** Decrypts, and compares what `accept` compares; input without room for a tag is refused. */
const lenient =
  (accept: (due: Uint8Array, received: Uint8Array) => boolean, otherwise?: Uint8Array) =>
  (...[key, nonce, additionalData, input]: DecryptArgs) => {
    const end = input.length - 16;
    if (end < 0) throw new TlsError('bad_record_mac', 'no room for a tag');
    const plaintext = gctr(key, counterBlock(nonce, 2), input.slice(0, end));
    const { tag } = seal([key, nonce, additionalData, plaintext]);
    if (accept(tag, input.slice(end))) return plaintext;
    if (otherwise) return otherwise;
    throw new TlsError('bad_record_mac', 'wrong tag');
  };
const startsAlike = (a: Uint8Array, b: Uint8Array, length: number) =>
  a.slice(0, length).every((byte, i) => byte === b[i]);
/** The right plaintext, then something else; what must be refused is. */
const instead =
  (value: (...args: DecryptArgs) => Uint8Array) =>
  (...args: DecryptArgs) => {
    gcmDecrypt(...args);
    return value(...args);
  };

const decryptMistakes = mistakesOf<DecryptArgs>('gcmDecrypt', [
  [
    'gcmDecrypt: counter 1 for the data',
    'The data is decrypted from counter 1 on: that one is J0 and hides the tag, the data begins with counter 2.',
    instead((key, nonce, _, input) => gctr(key, counterBlock(nonce, 1), input.slice(0, -16))),
  ],
  [
    'tag decrypted too',
    'The plaintext has 16 bytes too many at its end: the tag is no ciphertext, cut it off first.',
    instead((key, nonce, _, input) => gctr(key, counterBlock(nonce, 2), input)),
  ],
  [
    'ciphertext returned',
    'The tag is cut off, but the ciphertext is returned as it is: decrypt it.',
    instead((_key, _nonce, _data, input) => input.slice(0, -16)),
  ],
  [
    'only the first 12 bytes of the tag compared',
    'The end of the tag is not compared: all 16 bytes count.',
    lenient((due, received) => startsAlike(due, received, 12)),
  ],
  [
    'only the first 4 bytes of the tag compared',
    'Only the beginning of the tag is compared: all 16 bytes count.',
    lenient((due, received) => startsAlike(due, received, 4)),
  ],
  [
    'tag not checked',
    'The plaintext came back although the tag is wrong: make your own tag of the ciphertext and compare the two before you decrypt.',
    lenient(() => true),
  ],
  [
    'no bytes returned for a wrong tag',
    'The tag is wrong, and no bytes came back, as if the record were empty: refuse it by an exception, which nobody can overlook.',
    lenient((due, received) => startsAlike(due, received, 16), none),
  ],
  [
    'tag cut short accepted',
    'There are fewer than 16 bytes of tag, and only those were compared: then a forger can send none at all.',
    (...args) => {
      const [key, nonce, additionalData, input] = args;
      if (input.length >= 16) return gcmDecrypt(...args);
      if (startsAlike(input, seal([key, nonce, additionalData, none]).tag, input.length)) return none;
      throw new TlsError('bad_record_mac', 'wrong tag');
    },
  ],
]);

const decryptWay = (...[key, nonce, additionalData, input]: DecryptArgs) => {
  const h = aes(key, zeroBlock);
  return [
    ['GHASH', ghash(h, additionalData, input.slice(0, -16))],
    ['the encryption of J0', aes(key, counterBlock(nonce, 1))],
  ] as const;
};

const decryptChecks: CheckDefinition[] = [
  {
    function: 'gcmDecrypt',
    name: 'gcmDecrypt: the test cases of the GCM specification and of NIST',
    points: 5,
    needs: ['gcmEncrypt: the test cases of the GCM specification and of NIST'],
    before: decryptWay,
    cases: () => [
      ...printedRecords().map(({ about, key, nonce, additionalData, plaintext, sealed }) => ({
        args: [key, nonce, additionalData, sealed],
        expected: plaintext,
        about,
      })),
      ...nist().fail.map(({ K, IV, A, C, T }) => ({
        args: [hex(K), hex(IV), hex(A), hex(C + T)],
        refuses: ['bad_record_mac'] as const,
        because: 'NIST says that this tag must FAIL',
      })),
    ],
  },
  {
    function: 'gcmDecrypt',
    name: 'gcmDecrypt: the records of the TLS 1.2 session',
    points: 3,
    before: decryptWay,
    cases: () =>
      session.map((record) => ({
        args: [record.key, sessionNonce(record), sessionData(record), record.sealed],
        expected: record.content,
        about: record.about,
      })),
  },
  {
    function: 'gcmDecrypt',
    name: 'gcmDecrypt: random records',
    points: 6,
    before: decryptWay,
    cases: ({ random }) =>
      recordLengths(random).map((length) => {
        const args = randomRecord(random, length);
        const [key, nonce, additionalData, plaintext] = args;
        return {
          args: [key, nonce, additionalData, joined(oracleSeal(...args))],
          expected: plaintext,
          about: recordAbout(args),
        };
      }),
  },
  {
    function: 'gcmDecrypt',
    name: 'gcmDecrypt: a flipped bit anywhere is refused',
    points: 6,
    cases: ({ random }) => flippedBits(random),
  },
  {
    function: 'gcmDecrypt',
    name: 'gcmDecrypt: what is cut short, made longer or moved is refused',
    points: 4,
    cases: ({ random }) => wrongLengths(random),
  },
];

function flippedBits(random: SeededRandom): Case[] {
  const sealRecord = () => {
    const args = randomRecord(random, 20 + random.integer(40));
    return { args, sealed: joined(oracleSeal(...args)) };
  };
  const { args, sealed } = sealRecord();
  const [key, nonce, additionalData] = args;
  const flip = (bytes: Uint8Array, at: number) =>
    bytes.map((byte, i) => (i === at ? byte ^ (1 << random.integer(8)) : byte));
  const refused = (because: string, ...changed: Uint8Array[]): RefusalCase => ({
    args: changed,
    refuses: ['bad_record_mac'],
    because,
  });
  const tagAt = sealed.length - 16;
  const tagByte = (at: number) =>
    refused(`byte ${at} of the tag is wrong`, key, nonce, additionalData, flip(sealed, tagAt + at));
  const textByte = random.integer(tagAt);
  return [
    { args: [key, nonce, additionalData, sealed], expected: args[3], about: 'before a bit is flipped' },
    ...[0, 4 + random.integer(8), 15].map(tagByte),
    refused('the ciphertext is another one', key, nonce, additionalData, flip(sealed, textByte)),
    refused('the additional data is another', key, nonce, flip(additionalData, random.integer(13)), sealed),
    refused('the nonce is another one', key, flip(nonce, random.integer(12)), additionalData, sealed),
    refused('the key is another one', flip(key, random.integer(16)), nonce, additionalData, sealed),
  ];
}

function wrongLengths(random: SeededRandom): RefusalCase[] {
  const args = randomRecord(random, 40);
  const [key, nonce, additionalData] = args;
  const sealed = joined(oracleSeal(...args));
  const { tag } = oracleSeal(key, nonce, additionalData, none);
  const refused = (because: string, input: Uint8Array, data = additionalData): RefusalCase => ({
    args: [key, nonce, data, input],
    refuses: ['bad_record_mac'],
    because,
  });
  return [
    refused('its last byte is missing', sealed.slice(0, -1)),
    refused('its first byte is missing', sealed.slice(1)),
    refused('a byte was added to it', concatBytes(sealed, new Uint8Array(1))),
    refused(
      'a block was moved from the ciphertext to the additional data',
      sealed.slice(16),
      concatBytes(zerosTo16(additionalData), sealed.slice(0, 16)),
    ),
    ...[15, 12, 4, 0].map((length) =>
      refused(
        `${length} bytes cannot hold a tag, even if they are the beginning of the right one`,
        tag.slice(0, length),
      ),
    ),
  ];
}

export const stage = defineStage('10-gcm-records', {
  mistakes: [
    ...ghashMistakes,
    ...gctrMistakes,
    ...nonceMistakes,
    ...dataMistakes,
    ...encryptMistakes,
    ...decryptMistakes,
  ],
  checks: [...ghashChecks, ...gctrChecks, ...nonceChecks, ...dataChecks, ...encryptChecks, ...decryptChecks],
});

// --- Helpers of the lists above ------------------------------------------------------------------------------

type Row<Args extends unknown[]> = readonly [name: string, says: string, wrong: (...args: Args) => unknown];

function mistakesOf<Args extends unknown[]>(
  name: Mistake['function'],
  rows: readonly Row<Args>[],
): readonly Mistake[] {
  return rows.map(([mistake, says, wrong]) => ({ function: name, name: mistake, says, wrong }));
}

// --- The vectors ---------------------------------------------------------------------------------------------

function printedRecords() {
  const records = [
    ...Object.entries(specification()),
    ...nist().pass.map((one, i) => [`NIST CAVP, vector ${i + 1}`, one] as const),
  ];
  return records.map(([about, { K, IV, A, P, C, T }]) => ({
    about,
    key: hex(K),
    nonce: hex(IV),
    additionalData: hex(A),
    plaintext: hex(P),
    sealed: hex(C + T),
  }));
}

/** NIST SP 800-38A F.5.1 and F.5.5. */
function counterMode() {
  const counter = hex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
  const plaintext = hex(`
    6bc1bee22e409f96e93d7e117393172a
    ae2d8a571e03ac9c9eb76fac45af8e51
    30c81c46a35ce411e5fbc1191a0a52ef
    f69f2445df4f9b17ad2b417be66c3710`);
  return [
    {
      about: 'CTR-AES128.Encrypt',
      counter,
      plaintext,
      key: hex('2b7e151628aed2a6abf7158809cf4f3c'),
      ciphertext: hex(`
        874d6191b620e3261bef6864990db6ce
        9806f66b7970fdff8617187bb9fffdff
        5ae4df3edbd5d35e5b4f09020db03eab
        1e031dda2fbe03d1792170a0f3009cee`),
    },
    {
      about: 'CTR-AES256.Encrypt',
      counter,
      plaintext,
      key: hex('603deb1015ca71be2b73aef0857d7781 1f352c073b6108d72d9810a30914dff4'),
      ciphertext: hex(`
        601ec313775789a5b7a7f504bbf3d228
        f443e3ca4d62b59aca84e990cacaf5c5
        2b0930daa23de94ce87017ba2d84988d
        dfc9c58db67aada613c2dd08457941a6`),
    },
  ];
}

/** In the letters of the specification; GHASH is GHASH(H, A, C). */
interface TestCase {
  readonly K: string;
  readonly P: string;
  readonly A: string;
  readonly IV: string;
  readonly H: string;
  readonly GHASH: string;
  readonly C: string;
  readonly T: string;
}

/** McGrew and Viega, The Galois/Counter Mode of Operation, appendix B: 1 to 4 are AES-128, 13 to 16 AES-256. */
function specification(): Record<string, TestCase> {
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

  return {
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
}

/** NIST CAVP, gcmDecrypt128.rsp: two that pass and two that FAIL, all with 96-bit IVs and 128-bit tags. */
function nist() {
  return {
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
    ],
    fail: [
      {
        K: 'ab124c19896f9a725cd84bc65c0b769d',
        IV: '8be6b8884adb0acb19776719',
        C: 'a77bc17b558e829efdf4508c62761520a44920840c4d8e8cad0564931ffb6f0f',
        A: 'f3f8c4d2edf80986c33940a9dfce5c64ac314d9969bad730bb719a4a39551eda6b771b6941ba301a4bcf2c7e69c8a000',
        T: '890106f841f36315a7fed2ffb57f2dbb',
      },
      {
        K: 'd1f6af919cde85661208bdce0c27cb22',
        IV: '898c6929b435017bf031c3c5',
        C: '',
        A: '7c5faa40e636bbc91107e68010c92b9f',
        T: 'ae45f11777540a2caeb128be8092468a',
      },
    ],
  };
}

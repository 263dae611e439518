// Stage 06: HMAC, P_hash, the PRFs and the master secrets. Published vectors stand at the end, as printed.
import { createHmac } from 'node:crypto';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Mistake } from '../../kit/check/check.js';
import { type CheckDefinition, defineStage, type ValueCase } from '../../kit/check/define.js';
import type { SeededRandom } from '../../kit/check/random.js';
import { amazon2009 } from '../../kit/sessions/amazon-2009.js';
import { tls12EcdheGcm } from '../../kit/sessions/tls12-ecdhe-gcm.js';
import type { Field } from '../../lib/codec.js';
import { type HashName, hashes } from '../../lib/hashes.js';
import { hmac } from '../../lib/hmac.js';
import { extendedMasterSecret, masterSecret } from '../../lib/master-secret.js';
import { pHash, prf10, prf12, runPrf } from '../../lib/prf.js';
import { TLS10, TLS11, TLS12 } from '../../lib/registry.js';
import type { PrfHash } from '../../lib/suites.js';
import { hex } from '../support/hex.js';

const prfHashes: readonly PrfHash[] = ['SHA-256', 'SHA-384'];
const labels = ['master secret', 'key expansion', 'client finished', 'test label', 'extended master secret'];
/** Of pre-master secrets: RSA's, the curves', and those of finite-field groups of 1024 and 2048 bits. */
const secretLengths = [48, 32, 128, 256] as const;
/** As an x coordinate or a number of a group may be: its first bytes are zero, and they count. */
const zerosFirst = (secret: Uint8Array, zeros = 2) => secret.map((byte, i) => (i < zeros ? 0 : byte | 1));
/** One pre-master secret of each length, and two that begin with zero bytes. */
const preMasterSecrets = (random: SeededRandom): readonly Uint8Array[] => [
  ...secretLengths.map((length) => random.bytes(length).map((byte, i) => (i === 0 ? byte | 1 : byte))),
  zerosFirst(random.bytes(32), 1),
  zerosFirst(random.bytes(128), 3),
];
const aboutSecret = (secret: Uint8Array) =>
  `a pre-master secret of ${secret.length} bytes${secret[0] === 0 ? ', the first of them 00' : ''}`;
const stripped = (secret: Uint8Array) => secret.slice(secret.findIndex((byte) => byte !== 0));

// --- An oracle: the RFCs' formulas once more, over node:crypto ---------------------------------------------

const oracleHmac = (hash: HashName, key: Uint8Array, ...message: Uint8Array[]) =>
  new Uint8Array(
    createHmac(hash.replace('-', ''), key)
      .update(concatBytes(...message))
      .digest(),
  );

function oraclePHash(hash: HashName, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const A = (i: number): Uint8Array => (i === 0 ? seed : oracleHmac(hash, secret, A(i - 1)));
  const count = Math.ceil(length / hashes[hash].outputLength);
  const blocks = Array.from({ length: count }, (_, i) => oracleHmac(hash, secret, A(i + 1), seed));
  return concatBytes(...blocks).slice(0, length);
}

function oraclePrf(
  version: number,
  hash: HashName,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  const whole = concatBytes(utf8ToBytes(label), seed);
  if (version >= TLS12) return oraclePHash(hash, secret, whole, length);
  const s1 = secret.slice(0, (secret.length + 1) >> 1);
  const s2 = secret.slice(secret.length >> 1);
  return xor(oraclePHash('MD5', s1, whole, length), oraclePHash('SHA-1', s2, whole, length));
}

const xor = (a: Uint8Array, b: Uint8Array) => a.map((byte, i) => byte ^ (b[i] as number));

// --- hmac ---------------------------------------------------------------------------------------------------

const padded = (hash: HashName, key: Uint8Array, length = hashes[hash].blockLength) => {
  const block = new Uint8Array(Math.max(length, key.length));
  block.set(key);
  return block;
};
const short = (hash: HashName, key: Uint8Array) =>
  key.length > hashes[hash].blockLength ? hashes[hash].digest(key) : key;
/** HMAC of a key that is as long as the caller made it. */
const mac = (hash: HashName, block: Uint8Array, message: Uint8Array, inside = 0x36, outside = 0x5c) => {
  const { digest } = hashes[hash];
  const inner = digest(
    block.map((byte) => byte ^ inside),
    message,
  );
  return digest(
    block.map((byte) => byte ^ outside),
    inner,
  );
};

type HmacArgs = [hash: HashName, key: Uint8Array, message: Uint8Array];
const hmacMistakes = mistakesOf<HmacArgs>('hmac', [
  [
    'ipad and opad swapped',
    'ipad and opad are swapped: 0x36 belongs to the inner hash, 0x5c to the outer one.',
    (hash, key, message) => mac(hash, padded(hash, short(hash, key)), message, 0x5c, 0x36),
  ],
  [
    'ipad in decimal',
    'ipad is 36 in decimal here: it is hexadecimal, 0x36, which is 54.',
    (hash, key, message) => mac(hash, padded(hash, short(hash, key)), message, 36, 0x5c),
  ],
  [
    'long key cut',
    'This key is longer than a block of the hash and was cut: it must be hashed instead.',
    (hash, key, message) => mac(hash, padded(hash, key.slice(0, hashes[hash].blockLength)), message),
  ],
  [
    'long key not hashed',
    'This key is longer than a block of the hash and was used whole: it must be hashed first.',
    (hash, key, message) => mac(hash, padded(hash, key), message),
  ],
  [
    'key of one block hashed',
    'A key of exactly one block is not too long: only a longer one is hashed.',
    (hash, key, message) =>
      mac(
        hash,
        padded(hash, key.length >= hashes[hash].blockLength ? hashes[hash].digest(key) : key),
        message,
      ),
  ],
  [
    'short key not padded',
    'The key, or the hash of a long one, is shorter than a block and was not filled up with zeros, so the pads are too short as well.',
    (hash, key, message) => mac(hash, short(hash, key), message),
  ],
  [
    'blocks of 64 bytes for every hash',
    'The block of SHA-384 and SHA-512 has 128 bytes, not 64: the hash table says how long a block is.',
    (hash, key, message) =>
      mac(hash, padded(hash, key.length > 64 ? hashes[hash].digest(key) : key, 64), message),
  ],
  [
    'only the inner hash',
    'This is the inner hash alone: it must be hashed again, behind the key with opad.',
    (hash, key, message) =>
      hashes[hash].digest(
        padded(hash, short(hash, key)).map((byte) => byte ^ 0x36),
        message,
      ),
  ],
  [
    'message hashed twice',
    'The outer hash takes the inner hash in place of the message: here it got the message as well, or again.',
    (hash, key, message) =>
      hashes[hash].digest(
        padded(hash, short(hash, key)).map((byte) => byte ^ 0x5c),
        message,
      ),
  ],
  [
    'key and message simply joined',
    'This is the plain hash of key and message; HMAC hashes twice, with the key XORed with a pad each time.',
    (hash, key, message) => hashes[hash].digest(key, message),
  ],
]);

const hmacWay = (...[hash, key, message]: HmacArgs) => {
  const block = padded(hash, short(hash, key));
  const inner = hashes[hash].digest(
    block.map((byte) => byte ^ 0x36),
    message,
  );
  return [
    ['K, as long as a block,', block],
    ['the inner hash', inner],
  ] as const;
};

const hmacChecks: CheckDefinition[] = [
  {
    function: 'hmac',
    name: 'hmac: RFC 2202, MD5 and SHA-1',
    points: 5,
    before: hmacWay,
    cases: () => rfc2202().flatMap(hmacCases),
  },
  {
    function: 'hmac',
    name: 'hmac: RFC 4231, SHA-256 and its kin',
    points: 5,
    before: hmacWay,
    cases: () => rfc4231().flatMap(hmacCases),
  },
  {
    function: 'hmac',
    name: 'hmac: the MAC of the first encrypted record of the Amazon session',
    points: 2,
    before: hmacWay,
    cases: () => [
      {
        args: ['MD5', amazon2009.clientWriteMacSecret, amazon2009.clientFinishedMacInput],
        expected: amazon2009.clientFinishedMac,
      },
    ],
  },
  {
    function: 'hmac',
    name: 'hmac: random keys, shorter and longer than a block',
    points: 8,
    before: hmacWay,
    cases: ({ random }) =>
      (['MD5', 'SHA-1', 'SHA-256', 'SHA-384'] as const).flatMap((hash) => {
        const { blockLength } = hashes[hash];
        const lengths = [1 + random.integer(blockLength - 1), blockLength, blockLength + 1, 0, 200];
        const messages = [1 + random.integer(100), 300, 0, 1 + random.integer(100), 1 + random.integer(100)];
        return lengths.map((keyLength, i): ValueCase => {
          const [key, message] = [random.bytes(keyLength), random.bytes(messages[i] as number)];
          return {
            args: [hash, key, message],
            expected: oracleHmac(hash, key, message),
            about: `${hash} with a key of ${keyLength} bytes and a message of ${message.length}`,
          };
        });
      }),
  },
];

// --- pHash --------------------------------------------------------------------------------------------------

type PHashArgs = [hash: HashName, secret: Uint8Array, seed: Uint8Array, length: number];

/** P_hash with other blocks: `block` is called with the right A(1), A(2), ... */
const blocksOf = (
  [hash, secret, seed, length]: PHashArgs,
  block: (a: Uint8Array, before: Uint8Array) => Uint8Array,
) => {
  const output: Uint8Array[] = [];
  let a = seed;
  for (let made = 0; made < length; made += hashes[hash].outputLength) {
    const before = a;
    a = hmac(hash, secret, a);
    output.push(block(a, before));
  }
  return concatBytes(...output).slice(0, length);
};

const pHashMistakes = mistakesOf<PHashArgs>('pHash', [
  [
    'A(0) where A(1) is due',
    'The first block is made with A(0), the seed itself: step A forward before its first use, so that it begins with A(1).',
    (...args) => {
      const [hash, secret, seed] = args;
      return blocksOf(args, (_, before) => hmac(hash, secret, concatBytes(before, seed)));
    },
  ],
  [
    'A(i) not chained',
    'Every block is the same one: each A(i) is the HMAC of the A before it, not of the seed over and over.',
    (...args) => {
      const [hash, secret, seed] = args;
      return blocksOf(args, () => hmac(hash, secret, concatBytes(hmac(hash, secret, seed), seed)));
    },
  ],
  [
    'A(i) made from the output',
    'From the second block on A is made from the block of output before it: the A(i) are a chain of their own, and output never enters it.',
    (hash, secret, seed, length) => {
      const output = [hmac(hash, secret, concatBytes(hmac(hash, secret, seed), seed))];
      while (output.length * hashes[hash].outputLength < length) {
        const a = hmac(hash, secret, output.at(-1) as Uint8Array);
        output.push(hmac(hash, secret, concatBytes(a, seed)));
      }
      return concatBytes(...output).slice(0, length);
    },
  ],
  [
    'A(i) given out',
    'This is A(1), A(2) and so on themselves: each needs one more HMAC, together with the seed, to become output.',
    (...args) => blocksOf(args, (a) => a),
  ],
  [
    'seed left out',
    'The seed is missing from the blocks: each is the HMAC of A(i) and, behind it, the seed.',
    (...args) => blocksOf(args, (a) => hmac(args[0], args[1], a)),
  ],
  [
    'seed before A(i)',
    'The order is wrong: A(i) comes first and the seed behind it.',
    (...args) => blocksOf(args, (a) => hmac(args[0], args[1], concatBytes(args[2], a))),
  ],
  [
    'output not cut',
    'The bytes are right but too many: the last block is to be cut, so that exactly as many come as were asked for.',
    (hash, secret, seed, length) => {
      const { outputLength } = hashes[hash];
      return pHash(hash, secret, seed, Math.ceil(length / outputLength) * outputLength);
    },
  ],
  [
    'one block only',
    'This is only the first block: go on with A(2), A(3) and so on until there are enough bytes.',
    (hash, secret, seed, length) => pHash(hash, secret, seed, Math.min(length, hashes[hash].outputLength)),
  ],
  [
    'last block left out',
    'The last block is missing because it does not fit as a whole: make it and cut it.',
    (hash, secret, seed, length) => pHash(hash, secret, seed, length - (length % hashes[hash].outputLength)),
  ],
  [
    'secret and seed swapped',
    'Secret and seed are swapped: the secret is the key of every HMAC, the seed is part of the message.',
    (hash, secret, seed, length) => pHash(hash, seed, secret, length),
  ],
]);

const blockFields = (expected: Uint8Array, args: readonly unknown[]): Field[] => {
  const { outputLength } = hashes[args[0] as HashName];
  return Array.from({ length: Math.ceil(expected.length / outputLength) }, (_, i) => ({
    name: `the block made with A(${i + 1})`,
    start: i * outputLength,
    end: (i + 1) * outputLength,
    children: [],
  }));
};

const pHashWay = (...[hash, secret, seed]: PHashArgs) => {
  const a1 = hmac(hash, secret, seed);
  return [
    ['A(1)', a1],
    ['A(2)', hmac(hash, secret, a1)],
  ] as const;
};

const labelAndSeed = concatBytes(
  utf8ToBytes('master secret'),
  amazon2009.clientRandom,
  amazon2009.serverRandom,
);

const pHashChecks: CheckDefinition[] = [
  {
    function: 'pHash',
    name: 'pHash: the published vectors for SHA-256 and SHA-384',
    points: 6,
    before: pHashWay,
    fields: blockFields,
    cases: () =>
      tls12Vectors().map(({ hash, secret, seed, output }) => ({
        args: [hash, secret, concatBytes(utf8ToBytes('test label'), seed), output.length],
        expected: output,
        about: hash,
      })),
  },
  {
    function: 'pHash',
    name: 'pHash: both halves of the Amazon master secret',
    points: 4,
    before: pHashWay,
    fields: blockFields,
    cases: () => [
      {
        args: ['MD5', amazon2009.preMasterSecret.slice(0, 24), labelAndSeed, 48],
        expected: amazon2009.masterSecretPMd5,
        about: 'P_MD5 of the first half',
      },
      {
        args: ['SHA-1', amazon2009.preMasterSecret.slice(24), labelAndSeed, 48],
        expected: amazon2009.masterSecretPSha1,
        about: 'P_SHA-1 of the second half',
      },
    ],
  },
  {
    function: 'pHash',
    name: 'pHash: random secrets, seeds and lengths',
    points: 10,
    before: pHashWay,
    fields: blockFields,
    cases: ({ random }) =>
      (['MD5', 'SHA-1', 'SHA-256', 'SHA-384'] as const).flatMap((hash) => {
        const { outputLength } = hashes[hash];
        const between = 2 * outputLength + 1 + random.integer(outputLength - 1);
        return [between, 12, 2 * outputLength, 0, 1, 9 * outputLength + 5].map((length): ValueCase => {
          const [secret, seed] = [
            random.bytes(16 + random.integer(40)),
            random.bytes(8 + random.integer(70)),
          ];
          return {
            args: [hash, secret, seed, length],
            expected: oraclePHash(hash, secret, seed, length),
            about: `${length} bytes with ${hash}`,
          };
        });
      }),
  },
];

// --- prf10 --------------------------------------------------------------------------------------------------

type Prf10Args = [secret: Uint8Array, label: string, seed: Uint8Array, length: number];

/** The PRF of TLS 1.0 with parts of the caller's choice. */
const twoHalves = (
  s1: Uint8Array,
  s2: Uint8Array,
  seed1: Uint8Array,
  seed2: Uint8Array,
  length: number,
): Uint8Array => xor(pHash('MD5', s1, seed1, length), pHash('SHA-1', s2, seed2, length));
const join = (label: string, seed: Uint8Array) => concatBytes(utf8ToBytes(label), seed);
const halves = (bytes: Uint8Array): [Uint8Array, Uint8Array] => {
  const half = Math.ceil(bytes.length / 2);
  return [bytes.slice(0, half), bytes.slice(bytes.length - half)];
};

const prf10Mistakes = mistakesOf<Prf10Args>('prf10', [
  [
    'only P_MD5',
    'This is the P_MD5 half alone: it must be XORed with P_SHA-1.',
    (secret, label, seed, length) => pHash('MD5', halves(secret)[0], join(label, seed), length),
  ],
  [
    'only P_SHA-1',
    'This is the P_SHA-1 half alone: it must be XORed with P_MD5.',
    (secret, label, seed, length) => pHash('SHA-1', halves(secret)[1], join(label, seed), length),
  ],
  [
    'halves swapped',
    'The halves of the secret are swapped: P_MD5 takes the first and P_SHA-1 the second.',
    (secret, label, seed, length) => {
      const [s1, s2] = halves(secret);
      return twoHalves(s2, s1, join(label, seed), join(label, seed), length);
    },
  ],
  [
    'secret not halved',
    'Both hashes got the whole secret: P_MD5 takes its first half, P_SHA-1 its second.',
    (secret, label, seed, length) => twoHalves(secret, secret, join(label, seed), join(label, seed), length),
  ],
  [
    'seed halved instead of the secret',
    'Label and seed were halved and the secret was not. Some articles say that half of the input goes to each hash, but it is the secret that is halved; label and seed go to both whole.',
    (secret, label, seed, length) => twoHalves(secret, secret, ...halves(join(label, seed)), length),
  ],
  [
    'seed halved behind the label',
    'The seed was halved and the secret was not. It is the secret that is halved; label and seed go to both hashes whole.',
    (secret, label, seed, length) => {
      const [first, second] = halves(seed);
      return twoHalves(secret, secret, join(label, first), join(label, second), length);
    },
  ],
  [
    'seed halved with the secret',
    'The secret is halved, as it must be, but label and seed are as well: they go to both hashes whole.',
    (secret, label, seed, length) =>
      twoHalves(...halves(secret), ...halves(concatBytes(utf8ToBytes(label), seed)), length),
  ],
  [
    'middle byte only in the second half',
    'This secret has an odd length, and its middle byte went to the second half only: both halves share it.',
    (secret, label, seed, length) => {
      const half = secret.length >> 1;
      return twoHalves(
        secret.slice(0, half),
        secret.slice(half),
        join(label, seed),
        join(label, seed),
        length,
      );
    },
  ],
  [
    'middle byte only in the first half',
    'This secret has an odd length, and its middle byte went to the first half only: both halves share it.',
    (secret, label, seed, length) => {
      const half = Math.ceil(secret.length / 2);
      return twoHalves(
        secret.slice(0, half),
        secret.slice(half),
        join(label, seed),
        join(label, seed),
        length,
      );
    },
  ],
  [
    'middle byte in neither half',
    'This secret has an odd length, and its middle byte went to neither half: both share it.',
    (secret, label, seed, length) => {
      const half = secret.length >> 1;
      const middle = secret.length - half;
      return twoHalves(
        secret.slice(0, half),
        secret.slice(middle),
        join(label, seed),
        join(label, seed),
        length,
      );
    },
  ],
  [
    'joined instead of XORed',
    'P_MD5 and P_SHA-1 were put one behind the other: each gives all the bytes, and byte is XORed with byte.',
    (secret, label, seed, length) => {
      const [s1, s2] = halves(secret);
      const first = pHash('MD5', s1, join(label, seed), Math.ceil(length / 2));
      return concatBytes(first, pHash('SHA-1', s2, join(label, seed), Math.floor(length / 2)));
    },
  ],
  [
    'prf10: the PRF of TLS 1.2',
    'This is the PRF of TLS 1.2: TLS 1.0 XORs P_MD5 with P_SHA-1.',
    (secret, label, seed, length) => prf12('SHA-256', secret, label, seed, length),
  ],
  ...labelMistakes<Prf10Args>('prf10', prf10, 1),
]);

const prf10Way = (...[secret, label, seed, length]: Prf10Args) => {
  const [s1, s2] = halves(secret);
  return [
    [`P_MD5 of the first ${s1.length} bytes of the secret`, pHash('MD5', s1, join(label, seed), length)],
    [`P_SHA-1 of the last ${s2.length} bytes`, pHash('SHA-1', s2, join(label, seed), length)],
  ] as const;
};

const randomLabelled = (random: SeededRandom) =>
  [random.pick(labels), random.bytes(random.pick([64, 36, 48])), 30 + random.integer(60)] as const;

const prf10Checks: CheckDefinition[] = [
  {
    function: 'prf10',
    name: 'prf10: the published vector',
    points: 5,
    needs: ['pHash: both halves of the Amazon master secret'],
    before: prf10Way,
    cases: () => [tls10Vector()],
  },
  {
    function: 'prf10',
    name: 'prf10: the Amazon session of 2009',
    points: 5,
    needs: ['pHash: both halves of the Amazon master secret'],
    before: prf10Way,
    cases: () => {
      const { preMasterSecret, masterSecret: secret, serverRandom, clientRandom, keyBlock } = amazon2009;
      const randoms = concatBytes(clientRandom, serverRandom);
      return [
        { args: [preMasterSecret, 'master secret', randoms, 48], expected: secret },
        {
          args: [secret, 'key expansion', concatBytes(serverRandom, clientRandom), 64],
          expected: keyBlock,
          about: 'the key block',
        },
      ];
    },
  },
  {
    function: 'prf10',
    name: 'prf10: random secrets of even and odd length',
    points: 10,
    needs: ['pHash: random secrets, seeds and lengths'],
    before: prf10Way,
    cases: ({ random }) =>
      [48, 47, 2 * (10 + random.integer(50)), 2 * (10 + random.integer(50)) + 1, 128, 255, 256].map(
        (secretLength) => {
          const [secret, [label, seed, length]] = [random.bytes(secretLength), randomLabelled(random)];
          return {
            args: [secret, label, seed, length],
            expected: oraclePrf(TLS10, 'MD5', secret, label, seed, length),
            about: `a secret of ${secretLength} bytes`,
          };
        },
      ),
  },
];

// --- prf12 --------------------------------------------------------------------------------------------------

type Prf12Args = [hash: HashName, secret: Uint8Array, label: string, seed: Uint8Array, length: number];

const prf12Mistakes = mistakesOf<Prf12Args>('prf12', [
  [
    'prf12: always SHA-256',
    'The suite names SHA-384 and SHA-256 was used: take the hash from the argument.',
    (_, secret, label, seed, length) => prf12('SHA-256', secret, label, seed, length),
  ],
  [
    'prf12: the PRF of TLS 1.0',
    'This is the PRF of TLS 1.0, MD5 with SHA-1: TLS 1.2 runs P_hash once, with the hash that the suite names.',
    (_, secret, label, seed, length) => prf10(secret, label, seed, length),
  ],
  [
    'prf12: secret halved',
    'The secret was halved, as TLS 1.0 does: TLS 1.2 uses it whole.',
    (hash, secret, label, seed, length) => prf12(hash, halves(secret)[0], label, seed, length),
  ],
  ...labelMistakes<Prf12Args>('prf12', prf12, 2),
]);

const prf12Way = (...[hash, secret, label, seed]: Prf12Args) =>
  [
    ['label + seed', join(label, seed)],
    ['A(1)', hmac(hash, secret, join(label, seed))],
  ] as const;

const prf12Checks: CheckDefinition[] = [
  {
    function: 'prf12',
    name: 'prf12: the published vectors for SHA-256 and SHA-384',
    points: 4,
    needs: ['pHash: the published vectors for SHA-256 and SHA-384'],
    before: prf12Way,
    fields: blockFields,
    cases: () =>
      tls12Vectors().map(({ hash, secret, seed, output }) => ({
        args: [hash, secret, 'test label', seed, output.length],
        expected: output,
        about: hash,
      })),
  },
  {
    function: 'prf12',
    name: 'prf12: the key block of the TLS 1.2 session',
    points: 2,
    needs: ['pHash: the published vectors for SHA-256 and SHA-384'],
    before: prf12Way,
    fields: blockFields,
    cases: () => {
      const { masterSecret: secret, serverRandom, clientRandom, keyBlock } = tls12EcdheGcm;
      const randoms = concatBytes(serverRandom, clientRandom);
      return [{ args: ['SHA-256', secret, 'key expansion', randoms, 40], expected: keyBlock }];
    },
  },
  {
    function: 'prf12',
    name: 'prf12: random secrets with both hashes',
    points: 4,
    needs: ['pHash: random secrets, seeds and lengths'],
    before: prf12Way,
    fields: blockFields,
    cases: ({ random }) =>
      prfHashes.flatMap((hash) =>
        secretLengths.map((secretLength): ValueCase => {
          const [secret, [label, seed, length]] = [random.bytes(secretLength), randomLabelled(random)];
          return {
            args: [hash, secret, label, seed, length],
            expected: oraclePrf(TLS12, hash, secret, label, seed, length),
            about: `${hash} with a secret of ${secretLength} bytes`,
          };
        }),
      ),
  },
];

// --- masterSecret -------------------------------------------------------------------------------------------

type MasterSecretArgs = [
  version: number,
  prfHash: PrfHash,
  preMasterSecret: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
];
const f = { prf10, prf12 };
/** What both master secrets get wrong in the same way. */
const derive = (version: number, hash: PrfHash, secret: Uint8Array, label: string, seed: Uint8Array) =>
  runPrf(f, version, hash, secret, { label, seed, length: 48 });
const only10 = (version: number, value: () => Uint8Array): Uint8Array => {
  if (version >= TLS12) throw new Error('there are no halves in TLS 1.2');
  return value();
};

const masterSecretMistakes = mistakesOf<MasterSecretArgs>('masterSecret', [
  [
    'randoms swapped',
    "The randoms are swapped: in the master secret the client's comes first. (In key expansion, the server's.)",
    (version, hash, secret, client, server) => masterSecret(version, hash, secret, server, client),
  ],
  [
    'masterSecret: the PRF of TLS 1.2 too early',
    'This is what the PRF of TLS 1.2 gives, and the version is below 0x0303: TLS 1.0 and 1.1 use MD5 with SHA-1.',
    (_, hash, secret, client, server) => masterSecret(TLS12, hash, secret, client, server),
  ],
  [
    'masterSecret: the PRF of TLS 1.0 in TLS 1.2',
    "This is what the PRF of TLS 1.0 gives: TLS 1.2 uses the suite's hash alone.",
    (_, hash, secret, client, server) => masterSecret(TLS10, hash, secret, client, server),
  ],
  [
    'masterSecret: always SHA-256',
    'The suite names SHA-384 for the PRF and SHA-256 was used.',
    (version, _, secret, client, server) => masterSecret(version, 'SHA-256', secret, client, server),
  ],
  [
    'label of the key block',
    'The label is "key expansion", which belongs to the key block: here it is "master secret".',
    (version, hash, secret, client, server) =>
      derive(version, hash, secret, 'key expansion', concatBytes(client, server)),
  ],
  [
    'masterSecret: label of the extended one',
    'The label is "extended master secret": that goes with a session hash, not with the randoms.',
    (version, hash, secret, client, server) =>
      derive(version, hash, secret, 'extended master secret', concatBytes(client, server)),
  ],
  [
    'masterSecret: NUL after the label',
    'The label has a zero byte at its end, as strings have in C: it is to be 13 bytes long.',
    (version, hash, secret, client, server) =>
      derive(version, hash, secret, 'master secret\0', concatBytes(client, server)),
  ],
  [
    'masterSecret: only P_MD5',
    'This is the P_MD5 half alone: it must be XORed with P_SHA-1.',
    (version, _, secret, client, server) =>
      only10(version, () =>
        pHash('MD5', halves(secret)[0], join('master secret', concatBytes(client, server)), 48),
      ),
  ],
  [
    'masterSecret: only P_SHA-1',
    'This is the P_SHA-1 half alone: it must be XORed with P_MD5.',
    (version, _, secret, client, server) =>
      only10(version, () =>
        pHash('SHA-1', halves(secret)[1], join('master secret', concatBytes(client, server)), 48),
      ),
  ],
  [
    'masterSecret: halves swapped',
    'The halves of the pre-master secret are swapped: P_MD5 takes the first and P_SHA-1 the second.',
    (version, _, secret, client, server) => {
      const [s1, s2] = halves(secret);
      const seed = join('master secret', concatBytes(client, server));
      return only10(version, () => twoHalves(s2, s1, seed, seed, 48));
    },
  ],
  ...secretMistakes<MasterSecretArgs>('masterSecret', masterSecret),
  [
    'masterSecret: as long as the pre-master secret',
    'The master secret has 48 bytes, however long the pre-master secret is.',
    (version, hash, secret, client, server) => {
      const seed = concatBytes(client, server);
      return runPrf(f, version, hash, secret, { label: 'master secret', seed, length: secret.length });
    },
  ],
]);

const masterSecretWay = (...[version, , , client, server]: MasterSecretArgs) =>
  [
    ['label + seed', join('master secret', concatBytes(client, server))],
    ['the PRF', version < TLS12 ? 'that of TLS 1.0' : 'that of TLS 1.2'],
  ] as const;

const masterSecretChecks: CheckDefinition[] = [
  {
    function: 'masterSecret',
    name: 'masterSecret: NIST, TLS 1.1 and 1.2',
    points: 6,
    before: masterSecretWay,
    cases: () =>
      nist().map(({ version, preMasterSecret, clientRandom, serverRandom, masterSecret: expected }) => ({
        args: [version, 'SHA-256', preMasterSecret, clientRandom, serverRandom],
        expected,
        about: version === TLS11 ? 'TLS 1.1' : 'TLS 1.2',
      })),
  },
  {
    function: 'masterSecret',
    name: 'masterSecret: the Amazon session of 2009',
    points: 6,
    before: masterSecretWay,
    cases: () => {
      const { preMasterSecret, clientRandom, serverRandom, masterSecret: expected } = amazon2009;
      return [{ args: [TLS10, 'SHA-256', preMasterSecret, clientRandom, serverRandom], expected }];
    },
  },
  {
    function: 'masterSecret',
    name: 'masterSecret: random sessions of all versions',
    points: 8,
    before: masterSecretWay,
    cases: ({ random }) =>
      sessions().flatMap(([version, hash, about]) =>
        preMasterSecrets(random).map((secret): ValueCase => {
          const [client, server] = [random.bytes(32), random.bytes(32)];
          const seed = concatBytes(client, server);
          return {
            args: [version, hash, secret, client, server],
            expected: oraclePrf(version, hash, secret, 'master secret', seed, 48),
            about: `${about}, ${aboutSecret(secret)}`,
          };
        }),
      ),
  },
];

// --- extendedMasterSecret -----------------------------------------------------------------------------------

type ExtendedArgs = [version: number, prfHash: PrfHash, preMasterSecret: Uint8Array, sessionHash: Uint8Array];

const extendedMistakes = mistakesOf<ExtendedArgs>('extendedMasterSecret', [
  [
    'plain label',
    'The label is "master secret": with a session hash it is "extended master secret".',
    (version, hash, secret, sessionHash) => derive(version, hash, secret, 'master secret', sessionHash),
  ],
  [
    'label with underscores',
    'The label is "extended_master_secret", the name of the extension: the label has blanks.',
    (version, hash, secret, sessionHash) =>
      derive(version, hash, secret, 'extended_master_secret', sessionHash),
  ],
  [
    'extendedMasterSecret: NUL after the label',
    'The label has a zero byte at its end, as strings have in C: it is to be 22 bytes long.',
    (version, hash, secret, sessionHash) =>
      derive(version, hash, secret, 'extended master secret\0', sessionHash),
  ],
  [
    'session hash hashed again',
    'The session hash was hashed once more: it is a hash already and goes in as it is.',
    (version, hash, secret, sessionHash) => {
      const { MD5, 'SHA-1': sha1 } = hashes;
      const again =
        version < TLS12
          ? concatBytes(MD5.digest(sessionHash), sha1.digest(sessionHash))
          : hashes[hash].digest(sessionHash);
      return extendedMasterSecret(version, hash, secret, again);
    },
  ],
  [
    'extendedMasterSecret: the PRF of TLS 1.2 too early',
    'This is what the PRF of TLS 1.2 gives, and the version is below 0x0303: TLS 1.0 and 1.1 use MD5 with SHA-1.',
    (_, hash, secret, sessionHash) => extendedMasterSecret(TLS12, hash, secret, sessionHash),
  ],
  [
    'extendedMasterSecret: the PRF of TLS 1.0 in TLS 1.2',
    "This is what the PRF of TLS 1.0 gives: TLS 1.2 uses the suite's hash alone.",
    (_, hash, secret, sessionHash) => extendedMasterSecret(TLS10, hash, secret, sessionHash),
  ],
  [
    'extendedMasterSecret: always SHA-256',
    'The suite names SHA-384 for the PRF and SHA-256 was used.',
    (version, _, secret, sessionHash) => extendedMasterSecret(version, 'SHA-256', secret, sessionHash),
  ],
  ...secretMistakes<ExtendedArgs>('extendedMasterSecret', extendedMasterSecret),
]);

const extendedWay = (...[version, , , sessionHash]: ExtendedArgs) =>
  [
    ['label + seed', join('extended master secret', sessionHash)],
    ['the PRF', version < TLS12 ? 'that of TLS 1.0' : 'that of TLS 1.2'],
  ] as const;

const extendedChecks: CheckDefinition[] = [
  {
    function: 'extendedMasterSecret',
    name: 'extendedMasterSecret: the TLS 1.2 session',
    points: 5,
    before: extendedWay,
    cases: () => {
      const { preMasterSecret, sessionHash, masterSecret: expected } = tls12EcdheGcm;
      return [{ args: [TLS12, 'SHA-256', preMasterSecret, sessionHash], expected }];
    },
  },
  {
    function: 'extendedMasterSecret',
    name: 'extendedMasterSecret: random sessions of all versions',
    points: 5,
    before: extendedWay,
    cases: ({ random }) =>
      sessions().flatMap(([version, hash, about]) =>
        preMasterSecrets(random).map((secret): ValueCase => {
          const sessionHash = random.bytes(version < TLS12 ? 36 : hashes[hash].outputLength);
          return {
            args: [version, hash, secret, sessionHash],
            expected: oraclePrf(version, hash, secret, 'extended master secret', sessionHash, 48),
            about: `${about}, ${aboutSecret(secret)}`,
          };
        }),
      ),
  },
];

export const stage = defineStage('06-master-secret', {
  mistakes: [
    ...hmacMistakes,
    ...pHashMistakes,
    ...prf10Mistakes,
    ...prf12Mistakes,
    ...masterSecretMistakes,
    ...extendedMistakes,
  ],
  checks: [
    ...hmacChecks,
    ...pHashChecks,
    ...prf10Checks,
    ...prf12Checks,
    ...masterSecretChecks,
    ...extendedChecks,
  ],
});

// --- Helpers of the lists above -----------------------------------------------------------------------------

type Row<Args extends unknown[]> = readonly [name: string, says: string, wrong: (...args: Args) => unknown];

function mistakesOf<Args extends unknown[]>(
  name: Mistake['function'],
  rows: readonly Row<Args>[],
): readonly Mistake[] {
  return rows.map(([mistake, says, wrong]) => ({ function: name, name: mistake, says, wrong }));
}

/** What goes wrong with the pre-master secret, the third argument of both master secrets. */
function secretMistakes<Args extends unknown[]>(
  name: string,
  right: (...args: Args) => Uint8Array,
): Row<Args>[] {
  const instead =
    (change: (secret: Uint8Array) => Uint8Array) =>
    (...args: Args) => {
      const changed: unknown[] = args.slice();
      changed[2] = change(args[2] as Uint8Array);
      return right(...(changed as Args));
    };
  return [
    [
      `${name}: pre-master secret cut to 48 bytes`,
      'The pre-master secret was cut to its first 48 bytes: only the master secret has 48, and all of the pre-master secret goes in, however long it is.',
      instead((secret) => secret.slice(0, 48)),
    ],
    [
      `${name}: leading zeros of the pre-master secret stripped`,
      'The zero bytes that the pre-master secret begins with were taken away: here it is a string of bytes and no number, and every byte of it goes in as it was given.',
      instead(stripped),
    ],
  ];
}

/** What goes wrong between label and seed, in either PRF; `at` is the place of the label among the arguments. */
function labelMistakes<Args extends unknown[]>(
  name: string,
  right: (...args: Args) => Uint8Array,
  at: number,
): Row<Args>[] {
  /** The PRF with other bytes in place of label + seed: they go in as the seed, behind an empty label. */
  const instead =
    (bytes: (label: Uint8Array, seed: Uint8Array) => Uint8Array) =>
    (...args: Args) => {
      const changed: unknown[] = args.slice();
      changed[at] = '';
      changed[at + 1] = bytes(utf8ToBytes(args[at] as string), args[at + 1] as Uint8Array);
      return right(...(changed as Args));
    };
  return [
    [
      `${name}: NUL after the label`,
      'There is a zero byte behind the label, as strings have in C: the RFC wants it without length and without NUL.',
      instead((label, seed) => concatBytes(label, new Uint8Array(1), seed)),
    ],
    [
      `${name}: length before the label`,
      'There is a byte of length before the label: the RFC wants its letters and nothing else.',
      instead((label, seed) => concatBytes(Uint8Array.of(label.length), label, seed)),
    ],
    [
      `${name}: label after the seed`,
      'The label comes after the seed: it must come before it.',
      instead((label, seed) => concatBytes(seed, label)),
    ],
    [
      `${name}: label left out`,
      'The label is missing: label and seed, joined, are the seed of P_hash.',
      instead((_, seed) => seed),
    ],
  ];
}

function sessions(): readonly (readonly [version: number, prfHash: PrfHash, about: string])[] {
  return [
    [TLS10, 'SHA-256', 'TLS 1.0'],
    [TLS11, 'SHA-384', 'TLS 1.1'],
    [TLS12, 'SHA-256', 'TLS 1.2 with SHA-256'],
    [TLS12, 'SHA-384', 'TLS 1.2 with SHA-384'],
  ];
}

interface HmacVector extends Partial<Record<HashName, string>> {
  readonly key: string;
  readonly data: string | Uint8Array;
}

function hmacCases({ key, data, ...macs }: HmacVector): ValueCase[] {
  return Object.entries(macs).map(([hash, printed]) => ({
    args: [hash, hex(key), typeof data === 'string' ? utf8ToBytes(data) : data],
    expected: hex(printed),
    about: hash,
  }));
}

// --- The vectors --------------------------------------------------------------------------------------------

/** RFC 2202 2 and 3; where the two keys differ there are two rows. */
function rfc2202(): HmacVector[] {
  return [
    { key: '0b'.repeat(16), data: 'Hi There', MD5: '9294727a3638bb1c13f48ef8158bfc9d' },
    { key: '0b'.repeat(20), data: 'Hi There', 'SHA-1': 'b617318655057264e28bc0b6fb378c8ef146be00' },
    {
      key: '4a656665', // "Jefe"
      data: 'what do ya want for nothing?',
      MD5: '750c783e6ab0b503eaa86e310a5db738',
      'SHA-1': 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
    },
    { key: 'aa'.repeat(16), data: hex('dd'.repeat(50)), MD5: '56be34521d144c88dbb8c733f0e8b3f6' },
    { key: 'aa'.repeat(20), data: hex('dd'.repeat(50)), 'SHA-1': '125d7342b9ac11cd91a39af48aa17b4f63f175d3' },
    {
      key: '0102030405060708090a0b0c0d0e0f10111213141516171819',
      data: hex('cd'.repeat(50)),
      MD5: '697eaf0aca3a3aea3a75164746ffaa79',
      'SHA-1': '4c9007f4026250c6bc8414f9bf50c86c2d7235da',
    },
    { key: '0c'.repeat(16), data: 'Test With Truncation', MD5: '56461ef2342edc00f9bab995690efd4c' },
    {
      key: '0c'.repeat(20),
      data: 'Test With Truncation',
      'SHA-1': '4c1a03424b55e07fe7f27be1d58bb9324a9a5a04',
    },
    {
      key: 'aa'.repeat(80),
      data: 'Test Using Larger Than Block-Size Key - Hash Key First',
      MD5: '6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd',
      'SHA-1': 'aa4ae5e15272d00e95705637ce8a3b55ed402112',
    },
    {
      key: 'aa'.repeat(80),
      data: 'Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data',
      MD5: '6f630fad67cda0ee1fb1f562db3aa53e',
      'SHA-1': 'e8e99d0f45237d786d6bbaa7965c7808bbff1a91',
    },
  ];
}

/** RFC 4231 4.2 to 4.4, 4.7 and 4.8. */
function rfc4231(): HmacVector[] {
  return [
    {
      key: '0b'.repeat(20),
      data: 'Hi There',
      'SHA-256': 'b0344c61d8db38535ca8afceaf0bf12b 881dc200c9833da726e9376c2e32cff7',
      'SHA-384': `afd03944d84895626b0825f4ab46907f 15f9dadbe4101ec682aa034c7cebc59c
                  faea9ea9076ede7f4af152e8b2fa9cb6`,
      'SHA-512': `87aa7cdea5ef619d4ff0b4241a1d6cb0 2379f4e2ce4ec2787ad0b30545e17cde
                  daa833b7d6b8a702038b274eaea3f4e4 be9d914eeb61f1702e696c203a126854`,
    },
    {
      key: '4a656665',
      data: 'what do ya want for nothing?',
      'SHA-256': '5bdcc146bf60754e6a042426089575c7 5a003f089d2739839dec58b964ec3843',
      'SHA-384': `af45d2e376484031617f78d2b58a6b1b 9c7ef464f5a01b47e42ec3736322445e
                  8e2240ca5e69e2c78b3239ecfab21649`,
    },
    {
      key: 'aa'.repeat(20),
      data: hex('dd'.repeat(50)),
      'SHA-256': '773ea91e36800e46854db8ebd09181a7 2959098b3ef8c122d9635514ced565fe',
      'SHA-384': `88062608d3e6ad8a0aa2ace014c8a86f 0aa635d947ac9febe83ef4e55966144b
                  2a5ab39dc13814b94e3ab6e101a34f27`,
    },
    {
      key: 'aa'.repeat(131),
      data: 'Test Using Larger Than Block-Size Key - Hash Key First',
      'SHA-256': '60e431591ee0b67f0d8a26aacbf5b77f 8e0bc6213728c5140546040f0ee37f54',
      'SHA-384': `4ece084485813e9088d2c63a041bc5b4 4f9ef1012a2b588f3cd11f05033ac4c6
                  0c2ef6ab4030fe8296248df163f44952`,
    },
    {
      key: 'aa'.repeat(131),
      data: 'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
      'SHA-256': '9b09ffa71b942fcb27635fbcd5b0e944 bfdc63644f0713938a7f51535c3a35e2',
      'SHA-384': `6617178e941f020d351e2f254e8fd32c 602420feb0b8fb9adccebb82461e99c5
                  a678cc31e799176d3860e6110c46523e`,
    },
  ];
}

/** The TLS 1.0 PRF test vector of the IETF TLS working group's list (msg01589), as printed there. */
function tls10Vector(): ValueCase {
  const expected = hex(`
    D3 D4 D1 E3 49 B5 D5 15 04 46 66 D5 1D E3 2B AB
    25 8C B5 21 B6 B0 53 46 3E 35 48 32 FD 97 67 54
    44 3B CF 9A 29 65 19 BC 28 9A BC BC 11 87 E4 EB
    D3 1E 60 23 53 77 6C 40 8A AF B7 4C BC 85 EF F6
    92 55 F9 78 8F AA 18 4C BB 95 7A 98 19 D8 4A 5D
    7E B0 06 EB 45 9D 3A E8 DE 98 10 45 4B 8B 2D 8F
    1A FB C6 55 A8 C9 A0 13`);
  return { args: [hex('ab'.repeat(48)), 'PRF Testvector', hex('cd'.repeat(64)), expected.length], expected };
}

/** The TLS 1.2 PRF test vectors of the IETF TLS working group's list (msg03416), as printed there. */
function tls12Vectors(): { hash: PrfHash; secret: Uint8Array; seed: Uint8Array; output: Uint8Array }[] {
  return [
    {
      hash: 'SHA-256',
      secret: hex('9b be 43 6b a9 40 f0 17 b1 76 52 84 9a 71 db 35'),
      seed: hex('a0 ba 9f 93 6c da 31 18 27 a6 f7 96 ff d5 19 8c'),
      output: hex(`
        e3 f2 29 ba 72 7b e1 7b 8d 12 26 20 55 7c d4 53
        c2 aa b2 1d 07 c3 d4 95 32 9b 52 d4 e6 1e db 5a
        6b 30 17 91 e9 0d 35 c9 c9 a4 6b 4e 14 ba f9 af
        0f a0 22 f7 07 7d ef 17 ab fd 37 97 c0 56 4b ab
        4f bc 91 66 6e 9d ef 9b 97 fc e3 4f 79 67 89 ba
        a4 80 82 d1 22 ee 42 c5 a7 2e 5a 51 10 ff f7 01
        87 34 7b 66`),
    },
    {
      hash: 'SHA-384',
      secret: hex('b8 0b 73 3d 6c ee fc dc 71 56 6e a4 8e 55 67 df'),
      seed: hex('cd 66 5c f6 a8 44 7d d6 ff 8b 27 55 5e db 74 65'),
      output: hex(`
        7b 0c 18 e9 ce d4 10 ed 18 04 f2 cf a3 4a 33 6a
        1c 14 df fb 49 00 bb 5f d7 94 21 07 e8 1c 83 cd
        e9 ca 0f aa 60 be 9f e3 4f 82 b1 23 3c 91 46 a0
        e5 34 cb 40 0f ed 27 00 88 4f 9d c2 36 f8 0e dd
        8b fa 96 11 44 c9 e8 d7 92 ec a7 22 a7 b3 2f c3
        d4 16 d4 73 eb c2 c5 fd 4a bf da d0 5d 91 84 25
        9b 5b f8 cd 4d 90 fa 0d 31 e2 de c4 79 e4 f1 a2
        60 66 f2 ee a9 a6 92 36 a3 e5 26 55 c9 e9 ae e6
        91 c8 f3 a2 68 54 30 8d 5e aa 3b e8 5e 09 90 70
        3d 73 e5 6f`),
    },
  ];
}

/** NIST CAVS, TLS key derivation, as OpenSSL carries it in evpkdf_tls11_prf.txt and evpkdf_tls12_prf.txt. */
function nist() {
  return [
    {
      version: TLS11,
      preMasterSecret: hex(`bded7fa5c1699c010be23dd06ada3a48349f21e5f86263d5
                            12c0c5cc379f0e780ec55d9844b2f1db02a96453513568d0`),
      clientRandom: hex('e5acaf549cd25c22d964c0d930fa4b5261d2507fad84c33715b7b9a864020693'),
      serverRandom: hex('135e4d557fdf3aa6406d82975d5c606a9734c9334b42136e96990fbd5358cdb2'),
      masterSecret: hex(`2f6962dfbc744c4b2138bb6b3d33054c5ecc14f24851d989
                         6395a44ab3964efc2090c5bf51a0891209f46c1e1e998f62`),
    },
    {
      version: TLS12,
      preMasterSecret: hex(`f8938ecc9edebc5030c0c6a441e213cd24e6f770a50dda07
                            876f8d55da062bcadb386b411fd4fe4313a604fce6c17fbc`),
      clientRandom: hex('36c129d01a3200894b9179faac589d9835d58775f9b5ea3587cb8fd0364cae8c'),
      serverRandom: hex('f6c9575ed7ddd73e1f7d16eca115415812a43c2b747daaaae043abfb50053fce'),
      masterSecret: hex(`202c88c00f84a17a20027079604787461176455539e705be
                         730890602c289a5001e34eeb3a043e5d52a65e66125188bf`),
    },
  ];
}

// Stage 07: what to ask of the PRF for the key block, and how to cut it.
import { concatBytes } from '@noble/hashes/utils.js';
import type { Mistake } from '../../kit/check/check.js';
import { type CheckDefinition, defineStage, type ValueCase } from '../../kit/check/define.js';
import { amazon2009 } from '../../kit/sessions/amazon-2009.js';
import { tls12EcdheGcm } from '../../kit/sessions/tls12-ecdhe-gcm.js';
import { keyExpansion, type WriteKeys } from '../../lib/key-block.js';
import { TLS10, TLS11, TLS12 } from '../../lib/registry.js';
import { type CipherSuite, cipherSuites, fixedIvLength } from '../../lib/suites.js';

const suite = (name: string) => cipherSuites.find((row) => row.name === name) as CipherSuite;
const rc4Md5 = suite('TLS_RSA_WITH_RC4_128_MD5');
const aes128Gcm = suite('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256');
const versionNames: Record<number, string> = { [TLS10]: 'TLS 1.0', [TLS11]: 'TLS 1.1', [TLS12]: 'TLS 1.2' };

// What each side takes, in bytes: MAC key, cipher key, IV. MAC and cipher keys are those of RFC 5246 appendix C;
// IVs of AES-CBC fall away with RFC 4346 6.3, and AES-GCM has no MAC key and a 4-byte salt (RFC 5288 3).
type Lengths = readonly [mac: number, key: number, iv: number];
const table: readonly (readonly [name: string, version: number, lengths: Lengths])[] = [
  ['TLS_RSA_WITH_AES_128_CBC_SHA', TLS10, [20, 16, 16]],
  ['TLS_RSA_WITH_AES_128_CBC_SHA', TLS11, [20, 16, 0]],
  ['TLS_RSA_WITH_AES_128_CBC_SHA', TLS12, [20, 16, 0]],
  ['TLS_RSA_WITH_AES_128_GCM_SHA256', TLS12, [0, 16, 4]],
  ['TLS_RSA_WITH_RC4_128_MD5', TLS10, [16, 16, 0]],
  ['TLS_ECDHE_RSA_WITH_RC4_128_SHA', TLS12, [20, 16, 0]],
  ['TLS_RSA_WITH_AES_256_CBC_SHA', TLS10, [20, 32, 16]],
  ['TLS_DHE_RSA_WITH_AES_256_CBC_SHA', TLS12, [20, 32, 0]],
  ['TLS_RSA_WITH_AES_128_CBC_SHA256', TLS12, [32, 16, 0]],
  ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', TLS12, [0, 32, 4]],
  ['TLS_RSA_WITH_RC4_128_SHA', TLS11, [20, 16, 0]],
  ['TLS_DHE_RSA_WITH_AES_256_CBC_SHA', TLS11, [20, 32, 0]],
];
const total = ([mac, key, iv]: Lengths) => 2 * (mac + key + iv);
const about = (name: string, version: number) => `${name} in ${versionNames[version]}`;

/** Wrong ideas of what a suite takes; the right lengths where an idea makes no difference. */
type WrongLengths = (right: Lengths, suite: CipherSuite) => Lengths;
const wrongLengths: readonly (readonly [name: string, says: string, wrong: WrongLengths])[] = [
  [
    'IVs left out',
    'The IVs are missing: AES-CBC in TLS 1.0 takes two of 16 bytes from the key block, AES-GCM two salts of 4.',
    ([mac, key]) => [mac, key, 0],
  ],
  [
    'IVs for CBC above TLS 1.0',
    'This counts IVs for AES-CBC: from TLS 1.1 on every record brings its own, and the key block gives none.',
    ([mac, key, iv], { cipher }) => [mac, key, cipher === 'AES_CBC' ? 16 : iv],
  ],
  [
    'IVs for RC4',
    'This counts IVs of 16 bytes for RC4, which is a stream cipher and takes none.',
    ([mac, key, iv], { cipher }) => [mac, key, cipher === 'RC4' ? 16 : iv],
  ],
  [
    '12-byte IV for GCM',
    'This counts the whole 12-byte nonce of AES-GCM: the key block gives its first 4 bytes, and the other 8 travel with each record.',
    ([mac, key, iv], { cipher }) => [mac, key, cipher === 'AES_GCM' ? 12 : iv],
  ],
  [
    'MAC keys for GCM',
    'This counts MAC keys of 32 bytes for AES-GCM. An article keeps them and so finds the keys at offset 64; but GCM authenticates by itself, and its MAC keys have 0 bytes.',
    ([macKey, key, iv], { cipher }) => [cipher === 'AES_GCM' ? 32 : macKey, key, iv],
  ],
  [
    'MAC key of 32 bytes for SHA-1',
    "This counts MAC keys of 32 bytes: SHA-1 in the suite's name means 20, whatever hash the PRF runs on.",
    ([macKey, key, iv], { mac }) => [mac === 'SHA-1' ? 32 : macKey, key, iv],
  ],
];

const rightLengths = (version: number, suite: CipherSuite): Lengths => [
  suite.macKeyLength,
  suite.encKeyLength,
  fixedIvLength(suite, version),
];

// --- keyExpansion -------------------------------------------------------------------------------------------

type ExpansionArgs = [version: number, suite: CipherSuite, client: Uint8Array, server: Uint8Array];
type Row<Args extends unknown[]> = readonly [name: string, says: string, wrong: (...args: Args) => unknown];

const expansionRows: Row<ExpansionArgs>[] = [
  [
    'client random first',
    "The client's random comes first here: in key expansion the server's does, other than in the master secret.",
    (version, suite, client, server) => keyExpansion(version, suite, server, client),
  ],
  [
    'label of the master secret',
    'The label is "master secret": the key block has one of its own.',
    (...args) => ({ ...keyExpansion(...args), label: 'master secret' }),
  ],
  [
    'NUL after the label',
    'The label has a zero byte at its end: it is to be 13 letters and nothing else.',
    (...args) => ({ ...keyExpansion(...args), label: 'key expansion\0' }),
  ],
  [
    'label in the seed',
    'The label is at the beginning of the seed as well: the PRF joins them, so here each stands by itself.',
    (...args) => {
      const input = keyExpansion(...args);
      return { ...input, seed: concatBytes(new TextEncoder().encode(input.label), input.seed) };
    },
  ],
  [
    'one side only',
    'This length is enough for one side: client and server have keys of their own.',
    (...args) => {
      const input = keyExpansion(...args);
      return { ...input, length: input.length / 2 };
    },
  ],
  [
    'length in bits',
    'The length is in bits: it is to be in bytes.',
    (...args) => {
      const input = keyExpansion(...args);
      return { ...input, length: input.length * 8 };
    },
  ],
  ...wrongLengths.map(
    ([name, says, wrong]): Row<ExpansionArgs> => [
      `length: ${name}`,
      says,
      (version, suite, client, server) => {
        const lengths = wrong(rightLengths(version, suite), suite);
        return { ...keyExpansion(version, suite, client, server), length: total(lengths) };
      },
    ],
  ),
];

const addUp = (...[version, suite]: ExpansionArgs) => {
  const [mac, key, iv] = rightLengths(version, suite);
  return [
    ['what one side takes', `${mac} bytes of MAC key, ${key} of cipher key, ${iv} of IV`],
    ['the suite', suite.name],
  ] as const;
};

const expected = (client: Uint8Array, server: Uint8Array, length: number) => ({
  label: 'key expansion',
  seed: concatBytes(server, client),
  length,
});

const expansionChecks: CheckDefinition[] = [
  {
    function: 'keyExpansion',
    name: 'keyExpansion: the Amazon session of 2009',
    points: 10,
    before: addUp,
    cases: () => {
      const { clientRandom, serverRandom } = amazon2009;
      return [
        {
          args: [TLS10, rc4Md5, clientRandom, serverRandom],
          expected: expected(clientRandom, serverRandom, 64),
        },
      ];
    },
  },
  {
    function: 'keyExpansion',
    name: 'keyExpansion: the TLS 1.2 session',
    points: 10,
    before: addUp,
    cases: () => {
      const { clientRandom, serverRandom } = tls12EcdheGcm;
      return [
        {
          args: [TLS12, aes128Gcm, clientRandom, serverRandom],
          expected: expected(clientRandom, serverRandom, 40),
        },
      ];
    },
  },
  {
    function: 'keyExpansion',
    name: 'keyExpansion: random sessions with every kind of suite',
    points: 20,
    before: addUp,
    cases: ({ random }) =>
      table.map(([name, version, lengths]): ValueCase => {
        const [client, server] = [random.bytes(32), random.bytes(32)];
        return {
          args: [version, suite(name), client, server],
          expected: expected(client, server, total(lengths)),
          about: about(name, version),
        };
      }),
  },
];

// --- partitionKeyBlock --------------------------------------------------------------------------------------

type PartitionArgs = [version: number, suite: CipherSuite, keyBlock: Uint8Array];
type Part = 'macKey' | 'key' | 'iv';
type Cut = { client: WriteKeys; server: WriteKeys };
const sides = ['client', 'server'] as const;
const parts: readonly Part[] = ['macKey', 'key', 'iv'];
const rightOrder = parts.flatMap((part) => sides.map((side) => [side, part] as const));

/** Cuts the parts in an order of the caller's choice; a block that is too short gives parts that are too short. */
function cut(keyBlock: Uint8Array, [mac, key, iv]: Lengths, order = rightOrder): Cut {
  const lengths = { macKey: mac, key, iv };
  const empty = () => ({ macKey: new Uint8Array(), key: new Uint8Array(), iv: new Uint8Array() });
  const result: Record<'client' | 'server', Record<Part, Uint8Array>> = { client: empty(), server: empty() };
  let position = 0;
  for (const [side, part] of order) {
    result[side][part] = keyBlock.slice(position, position + lengths[part]);
    position += lengths[part];
  }
  return result;
}

/** A partition that takes the right lengths in another order. */
const ordered =
  (order: typeof rightOrder) =>
  (...[version, suite, keyBlock]: PartitionArgs) =>
    cut(keyBlock, rightLengths(version, suite), order);

const partitionRows: Row<PartitionArgs>[] = [
  // First, for in a block that is too short other wrong turns may come to the same.
  [
    'a short key block goes unnoticed',
    'slice gives fewer bytes without a word when there are no more, so a short key block makes short keys: look at its length first.',
    ordered(rightOrder),
  ],
  [
    'sides swapped',
    "The keys of the two sides are swapped: in each pair the client's comes first.",
    ordered(parts.flatMap((part) => [['server', part] as const, ['client', part] as const])),
  ],
  [
    'cipher keys swapped',
    "The cipher keys of the two sides are swapped: in this pair, too, the client's comes first.",
    (...args) => {
      const { client, server } = ordered(rightOrder)(...args);
      return { client: { ...client, key: server.key }, server: { ...server, key: client.key } };
    },
  ],
  [
    'all of the client first',
    "This takes all of the client's parts and then the server's: they go in pairs, both MAC keys, both cipher keys, both IVs.",
    ordered(sides.flatMap((side) => parts.map((part) => [side, part] as const))),
  ],
  [
    'cipher keys before MAC keys',
    'The cipher keys were taken before the MAC keys: the MAC keys come first.',
    ordered((['key', 'macKey', 'iv'] as const).flatMap((part) => sides.map((side) => [side, part] as const))),
  ],
  [
    'IVs before cipher keys',
    'The IVs were taken before the cipher keys: they come last.',
    ordered((['macKey', 'iv', 'key'] as const).flatMap((part) => sides.map((side) => [side, part] as const))),
  ],
  [
    'the same keys for both sides',
    "Both sides have the client's keys: the server's lie behind them, part by part.",
    (...args) => {
      const { client } = ordered(rightOrder)(...args);
      return { client, server: client };
    },
  ],
  ...wrongLengths.map(
    ([name, says, wrong]): Row<PartitionArgs> => [
      `cut: ${name}`,
      says,
      (version, suite, keyBlock) => cut(keyBlock, wrong(rightLengths(version, suite), suite)),
    ],
  ),
  [
    'GCM keys at offset 64',
    'The GCM keys were taken from offset 64 on, as an article says, behind MAC keys that nobody has: MAC keys of an AEAD suite have 0 bytes, so the keys begin at byte 0.',
    (version, suite, keyBlock) =>
      cut(suite.cipher === 'AES_GCM' ? keyBlock.slice(64) : keyBlock, rightLengths(version, suite)),
  ],
];

const borders = (...[version, suite]: PartitionArgs) => {
  const lengths = rightLengths(version, suite);
  const [mac, key] = lengths;
  return [
    ['the place where the cipher keys begin', 2 * mac],
    ['the place where the IVs begin', 2 * (mac + key)],
  ] as const;
};

const partitionChecks: CheckDefinition[] = [
  {
    function: 'partitionKeyBlock',
    name: 'partitionKeyBlock: the four keys of the Amazon session of 2009',
    points: 12,
    before: borders,
    cases: () => {
      const { keyBlock, keyBlockUnusedIvs } = amazon2009;
      const iv = new Uint8Array();
      const right = {
        client: { macKey: amazon2009.clientWriteMacSecret, key: amazon2009.clientWriteKey, iv },
        server: { macKey: amazon2009.serverWriteMacSecret, key: amazon2009.serverWriteKey, iv },
      };
      return [
        { args: [TLS10, rc4Md5, keyBlock], expected: right },
        {
          args: [TLS10, rc4Md5, concatBytes(keyBlock, keyBlockUnusedIvs)],
          expected: right,
          about: 'with 32 more bytes, which RC4 leaves over',
        },
      ];
    },
  },
  {
    function: 'partitionKeyBlock',
    name: 'partitionKeyBlock: keys and salts of the TLS 1.2 session',
    points: 12,
    before: borders,
    cases: () => {
      const { keyBlock, clientWriteKey, serverWriteKey, clientWriteIv, serverWriteIv } = tls12EcdheGcm;
      const macKey = new Uint8Array();
      const client = { macKey, key: clientWriteKey, iv: clientWriteIv };
      const server = { macKey, key: serverWriteKey, iv: serverWriteIv };
      return [{ args: [TLS12, aes128Gcm, keyBlock], expected: { client, server } }];
    },
  },
  {
    function: 'partitionKeyBlock',
    name: 'partitionKeyBlock: random key blocks with every kind of suite',
    points: 24,
    before: borders,
    cases: ({ random }) =>
      table.flatMap(([name, version, lengths]): ValueCase[] =>
        [0, 80].map((more) => {
          const keyBlock = random.bytes(total(lengths) + more);
          return {
            args: [version, suite(name), keyBlock],
            expected: cut(keyBlock, lengths),
            about: `${about(name, version)}${more ? `, with ${more} bytes that are left over` : ''}`,
          };
        }),
      ),
  },
  {
    function: 'partitionKeyBlock',
    name: 'partitionKeyBlock: refuses a block that is too short',
    points: 12,
    needs: ['partitionKeyBlock: random key blocks with every kind of suite'],
    cases: ({ random }) =>
      table.flatMap(([name, version, lengths]) =>
        [total(lengths) - 1 - random.integer(4), total(lengths) / 2, 0].map((length) => ({
          args: [version, suite(name), random.bytes(length)],
          refuses: ['RangeError' as const],
          because: `a key block of ${length} bytes is too short for ${about(name, version)}`,
        })),
      ),
  },
];

const mistakes: Mistake[] = [
  ...expansionRows.map(([name, says, wrong]) => ({ function: 'keyExpansion' as const, name, says, wrong })),
  ...partitionRows.map(([name, says, wrong]) => ({
    function: 'partitionKeyBlock' as const,
    name,
    says,
    wrong,
  })),
];

export const stage = defineStage('07-key-block', {
  mistakes,
  checks: [...expansionChecks, ...partitionChecks],
});

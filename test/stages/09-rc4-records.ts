// Checks of stage 09: RC4, the input of a record's MAC, and the protection of records with both.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Mistake } from '../../kit/check/check.js';
import { type CheckDefinition, defineStage, type ValueCase } from '../../kit/check/define.js';
import type { SeededRandom } from '../../kit/check/random.js';
import { amazon2009 as amazon } from '../../kit/sessions/amazon-2009.js';
import { decodeAll, type Field } from '../../lib/codec.js';
import { type Rc4State, rc4 } from '../../lib/rc4.js';
import { macInput, openStream, sealStream } from '../../lib/record-mac.js';
import { ContentType, TLS10, TLS11, TLS12 } from '../../lib/registry.js';
import { hex } from '../support/hex.js';

// --- An oracle: RC4 once more, on lists of numbers -----------------------------------------------------------

/** OpenSSL 3 has put RC4 away, and node:crypto with it. The printed keystreams below hold this one to RFC 6229. */
function oracleSchedule(key: Uint8Array): Rc4State {
  const s = [...Array(256).keys()];
  const places = [...s];
  places.reduce((j, i) => {
    const next = (j + (s[i] as number) + (key[i % key.length] as number)) % 256;
    [s[i], s[next]] = [s[next] as number, s[i] as number];
    return next;
  }, 0);
  return { s: Uint8Array.from(s), i: 0, j: 0 };
}

function oracle(state: Rc4State, data: Uint8Array): { state: Rc4State; output: Uint8Array } {
  const s = [...state.s];
  let { i, j } = state;
  const output = [...data].map((byte) => {
    i = (i + 1) % 256;
    j = (j + (s[i] as number)) % 256;
    [s[i], s[j]] = [s[j] as number, s[i] as number];
    return byte ^ (s[((s[i] as number) + (s[j] as number)) % 256] as number);
  });
  return { state: { s: Uint8Array.from(s), i, j }, output: Uint8Array.from(output) };
}

/** The state after `length` bytes of keystream. */
const stateAfter = (key: Uint8Array, length: number) =>
  oracle(oracleSchedule(key), new Uint8Array(length)).state;
/** A state somewhere in the middle of a stream: i is 1 or more, so that to start again shows. */
const randomState = (random: SeededRandom) => stateAfter(random.bytes(16), 1 + random.integer(255));

// --- rc4KeySchedule ------------------------------------------------------------------------------------------

const byteAt = (bytes: Uint8Array, index: number) => bytes[index] as number;
const swap = (s: Uint8Array, i: number, j: number) => {
  const kept = byteAt(s, i);
  s[i] = byteAt(s, j);
  s[j] = kept;
};
/** A key schedule with another step for j, another exchange, or fewer steps. */
function schedule(next: (j: number, s: Uint8Array, i: number) => number, steps = 256, exchange = swap) {
  const s = Uint8Array.from({ length: 256 }, (_, i) => i);
  let j = 0;
  for (let i = 0; i < steps; i++) {
    j = next(j, s, i) & 0xff;
    exchange(s, i, j);
  }
  return { s, i: 0, j: 0, lastJ: j };
}
const repeated = (key: Uint8Array) => (j: number, s: Uint8Array, i: number) =>
  j + byteAt(s, i) + byteAt(key, i % key.length);
const fresh = ({ s }: { s: Uint8Array }): Rc4State => ({ s, i: 0, j: 0 });

const scheduleMistakes = mistakesOf<[key: Uint8Array]>('rc4KeySchedule', [
  [
    'key not repeated',
    'The key is used once only, and there is nothing behind its end: it repeats, so the index into it is taken modulo its length.',
    (key) => fresh(schedule((j, s, i) => j + byteAt(s, i) + byteAt(key, i))),
  ],
  [
    'key filled up with zeros',
    'The key is filled up with zeros to 256 bytes: it is to be repeated instead.',
    (key) => fresh(schedule((j, s, i) => j + byteAt(s, i) + (key[i] ?? 0))),
  ],
  [
    'as many steps as the key has bytes',
    'The loop ends with the key: it takes 256 steps, one for each entry of S, whatever the length of the key.',
    (key) => fresh(schedule(repeated(key), key.length)),
  ],
  [
    'j not carried along',
    'j starts from 0 in every step: it keeps its value, and each step adds to it.',
    (key) => fresh(schedule((_, s, i) => repeated(key)(0, s, i))),
  ],
  [
    'S[i] left out of j',
    'S[i] is missing from the sum: j grows by S[i] and by a byte of the key.',
    (key) => fresh(schedule((j, _, i) => j + byteAt(key, i % key.length))),
  ],
  [
    'key left out of j',
    'The key is missing from the sum, so that every key gives the same state.',
    () => fresh(schedule((j, s, i) => j + byteAt(s, i))),
  ],
  [
    'key schedule: nothing swapped',
    'S is still in order: after each step of j, S[i] and S[j] change places.',
    () => fresh(schedule(() => 0, 0)),
  ],
  [
    'key schedule: half a swap',
    'An entry of S is overwritten before it was kept, so that some numbers are there twice and others are lost: a swap needs a third variable.',
    (key) => fresh(schedule(repeated(key), 256, halfSwap)),
  ],
  [
    'key schedule: j returned as it ended',
    'S is right, but j is the one that the shuffling ended with: the generator starts with i and j at 0.',
    (key) => {
      const { s, lastJ } = schedule(repeated(key));
      return { s, i: 0, j: lastJ };
    },
  ],
  [
    'key schedule: both indices returned as they ended',
    'S is right, but i and j are those that the shuffling ended with: the generator starts with both at 0.',
    (key) => {
      const { s, lastJ } = schedule(repeated(key));
      return { s, i: 255, j: lastJ };
    },
  ],
]);

const scheduleWay = (key: Uint8Array) => {
  const s = Uint8Array.from({ length: 256 }, (_, i) => i);
  const first = byteAt(key, 0);
  swap(s, 0, first);
  const second = (first + byteAt(s, 1) + byteAt(key, 1 % key.length)) & 0xff;
  return [
    ['j after the first step', first],
    ['j after the second', second],
  ] as const;
};

const scheduleChecks: CheckDefinition[] = [
  {
    function: 'rc4KeySchedule',
    name: 'rc4KeySchedule: the keys of RFC 6229 and of the Amazon session',
    points: 10,
    before: scheduleWay,
    cases: () => [
      ...rfc6229().map(({ key }) => scheduled(key)),
      scheduled(amazon.clientWriteKey),
      scheduled(amazon.serverWriteKey),
    ],
  },
  {
    function: 'rc4KeySchedule',
    name: 'rc4KeySchedule: random keys of all lengths',
    points: 10,
    before: scheduleWay,
    cases: ({ random }) =>
      [16, 5, 2 + random.integer(254), 256, 1].map((length) => scheduled(random.bytes(length))),
  },
];

function scheduled(key: Uint8Array): ValueCase {
  return { args: [key], expected: oracleSchedule(key), about: `a key of ${key.length} bytes` };
}

// --- rc4 -----------------------------------------------------------------------------------------------------

type Rc4Args = [state: Rc4State, data: Uint8Array];
type Indices = { i: number; j: number };

/** RC4 with another step: it moves the indices, changes S and gives a byte of keystream. */
function generate(
  { s: given, i, j }: Rc4State,
  data: Uint8Array,
  step: (s: Uint8Array, at: Indices) => number,
) {
  const s = given.slice();
  const at: Indices = { i, j };
  const output = data.map((byte) => byte ^ step(s, at));
  return { state: { s, ...at }, output };
}
/** The step by the book, with parts to exchange. */
const step =
  (exchange = swap, byte = (s: Uint8Array, i: number, j: number) => byteAt(s, (i + j) & 0xff)) =>
  (s: Uint8Array, at: Indices) => {
    at.i = (at.i + 1) & 0xff;
    at.j = (at.j + byteAt(s, at.i)) & 0xff;
    exchange(s, at.i, at.j);
    return byte(s, byteAt(s, at.i), byteAt(s, at.j));
  };

const rc4Mistakes = mistakesOf<Rc4Args>('rc4', [
  [
    'i stepped after its use',
    'i is stepped at the end of the round and used before: it steps first, so that a fresh state begins with S[1].',
    (state, data) =>
      generate(state, data, (s, at) => {
        at.j = (at.j + byteAt(s, at.i)) & 0xff;
        swap(s, at.i, at.j);
        const byte = byteAt(s, (byteAt(s, at.i) + byteAt(s, at.j)) & 0xff);
        at.i = (at.i + 1) & 0xff;
        return byte;
      }),
  ],
  [
    'generator: nothing swapped',
    'S never changes: each byte of keystream swaps S[i] and S[j].',
    (state, data) =>
      generate(
        state,
        data,
        step(() => {}),
      ),
  ],
  [
    'generator: half a swap',
    'An entry of S is overwritten before it was kept: a swap needs a third variable.',
    (state, data) => generate(state, data, step(halfSwap)),
  ],
  [
    'sum given out',
    'The sum of S[i] and S[j] is given out as the keystream: it is the place in S where the byte stands.',
    (state, data) =>
      generate(
        state,
        data,
        step(swap, (_, i, j) => (i + j) & 0xff),
      ),
  ],
  [
    'S[i] given out',
    'S[i] is given out as the keystream: the byte stands in S at the place S[i] + S[j] modulo 256.',
    (state, data) =>
      generate(
        state,
        data,
        step(swap, (_, i) => i),
      ),
  ],
  [
    'keystream restarted',
    "The indices start at 0 again: i and j go on from the state's, and only the key schedule makes them 0.",
    (state, data) => rc4({ ...state, i: 0, j: 0 }, data),
  ],
  [
    'rc4: input state returned',
    'The output is right, but the state returned is the one that came in: the next record would get the same keystream once more.',
    (state, data) => ({ state, output: rc4(state, data).output }),
  ],
  [
    'rc4: indices of the input state returned',
    'S has moved on and is returned, but i and j are those that came in.',
    (state, data) => {
      const after = rc4(state, data);
      return { state: { ...state, s: after.state.s }, output: after.output };
    },
  ],
  [
    'keystream without data',
    'This is the keystream itself: XOR it with the data.',
    (state, data) => rc4(state, new Uint8Array(data.length)),
  ],
  [
    'keystream added',
    'The keystream is added to the data: it is XORed with it, so that doing it twice gives the data back.',
    (state, data) => {
      const after = rc4(state, new Uint8Array(data.length));
      return { ...after, output: after.output.map((byte, i) => byte + byteAt(data, i)) };
    },
  ],
]);

const rc4Way = (state: Rc4State) => {
  const { output, state: after } = oracle(state, new Uint8Array(1));
  return [
    ['i and j of the first byte', `${after.i} and ${after.j}`],
    ['its byte of keystream', output],
  ] as const;
};

const rc4Checks: CheckDefinition[] = [
  {
    function: 'rc4',
    name: 'rc4: the keystreams of RFC 6229',
    points: 10,
    before: rc4Way,
    cases: () =>
      rfc6229().flatMap(({ key, rows }) =>
        rows.map(({ offset, bytes }): ValueCase => {
          const data = new Uint8Array(bytes.length);
          const { state } = oracle(stateAfter(key, offset), data);
          const about = `bytes ${offset} to ${offset + 31} under a key of ${8 * key.length} bits`;
          return { args: [stateAfter(key, offset), data], expected: { state, output: bytes }, about };
        }),
      ),
  },
  {
    function: 'rc4',
    name: 'rc4: the keystreams of the Amazon session',
    points: 4,
    before: rc4Way,
    cases: () => [
      encrypted(
        oracleSchedule(amazon.clientWriteKey),
        concatBytes(amazon.clientFinishedMessage, amazon.clientFinishedMac),
        'the Finished of the client',
      ),
      {
        args: [oracleSchedule(amazon.clientWriteKey), new Uint8Array(32)],
        expected: { state: stateAfter(amazon.clientWriteKey, 32), output: amazon.clientRc4Keystream },
        about: 'zeros under the key of the client',
      },
      {
        args: [oracleSchedule(amazon.serverWriteKey), new Uint8Array(32)],
        expected: { state: stateAfter(amazon.serverWriteKey, 32), output: amazon.serverRc4Keystream },
        about: 'zeros under the key of the server',
      },
    ],
  },
  {
    function: 'rc4',
    name: 'rc4: random states in the middle of a stream',
    points: 11,
    before: rc4Way,
    cases: ({ random }) => [
      ...[16, 1 + random.integer(40), 256, 300 + random.integer(300)].map((length) =>
        encrypted(randomState(random), random.bytes(length), `${length} bytes in the middle of a stream`),
      ),
      encrypted(randomState(random), new Uint8Array(), 'no data'),
    ],
  },
];

function encrypted(state: Rc4State, data: Uint8Array, about: string): ValueCase {
  return { args: [state, data], expected: oracle(state, data), about };
}

// --- macInput ------------------------------------------------------------------------------------------------

type MacArgs = [sequenceNumber: bigint, type: number, version: number, fragment: Uint8Array];

/** The right bytes, cut at the edges of their fields. */
const parts = (...args: MacArgs) => {
  const bytes = macInput(...args);
  const [seq, type, version] = [bytes.slice(0, 8), bytes.slice(8, 9), bytes.slice(9, 11)];
  return { bytes, seq, type, version, length: bytes.slice(11, 13), fragment: bytes.slice(13) };
};
const backwards = (bytes: Uint8Array) => bytes.slice().reverse();
/** With another number in the length field. */
const counted = (args: MacArgs, length: number) => {
  const { seq, type, version, fragment } = parts(...args);
  return concatBytes(seq, type, version, Uint8Array.of(length >> 8, length & 0xff), fragment);
};

const macInputMistakes = mistakesOf<MacArgs>('macInput', [
  [
    'sequence number left out',
    'The sequence number is missing: it is never sent, but 8 bytes of it come first.',
    (...args) => parts(...args).bytes.slice(8),
  ],
  [
    'sequence number starts at 1',
    'The sequence number is one too high: the first record under new keys has number 0.',
    (seq, ...rest) => macInput(seq + 1n, ...rest),
  ],
  [
    'sequence number of 32 bits',
    'The sequence number has 4 bytes: it takes 8.',
    (...args) => parts(...args).bytes.slice(4),
  ],
  [
    'upper half of the sequence number lost',
    'Only the lower 32 bits of the sequence number are written: write all 64, as setBigUint64 of a DataView does.',
    (seq, ...rest) => macInput(seq & 0xffffffffn, ...rest),
  ],
  [
    'sequence number rounded',
    'The last digits of the sequence number are wrong: it was made a number, which holds 53 bits; it must stay a bigint.',
    (seq, ...rest) => macInput(BigInt(Number(seq)), ...rest),
  ],
  [
    'sequence number little-endian',
    'The sequence number has its low byte first: numbers in TLS are big-endian.',
    (...args) => {
      const { seq, bytes } = parts(...args);
      return concatBytes(backwards(seq), bytes.slice(8));
    },
  ],
  [
    'length with an MD5 MAC',
    'The length is 16 too high: it is that of the content alone, without the MAC.',
    (...args) => counted(args, args[3].length + 16),
  ],
  [
    'length with a SHA-1 MAC',
    'The length is 20 too high: it is that of the content alone, without the MAC.',
    (...args) => counted(args, args[3].length + 20),
  ],
  [
    'length with the record header',
    'The length is 5 too high: it is that of the content alone, without the header.',
    (...args) => counted(args, args[3].length + 5),
  ],
  [
    'length little-endian',
    'The length has its low byte first: numbers in TLS are big-endian.',
    (...args) => {
      const { seq, type, version, length, fragment } = parts(...args);
      return concatBytes(seq, type, version, backwards(length), fragment);
    },
  ],
  [
    'length left out',
    'The length is missing: its two bytes stand between version and content.',
    (...args) => {
      const { seq, type, version, fragment } = parts(...args);
      return concatBytes(seq, type, version, fragment);
    },
  ],
  [
    'version left out',
    'The version is missing: the MAC of SSL 3.0 had none, that of TLS has its two bytes behind the type.',
    (...args) => {
      const { seq, type, length, fragment } = parts(...args);
      return concatBytes(seq, type, length, fragment);
    },
  ],
  [
    'version little-endian',
    'The version has its bytes swapped: TLS 1.0 is 03 01.',
    (...args) => {
      const { seq, type, version, length, fragment } = parts(...args);
      return concatBytes(seq, type, backwards(version), length, fragment);
    },
  ],
  [
    'type left out',
    'The type is missing: it is the byte behind the sequence number.',
    (...args) => {
      const { seq, version, length, fragment } = parts(...args);
      return concatBytes(seq, version, length, fragment);
    },
  ],
  [
    'version before the type',
    'The version comes before the type: the order is that of a record header, type first.',
    (...args) => {
      const { seq, type, version, length, fragment } = parts(...args);
      return concatBytes(seq, version, type, length, fragment);
    },
  ],
  [
    'header before the sequence number',
    'The record header comes first: the sequence number stands before it.',
    (...args) => {
      const { seq, type, version, length, fragment } = parts(...args);
      return concatBytes(type, version, length, seq, fragment);
    },
  ],
  [
    'content left out',
    'The content is missing: it follows the 13 bytes.',
    (...args) => parts(...args).bytes.slice(0, 13),
  ],
]);

function macFields(expected: Uint8Array): Field[] {
  const trace: Field[] = [];
  decodeAll(
    expected,
    'MAC input',
    (r) => [
      r.opaque(8, 'seq_num'),
      r.uint8('type'),
      r.uint16('version'),
      r.uint16('length'),
      r.rest('fragment'),
    ],
    trace,
  );
  return trace;
}

const { handshake, application_data: applicationData } = ContentType;
const request = utf8ToBytes(amazon.clientApplicationPlaintext);
const reply = utf8ToBytes(amazon.serverApplicationPlaintext);

const macInputChecks: CheckDefinition[] = [
  {
    function: 'macInput',
    name: 'macInput: records of the Amazon session',
    points: 8,
    fields: macFields,
    cases: () => [
      {
        args: [0n, handshake, TLS10, amazon.clientFinishedMessage],
        expected: amazon.clientFinishedMacInput,
        about: 'the Finished of the client',
      },
      {
        args: [1n, applicationData, TLS10, request],
        expected: concatBytes(hex('0000000000000001 17 0301 01ec'), request),
        about: 'the request',
      },
      {
        args: [1n, applicationData, TLS10, reply],
        expected: concatBytes(hex('0000000000000001 17 0301 020a'), reply),
        about: 'the answer',
      },
    ],
  },
  {
    function: 'macInput',
    name: 'macInput: random records',
    points: 12,
    fields: macFields,
    cases: ({ random }) => [
      ...[1n, 1n + random.bigint(30), randomSequenceNumber(random)].map((seq) =>
        macCase(random, seq, 1 + random.integer(250)),
      ),
      macCase(random, randomSequenceNumber(random), 256 + random.integer(200)),
      macCase(random, 0n, 0),
    ],
  },
];

/** Of all 64 bits, so that every byte counts. */
const randomSequenceNumber = (random: SeededRandom) =>
  (0x80n << 56n) | (random.bigint(54) << 2n) | 0x100000001n;

function macCase(random: SeededRandom, sequenceNumber: bigint, length: number): ValueCase {
  const type = random.pick(Object.values(ContentType));
  const version = random.pick([TLS10, TLS11, TLS12]);
  const fragment = random.bytes(length);
  const number = hex(sequenceNumber.toString(16).padStart(16, '0'));
  const header = Uint8Array.of(type, version >> 8, version & 0xff, length >> 8, length & 0xff);
  return {
    args: [sequenceNumber, type, version, fragment],
    expected: concatBytes(number, header, fragment),
    about: `record number ${sequenceNumber}, ${length} bytes`,
  };
}

// --- sealStream ----------------------------------------------------------------------------------------------

type SealArgs = [state: Rc4State, content: Uint8Array, mac: Uint8Array];

const sealMistakes = mistakesOf<SealArgs>('sealStream', [
  [
    'MAC before the content',
    'The MAC comes before the content: it follows it.',
    (state, content, mac) => sealStream(state, mac, content),
  ],
  [
    'MAC not encrypted',
    'The MAC goes out in the clear: it is encrypted together with the content.',
    (state, content, mac) => {
      const { state: next, output } = rc4(state, content);
      return { state: next, fragment: concatBytes(output, mac) };
    },
  ],
  [
    'MAC under the keystream of the content',
    'The MAC is encrypted with the keystream that the content has used already: the state must run on between them, or both be encrypted as one.',
    (state, content, mac) => {
      const { state: next, output } = rc4(state, mac);
      return { state: next, fragment: concatBytes(rc4(state, content).output, output) };
    },
  ],
  [
    'MAC left out',
    'The fragment ends with the content: the MAC follows it, encrypted too.',
    (state, content) => sealStream(state, content, new Uint8Array()),
  ],
  [
    'nothing encrypted',
    'Content and MAC are joined but not encrypted.',
    (state, content, mac) => ({
      state: rc4(state, concatBytes(content, mac)).state,
      fragment: concatBytes(content, mac),
    }),
  ],
  [
    'sealStream: input state returned',
    'The fragment is right, but the state returned is the one that came in: the next record would get the same keystream once more.',
    (state, content, mac) => ({ ...sealStream(state, content, mac), state }),
  ],
  [
    'sealStream: state before the MAC returned',
    'The fragment is right, but the state returned is the one behind the content: the MAC has used up keystream too.',
    (state, content, mac) => ({ ...sealStream(state, content, mac), state: rc4(state, content).state }),
  ],
  [
    'sealStream: keystream restarted',
    "The keystream starts over with each record: i and j go on from the state's.",
    (state, content, mac) => sealStream({ ...state, i: 0, j: 0 }, content, mac),
  ],
]);

const { clientWriteKey, serverWriteKey } = amazon;
/** The four protected records of the session. Each direction has its key, and its second record goes on behind 32 bytes. */
const amazonRecords = [
  {
    about: 'the Finished of the client',
    before: oracleSchedule(clientWriteKey),
    content: amazon.clientFinishedMessage,
    mac: amazon.clientFinishedMac,
    fragment: amazon.clientFinishedEncrypted,
  },
  {
    about: 'the request, second record of the client',
    before: stateAfter(clientWriteKey, 32),
    content: request,
    mac: amazon.clientApplicationMac,
    fragment: amazon.clientApplicationData,
  },
  {
    about: 'the Finished of the server',
    before: oracleSchedule(serverWriteKey),
    content: concatBytes(hex('1400000c'), amazon.serverVerifyData),
    mac: amazon.serverFinishedMac,
    fragment: amazon.serverFinishedEncrypted,
  },
  {
    about: 'the answer, second record of the server',
    before: stateAfter(serverWriteKey, 32),
    content: reply,
    mac: amazon.serverApplicationMac,
    fragment: amazon.serverApplicationData,
  },
];
const stateBehind = ({ before, fragment }: (typeof amazonRecords)[number]) => oracle(before, fragment).state;

const sealChecks: CheckDefinition[] = [
  {
    function: 'sealStream',
    name: 'sealStream: the records of the Amazon session',
    points: 8,
    needs: ['rc4: the keystreams of the Amazon session'],
    cases: () =>
      amazonRecords.map((record) => ({
        args: [record.before, record.content, record.mac],
        expected: { state: stateBehind(record), fragment: record.fragment },
        about: record.about,
      })),
  },
  {
    function: 'sealStream',
    name: 'sealStream: random records',
    points: 7,
    needs: ['rc4: random states in the middle of a stream'],
    cases: ({ random }) =>
      [1 + random.integer(100), 300 + random.integer(100), 0].flatMap((length) =>
        [16, 20].map((macLength) => sealed(random, length, macLength)),
      ),
  },
];

function sealed(random: SeededRandom, length: number, macLength: number): ValueCase {
  const [state, content, mac] = [randomState(random), random.bytes(length), random.bytes(macLength)];
  const { state: next, output } = oracle(state, concatBytes(content, mac));
  return {
    args: [state, content, mac],
    expected: { state: next, fragment: output },
    about: `${length} bytes of content and a MAC of ${macLength}`,
  };
}

// --- openStream ----------------------------------------------------------------------------------------------

type OpenArgs = [state: Rc4State, fragment: Uint8Array, macLength: number];

/** Wrong only where there is room for a MAC. */
const cutting =
  (cut: (...args: OpenArgs) => unknown) =>
  (...args: OpenArgs) =>
    args[1].length < args[2] ? openStream(...args) : cut(...args);

const openMistakes = mistakesOf<OpenArgs>('openStream', [
  [
    'MAC taken from the front',
    'The MAC is taken from the front of the fragment: it stands at its end.',
    cutting((state, fragment, macLength) => {
      const { state: next, output } = rc4(state, fragment);
      return { state: next, mac: output.slice(0, macLength), content: output.slice(macLength) };
    }),
  ],
  [
    'MAC not decrypted',
    'The MAC is taken from the fragment as it came: it is encrypted, so decrypt first and cut then.',
    cutting((state, fragment, macLength) => ({
      ...openStream(state, fragment, macLength),
      mac: fragment.slice(fragment.length - macLength),
    })),
  ],
  [
    'MAC decrypted with the keystream of the content',
    'The MAC is decrypted with the keystream that the content has used already: decrypt both as one.',
    cutting((state, fragment, macLength) => {
      const { state: next, output } = rc4(state, fragment.slice(fragment.length - macLength));
      const content = rc4(state, fragment.slice(0, fragment.length - macLength)).output;
      return { state: next, content, mac: output };
    }),
  ],
  [
    'MAC left in the content',
    'The content still has the MAC at its end: cut it off.',
    cutting((state, fragment, macLength) => ({
      ...openStream(state, fragment, macLength),
      content: rc4(state, fragment).output,
    })),
  ],
  [
    'nothing decrypted',
    'The fragment is cut but not decrypted.',
    cutting((state, fragment, macLength) => ({
      state: rc4(state, fragment).state,
      content: fragment.slice(0, fragment.length - macLength),
      mac: fragment.slice(fragment.length - macLength),
    })),
  ],
  [
    'openStream: input state returned',
    'Content and MAC are right, but the state returned is the one that came in: the next record would be decrypted with the keystream of this one.',
    cutting((state, fragment, macLength) => ({ ...openStream(state, fragment, macLength), state })),
  ],
  [
    'openStream: state before the MAC returned',
    'Content and MAC are right, but the state returned is the one behind the content: the MAC has used up keystream too.',
    cutting((state, fragment, macLength) => {
      const opened = openStream(state, fragment, macLength);
      return { ...opened, state: rc4(state, opened.content).state };
    }),
  ],
  [
    'openStream: keystream restarted',
    "The keystream starts over with each record: i and j go on from the state's.",
    cutting((state, fragment, macLength) => openStream({ ...state, i: 0, j: 0 }, fragment, macLength)),
  ],
  [
    'short fragment cut at a negative place',
    'The fragment has fewer bytes than a MAC, and slice with a negative number counted from the end: compare the lengths before you cut.',
    (state, fragment, macLength) => {
      if (fragment.length >= macLength) return openStream(state, fragment, macLength);
      const { state: next, output } = rc4(state, fragment);
      const end = fragment.length - macLength;
      return { state: next, content: output.slice(0, end), mac: output.slice(end) };
    },
  ],
  [
    'short fragment taken for a MAC',
    'The fragment has fewer bytes than a MAC, and all of them were given out as one: compare the lengths before you cut.',
    (state, fragment, macLength) => {
      if (fragment.length >= macLength) return openStream(state, fragment, macLength);
      const { state: next, output } = rc4(state, fragment);
      return { state: next, content: new Uint8Array(), mac: output };
    },
  ],
]);

const openChecks: CheckDefinition[] = [
  {
    function: 'openStream',
    name: 'openStream: the records of the Amazon session',
    points: 7,
    needs: ['rc4: the keystreams of the Amazon session'],
    cases: () =>
      amazonRecords.map((record) => ({
        args: [record.before, record.fragment, 16],
        expected: { state: stateBehind(record), content: record.content, mac: record.mac },
        about: record.about,
      })),
  },
  {
    function: 'openStream',
    name: 'openStream: random records',
    points: 7,
    needs: ['rc4: random states in the middle of a stream'],
    cases: ({ random }) =>
      [1 + random.integer(100), 300 + random.integer(100), 0].flatMap((length) =>
        [16, 20].map((macLength): ValueCase => {
          const { args, expected, about } = sealed(random, length, macLength);
          const [before, content, mac] = args;
          const { state, fragment } = expected as { state: Rc4State; fragment: Uint8Array };
          return {
            args: [before, fragment, macLength],
            expected: { state, content, mac },
            ...(about !== undefined && { about }),
          };
        }),
      ),
  },
  {
    function: 'openStream',
    name: 'openStream: fragments without room for a MAC are refused',
    points: 6,
    cases: ({ random }) =>
      [16, 20].flatMap((macLength) =>
        [macLength - 1, 9 + random.integer(4), 1, 0].map((length) => ({
          args: [randomState(random), random.bytes(length), macLength],
          refuses: ['bad_record_mac'] as const,
          because: `${length} ${length === 1 ? 'byte' : 'bytes'} cannot hold a MAC of ${macLength}`,
        })),
      ),
  },
];

export const stage = defineStage('09-rc4-records', {
  mistakes: [...scheduleMistakes, ...rc4Mistakes, ...macInputMistakes, ...sealMistakes, ...openMistakes],
  checks: [...scheduleChecks, ...rc4Checks, ...macInputChecks, ...sealChecks, ...openChecks],
});

// --- Helpers of the lists above ------------------------------------------------------------------------------

type Row<Args extends unknown[]> = readonly [name: string, says: string, wrong: (...args: Args) => unknown];

function mistakesOf<Args extends unknown[]>(
  name: Mistake['function'],
  rows: readonly Row<Args>[],
): readonly Mistake[] {
  return rows.map(([mistake, says, wrong]) => ({ function: name, name: mistake, says, wrong }));
}

/** A swap that loses a value. */
function halfSwap(s: Uint8Array, i: number, j: number): void {
  s[i] = s[j] as number;
  s[j] = s[i] as number;
}

// --- The vectors ---------------------------------------------------------------------------------------------

/** Two printed rows that follow each other are one. */
function rfc6229(): { key: Uint8Array; rows: { offset: number; bytes: Uint8Array }[] }[] {
  return printed.map(({ key, keystream }) => {
    const lines = [...keystream.matchAll(/DEC +(\d+) HEX +[0-9a-f]+: (.*)/g)];
    const rows = lines.map(([, offset, bytes]) => ({ offset: Number(offset), bytes: hex(bytes as string) }));
    return { key: hex(key), rows: rows.flatMap((row, i) => (i % 2 === 0 ? [joined(row, rows[i + 1])] : [])) };
  });
}

type PrintedRow = { offset: number; bytes: Uint8Array };
const joined = ({ offset, bytes }: PrintedRow, next: PrintedRow | undefined) => {
  if (next?.offset !== offset + 16) throw new Error(`no row follows that of ${offset}`);
  return { offset, bytes: concatBytes(bytes, next.bytes) };
};

// RFC 6229 2, for keys of 40, 128 and 256 bits, as printed.
const printed = [
  {
    key: '0102030405',
    keystream: `
      DEC    0 HEX    0:  b2 39 63 05  f0 3d c0 27  cc c3 52 4a  0a 11 18 a8
      DEC   16 HEX   10:  69 82 94 4f  18 fc 82 d5  89 c4 03 a4  7a 0d 09 19
      DEC  240 HEX   f0:  28 cb 11 32  c9 6c e2 86  42 1d ca ad  b8 b6 9e ae
      DEC  256 HEX  100:  1c fc f6 2b  03 ed db 64  1d 77 df cf  7f 8d 8c 93
      DEC  496 HEX  1f0:  42 b7 d0 cd  d9 18 a8 a3  3d d5 17 81  c8 1f 40 41
      DEC  512 HEX  200:  64 59 84 44  32 a7 da 92  3c fb 3e b4  98 06 61 f6
      DEC  752 HEX  2f0:  ec 10 32 7b  de 2b ee fd  18 f9 27 76  80 45 7e 22
      DEC  768 HEX  300:  eb 62 63 8d  4f 0b a1 fe  9f ca 20 e0  5b f8 ff 2b
      DEC 1008 HEX  3f0:  45 12 90 48  e6 a0 ed 0b  56 b4 90 33  8f 07 8d a5
      DEC 1024 HEX  400:  30 ab bc c7  c2 0b 01 60  9f 23 ee 2d  5f 6b b7 df
      DEC 1520 HEX  5f0:  32 94 f7 44  d8 f9 79 05  07 e7 0f 62  e5 bb ce ea
      DEC 1536 HEX  600:  d8 72 9d b4  18 82 25 9b  ee 4f 82 53  25 f5 a1 30
      DEC 2032 HEX  7f0:  1e b1 4a 0c  13 b3 bf 47  fa 2a 0b a9  3a d4 5b 8b
      DEC 2048 HEX  800:  cc 58 2f 8b  a9 f2 65 e2  b1 be 91 12  e9 75 d2 d7
      DEC 3056 HEX  bf0:  f2 e3 0f 9b  d1 02 ec bf  75 aa ad e9  bc 35 c4 3c
      DEC 3072 HEX  c00:  ec 0e 11 c4  79 dc 32 9d  c8 da 79 68  fe 96 56 81
      DEC 4080 HEX  ff0:  06 83 26 a2  11 84 16 d2  1f 9d 04 b2  cd 1c a0 50
      DEC 4096 HEX 1000:  ff 25 b5 89  95 99 67 07  e5 1f bd f0  8b 34 d8 75`,
  },
  {
    key: '0102030405060708090a0b0c0d0e0f10',
    keystream: `
      DEC    0 HEX    0:  9a c7 cc 9a  60 9d 1e f7  b2 93 28 99  cd e4 1b 97
      DEC   16 HEX   10:  52 48 c4 95  90 14 12 6a  6e 8a 84 f1  1d 1a 9e 1c
      DEC  240 HEX   f0:  06 59 02 e4  b6 20 f6 cc  36 c8 58 9f  66 43 2f 2b
      DEC  256 HEX  100:  d3 9d 56 6b  c6 bc e3 01  07 68 15 15  49 f3 87 3f
      DEC  496 HEX  1f0:  b6 d1 e6 c4  a5 e4 77 1c  ad 79 53 8d  f2 95 fb 11
      DEC  512 HEX  200:  c6 8c 1d 5c  55 9a 97 41  23 df 1d bc  52 a4 3b 89
      DEC  752 HEX  2f0:  c5 ec f8 8d  e8 97 fd 57  fe d3 01 70  1b 82 a2 59
      DEC  768 HEX  300:  ec cb e1 3d  e1 fc c9 1c  11 a0 b2 6c  0b c8 fa 4d
      DEC 1008 HEX  3f0:  e7 a7 25 74  f8 78 2a e2  6a ab cf 9e  bc d6 60 65
      DEC 1024 HEX  400:  bd f0 32 4e  60 83 dc c6  d3 ce dd 3c  a8 c5 3c 16
      DEC 1520 HEX  5f0:  b4 01 10 c4  19 0b 56 22  a9 61 16 b0  01 7e d2 97
      DEC 1536 HEX  600:  ff a0 b5 14  64 7e c0 4f  63 06 b8 92  ae 66 11 81
      DEC 2032 HEX  7f0:  d0 3d 1b c0  3c d3 3d 70  df f9 fa 5d  71 96 3e bd
      DEC 2048 HEX  800:  8a 44 12 64  11 ea a7 8b  d5 1e 8d 87  a8 87 9b f5
      DEC 3056 HEX  bf0:  fa be b7 60  28 ad e2 d0  e4 87 22 e4  6c 46 15 a3
      DEC 3072 HEX  c00:  c0 5d 88 ab  d5 03 57 f9  35 a6 3c 59  ee 53 76 23
      DEC 4080 HEX  ff0:  ff 38 26 5c  16 42 c1 ab  e8 d3 c2 fe  5e 57 2b f8
      DEC 4096 HEX 1000:  a3 6a 4c 30  1a e8 ac 13  61 0c cb c1  22 56 ca cc`,
  },
  {
    key: '1ada31d5cf688221c109163908ebe51debb46227c6cc8b37641910833222772a',
    keystream: `
      DEC    0 HEX    0:  dd 5b cb 00  18 e9 22 d4  94 75 9d 7c  39 5d 02 d3
      DEC   16 HEX   10:  c8 44 6f 8f  77 ab f7 37  68 53 53 eb  89 a1 c9 eb
      DEC  240 HEX   f0:  af 3e 30 f9  c0 95 04 59  38 15 15 75  c3 fb 90 98
      DEC  256 HEX  100:  f8 cb 62 74  db 99 b8 0b  1d 20 12 a9  8e d4 8f 0e
      DEC  496 HEX  1f0:  25 c3 00 5a  1c b8 5d e0  76 25 98 39  ab 71 98 ab
      DEC  512 HEX  200:  9d cb c1 83  e8 cb 99 4b  72 7b 75 be  31 80 76 9c
      DEC  752 HEX  2f0:  a1 d3 07 8d  fa 91 69 50  3e d9 d4 49  1d ee 4e b2
      DEC  768 HEX  300:  85 14 a5 49  58 58 09 6f  59 6e 4b cd  66 b1 06 65
      DEC 1008 HEX  3f0:  5f 40 d5 9e  c1 b0 3b 33  73 8e fa 60  b2 25 5d 31
      DEC 1024 HEX  400:  34 77 c7 f7  64 a4 1b ac  ef f9 0b f1  4f 92 b7 cc
      DEC 1520 HEX  5f0:  ac 4e 95 36  8d 99 b9 eb  78 b8 da 8f  81 ff a7 95
      DEC 1536 HEX  600:  8c 3c 13 f8  c2 38 8b b7  3f 38 57 6e  65 b7 c4 46
      DEC 2032 HEX  7f0:  13 c4 b9 c1  df b6 65 79  ed dd 8a 28  0b 9f 73 16
      DEC 2048 HEX  800:  dd d2 78 20  55 01 26 69  8e fa ad c6  4b 64 f6 6e
      DEC 3056 HEX  bf0:  f0 8f 2e 66  d2 8e d1 43  f3 a2 37 cf  9d e7 35 59
      DEC 3072 HEX  c00:  9e a3 6c 52  55 31 b8 80  ba 12 43 34  f5 7b 0b 70
      DEC 4080 HEX  ff0:  d5 a3 9e 3d  fc c5 02 80  ba c4 a6 b5  aa 0d ca 7d
      DEC 4096 HEX 1000:  37 0b 1c 1f  e6 55 91 6d  97 fd 0d 47  ca 1d 72 b8`,
  },
];

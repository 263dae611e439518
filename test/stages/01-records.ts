// Checks of stage 01: records, handshake messages across records, alerts.
import { concatBytes } from '@noble/hashes/utils.js';
import { defineStage } from '../../kit/check/define.js';
import type { SeededRandom } from '../../kit/check/random.js';
import { amazon2009 as amazon, amazonWire } from '../../kit/sessions/amazon-2009.js';
import { hex } from '../../kit/sessions/literals.js';
import { tls12EcdheGcm as tls12, tls12EcdheGcmWire } from '../../kit/sessions/tls12-ecdhe-gcm.js';
import { toytlsGoogle2012 as toytls } from '../../kit/sessions/toytls-google-2012.js';
import type { WireRecord } from '../../kit/sessions/wire.js';
import { decodeAll, type Field } from '../../lib/codec.js';
import { encodeHandshake, type HandshakeMessage } from '../../lib/handshake-message.js';
import {
  type Alert,
  decodeRecord,
  encodeRecord,
  joinHandshake,
  MAX_CIPHERTEXT,
  MAX_PLAINTEXT,
  splitHandshake,
  type TLSRecord,
} from '../../lib/records.js';
import { ContentType, HandshakeType } from '../../lib/registry.js';

// --- Material ----------------------------------------------------------------
const none = new Uint8Array();

/** A record by hand, so that the checks do not lean on the code they judge. */
const wireOf = (type: number, version: number, fragment: Uint8Array) =>
  concatBytes(
    Uint8Array.of(type, version >> 8, version & 0xff, fragment.length >> 8, fragment.length & 0xff),
    fragment,
  );
const sent = (wire: readonly WireRecord[], direction: WireRecord['direction']) =>
  concatBytes(...wire.filter((part) => part.direction === direction).map((part) => part.bytes));
/** A message with its header, by hand. */
const byHand = ({ msgType, body }: HandshakeMessage) =>
  concatBytes(Uint8Array.of(msgType, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff), body);
/** A message from its wire bytes: the type, and what follows the header. */
const message = (bytes: Uint8Array): HandshakeMessage => ({
  msgType: bytes[0] as number,
  body: bytes.subarray(4),
});

const amazonFlight = [amazon.serverHello, amazon.certificateMessage, amazon.serverHelloDone];
const tls12Flight = [
  tls12.serverHello,
  tls12.certificateMessage,
  tls12.serverKeyExchange,
  tls12.serverHelloDone,
];

const randomRecord = (random: SeededRandom, length = 1 + random.integer(300)): TLSRecord => ({
  type: random.pick(Object.values(ContentType)),
  version: random.pick([0x0301, 0x0302, 0x0303]),
  fragment: random.bytes(length),
});
const randomMessage = (random: SeededRandom, length = 1 + random.integer(60)): HandshakeMessage => ({
  msgType: random.pick(Object.values(HandshakeType)),
  body: random.bytes(length),
});
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

function recordFields(bytes: Uint8Array): Field[] {
  const trace: Field[] = [];
  decodeAll(
    bytes,
    'TLSPlaintext',
    (r) => [r.uint8('type'), r.uint16('version'), r.vector(2, 'fragment')],
    trace,
  );
  return trace;
}

// --- Wrong turns ---------------------------------------------------------------
type Decoded = { record: TLSRecord; length: number };
/** Where the mistaken code has no answer of its own. */
const elsewhere = () => {
  throw new Error('the mistake does not show here');
};
const whole = (buffer: Uint8Array, limit: number): Decoded => decodeRecord(buffer, limit) ?? elsewhere();
/** The right answer, changed where there is a record. */
const edited = (buffer: Uint8Array, limit: number, edit: (found: Decoded) => Decoded) => {
  const found = decodeRecord(buffer, limit);
  return found && edit(found);
};
const announced = (buffer: Uint8Array) => (buffer[3] as number) * 256 + (buffer[4] as number);
const withBytes = (bytes: Uint8Array, at: number, ...values: number[]) => {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
};
const swappedAt = (bytes: Uint8Array, at: number) =>
  withBytes(bytes, at, bytes[at + 1] as number, bytes[at] as number);
const cut = (bytes: Uint8Array, limit: number) =>
  times(Math.ceil(bytes.length / limit), (i) => bytes.slice(i * limit, (i + 1) * limit));

/** The buffer with one byte of its header changed, where that byte has arrived. */
const ofHeader = (buffer: Uint8Array, at: number, value: number) =>
  buffer.length > at ? withBytes(buffer, at, value) : buffer;
const ofAnyType = (buffer: Uint8Array, limit: number) =>
  edited(ofHeader(buffer, 0, 22), limit, ({ record, length }) => ({
    record: { ...record, type: buffer[0] as number },
    length,
  }));

const decodeRecordMistakes = [
  {
    name: 'record length read little-endian',
    says: 'The length is read with its low byte first; numbers in TLS are big-endian, so the byte at offset 3 is the high one.',
    wrong: (buffer: Uint8Array, limit: number) => whole(swappedAt(buffer, 3), limit),
  },
  {
    name: 'record length taken to count the header',
    says: 'The length field is read as if it counted the 5 bytes of the header; it counts the fragment alone, so these fragments end 5 bytes early.',
    wrong: (buffer: Uint8Array, limit: number) =>
      edited(buffer, limit, ({ record }) => {
        const length = record.fragment.length;
        return { record: { ...record, fragment: buffer.subarray(5, length) }, length };
      }),
  },
  {
    name: 'version read with its bytes swapped',
    says: 'The version has its two bytes swapped: TLS 1.0 is 0x0301, bytes 03 01, though one of the sources says 0x0103.',
    wrong: (buffer: Uint8Array, limit: number) =>
      edited(buffer, limit, ({ record, length }) => ({
        record: { ...record, version: (record.version >> 8) | ((record.version & 0xff) << 8) },
        length,
      })),
  },
  {
    name: 'bytes taken returned without the header',
    says: 'The returned length leaves out the header: it says how far to move on in the buffer, so it is 5 more than the fragment has.',
    wrong: (buffer: Uint8Array, limit: number) =>
      edited(buffer, limit, ({ record }) => ({ record, length: record.fragment.length })),
  },
  {
    name: 'header left in the fragment',
    says: 'The fragment still has the 5 bytes of the header in front; it begins behind them.',
    wrong: (buffer: Uint8Array, limit: number) =>
      edited(buffer, limit, ({ record, length }) => ({
        record: { ...record, fragment: buffer.subarray(0, length) },
        length,
      })),
  },
  {
    name: 'everything that arrived taken as the fragment',
    says: 'The fragment goes on to the end of the buffer; it ends where the length field says, and what follows belongs to the next record.',
    wrong: (buffer: Uint8Array, limit: number) =>
      edited(buffer, limit, ({ record }) => ({
        record: { ...record, fragment: buffer.subarray(5) },
        length: buffer.length,
      })),
  },
  {
    name: 'incomplete record answered with a short fragment',
    says: 'The record is not all there yet, and subarray gives what there is without complaint; compare the length with what has arrived, and return undefined until the record is whole.',
    wrong: (buffer: Uint8Array, limit: number) => {
      const found = decodeRecord(buffer, limit);
      if (found || buffer.length < 5) return found;
      const [type, major, minor] = buffer as unknown as [number, number, number];
      const length = 5 + announced(buffer);
      return { record: { type, version: major * 256 + minor, fragment: buffer.subarray(5, length) }, length };
    },
  },
  {
    name: 'limit off by one',
    says: 'A fragment of one byte more than the limit passes: the limit itself is the longest that is allowed.',
    wrong: (buffer: Uint8Array, limit: number) => decodeRecord(buffer, limit + 1),
  },
  {
    name: 'record awaited before it is refused',
    says: 'The header already says that the fragment is too long, and this waits for all of it; judge the header before you ask whether the fragment is there.',
    wrong: (buffer: Uint8Array, limit: number) =>
      buffer.length < 5 + announced(buffer) ? undefined : decodeRecord(buffer, limit),
  },
  {
    name: 'limit ignored',
    says: 'The length is not compared with the limit.',
    wrong: (buffer: Uint8Array) => decodeRecord(buffer, 0xffff),
  },
  {
    name: 'alert taken for type 0x21',
    says: 'Type 33 (0x21) passes for an alert: one of the sources says 0x21, but the number is 21 in decimal, 0x15.',
    wrong: (buffer: Uint8Array, limit: number) =>
      buffer[0] === 0x21 ? ofAnyType(buffer, limit) : decodeRecord(buffer, limit),
  },
  {
    name: 'any record type accepted',
    says: 'The type is not checked: TLS has the types 20 to 23.',
    wrong: (buffer: Uint8Array, limit: number) => ofAnyType(buffer, limit),
  },
  {
    name: 'any record version accepted',
    says: 'The version is not checked: its first byte is 3 in every version from SSL 3.0 to TLS 1.3.',
    wrong: (buffer: Uint8Array, limit: number) =>
      edited(ofHeader(buffer, 1, 3), limit, ({ record, length }) => {
        const version = (buffer[1] as number) * 256 + (buffer[2] as number);
        return { record: { ...record, version }, length };
      }),
  },
].map((mistake) => ({ ...mistake, function: 'decodeRecord' as const }));

const encodeRecordMistakes = [
  {
    name: 'record length written little-endian',
    says: 'The length is written with its low byte first; numbers in TLS are big-endian.',
    wrong: (record: TLSRecord) => swappedAt(encodeRecord(record), 3),
  },
  {
    name: 'record length written with the header counted',
    says: 'The length field counts the 5 bytes of the header; it counts the fragment alone.',
    wrong: (record: TLSRecord) => {
      const length = record.fragment.length + 5;
      return withBytes(encodeRecord(record), 3, length >> 8, length & 0xff);
    },
  },
  {
    name: 'version written with its bytes swapped',
    says: 'The version goes out with its two bytes swapped: TLS 1.0 is 0x0301, bytes 03 01, though one of the sources says 0x0103.',
    wrong: (record: TLSRecord) => swappedAt(encodeRecord(record), 1),
  },
  {
    name: 'record type missing',
    says: 'The record begins with the version; its type, one byte, comes before that.',
    wrong: (record: TLSRecord) => encodeRecord(record).slice(1),
  },
  {
    name: 'record length written as one byte',
    says: 'The length of the fragment is written as one byte; it takes two, even where the first is 0.',
    wrong: (record: TLSRecord) => {
      const bytes = encodeRecord(record);
      return concatBytes(bytes.subarray(0, 3), bytes.subarray(4));
    },
  },
].map((mistake) => ({ ...mistake, function: 'encodeRecord' as const }));

type Messages = readonly HandshakeMessage[];
const splitMistakes = [
  {
    name: 'each message split on its own',
    says: 'Fragments end where messages end, as if records respected messages; join all messages to one stream first, and cut that.',
    wrong: (messages: Messages, limit: number) => messages.flatMap((one) => splitHandshake([one], limit)),
  },
  {
    name: 'one fragment for each message, whatever its length',
    says: 'Each message became one fragment, also those that are longer than the limit; join all messages first, then cut.',
    wrong: (messages: Messages) => messages.map(encodeHandshake),
  },
  {
    name: 'messages not cut at all',
    says: 'All messages are in one fragment that is longer than the limit; cut it.',
    wrong: (messages: Messages) => splitHandshake(messages, 2 ** 24),
  },
  {
    name: 'message headers left out',
    says: 'The bodies go out without their headers; before each body come the type (1 byte) and the length of the body (3 bytes).',
    wrong: (messages: Messages, limit: number) =>
      cut(concatBytes(...messages.map(({ body }) => body)), limit),
  },
  {
    name: 'message length with its header counted',
    says: "A message's length field counts the 4 bytes of its header; it counts the body alone.",
    wrong: (messages: Messages, limit: number) =>
      cut(
        concatBytes(
          ...messages.map((one) => {
            const length = one.body.length + 4;
            return withBytes(encodeHandshake(one), 1, length >> 16, (length >> 8) & 0xff, length & 0xff);
          }),
        ),
        limit,
      ),
  },
  {
    name: 'message length written in 16 bits',
    says: "A message's length takes three bytes, and two are written; only a record's length has two.",
    wrong: (messages: Messages, limit: number) =>
      cut(
        concatBytes(
          ...messages.map((one) => concatBytes(Uint8Array.of(one.msgType), encodeHandshake(one).subarray(2))),
        ),
        limit,
      ),
  },
  {
    name: 'record header counted in the limit',
    says: 'The fragments are 5 bytes shorter than they may be; the limit is that of the fragment, and the record header does not count.',
    wrong: (messages: Messages, limit: number) =>
      limit > 5 ? splitHandshake(messages, limit - 5) : elsewhere(),
  },
  {
    name: 'last fragment lost',
    says: 'The last fragment is missing: the bytes left over after the full ones go out too.',
    wrong: (messages: Messages, limit: number) =>
      splitHandshake(messages, limit).filter(({ length }) => length === limit),
  },
].map((mistake) => ({ ...mistake, function: 'splitHandshake' as const }));

type Joined = ReturnType<typeof joinHandshake>;
/** The right answer, changed where the header of an incomplete message is there. */
const joinedWith = (buffer: Uint8Array, edit: (joined: Joined, short: HandshakeMessage) => Joined) => {
  const joined = joinHandshake(buffer);
  return joined.rest.length < 4 ? joined : edit(joined, message(joined.rest));
};
const joinMistakes = [
  {
    name: 'only the first message read',
    says: 'Only the first message is read; a record may hold several, so go on while a whole one is there.',
    wrong: (buffer: Uint8Array) => {
      const [first] = joinHandshake(buffer).messages;
      return first ? { messages: [first], rest: buffer.subarray(4 + first.body.length) } : elsewhere();
    },
  },
  {
    name: 'last whole message left in the rest',
    says: 'A message that ends exactly where the buffer ends is whole, and it was left in the rest.',
    wrong: (buffer: Uint8Array) => {
      const { messages, rest } = joinHandshake(buffer);
      const last = messages.at(-1);
      if (rest.length > 0 || !last) return elsewhere();
      return { messages: messages.slice(0, -1), rest: buffer.subarray(-4 - last.body.length) };
    },
  },
  {
    name: 'incomplete message given out short',
    says: 'The last message is not all there yet and was given out all the same; its bytes, header and all, are the rest.',
    wrong: (buffer: Uint8Array) =>
      joinedWith(buffer, ({ messages }, short) => ({ messages: [...messages, short], rest: none })),
  },
  {
    name: 'rest without its header',
    says: 'The rest begins behind the header of the incomplete message; keep the header, or nobody can tell later what the bytes are.',
    wrong: (buffer: Uint8Array) =>
      joinedWith(buffer, ({ messages }, short) => ({ messages, rest: short.body })),
  },
  {
    name: 'rest dropped',
    says: 'The bytes of the incomplete message are dropped; return them as the rest, for the next record brings its other half.',
    wrong: (buffer: Uint8Array) => ({ ...joinHandshake(buffer), rest: none }),
  },
  {
    name: 'nothing given out until everything is whole',
    says: 'One incomplete message at the end holds back the whole ones before it; give those out, and keep the rest.',
    wrong: (buffer: Uint8Array) =>
      joinHandshake(buffer).rest.length > 0 ? { messages: [], rest: buffer } : joinHandshake(buffer),
  },
  {
    name: 'message header left in the body',
    says: 'The body still has the 4 bytes of the message header in front.',
    wrong: (buffer: Uint8Array) => {
      const { messages, rest } = joinHandshake(buffer);
      return { messages: messages.map((one) => ({ ...one, body: encodeHandshake(one) })), rest };
    },
  },
  {
    name: 'message length read in 16 bits',
    says: "A message's length has three bytes, and the first is ignored; a message of 65536 bytes or more then falls apart.",
    wrong: (buffer: Uint8Array) => {
      joinHandshake(buffer); // it refuses what must be refused
      const messages: HandshakeMessage[] = [];
      let start = 0;
      while (buffer.length - start >= 4) {
        const end = start + 4 + (buffer[start + 2] as number) * 256 + (buffer[start + 3] as number);
        if (end > buffer.length) break;
        messages.push(message(buffer.subarray(start, end)));
        start = end;
      }
      return { messages, rest: buffer.subarray(start) };
    },
  },
  {
    name: 'any message length awaited',
    says: 'A message that announces more than 2^17 bytes is waited for: a peer could make us collect 16 MiB.',
    wrong: (buffer: Uint8Array) =>
      (buffer[1] ?? 0) >= 2 ? { messages: [], rest: buffer } : joinHandshake(buffer),
  },
  {
    name: 'any message type accepted',
    says: "The message's type is not checked.",
    wrong: (buffer: Uint8Array) => {
      const { messages, rest } = joinHandshake(ofHeader(buffer, 0, 1));
      return { messages: messages.map((one, i) => (i === 0 ? { ...one, msgType: buffer[0] } : one)), rest };
    },
  },
].map((mistake) => ({ ...mistake, function: 'joinHandshake' as const }));

const alertMistakes = [
  {
    function: 'decodeAlert' as const,
    name: 'level and description read the wrong way round',
    says: 'Level and description are swapped; the level is the first byte.',
    wrong: ([first, second]: Uint8Array) => ({ level: second, description: first }),
  },
  {
    function: 'decodeAlert' as const,
    name: 'alert of another length accepted',
    says: 'An alert is exactly two bytes; what is shorter or longer is none.',
    wrong: ([level, description]: Uint8Array) => ({ level, description }),
  },
  {
    function: 'encodeAlert' as const,
    name: 'level and description written the wrong way round',
    says: 'Level and description are swapped; the level goes out first.',
    wrong: ({ level, description }: Alert) => Uint8Array.of(description, level),
  },
  {
    function: 'encodeAlert' as const,
    name: 'alert level missing',
    says: 'Only the description goes out; the level comes before it.',
    wrong: ({ description }: Alert) => Uint8Array.of(description),
  },
  {
    function: 'encodeAlert' as const,
    name: 'description written in two bytes',
    says: 'The description takes two bytes here; AlertDescription goes up to 255, so it is one byte.',
    wrong: ({ level, description }: Alert) => Uint8Array.of(level, 0, description),
  },
];

// --- Checks --------------------------------------------------------------------
/** Decodes record after record of a stream, given what each holds. */
function streamCases(stream: Uint8Array, limit: number, records: readonly TLSRecord[]) {
  let at = 0;
  return records.map((record) => {
    const args = [stream.subarray(at), limit];
    at += 5 + record.fragment.length;
    return { args, expected: { record, length: 5 + record.fragment.length } };
  });
}
const amazonClientWire = amazonWire().filter(({ direction }) => direction === 'client');
const handshake = (version: number, fragment: Uint8Array): TLSRecord => ({ type: 22, version, fragment });
const changeCipherSpec = (version: number): TLSRecord => ({ type: 20, version, fragment: hex`01` });
const amazonClient = [
  handshake(0x0301, amazon.clientHello),
  handshake(0x0301, amazon.clientKeyExchange),
  changeCipherSpec(0x0301),
  handshake(0x0301, amazon.clientFinishedEncrypted),
  { type: 23, version: 0x0301, fragment: amazon.clientApplicationData },
];
// Our client's first record says TLS 1.0, since no version is agreed yet.
const tls12Client = [
  handshake(0x0301, tls12.clientHello),
  handshake(0x0303, tls12.clientKeyExchange),
  changeCipherSpec(0x0303),
  handshake(0x0303, tls12.clientFinishedFragment),
  { type: 23, version: 0x0303, fragment: tls12.clientDataFragment },
  { type: 21, version: 0x0303, fragment: tls12.clientAlertFragment },
];
/** Two length bytes that differ, with the buffer long enough for either reading. */
const twoByteLength = (random: SeededRandom) => {
  const high = 1 + random.integer(3);
  return high * 256 + high + 1 + random.integer(4);
};

export const stage = defineStage('01-records', {
  mistakes: [
    ...decodeRecordMistakes,
    ...encodeRecordMistakes,
    ...splitMistakes,
    ...joinMistakes,
    ...alertMistakes,
  ],
  checks: [
    {
      function: 'decodeRecord',
      name: 'decodeRecord: what Firefox sent to Amazon in 2009, and the ClientHello of toytls',
      points: 8,
      cases: () => [
        ...streamCases(sent(amazonWire(), 'client'), MAX_CIPHERTEXT, amazonClient),
        ...streamCases(toytls.clientHelloRecord, MAX_PLAINTEXT, [
          handshake(0x0302, toytls.clientHelloRecord.subarray(5)),
        ]),
      ],
    },
    {
      function: 'decodeRecord',
      name: 'decodeRecord: our own client in TLS 1.2',
      points: 5,
      cases: () => streamCases(sent(tls12EcdheGcmWire, 'client'), MAX_CIPHERTEXT, tls12Client),
    },
    {
      function: 'decodeRecord',
      name: 'decodeRecord: random records with more behind them',
      points: 6,
      cases: ({ random }) =>
        times(6, () => {
          const record = randomRecord(random, twoByteLength(random));
          const buffer = concatBytes(
            wireOf(record.type, record.version, record.fragment),
            random.bytes(2300),
          );
          return { args: [buffer, MAX_PLAINTEXT], expected: { record, length: 5 + record.fragment.length } };
        }),
    },
    {
      function: 'decodeRecord',
      name: 'decodeRecord: incomplete records, an empty one, and the longest',
      points: 5,
      cases: ({ random }) => {
        const record = randomRecord(random, 40);
        const bytes = wireOf(record.type, record.version, record.fragment);
        const longest = randomRecord(random, 64);
        const empty = { type: 23, version: 0x0302, fragment: none };
        return [
          { args: [bytes, MAX_PLAINTEXT], expected: { record, length: 45 }, about: 'a whole record' },
          { args: [bytes.subarray(0, 44), MAX_PLAINTEXT], expected: undefined, about: 'one byte is missing' },
          {
            args: [bytes.subarray(0, 5), MAX_PLAINTEXT],
            expected: undefined,
            about: 'only the header is here',
          },
          {
            args: [bytes.subarray(0, 4), MAX_PLAINTEXT],
            expected: undefined,
            about: 'half the header is here',
          },
          { args: [none, MAX_PLAINTEXT], expected: undefined, about: 'nothing is here yet' },
          {
            args: [wireOf(23, 0x0302, none), MAX_PLAINTEXT],
            expected: { record: empty, length: 5 },
            about: 'a record with an empty fragment, which is allowed',
          },
          {
            args: [wireOf(longest.type, longest.version, longest.fragment), 64],
            expected: { record: longest, length: 69 },
            about: 'a fragment of exactly the limit, which is allowed',
          },
        ];
      },
    },
    {
      function: 'decodeRecord',
      name: 'decodeRecord: refuses unknown types, other protocols and overlong fragments',
      points: 6,
      cases: ({ random }) => {
        const record = { ...randomRecord(random, 20), type: 22 };
        const bad = (type: number, version: number) => [
          wireOf(type, version, record.fragment),
          MAX_PLAINTEXT,
        ];
        const tooLong = (length: number) => wireOf(22, 0x0303, new Uint8Array(length));
        return [
          { args: bad(22, record.version), expected: { record, length: 25 } },
          ...[random.integer(20), 24 + random.integer(9), 34 + random.integer(200), 0x21].map((type) => ({
            args: bad(type, 0x0303),
            refuses: ['unexpected_message'] as const,
            because: `there is no record type ${type}`,
          })),
          ...[0x0200, 0x0103, 0x4854].map((version) => ({
            args: bad(22, version),
            refuses: ['protocol_version'] as const,
            because: `version bytes ${version >> 8} and ${version & 0xff} are not TLS`,
          })),
          ...[random.integer(1000) + 2000, 1].map((more) => ({
            args: [tooLong(MAX_PLAINTEXT + more), MAX_PLAINTEXT],
            refuses: ['record_overflow'] as const,
            because: `the fragment is longer than the limit by ${more}`,
          })),
          {
            args: [tooLong(MAX_CIPHERTEXT + 300).subarray(0, 5), MAX_CIPHERTEXT],
            refuses: ['record_overflow'] as const,
            because: 'the header announces a fragment over the limit, and the rest need not arrive',
          },
        ];
      },
    },
    {
      function: 'encodeRecord',
      name: 'encodeRecord: what Firefox sent to Amazon in 2009',
      points: 5,
      fields: recordFields,
      cases: () => [
        ...amazonClient.map((record, i) => ({ args: [record], expected: amazonClientWire[i]?.bytes })),
        {
          args: [handshake(0x0301, concatBytes(...amazonFlight))],
          expected: concatBytes(amazon.recordHeaderServerFlight, ...amazonFlight),
          about: "Amazon's first flight",
        },
      ],
    },
    {
      function: 'encodeRecord',
      name: 'encodeRecord: what OpenSSL sent in TLS 1.2',
      points: 4,
      fields: recordFields,
      cases: () =>
        tls12Flight.map((fragment, i) => ({
          args: [handshake(0x0303, fragment)],
          expected: concatBytes(tls12.serverRecordHeaders.subarray(5 * i, 5 * i + 5), fragment),
        })),
    },
    {
      function: 'encodeRecord',
      name: 'encodeRecord: random records',
      points: 5,
      fields: recordFields,
      cases: ({ random }) => [
        ...times(6, () => {
          const record = randomRecord(random, twoByteLength(random));
          return { args: [record], expected: wireOf(record.type, record.version, record.fragment) };
        }),
        {
          args: [{ type: 23, version: 0x0301, fragment: none }],
          expected: hex`17 0301 0000`,
          about: 'empty',
        },
      ],
    },
    {
      function: 'splitHandshake',
      name: "splitHandshake: Amazon's first flight in one record, and in small ones",
      points: 6,
      cases: () => {
        const flight = concatBytes(...amazonFlight);
        const messages = amazonFlight.map(message);
        return [
          { args: [messages, MAX_PLAINTEXT], expected: [flight], about: 'one record takes it all' },
          { args: [messages, 1000], expected: cut(flight, 1000), about: 'records of 1000 bytes' },
          { args: [messages, 1273], expected: cut(flight, 1273), about: 'the flight fills two records' },
        ];
      },
    },
    {
      function: 'splitHandshake',
      name: "splitHandshake: OpenSSL's first flight in TLS 1.2",
      points: 4,
      cases: () => [
        ...tls12Flight.map((bytes) => ({ args: [[message(bytes)], MAX_PLAINTEXT], expected: [bytes] })),
        { args: [tls12Flight.map(message), 512], expected: cut(concatBytes(...tls12Flight), 512) },
      ],
    },
    {
      function: 'splitHandshake',
      name: 'splitHandshake: random messages and limits',
      points: 8,
      cases: ({ random }) => [
        ...times(6, () => {
          const limit = 16 + random.integer(30);
          const messages = [
            randomMessage(random, limit + 3),
            ...times(1 + random.integer(4), () => randomMessage(random)),
          ];
          return { args: [messages, limit], expected: cut(concatBytes(...messages.map(byHand)), limit) };
        }),
        { args: [[], MAX_PLAINTEXT], expected: [], about: 'no messages' },
      ],
    },
    {
      function: 'joinHandshake',
      name: "joinHandshake: Amazon's first flight, whole and cut",
      points: 6,
      cases: () => {
        const flight = concatBytes(...amazonFlight);
        const messages = amazonFlight.map(message);
        return [
          { args: [flight], expected: { messages, rest: none }, about: 'the whole flight' },
          {
            args: [flight.subarray(0, 1000)],
            expected: { messages: messages.slice(0, 1), rest: flight.subarray(74, 1000) },
            about: 'the first 1000 bytes',
          },
        ];
      },
    },
    {
      function: 'joinHandshake',
      name: "joinHandshake: OpenSSL's first flight in TLS 1.2",
      points: 4,
      cases: () => [
        {
          args: [concatBytes(...tls12Flight)],
          expected: { messages: tls12Flight.map(message), rest: none },
        },
        { args: [tls12.serverHello], expected: { messages: [message(tls12.serverHello)], rest: none } },
      ],
    },
    {
      function: 'joinHandshake',
      name: 'joinHandshake: random messages with half a message behind',
      points: 6,
      cases: ({ random }) => {
        const messages = () => times(3 + random.integer(3), () => randomMessage(random));
        return [
          ...times(6, (i) => {
            const list = messages();
            const half = byHand(randomMessage(random, 40));
            const rest =
              i % 3 === 0
                ? none
                : half.slice(0, i % 3 === 1 ? 5 + random.integer(39) : 1 + random.integer(3));
            return { args: [concatBytes(...list.map(byHand), rest)], expected: { messages: list, rest } };
          }),
          { args: [none], expected: { messages: [], rest: none }, about: 'an empty buffer' },
        ];
      },
    },
    {
      function: 'joinHandshake',
      name: 'joinHandshake: a message of more than 65535 bytes',
      points: 3,
      cases: ({ random }) =>
        times(2, () => {
          // The body looks like messages itself, for those who take it for some.
          const fill = random.pick([1, 2]);
          const long = { msgType: 11, body: new Uint8Array(65536 + 300 + random.integer(500)).fill(fill) };
          const next = randomMessage(random);
          return {
            args: [concatBytes(byHand(long), byHand(next))],
            expected: { messages: [long, next], rest: none },
          };
        }),
    },
    {
      function: 'joinHandshake',
      name: 'joinHandshake: refuses unknown messages and overlong ones',
      points: 5,
      cases: ({ random }) => {
        const good = randomMessage(random);
        const longest = concatBytes(hex`0b 020000`, random.bytes(9));
        return [
          { args: [byHand(good)], expected: { messages: [good], rest: none } },
          {
            args: [longest],
            expected: { messages: [], rest: longest },
            about: 'the beginning of a message of exactly 2^17 bytes',
          },
          {
            args: [byHand({ ...good, msgType: 0x63 + random.integer(100) })],
            refuses: ['unexpected_message'] as const,
            because: 'there is no message of that type',
          },
          ...[hex`0b 020001`, hex`0b ffffff`].map((header) => ({
            args: [concatBytes(header, random.bytes(9))],
            refuses: ['illegal_parameter'] as const,
            because: 'its header announces more than 2^17 bytes',
          })),
        ];
      },
    },
    {
      function: 'decodeAlert',
      name: 'decodeAlert: alerts of RFC 5246 7.2 and random numbers',
      points: 4,
      cases: ({ random }) => [
        { args: [hex`01 00`], expected: { level: 1, description: 0 }, about: 'close_notify' },
        { args: [hex`02 28`], expected: { level: 2, description: 40 }, about: 'handshake_failure' },
        ...times(4, () => {
          const description = 3 + random.integer(253);
          return { args: [Uint8Array.of(2, description)], expected: { level: 2, description } };
        }),
      ],
    },
    {
      function: 'decodeAlert',
      name: 'decodeAlert: refuses anything but two bytes',
      points: 4,
      cases: ({ random }) => [
        { args: [hex`02 14`], expected: { level: 2, description: 20 } },
        ...[random.bytes(3), random.bytes(1), none].map((bytes) => ({
          args: [bytes],
          refuses: ['decode_error'] as const,
          because: `an alert has 2 bytes, and here are ${bytes.length}`,
        })),
      ],
    },
    {
      function: 'encodeAlert',
      name: 'encodeAlert: alerts of RFC 5246 7.2 and random numbers',
      points: 6,
      cases: ({ random }) => [
        { args: [{ level: 1, description: 0 }], expected: hex`01 00`, about: 'close_notify' },
        { args: [{ level: 2, description: 40 }], expected: hex`02 28`, about: 'handshake_failure' },
        ...times(4, () => {
          const description = 3 + random.integer(253);
          return { args: [{ level: 2, description }], expected: Uint8Array.of(2, description) };
        }),
      ],
    },
  ],
});

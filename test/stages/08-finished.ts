// Stage 08: the transcript hash, what to ask of the PRF for verify_data, and the comparison.
import { createHash } from 'node:crypto';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import type { Mistake } from '../../kit/check/check.js';
import { type Case, type CheckDefinition, defineStage, type ValueCase } from '../../kit/check/define.js';
import type { SeededRandom } from '../../kit/check/random.js';
import { amazon2009 } from '../../kit/sessions/amazon-2009.js';
import { tls12EcdheGcm } from '../../kit/sessions/tls12-ecdhe-gcm.js';
import { TlsError } from '../../lib/errors.js';
import { transcriptHash, verifyDataInput } from '../../lib/finished.js';
import { encodeHandshake, type HandshakeMessage } from '../../lib/handshake-message.js';
import { hashes } from '../../lib/hashes.js';
import type { PrfInput } from '../../lib/prf.js';
import { joinHandshake } from '../../lib/records.js';
import { ContentType, HandshakeType, TLS10, TLS11, TLS12 } from '../../lib/registry.js';
import type { PrfHash } from '../../lib/suites.js';
import { Writer } from '../../lib/writer.js';

type Row<Args extends unknown[]> = readonly [name: string, says: string, wrong: (...args: Args) => unknown];
type Messages = readonly HandshakeMessage[];

// --- The messages of the two sessions, and random ones ------------------------------------------------------

const amazonMessages: Messages = joinHandshake(
  concatBytes(
    amazon2009.clientHello,
    amazon2009.serverHello,
    amazon2009.certificateMessage,
    amazon2009.serverHelloDone,
    amazon2009.clientKeyExchange,
  ),
).messages;
const tls12Messages: Messages = joinHandshake(
  concatBytes(
    tls12EcdheGcm.clientHello,
    tls12EcdheGcm.serverHello,
    tls12EcdheGcm.certificateMessage,
    tls12EcdheGcm.serverKeyExchange,
    tls12EcdheGcm.serverHelloDone,
    tls12EcdheGcm.clientKeyExchange,
  ),
).messages;
const finished = (body: Uint8Array): HandshakeMessage => ({ msgType: HandshakeType.finished, body });

/** The messages of a handshake that never was, with bodies of random length, up to ClientKeyExchange. */
function randomMessages(random: SeededRandom): HandshakeMessage[] {
  const types = [
    HandshakeType.client_hello,
    HandshakeType.server_hello,
    HandshakeType.certificate,
    ...random.pick([[], [HandshakeType.server_key_exchange]]),
    HandshakeType.server_hello_done,
    HandshakeType.client_key_exchange,
  ];
  return types.map((msgType) => {
    const length = msgType === HandshakeType.server_hello_done ? 0 : 40 + random.integer(300);
    return { msgType, body: random.bytes(length) };
  });
}

/** An oracle: the header written out, and node:crypto's hashes. */
function oracle(version: number, prfHash: PrfHash, messages: Messages): Uint8Array {
  const digest = (name: string) => {
    const hash = createHash(name);
    for (const { msgType, body } of messages)
      hash
        .update(Uint8Array.of(msgType, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff))
        .update(body);
    return new Uint8Array(hash.digest());
  };
  return version < TLS12 ? concatBytes(digest('md5'), digest('sha1')) : digest(prfHash.replace('-', ''));
}

// --- transcriptHash -----------------------------------------------------------------------------------------

type HashArgs = [version: number, prfHash: PrfHash, messages: Messages];

/** The right hashes of wrong bytes. */
const hashOf = (version: number, prfHash: PrfHash, ...parts: Uint8Array[]) =>
  version < TLS12 ? md5Sha1(parts) : hashes[prfHash].digest(...parts);
const md5Sha1 = (parts: Uint8Array[]) =>
  concatBytes(hashes.MD5.digest(...parts), hashes['SHA-1'].digest(...parts));
const encoded = (messages: Messages) => messages.map(encodeHandshake);
/** The other half of MD5 and SHA-1 only makes sense before TLS 1.2; in it such code is right. */
const before12 =
  (wrong: (parts: Uint8Array[]) => Uint8Array) =>
  (...[version, prfHash, messages]: HashArgs) =>
    version < TLS12 ? wrong(encoded(messages)) : transcriptHash(version, prfHash, messages);
/** The transcript with something in the place of ChangeCipherSpec: before the first Finished, or at the end. */
const atChangeCipherSpec = (messages: Messages, extra: Uint8Array) => {
  const at = messages.findIndex(({ msgType }) => msgType === HandshakeType.finished);
  const parts = encoded(messages);
  parts.splice(at < 0 ? parts.length : at, 0, extra);
  return parts;
};
/** What the client sends in our sessions. */
const clientTypes: readonly number[] = [
  HandshakeType.client_hello,
  HandshakeType.client_key_exchange,
  HandshakeType.finished,
];
const without = (type: number) => (version: number, prfHash: PrfHash, messages: Messages) =>
  transcriptHash(
    version,
    prfHash,
    messages.filter(({ msgType }) => msgType !== type),
  );

/** A record header and behind it messages; that of a ClientHello says 3.1 whatever the version. */
const inRecord = (version: number, messages: Messages): Uint8Array[] => {
  const bytes = concatBytes(...encoded(messages));
  const shown = messages[0]?.msgType === HandshakeType.client_hello ? TLS10 : version;
  const header = new Writer().uint8(ContentType.handshake).uint16(shown).uint16(bytes.length);
  return [header.bytes(), bytes];
};
/** What the server sends from ServerHello to ServerHelloDone is one flight; every other message is one by itself. */
const flights = (messages: Messages): Messages[] => {
  const done = messages.findIndex(({ msgType }) => msgType === HandshakeType.server_hello_done);
  if (done < 2) return messages.map((message) => [message]);
  const [before, after] = [messages.slice(0, 1), messages.slice(done + 1)];
  return [before, messages.slice(1, done + 1), ...after.map((message) => [message])];
};

const hashRows: Row<HashArgs>[] = [
  [
    'record headers hashed',
    'Each message has its record header before it (16 03 and so on): records are not hashed, only the handshake messages in them.',
    (version, prfHash, messages) =>
      hashOf(version, prfHash, ...messages.flatMap((message) => inRecord(version, [message]))),
  ],
  [
    'record headers of whole flights hashed',
    'There is a record header (16 03 and so on) before the messages that came in one record: records are not hashed, only the handshake messages in them.',
    (version, prfHash, messages) =>
      hashOf(version, prfHash, ...flights(messages).flatMap((flight) => inRecord(version, flight))),
  ],
  [
    'handshake headers left out',
    'Only the bodies are hashed: the 4 bytes of type and length that each message begins with are part of it.',
    (version, prfHash, messages) => hashOf(version, prfHash, ...messages.map(({ body }) => body)),
  ],
  [
    'types left out',
    'The lengths and bodies are hashed, but the types are missing: the first byte of each message is its type.',
    (version, prfHash, messages) =>
      hashOf(version, prfHash, ...encoded(messages).map((bytes) => bytes.slice(1))),
  ],
  [
    'lengths left out',
    'The types and bodies are hashed, but the 3-byte lengths between them are missing.',
    (version, prfHash, messages) =>
      hashOf(version, prfHash, ...messages.flatMap(({ msgType, body }) => [Uint8Array.of(msgType), body])),
  ],
  [
    'length of two bytes',
    'The length in the header of a handshake message has three bytes, not two as in a record.',
    (version, prfHash, messages) =>
      hashOf(
        version,
        prfHash,
        ...messages.map(({ msgType, body }) => new Writer().uint8(msgType).vector(2, body).bytes()),
      ),
  ],
  [
    'first byte of the length always zero',
    'The first of the three bytes of the length is always zero here, which is wrong for a message of 65536 bytes or more.',
    (version, prfHash, messages) =>
      hashOf(
        version,
        prfHash,
        ...encoded(messages).map((bytes) => bytes.map((byte, i) => (i === 1 ? 0 : byte))),
      ),
  ],
  [
    'length counts the header',
    'The length in the header of each message counts the 4 bytes of the header too: it is to be that of the body alone.',
    (version, prfHash, messages) =>
      hashOf(
        version,
        prfHash,
        ...messages.map(({ msgType, body }) =>
          new Writer()
            .uint8(msgType)
            .uint24(body.length + 4)
            .opaque(body)
            .bytes(),
        ),
      ),
  ],
  [
    'ChangeCipherSpec record hashed',
    'The ChangeCipherSpec record (14 03 01 00 01 01 or the like) is hashed as well: it is not a handshake message, so leave it out.',
    (version, prfHash, messages) => {
      const record = new Writer().uint8(ContentType.change_cipher_spec).uint16(version).uint16(1).uint8(1);
      return hashOf(version, prfHash, ...atChangeCipherSpec(messages, record.bytes()));
    },
  ],
  [
    'ChangeCipherSpec hashed',
    'The byte 01 of ChangeCipherSpec is hashed as well: it is not a handshake message, so leave it out.',
    (version, prfHash, messages) =>
      hashOf(version, prfHash, ...atChangeCipherSpec(messages, Uint8Array.of(1))),
  ],
  [
    'ClientKeyExchange left out',
    "ClientKeyExchange is missing: what we send is part of the transcript as well as what we receive, and this one comes before the client's Finished.",
    without(HandshakeType.client_key_exchange),
  ],
  [
    'ClientHello left out',
    'The ClientHello is missing: the transcript begins with the very first message, whoever sends it.',
    without(HandshakeType.client_hello),
  ],
  [
    'messages without a body left out',
    'A message with an empty body is missing: ServerHelloDone is still the four bytes 0e 00 00 00.',
    (version, prfHash, messages) =>
      transcriptHash(
        version,
        prfHash,
        messages.filter(({ body }) => body.length > 0),
      ),
  ],
  [
    "client's Finished left out",
    "A Finished among the messages is missing from the hash: by the time of the server's Finished, the client's is a part of the handshake like any other message.",
    without(HandshakeType.finished),
  ],
  [
    'the Finished itself included',
    'The hash goes one message too far: a Finished that is yet to be made (header 14 00 00 0c and 12 empty bytes) is no part of its own hash.',
    (version, prfHash, messages) =>
      transcriptHash(version, prfHash, [...messages, finished(new Uint8Array(12))]),
  ],
  [
    'HelloRequest hashed',
    'A HelloRequest (00 00 00 00) is hashed before the ClientHello: it is the one handshake message that never is.',
    (version, prfHash, messages) =>
      transcriptHash(version, prfHash, [
        { msgType: HandshakeType.hello_request, body: new Uint8Array() },
        ...messages,
      ]),
  ],
  [
    'messages grouped by sender',
    "The client's messages are hashed first and then the server's: they are to be in the order in which they were sent, whoever sent them.",
    (version, prfHash, messages) => {
      const fromClient = ({ msgType }: HandshakeMessage) => clientTypes.includes(msgType);
      const fromServer = messages.filter((message) => !fromClient(message));
      return transcriptHash(version, prfHash, [...messages.filter(fromClient), ...fromServer]);
    },
  ],
  [
    'SHA-1 before MD5',
    'Both hashes are right but in the wrong order: MD5 comes first, then SHA-1.',
    before12((parts) => concatBytes(hashes['SHA-1'].digest(...parts), hashes.MD5.digest(...parts))),
  ],
  [
    'only MD5',
    'This is MD5 alone: before TLS 1.2, the 20 bytes of SHA-1 follow it.',
    before12((parts) => hashes.MD5.digest(...parts)),
  ],
  [
    'only SHA-1',
    'This is SHA-1 alone: before TLS 1.2, the 16 bytes of MD5 come before it.',
    before12((parts) => hashes['SHA-1'].digest(...parts)),
  ],
  [
    'SHA-1 of MD5',
    'MD5 is right, but SHA-1 was taken of the MD5: both hash the messages.',
    before12((parts) => {
      const md5 = hashes.MD5.digest(...parts);
      return concatBytes(md5, hashes['SHA-1'].digest(md5));
    }),
  ],
  [
    "the suite's hash before TLS 1.2",
    "This is the suite's PRF hash, which only TLS 1.2 uses: before, it is MD5 and SHA-1, 36 bytes.",
    (_, prfHash, messages) => transcriptHash(TLS12, prfHash, messages),
  ],
  [
    'MD5 and SHA-1 in TLS 1.2',
    "This is MD5 and SHA-1, as before TLS 1.2: from version 0x0303 on it is the hash of the suite's PRF.",
    (_, prfHash, messages) => transcriptHash(TLS10, prfHash, messages),
  ],
  [
    'always SHA-256',
    'This suite names SHA-384 for its PRF, and the transcript is hashed with the same: here it was SHA-256.',
    (version, _, messages) => transcriptHash(version, 'SHA-256', messages),
  ],
  [
    'messages hashed one by one',
    "Each message was hashed by itself and then the hashes together: join the messages' bytes and hash once.",
    (version, prfHash, messages) =>
      hashOf(version, prfHash, ...encoded(messages).map((bytes) => hashOf(version, prfHash, bytes))),
  ],
  [
    'only the last message hashed',
    'This is the hash of the last message alone: did each message replace the one before it?',
    (version, prfHash, messages) => transcriptHash(version, prfHash, messages.slice(-1)),
  ],
  [
    'not hashed',
    'These are the messages themselves: the seed of the PRF is their hash.',
    (_, __, messages) => concatBytes(...encoded(messages)),
  ],
];

const hashFields = (expected: Uint8Array) =>
  expected.length === 36
    ? [
        { name: 'the MD5', start: 0, end: 16, children: [] },
        { name: 'the SHA-1', start: 16, end: 36, children: [] },
      ]
    : [];

const hashWay = (...[version, prfHash, messages]: HashArgs) =>
  [
    ['all that is hashed', concatBytes(...encoded(messages))],
    ['the first message in it', encoded(messages)[0] ?? new Uint8Array()],
    ['the hash of the first message alone', transcriptHash(version, prfHash, messages.slice(0, 1))],
  ] as const;

const amazonHashes = 'transcriptHash: what the client hashed in the Amazon session of 2009';
const hashCheck = (
  check: Pick<CheckDefinition, 'name' | 'points' | 'cases'> & Partial<CheckDefinition>,
): CheckDefinition => ({ function: 'transcriptHash', before: hashWay, fields: hashFields, ...check });

const hashChecks: CheckDefinition[] = [
  hashCheck({
    name: 'transcriptHash: no message at all, one, and an empty one',
    points: 8,
    cases: (): ValueCase[] => [
      {
        // MD5 ("") as in RFC 1321 A.5, and the SHA-1 of no bytes as in NIST's SHA1ShortMsg.rsp.
        args: [TLS10, 'SHA-256', []],
        expected: hexToBytes('d41d8cd98f00b204e9800998ecf8427eda39a3ee5e6b4b0d3255bfef95601890afd80709'),
        about: 'no message in TLS 1.0',
      },
      ...[[TLS10, 'TLS 1.0'] as const, [TLS12, 'TLS 1.2'] as const].flatMap(([version, name]) => {
        const done = { msgType: HandshakeType.server_hello_done, body: new Uint8Array() };
        // A Certificate without certificates.
        const small = { msgType: HandshakeType.certificate, body: new Uint8Array(3) };
        return [[small], [small, done]].map((messages) => ({
          args: [version, 'SHA-256', messages],
          expected: oracle(version, 'SHA-256', messages),
          about: `${messages.length === 1 ? 'one message' : 'two messages, the second empty,'} in ${name}`,
        }));
      }),
    ],
  }),
  hashCheck({
    name: amazonHashes,
    points: 12,
    cases: () => [
      {
        args: [TLS10, 'SHA-256', amazonMessages],
        expected: concatBytes(amazon2009.handshakeMd5Client, amazon2009.handshakeSha1Client),
        about: 'five messages, 2838 bytes',
      },
    ],
  }),
  hashCheck({
    name: 'transcriptHash: what the server hashed in the Amazon session of 2009',
    points: 8,
    needs: [amazonHashes],
    cases: () => [
      {
        args: [TLS10, 'SHA-256', [...amazonMessages, finished(amazon2009.clientVerifyData)]],
        expected: concatBytes(amazon2009.handshakeMd5Server, amazon2009.handshakeSha1Server),
        about: "with the client's Finished, 2854 bytes",
      },
    ],
  }),
  hashCheck({
    name: 'transcriptHash: both sides of the TLS 1.2 session',
    points: 8,
    cases: () => {
      const forServer = [...tls12Messages, finished(tls12EcdheGcm.clientVerifyData)];
      return [
        {
          args: [TLS12, 'SHA-256', tls12Messages],
          expected: tls12EcdheGcm.sessionHash,
          about: 'six messages',
        },
        {
          args: [TLS12, 'SHA-256', forServer],
          expected: oracle(TLS12, 'SHA-256', forServer),
          about: "with the client's Finished",
        },
      ];
    },
  }),
  hashCheck({
    name: 'transcriptHash: random handshakes of all versions',
    points: 10,
    cases: ({ random }) => {
      const versions = [
        [TLS10, 'SHA-256', 'TLS 1.0'],
        [TLS11, 'SHA-384', 'TLS 1.1'],
        [TLS12, 'SHA-256', 'TLS 1.2 with SHA-256'],
        [TLS12, 'SHA-384', 'TLS 1.2 with SHA-384'],
      ] as const;
      return versions.flatMap(([version, prfHash, name]) => {
        const forClient = randomMessages(random);
        const forServer = [...forClient, finished(random.bytes(12))];
        return [forClient, forServer].map((messages, i) => ({
          args: [version, prfHash, messages],
          expected: oracle(version, prfHash, messages),
          about: `${name}, ${i ? "with the client's Finished" : 'up to ClientKeyExchange'}`,
        }));
      });
    },
  }),
  hashCheck({
    name: 'transcriptHash: a Certificate of more than 65535 bytes',
    points: 4,
    cases: ({ random }) =>
      [TLS10, TLS12].map((version) => {
        const messages = randomMessages(random);
        const body = new Uint8Array(65536 + random.integer(300));
        body.set(random.bytes(40));
        const long = messages.map((message, i) => (i === 2 ? { ...message, body } : message));
        return {
          args: [version, 'SHA-256', long],
          expected: oracle(version, 'SHA-256', long),
          about: `a message of ${body.length + 4} bytes in ${version === TLS10 ? 'TLS 1.0' : 'TLS 1.2'}`,
        };
      }),
  }),
];

// --- verifyDataInput ----------------------------------------------------------------------------------------

type Sender = 'client' | 'server';
type InputArgs = [sender: Sender, hash: Uint8Array];

const changed =
  (change: (input: PrfInput, ...args: InputArgs) => Partial<PrfInput>) =>
  (...args: InputArgs) => {
    const input = verifyDataInput(...args);
    return { ...input, ...change(input, ...args) };
  };
const ascii = (text: string) => new TextEncoder().encode(text);

const inputRows: Row<InputArgs>[] = [
  [
    'always the label of the client',
    "The server's Finished has a label of its own: the label follows the sender, and so does the client when it checks what the server sent.",
    changed(() => ({ label: 'client finished' })),
  ],
  [
    'labels swapped',
    "The labels are swapped: a Finished that the client sends has the client's label, on both sides.",
    (sender, hash) => verifyDataInput(sender === 'client' ? 'server' : 'client', hash),
  ],
  [
    'NUL after the label',
    'The label has a zero byte at its end, as strings have in C: it is to be 15 letters and blanks, and nothing else.',
    changed(({ label }) => ({ label: `${label}\0` })),
  ],
  [
    'label with an underscore',
    'The label has an underscore: it is written with a blank.',
    changed(({ label }) => ({ label: label.replace(' ', '_') })),
  ],
  [
    'label of TLS 1.3',
    'The label is "finished" alone, as in TLS 1.3: up to TLS 1.2 it says whose it is.',
    changed(() => ({ label: 'finished' })),
  ],
  [
    'label of SSL 3.0',
    'The label is the sender constant of SSL 3.0, CLNT or SRVR: in TLS it is a text of two words.',
    changed((_, sender) => ({ label: sender === 'client' ? 'CLNT' : 'SRVR' })),
  ],
  [
    'label in the seed',
    'The label is at the beginning of the seed as well: the PRF joins them, so here each stands by itself.',
    changed(({ label, seed }) => ({ seed: concatBytes(ascii(label), seed) })),
  ],
  [
    'hash hashed again',
    'The seed is a hash of the hash: what is given is hashed already and goes in as it is.',
    changed((_, __, hash) => ({ seed: hashes['SHA-256'].digest(hash) })),
  ],
  [
    'only 16 bytes of the hash',
    'The seed has only the first 16 bytes of the hash: all of it is due, before TLS 1.2 MD5 and SHA-1 both.',
    changed((_, __, hash) => ({ seed: hash.slice(0, 16) })),
  ],
  [
    'length with the header',
    'The length is 16, that of the whole message: verify_data has 12 bytes, and the PRF does not make the header.',
    changed(() => ({ length: 16 })),
  ],
  [
    'length of the master secret',
    'The length is 48, that of a master secret: verify_data has 12 bytes.',
    changed(() => ({ length: 48 })),
  ],
  [
    'length of the hash',
    'The length is that of the hash: verify_data has 12 bytes, however long the hash is.',
    // With SHA-384 it is 48, which has a sentence of its own.
    changed((_, __, hash) => ({ length: hash.length === 48 ? 12 : hash.length })),
  ],
];

const labelOf = (sender: Sender) => (sender === 'client' ? 'client finished' : 'server finished');
const inputCase = (sender: Sender, hash: Uint8Array): ValueCase => ({
  args: [sender, hash],
  expected: { label: labelOf(sender), seed: hash, length: 12 },
  about: `${sender === 'client' ? "the client's" : "the server's"} Finished, a hash of ${hash.length} bytes`,
});
const inputWay = (...[sender]: InputArgs) =>
  [['the label', labelOf(sender)] as const, ['the seed', 'the hash, as it is'] as const] as const;

const inputChecks: CheckDefinition[] = [
  {
    function: 'verifyDataInput',
    name: 'verifyDataInput: both sides of the Amazon session of 2009',
    points: 8,
    before: inputWay,
    cases: () => [
      inputCase('client', concatBytes(amazon2009.handshakeMd5Client, amazon2009.handshakeSha1Client)),
      inputCase('server', concatBytes(amazon2009.handshakeMd5Server, amazon2009.handshakeSha1Server)),
    ],
  },
  {
    function: 'verifyDataInput',
    name: 'verifyDataInput: both sides of the TLS 1.2 session',
    points: 4,
    before: inputWay,
    cases: () => [
      inputCase('client', tls12EcdheGcm.sessionHash),
      inputCase(
        'server',
        oracle(TLS12, 'SHA-256', [...tls12Messages, finished(tls12EcdheGcm.clientVerifyData)]),
      ),
    ],
  },
  {
    function: 'verifyDataInput',
    name: 'verifyDataInput: random hashes of every length',
    points: 8,
    before: inputWay,
    cases: ({ random }) =>
      [36, 32, 48].flatMap((length) =>
        (['client', 'server'] as const).map((sender) => inputCase(sender, random.bytes(length))),
      ),
  },
];

// --- checkVerifyData ----------------------------------------------------------------------------------------

type CheckArgs = [expected: Uint8Array, received: Uint8Array];

/** A careless comparison that throws as it should when it does notice. */
const accepting =
  (accepts: (...args: CheckArgs) => boolean) =>
  (...args: CheckArgs) => {
    if (!accepts(...args)) throw new TlsError('decrypt_error', 'verify_data differs');
  };
const sameUpTo = (length: number, a: Uint8Array, b: Uint8Array) =>
  a.slice(0, length).every((byte, i) => byte === b[i]);
const equal = (a: Uint8Array, b: Uint8Array) => a.length === b.length && sameUpTo(a.length, a, b);

// The narrower a mistake, the further up: all of them come to the same when they accept.
const checkRows: Row<CheckArgs>[] = [
  [
    'missing bytes count as zero',
    'A byte that is not there counts as zero here, so verify_data that ends with a zero byte is accepted without it: compare the lengths first.',
    accepting((expected, received) =>
      Array.from({ length: Math.max(expected.length, received.length) }).every(
        (_, i) => (expected[i] ?? 0) === (received[i] ?? 0),
      ),
    ),
  ],
  [
    'received bytes decide how many are compared',
    'Only as many bytes are compared as came, so a part of verify_data is enough, and nothing at all: compare the lengths first.',
    accepting((expected, received) => sameUpTo(received.length, received, expected)),
  ],
  [
    'more bytes go unnoticed',
    'The first bytes are right and more come behind them, which nobody looks at: compare the lengths first.',
    accepting((expected, received) => sameUpTo(expected.length, expected, received)),
  ],
  [
    'differences cancel out',
    'Two equal differences cancel each other out: collect them with OR, not with XOR or a sum.',
    accepting(
      (expected, received) =>
        expected.length === received.length &&
        expected.reduce((sum, byte, i) => sum ^ byte ^ (received[i] as number), 0) === 0,
    ),
  ],
  [
    'only the first bytes compared',
    'Only the first bytes are compared: one that differs at the end counts as much.',
    accepting((expected, received) => received.length >= 4 && sameUpTo(4, expected, received)),
  ],
  [
    'one equal byte is enough',
    'This refuses only when every byte differs: one that differs is enough.',
    accepting(
      (expected, received) =>
        expected.length === received.length && expected.some((byte, i) => byte === received[i]),
    ),
  ],
  [
    'only the length compared',
    'Only the lengths are compared: twelve wrong bytes are as long as twelve right ones.',
    accepting((expected, received) => expected.length === received.length),
  ],
  [
    'accepts always',
    'This accepts every Finished, so anybody may have changed the handshake: compare, and throw when something differs.',
    accepting(() => true),
  ],
  [
    'returns false instead of throwing',
    'The verdict is returned, and nobody looks at it: throw when the bytes differ, and return nothing when they do not.',
    (expected, received) => equal(expected, received),
  ],
  [
    'right bytes refused',
    'This refuses even the right bytes. If you compare with ===: that asks whether both are the same array, and they never are. If not, look whether the condition is the wrong way round.',
    accepting((expected, received) => expected === received),
  ],
  [
    'alert of a broken record',
    'bad_record_mac is for a record whose MAC is wrong; this record was good, and what it says is not.',
    (expected, received) => {
      if (!equal(expected, received)) throw new TlsError('bad_record_mac', 'verify_data differs');
    },
  ],
  [
    'alert of a failed negotiation',
    'handshake_failure means that both sides found no parameters in common; a Finished that does not fit has an alert of its own.',
    (expected, received) => {
      if (!equal(expected, received)) throw new TlsError('handshake_failure', 'verify_data differs');
    },
  ],
];

const good = (verifyData: Uint8Array, about: string): ValueCase => ({
  args: [verifyData, verifyData],
  expected: undefined,
  about,
});
const bad = (expected: Uint8Array, received: Uint8Array, because: string): Case => ({
  args: [expected, received],
  refuses: ['decrypt_error'],
  because,
});
const flipped = (bytes: Uint8Array, at: readonly number[], mask: number) =>
  bytes.map((byte, i) => (at.includes(i) ? byte ^ mask : byte));

/** From what only the most careless code takes to what is hard to see, so that each mistake shows by itself. */
function forgeries(expected: Uint8Array, random: SeededRandom): Case[] {
  const mask = 1 << random.integer(8);
  // Every byte differs, and the differences do not cancel out.
  const other = expected.map((byte, i) => byte ^ (i + 1 + 16 * random.integer(16)));
  const order = Array.from(expected.keys());
  return [
    bad(expected, concatBytes(other, random.bytes(4)), 'these are 16 bytes, and all are wrong'),
    bad(expected, other, 'every byte is wrong'),
    bad(expected, flipped(expected, [0], mask), 'one bit of the first byte is wrong'),
    bad(expected, flipped(expected, [11], mask), 'one bit of the last byte is wrong'),
    bad(
      expected,
      flipped(expected, [0, 11], mask),
      'the same bit is wrong in the first byte and in the last',
    ),
    ...order.map((at) =>
      bad(
        expected,
        flipped(expected, [at], 1 << random.integer(8)),
        `one bit of the byte at offset ${at} is wrong`,
      ),
    ),
  ];
}

function wrongLengths(expected: Uint8Array, random: SeededRandom): Case[] {
  const zeroLast = expected.map((byte, i) => (i === 11 ? 0 : byte));
  return [
    bad(expected, concatBytes(flipped(expected, [0], 1), random.bytes(1)), 'these are 13 bytes'),
    bad(expected, expected.slice(0, 11), 'the last byte is missing'),
    bad(expected, expected.slice(0, 1), 'only the first byte came'),
    bad(expected, new Uint8Array(), 'no bytes came'),
    bad(expected, concatBytes(expected, Uint8Array.of(1 + random.integer(255))), 'there is a byte too many'),
    bad(expected, concatBytes(expected, expected), 'the right bytes came twice'),
    bad(zeroLast, zeroLast.slice(0, 11), 'the last byte is missing, which is zero'),
    bad(expected, concatBytes(expected, new Uint8Array(1)), 'there is a zero byte too many'),
  ];
}

const compareAmazon = 'checkVerifyData: the Finished of the Amazon session of 2009';
const compareRandom = 'checkVerifyData: random verify_data, and every kind of forgery';
const compareChecks: CheckDefinition[] = [
  {
    function: 'checkVerifyData',
    name: compareAmazon,
    points: 8,
    cases: ({ random }) => {
      const { clientVerifyData, serverVerifyData } = amazon2009;
      return [
        good(clientVerifyData, "the client's verify_data"),
        good(serverVerifyData, "the server's verify_data"),
        bad(
          serverVerifyData,
          concatBytes(clientVerifyData, random.bytes(4)),
          "it is the client's verify_data and four bytes more where the server's is due",
        ),
        bad(serverVerifyData, clientVerifyData, "it is the client's verify_data where the server's is due"),
      ];
    },
  },
  {
    function: 'checkVerifyData',
    name: compareRandom,
    points: 14,
    cases: ({ random }) => {
      const expected = random.bytes(12);
      return [good(expected, 'the same 12 bytes'), ...forgeries(expected, random)];
    },
  },
  {
    function: 'checkVerifyData',
    name: 'checkVerifyData: too short and too long',
    points: 8,
    needs: [compareRandom],
    cases: ({ random }) => {
      const expected = random.bytes(12).map((byte) => byte || 1); // a zero is a case of its own
      return [good(expected, 'the same 12 bytes'), ...wrongLengths(expected, random)];
    },
  },
];

const mistakesOf = <Args extends unknown[]>(name: Mistake['function'], rows: readonly Row<Args>[]) =>
  rows.map(([mistake, says, wrong]): Mistake => ({ function: name, name: mistake, says, wrong }));

export const stage = defineStage('08-finished', {
  mistakes: [
    ...mistakesOf('transcriptHash', hashRows),
    ...mistakesOf('verifyDataInput', inputRows),
    ...mistakesOf('checkVerifyData', checkRows),
  ],
  checks: [...hashChecks, ...inputChecks, ...compareChecks],
});

// Checks of stage 02: ClientHello, ServerHello, server_name, the choice of a suite.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { RefusalCase } from '../../kit/check/define.js';
import { defineStage } from '../../kit/check/define.js';
import type { SeededRandom } from '../../kit/check/random.js';
import { amazon2009 as amazon } from '../../kit/sessions/amazon-2009.js';
import { hex } from '../../kit/sessions/literals.js';
import { tls12EcdheGcm as tls12 } from '../../kit/sessions/tls12-ecdhe-gcm.js';
import { toytlsGoogle2012 as toytls } from '../../kit/sessions/toytls-google-2012.js';
import { decodeAll, type Field, type Reader } from '../../lib/codec.js';
import type { Extension } from '../../lib/extensions.js';
import {
  type ClientHello,
  decodeClientHello,
  decodeServerHello,
  encodeClientHello,
  encodeServerHello,
  encodeServerName,
  readClientHello,
  readServerHello,
  type ServerHello,
  selectCipherSuite,
} from '../../lib/hellos.js';

// --- Material --------------------------------------------------------------------
const none = new Uint8Array();
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const extension = (extensionType: number, extensionData: Uint8Array): Extension => ({
  extensionType,
  extensionData,
});

// Jeff Moser, "The First Few Milliseconds of an HTTPS Connection" (2009): 34 suites, www.amazon.com.
const amazonClientHello: ClientHello = {
  clientVersion: 0x0301,
  random: hex`4a2f07ca b94fb3067a06567fcec9f737bd5270f7002bb0d6723e551a0d57d982`,
  sessionId: none,
  cipherSuites: [
    0xc00a, 0xc014, 0x0088, 0x0087, 0x0039, 0x0038, 0xc00f, 0xc005, 0x0084, 0x0035, 0xc007, 0xc009, 0xc011,
    0xc013, 0x0045, 0x0044, 0x0033, 0x0032, 0xc00c, 0xc00e, 0xc002, 0xc004, 0x0041, 0x0004, 0x0005, 0x002f,
    0xc008, 0xc012, 0x0016, 0x0013, 0xc00d, 0xc003, 0xfeff, 0x000a,
  ],
  compressionMethods: [0],
  extensions: [
    extension(0, hex`0011 00 000e 7777772e616d617a6f6e2e636f6d`),
    extension(10, hex`0006 0017 0018 0019`),
    extension(11, hex`01 00`),
    extension(35, none),
  ],
};
const amazonServerHello: ServerHello = {
  serverVersion: 0x0301,
  random: hex`4a2f07ca 986be7a3acdd547d038235895aba467eed6eb07cd46e5e8a199e0c13`,
  sessionId: hex`acd07167996609e3584d15c2d43596d8ab93cfa9e899a82aa1652b8ab667a12b`,
  cipherSuite: 0x0004,
  compressionMethod: 0,
};
// Bjorn Edstrom's toytls (2012): its ClientHello ends with an extensions vector of no bytes.
const toytlsClientHello: ClientHello = {
  clientVersion: 0x0302,
  random: hex`500bafbb b75ab83ef0ab9ae3f39c6315334137acfd6c181a2460dc4967c2fd96`,
  sessionId: none,
  cipherSuites: [0x0033, 0xc011],
  compressionMethods: [0],
  extensions: [],
};
const tls12ClientHello: ClientHello = {
  clientVersion: 0x0303,
  random: tls12.clientRandom,
  sessionId: none,
  cipherSuites: [0xc02f],
  compressionMethods: [0],
  extensions: [
    extension(0, hex`000c 00 0009 6c6f63616c686f7374`),
    extension(65281, hex`00`),
    extension(23, none),
    extension(10, hex`0002 0017`),
    extension(11, hex`01 00`),
    extension(13, hex`0008 0401 0501 0601 0201`),
  ],
};
const tls12ServerHello: ServerHello = {
  serverVersion: 0x0303,
  random: tls12.serverRandom,
  sessionId: hex`94a58c7224dfce748c71ddeaf22aa487624e2c4d4231915dcf2e522957dee78f`,
  cipherSuite: 0xc02f,
  compressionMethod: 0,
  extensions: [extension(65281, hex`00`), extension(11, hex`03 00 01 02`), extension(23, none)],
};
/** The body of a message that is recorded with its 4-byte header. */
const body = (message: Uint8Array) => message.subarray(4);
const toytlsBody = toytls.clientHelloRecord.subarray(9);

const grease = (random: SeededRandom) => 0x0a0a + 0x1010 * random.integer(16);
/** Different types: the high byte is the place in the list. */
const randomExtensions = (random: SeededRandom): Extension[] => [
  ...times(1 + random.integer(4), (i) =>
    extension(256 * i + random.integer(256), random.bytes(random.integer(20))),
  ),
  extension(grease(random) | 0x0800, random.bytes(1)),
];
const randomClientHello = (random: SeededRandom): ClientHello => ({
  clientVersion: random.pick([0x0301, 0x0302, 0x0303]),
  random: random.bytes(32),
  sessionId: random.bytes(1 + random.integer(32)),
  cipherSuites: [grease(random), ...times(2 + random.integer(20), () => random.integer(0x10000))],
  compressionMethods: random.pick([[0], [1, 0]]),
  extensions: randomExtensions(random),
});
const randomServerHello = (random: SeededRandom): ServerHello => ({
  serverVersion: random.pick([0x0301, 0x0302, 0x0303]),
  random: random.bytes(32),
  sessionId: random.bytes(1 + random.integer(32)),
  cipherSuite: random.integer(0x10000),
  compressionMethod: random.integer(2),
  extensions: randomExtensions(random),
});
const withoutExtensions = <H extends ClientHello | ServerHello>({ extensions: _, ...hello }: H) => hello;
const withEmptyExtensions = <H extends ClientHello | ServerHello>(hello: H) => ({ ...hello, extensions: [] });

const fieldsBy = (name: string, read: (r: Reader) => unknown) => (bytes: Uint8Array) => {
  const trace: Field[] = [];
  decodeAll(bytes, name, read, trace);
  return trace;
};
const clientFields = fieldsBy('client_hello', readClientHello);
const serverFields = fieldsBy('server_hello', readServerHello);

// --- Wrong turns -------------------------------------------------------------------
const uint16 = (value: number) => Uint8Array.of(value >> 8, value & 0xff);
const withBytes = (bytes: Uint8Array, at: number, values: Iterable<number>) => {
  const copy = bytes.slice();
  copy.set([...values], at);
  return copy;
};
const without = (bytes: Uint8Array, at: number, length = 1) =>
  concatBytes(bytes.subarray(0, at), bytes.subarray(at + length));
const backwards = (bytes: Uint8Array) => bytes.slice().reverse();
const handshakeHeader = (type: number, { length }: Uint8Array) =>
  Uint8Array.of(type, 0, length >> 8, length & 0xff);
/** Where a hello's session id ends: version, random, length, id. */
const afterSessionId = ({ sessionId }: { readonly sessionId: Uint8Array }) => 35 + sessionId.length;
/** Where the compression methods of a ClientHello begin, at their length. */
const compressionAt = (hello: ClientHello) => afterSessionId(hello) + 2 + 2 * hello.cipherSuites.length;
const extensionsAt = (hello: ClientHello) => compressionAt(hello) + 1 + hello.compressionMethods.length;

type Hello = ClientHello | ServerHello;
/** The mistakes that both encoders invite. */
function helloEncoderMistakes<H extends Hello>(
  which: 'Client' | 'Server',
  encode: (hello: H) => Uint8Array,
  endAt: (hello: H) => number,
) {
  const message = `${which}Hello`;
  return [
    {
      name: `${message} written with its handshake header`,
      says: 'The message header (type and three bytes of length) is in front; only the body is asked for, the header comes in splitHandshake.',
      wrong: (hello: H) =>
        concatBytes(handshakeHeader(which === 'Client' ? 1 : 2, encode(hello)), encode(hello)),
    },
    {
      name: `${message}: time written little-endian`,
      says: 'The first four bytes of the random are turned round; the random goes out as it is, time or no time.',
      wrong: (hello: H) => withBytes(encode(hello), 2, backwards(hello.random.subarray(0, 4))),
    },
    {
      name: `${message}: session id without its length`,
      says: 'The session id goes out without the byte that says how long it is; an empty one has that byte too.',
      wrong: (hello: H) => without(encode(hello), 34),
    },
    {
      name: `${message}: extension data without its length`,
      says: "An extension's data comes without its own two-byte length; the length before all extensions does not stand for it.",
      wrong: (hello: H) => {
        if (!hello.extensions) return encode(hello);
        const list = concatBytes(
          ...hello.extensions.map((one) => concatBytes(uint16(one.extensionType), one.extensionData)),
        );
        return concatBytes(encode(hello).subarray(0, endAt(hello)), uint16(list.length), list);
      },
    },
    {
      name: `${message}: empty extensions written where there are none`,
      says: 'A hello without extensions ends after the compression, and two zero bytes follow here; that is what an empty list looks like, and undefined is no list.',
      wrong: (hello: H) => encode({ ...hello, extensions: hello.extensions ?? [] }),
    },
    {
      name: `${message}: empty list of extensions dropped`,
      says: 'The list of extensions is empty but there, so its length, two zero bytes, goes out; only undefined means that nothing follows.',
      wrong: (hello: H) => encode(hello.extensions?.length === 0 ? (withoutExtensions(hello) as H) : hello),
    },
    {
      name: `${message}: extensions length missing`,
      says: 'The extensions are there one by one, but the two bytes are missing that say how long all of them together are.',
      wrong: (hello: H) => (hello.extensions ? without(encode(hello), endAt(hello), 2) : encode(hello)),
    },
  ];
}

/** The mistakes that both decoders invite. */
function helloDecoderMistakes<H extends Hello>(which: 'Client' | 'Server', decode: (bytes: Uint8Array) => H) {
  const message = `${which}Hello`;
  return [
    {
      name: `${message}: time read little-endian`,
      says: 'The first four bytes of the random are turned round; the random stays as it is, time or no time.',
      wrong: (bytes: Uint8Array) => decode(withBytes(bytes, 2, backwards(bytes.subarray(2, 6)))),
    },
    {
      name: `${message}: random without its time`,
      says: 'The random lacks its first four bytes: the RFC calls them gmt_unix_time, but the random is all 32.',
      wrong: (bytes: Uint8Array) => {
        const hello = decode(bytes);
        return { ...hello, random: hello.random.subarray(4) };
      },
    },
    {
      name: `${message}: length left in the session id`,
      says: 'The session id begins with its own length byte; the id begins behind it.',
      wrong: (bytes: Uint8Array) => {
        const hello = decode(bytes);
        return { ...hello, sessionId: bytes.subarray(34, afterSessionId(hello)) };
      },
    },
    {
      name: `${message}: absent extensions read as an empty list`,
      says: 'The hello ends before any extensions, and they came out as an empty list; leave the field out, so that encoding again gives the same bytes.',
      wrong: (bytes: Uint8Array) => {
        const hello = decode(bytes);
        return { ...hello, extensions: hello.extensions ?? [] };
      },
    },
    {
      name: `${message}: empty list of extensions read as none`,
      says: 'The hello has a list of extensions with nothing in it, and the field is left out; it should be an empty list.',
      wrong: (bytes: Uint8Array) => {
        const hello = decode(bytes);
        return hello.extensions?.length === 0 ? withoutExtensions(hello) : hello;
      },
    },
    {
      name: `${message}: extensions not read`,
      says: 'The extensions are left out, though bytes remain after the compression.',
      wrong: (bytes: Uint8Array) => withoutExtensions(decode(bytes)),
    },
    {
      name: `${message}: trailing bytes accepted`,
      says: 'Bytes after the last field are passed over; they belong to no field, so the message is malformed.',
      wrong: (bytes: Uint8Array) => decodeFront(bytes, decode),
    },
    {
      name: `${message}: an extension accepted twice`,
      says: 'The same extension comes twice, and nobody noticed.',
      wrong: (bytes: Uint8Array) => {
        // Renumbered, the extensions are no duplicates; then each gets its own number back.
        const types: number[] = [];
        const renumbered = renumber(bytes, endOf(bytes, which), types);
        const hello = decode(renumbered);
        const extensions = hello.extensions?.map((one, i) => ({ ...one, extensionType: types[i] as number }));
        return extensions ? { ...hello, extensions } : hello;
      },
    },
    {
      name: `${message}: session id of any length accepted`,
      says: 'The session id is longer than the 32 bytes that its type allows.',
      wrong: (bytes: Uint8Array) => {
        const length = bytes[34] as number;
        const short = decode(
          concatBytes(bytes.subarray(0, 34), Uint8Array.of(0), bytes.subarray(35 + length)),
        );
        return { ...short, sessionId: bytes.subarray(35, 35 + length) };
      },
    },
  ];
}

/** Decodes what is there of a hello, and passes over what follows. */
function decodeFront<H>(bytes: Uint8Array, decode: (bytes: Uint8Array) => H): H {
  for (let length = bytes.length; length > bytes.length - 8; length--)
    try {
      return decode(bytes.subarray(0, length));
    } catch {
      // One byte less, then.
    }
  throw new Error('the mistake does not show here');
}

/** Where the extensions of an encoded hello begin, at their length. */
function endOf(bytes: Uint8Array, which: 'Client' | 'Server'): number {
  const suites = 35 + (bytes[34] as number);
  if (which === 'Server') return suites + 3;
  const methods = suites + 2 + (bytes[suites] as number) * 256 + (bytes[suites + 1] as number);
  return methods + 1 + (bytes[methods] as number);
}

/** Gives the extensions the types 0, 1, 2 and so on, and notes what they were. */
function renumber(bytes: Uint8Array, start: number, types: number[]): Uint8Array {
  const copy = bytes.slice();
  for (let at = start + 2; at + 4 <= copy.length; ) {
    types.push((copy[at] as number) * 256 + (copy[at + 1] as number));
    copy.set(uint16(types.length - 1), at);
    at += 4 + (copy[at + 2] as number) * 256 + (copy[at + 3] as number);
  }
  return copy;
}

const clientHelloMistakes = [
  ...helloEncoderMistakes('Client', encodeClientHello, extensionsAt),
  {
    name: 'suites counted, not measured',
    says: 'The length before the suites is their number; lengths in TLS are in bytes, and each suite has two.',
    wrong: (hello: ClientHello) =>
      withBytes(encodeClientHello(hello), afterSessionId(hello), uint16(hello.cipherSuites.length)),
  },
  {
    name: 'suites written little-endian',
    says: 'The suites are written with their low byte first; numbers in TLS are big-endian.',
    wrong: (hello: ClientHello) =>
      encodeClientHello({
        ...hello,
        cipherSuites: hello.cipherSuites.map((s) => ((s & 0xff) << 8) | (s >> 8)),
      }),
  },
  {
    name: 'compression methods without their length',
    says: 'The compression methods go out without the byte that says how many there are; it is there even for a single one.',
    wrong: (hello: ClientHello) => without(encodeClientHello(hello), compressionAt(hello)),
  },
].map((mistake) => ({ ...mistake, function: 'encodeClientHello' as const }));

const decodeClientHelloMistakes = [
  ...helloDecoderMistakes('Client', decodeClientHello),
  {
    name: 'suites read little-endian',
    says: 'The suites are read with their low byte first; numbers in TLS are big-endian.',
    wrong: (bytes: Uint8Array) => {
      const hello = decodeClientHello(bytes);
      return { ...hello, cipherSuites: hello.cipherSuites.map((s) => ((s & 0xff) << 8) | (s >> 8)) };
    },
  },
  {
    name: 'half a suite accepted',
    says: 'The suites have an odd number of bytes, and the last half of one is passed over.',
    wrong: (bytes: Uint8Array) => {
      const at = 35 + (bytes[34] as number);
      const length = (bytes[at] as number) * 256 + (bytes[at + 1] as number);
      if (length % 2 !== 1 || at + 2 + length > bytes.length) return decodeClientHello(bytes);
      return decodeClientHello(withBytes(without(bytes, at + 1 + length), at, uint16(length - 1)));
    },
  },
  {
    name: 'a hello without suites accepted',
    says: 'The list of suites is empty, and its type asks for at least one.',
    wrong: (bytes: Uint8Array) => {
      const at = 35 + (bytes[34] as number);
      if (bytes[at] !== 0 || bytes[at + 1] !== 0) return decodeClientHello(bytes);
      const filled = concatBytes(bytes.subarray(0, at), hex`0002 0004`, bytes.subarray(at + 2));
      return { ...decodeClientHello(filled), cipherSuites: [] };
    },
  },
].map((mistake) => ({ ...mistake, function: 'decodeClientHello' as const }));

const serverEnd = (hello: ServerHello) => afterSessionId(hello) + 3;
const serverHelloMistakes = [
  ...helloEncoderMistakes('Server', encodeServerHello, serverEnd),
  {
    name: 'suite written as a list',
    says: 'A length stands before the suite; the client sends a list, the server a single suite without any length.',
    wrong: (hello: ServerHello) => {
      const bytes = encodeServerHello(hello);
      const at = afterSessionId(hello);
      return concatBytes(bytes.subarray(0, at), uint16(2), bytes.subarray(at));
    },
  },
  {
    name: 'compression method written as a list',
    says: 'A length stands before the compression method; the client sends a list, the server a single method.',
    wrong: (hello: ServerHello) => {
      const bytes = encodeServerHello(hello);
      const at = afterSessionId(hello) + 2;
      return concatBytes(bytes.subarray(0, at), Uint8Array.of(1), bytes.subarray(at));
    },
  },
].map((mistake) => ({ ...mistake, function: 'encodeServerHello' as const }));

const decodeServerHelloMistakes = [...helloDecoderMistakes('Server', decodeServerHello)].map((mistake) => ({
  ...mistake,
  function: 'decodeServerHello' as const,
}));

const otherMistakes = [
  {
    function: 'encodeServerName' as const,
    name: 'server_name without the length of its list',
    says: 'The list of names lacks its own two-byte length; the data of server_name is a list, even with one name in it.',
    wrong: (name: string) => encodeServerName(name).slice(2),
  },
  {
    function: 'encodeServerName' as const,
    name: 'server_name without the name type',
    says: 'The byte for the type of name (0, host_name) is missing before the length of the name.',
    wrong: (name: string) => concatBytes(uint16(name.length + 2), uint16(name.length), utf8ToBytes(name)),
  },
  {
    function: 'encodeServerName' as const,
    name: 'server_name without the length of the name',
    says: 'The name lacks its own two-byte length, after the type.',
    wrong: (name: string) => concatBytes(uint16(name.length + 1), Uint8Array.of(0), utf8ToBytes(name)),
  },
  {
    function: 'encodeServerName' as const,
    name: 'server_name with a NUL',
    says: 'The name ends with a zero byte; its length says where it ends, as everywhere in TLS.',
    wrong: (name: string) => encodeServerName(`${name}\0`),
  },
  {
    function: 'encodeServerName' as const,
    name: "server_name's list length counts itself",
    says: 'The length of the list counts its own two bytes; it counts only what follows.',
    wrong: (name: string) => withBytes(encodeServerName(name), 0, uint16(name.length + 5)),
  },
  {
    function: 'encodeServerName' as const,
    name: 'server_name with the header of the extension',
    says: "The extension's type and length are in front; they are written with the hello, and here only the data is asked for.",
    wrong: (name: string) => concatBytes(uint16(0), uint16(name.length + 5), encodeServerName(name)),
  },
  {
    function: 'selectCipherSuite' as const,
    name: "client's order taken",
    says: "This is the client's favourite; here the server's order counts, so go through the server's list.",
    wrong: (offered: readonly number[], preferred: readonly number[]) =>
      selectCipherSuite(preferred, offered),
  },
  {
    function: 'selectCipherSuite' as const,
    name: 'least wanted suite chosen',
    says: "This is the last of the server's list that fits; the most wanted comes first.",
    wrong: (offered: readonly number[], preferred: readonly number[]) =>
      selectCipherSuite(offered, [...preferred].reverse()),
  },
  {
    function: 'selectCipherSuite' as const,
    name: "server's favourite taken unasked",
    says: "This is the top of the server's list, and the client does not offer it.",
    wrong: (_: readonly number[], preferred: readonly number[]) => preferred[0] ?? 0,
  },
  {
    function: 'selectCipherSuite' as const,
    name: "client's favourite taken unasked",
    says: "This is the top of the client's list, whether or not the server wants it.",
    wrong: (offered: readonly number[]) => offered[0] ?? 0,
  },
  {
    function: 'selectCipherSuite' as const,
    name: 'zero for no suite',
    says: 'Zero is a suite number (TLS_NULL_WITH_NULL_NULL: no protection at all); where nothing fits, return undefined.',
    wrong: (offered: readonly number[], preferred: readonly number[]) =>
      selectCipherSuite(offered, preferred) ?? 0,
  },
];

// --- Checks -------------------------------------------------------------------------
/** Bodies that are no hello, made from a good one. */
function malformed(random: SeededRandom, bytes: Uint8Array, start: number): RefusalCase[] {
  const decodeError = ['decode_error'] as const;
  const cuts = [...times(6, () => random.integer(start)), start + 1, bytes.length - 1];
  const behindId = bytes.subarray(35 + (bytes[34] as number));
  return [
    ...[1, 4].map((more) => ({
      args: [concatBytes(bytes, random.bytes(more))],
      refuses: decodeError,
      because: `${more === 1 ? 'a byte follows' : '4 bytes follow'} after the extensions`,
    })),
    ...[33 + random.integer(200), 33].map((long) => ({
      args: [concatBytes(bytes.subarray(0, 34), Uint8Array.of(long), random.bytes(long), behindId)],
      refuses: decodeError,
      because: 'a session id has 32 bytes at most',
    })),
    {
      args: [twice(bytes, start, random)],
      refuses: ['illegal_parameter'],
      because: 'an extension comes twice',
    },
    ...cuts.map((length) => ({
      args: [bytes.subarray(0, length)],
      refuses: decodeError,
      because: `of ${bytes.length} bytes only ${length} are there`,
    })),
  ];
}

/** The hello with an extension of its own twice. */
function twice(bytes: Uint8Array, start: number, random: SeededRandom): Uint8Array {
  const type = bytes.subarray(start + 2, start + 4);
  const again = concatBytes(type, uint16(3), random.bytes(3));
  const length = bytes.length - start - 2 + again.length;
  return concatBytes(bytes.subarray(0, start), uint16(length), bytes.subarray(start + 2), again);
}

/** Three suites in common, each side with its own order of them, and neither side's favourite among them. */
function wishLists(random: SeededRandom) {
  const suites = times(7, (i) => 0x1000 * (i + 1) + random.integer(0x1000)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [a, b, c, x, y, z, w] = suites;
  return { offered: [x, grease(random), a, c, b, y], preferred: [z, c, a, b, w], chosen: c };
}

export const stage = defineStage('02-hellos', {
  mistakes: [
    ...clientHelloMistakes,
    ...decodeClientHelloMistakes,
    ...serverHelloMistakes,
    ...decodeServerHelloMistakes,
    ...otherMistakes,
  ],
  checks: [
    {
      function: 'encodeClientHello',
      name: 'encodeClientHello: Firefox to Amazon, 2009',
      points: 6,
      fields: clientFields,
      cases: () => [{ args: [amazonClientHello], expected: body(amazon.clientHello) }],
    },
    {
      function: 'encodeClientHello',
      name: 'encodeClientHello: our client in TLS 1.2, and toytls with an empty list of extensions',
      points: 6,
      fields: clientFields,
      cases: () => [
        { args: [tls12ClientHello], expected: body(tls12.clientHello) },
        { args: [toytlsClientHello], expected: toytlsBody, about: 'an empty list of extensions' },
      ],
    },
    {
      function: 'encodeClientHello',
      name: 'encodeClientHello: random hellos, with and without extensions',
      points: 8,
      fields: clientFields,
      cases: ({ random }) => {
        const case_ = (hello: ClientHello, about: string) => ({
          args: [hello],
          expected: encodeClientHello(hello),
          about,
        });
        return [
          ...times(5, () => case_(randomClientHello(random), 'extensions, and GREASE among suites')),
          case_(withoutExtensions(randomClientHello(random)), 'a hello without extensions'),
          case_(withEmptyExtensions(randomClientHello(random)), 'an empty list of extensions'),
        ];
      },
    },
    {
      function: 'decodeClientHello',
      name: 'decodeClientHello: Firefox to Amazon, 2009',
      points: 6,
      cases: () => [{ args: [body(amazon.clientHello)], expected: amazonClientHello }],
    },
    {
      function: 'decodeClientHello',
      name: 'decodeClientHello: our client in TLS 1.2, and toytls with an empty list of extensions',
      points: 6,
      cases: () => [
        { args: [body(tls12.clientHello)], expected: tls12ClientHello },
        { args: [toytlsBody], expected: toytlsClientHello, about: 'an empty list of extensions' },
      ],
    },
    {
      function: 'decodeClientHello',
      name: 'decodeClientHello: random hellos, with and without extensions',
      points: 6,
      cases: ({ random }) => {
        const case_ = (hello: ClientHello, about: string) => ({
          args: [encodeClientHello(hello)],
          expected: hello,
          about,
        });
        return [
          ...times(5, () => case_(randomClientHello(random), 'extensions, and GREASE among suites')),
          case_({ ...randomClientHello(random), sessionId: random.bytes(32) }, 'the longest session id'),
          case_(withoutExtensions(randomClientHello(random)), 'a hello without extensions'),
          case_(withEmptyExtensions(randomClientHello(random)), 'an empty list of extensions'),
        ];
      },
    },
    {
      function: 'decodeClientHello',
      name: 'decodeClientHello: refuses what is no ClientHello',
      points: 8,
      cases: ({ random }) => {
        const hello = randomClientHello(random);
        const bytes = encodeClientHello(hello);
        const at = afterSessionId(hello);
        const length = 2 * hello.cipherSuites.length;
        const decodeError = ['decode_error'] as const;
        return [
          { args: [bytes], expected: hello },
          ...malformed(random, bytes, extensionsAt(hello)),
          {
            args: [
              concatBytes(
                bytes.subarray(0, at),
                uint16(length + 1),
                bytes.subarray(at + 2, at + 2 + length),
                random.bytes(1),
                bytes.subarray(at + 2 + length),
              ),
            ],
            refuses: decodeError,
            because: 'the suites have an odd number of bytes',
          },
          {
            args: [concatBytes(bytes.subarray(0, at), uint16(0), bytes.subarray(compressionAt(hello)))],
            refuses: decodeError,
            because: 'there is no suite',
          },
          {
            args: [
              concatBytes(
                bytes.subarray(0, compressionAt(hello)),
                Uint8Array.of(0),
                bytes.subarray(extensionsAt(hello)),
              ),
            ],
            refuses: decodeError,
            because: 'there is no compression method',
          },
        ];
      },
    },
    {
      function: 'encodeServerHello',
      name: 'encodeServerHello: Amazon in 2009, OpenSSL in TLS 1.2',
      points: 8,
      fields: serverFields,
      cases: () => [
        { args: [amazonServerHello], expected: body(amazon.serverHello), about: 'no extensions' },
        { args: [tls12ServerHello], expected: body(tls12.serverHello) },
      ],
    },
    {
      function: 'encodeServerHello',
      name: 'encodeServerHello: random hellos, with and without extensions',
      points: 6,
      fields: serverFields,
      cases: ({ random }) =>
        [
          ...times(4, () => randomServerHello(random)),
          withoutExtensions(randomServerHello(random)),
          withEmptyExtensions(randomServerHello(random)),
        ].map((hello) => ({ args: [hello], expected: encodeServerHello(hello) })),
    },
    {
      function: 'decodeServerHello',
      name: 'decodeServerHello: Amazon in 2009, OpenSSL in TLS 1.2',
      points: 6,
      cases: () => [
        { args: [body(amazon.serverHello)], expected: amazonServerHello, about: 'no extensions' },
        { args: [body(tls12.serverHello)], expected: tls12ServerHello },
      ],
    },
    {
      function: 'decodeServerHello',
      name: 'decodeServerHello: random hellos, with and without extensions',
      points: 5,
      cases: ({ random }) =>
        [
          ...times(4, () => randomServerHello(random)),
          withoutExtensions(randomServerHello(random)),
          withEmptyExtensions(randomServerHello(random)),
        ].map((hello) => ({ args: [encodeServerHello(hello)], expected: hello })),
    },
    {
      function: 'decodeServerHello',
      name: 'decodeServerHello: refuses what is no ServerHello',
      points: 7,
      cases: ({ random }) => {
        const hello = randomServerHello(random);
        const bytes = encodeServerHello(hello);
        return [{ args: [bytes], expected: hello }, ...malformed(random, bytes, serverEnd(hello))];
      },
    },
    {
      function: 'encodeServerName',
      name: 'encodeServerName: www.amazon.com and localhost',
      points: 5,
      cases: () => [
        { args: ['www.amazon.com'], expected: hex`0011 00 000e 7777772e616d617a6f6e2e636f6d` },
        { args: ['localhost'], expected: hex`000c 00 0009 6c6f63616c686f7374` },
      ],
    },
    {
      function: 'encodeServerName',
      name: 'encodeServerName: random names',
      points: 5,
      cases: ({ random }) =>
        [...times(4, () => 1 + random.integer(60)), 253].map((length) => {
          const name = times(length, () => random.pick([...'abcdefghijklmnopqrstuvwxyz0123456789'])).join('');
          return {
            args: [name],
            expected: concatBytes(uint16(length + 3), Uint8Array.of(0), uint16(length), utf8ToBytes(name)),
          };
        }),
    },
    {
      function: 'selectCipherSuite',
      name: 'selectCipherSuite: RC4-MD5 out of the 34 suites of Firefox',
      points: 5,
      cases: () => [
        { args: [amazonClientHello.cipherSuites, [0x0004, 0x0005, 0x000a]], expected: 0x0004 },
        {
          args: [amazonClientHello.cipherSuites, [0xc02f, 0x0005, 0x0039]],
          expected: 0x0005,
          about: "a server whose favourite is not on Firefox's list",
        },
        { args: [tls12ClientHello.cipherSuites, [0xc030, 0xc02f]], expected: 0xc02f },
      ],
    },
    {
      function: 'selectCipherSuite',
      name: 'selectCipherSuite: random wish lists, also with nothing in common',
      points: 7,
      cases: ({ random }) => [
        ...times(5, () => {
          const { offered, preferred, chosen } = wishLists(random);
          return { args: [offered, preferred], expected: chosen };
        }),
        { args: [[grease(random), 0x0004], [0xc02f]], expected: undefined, about: 'nothing in common' },
        { args: [[0x0004], []], expected: undefined, about: 'a server that takes nothing' },
      ],
    },
  ],
});

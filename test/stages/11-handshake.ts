// Checks of stage 11: what the client offers, takes, awaits and sends, and how a connection ends.
import type { Mistake } from '../../kit/check/check.js';
import {
  type Case,
  type CheckDefinition,
  defineStage,
  type RefusalCase,
  type ValueCase,
} from '../../kit/check/define.js';
import type { SeededRandom } from '../../kit/check/random.js';
import { amazon2009 as amazon } from '../../kit/sessions/amazon-2009.js';
import { tls12EcdheGcm as tls12 } from '../../kit/sessions/tls12-ecdhe-gcm.js';
import type { Extension } from '../../lib/extensions.js';
import {
  acceptServerHello,
  alertOutcome,
  clientFlight,
  clientOffer,
  expectedMessages,
  type MessageName,
  type Negotiated,
  type Offer,
} from '../../lib/handshake-rules.js';
import {
  type ClientHello,
  decodeClientHello,
  decodeServerHello,
  encodeServerName,
  type ServerHello,
} from '../../lib/hellos.js';
import {
  AlertDescription,
  type AlertName,
  type ExtensionName,
  ExtensionType,
  SignallingSuite,
  TLS10,
  TLS11,
  TLS12,
} from '../../lib/registry.js';
import { type KeyExchange, preferredSuites, suiteById } from '../../lib/suites.js';
import { hex } from '../support/hex.js';

const extension = (name: ExtensionName, data = ''): Extension => ({
  extensionType: ExtensionType[name],
  extensionData: hex(data),
});
const { TLS_EMPTY_RENEGOTIATION_INFO_SCSV: emptyRenegotiation, TLS_FALLBACK_SCSV: fallback } =
  SignallingSuite;

// --- clientOffer ---------------------------------------------------------------------------------------------

/** The order of extensions is free, so it is that of their numbers here; anything else stays as it is. */
function inOrder(hello: unknown): unknown {
  const { extensions } = (hello ?? {}) as Partial<ClientHello>;
  if (!Array.isArray(extensions)) return hello;
  const sorted = [...extensions].sort((one, other) => one?.extensionType - other?.extensionType);
  return { ...(hello as object), extensions: sorted };
}
const rightOffer = (offer: Offer) => inOrder(clientOffer(offer)) as Required<ClientHello>;

const without =
  (...names: ExtensionName[]) =>
  (offer: Offer) => {
    const hello = rightOffer(offer);
    const left = hello.extensions.filter(
      ({ extensionType }) => !names.some((name) => ExtensionType[name] === extensionType),
    );
    return { ...hello, extensions: left };
  };
/** With extensions of these, in place of those that have the same number. */
const withExtensions = (hello: Required<ClientHello>, ...added: Extension[]) =>
  inOrder({
    ...hello,
    extensions: [
      ...hello.extensions.filter((one) => !added.some((other) => other.extensionType === one.extensionType)),
      ...added,
    ],
  });
const ellipticExtensions = (offer: Offer) =>
  clientOffer({ ...offer, cipherSuites: [0xc013] }).extensions?.filter(({ extensionType }) =>
    [ExtensionType.supported_groups, ExtensionType.ec_point_formats].some((type) => type === extensionType),
  ) ?? [];
const isElliptic = (id: number) => suiteById(id)?.keyExchange === 'ECDHE_RSA';

const offerMistakes = mistakesOf<[offer: Offer]>('clientOffer', [
  [
    'suites above the version offered',
    'Suites are offered that the highest version does not have: leave out those whose minVersion is above it.',
    (offer) => ({ ...rightOffer(offer), cipherSuites: offer.cipherSuites }),
  ],
  [
    'signals dropped',
    'Numbers that are no suites were left out: TLS_FALLBACK_SCSV and its like are signals to the server and stay.',
    (offer) => {
      const hello = rightOffer(offer);
      return { ...hello, cipherSuites: hello.cipherSuites.filter((id) => suiteById(id)) };
    },
  ],
  [
    'suites sorted',
    'The suites are in the order of their numbers: they stand in the order of preference, as they came.',
    (offer) => {
      const hello = rightOffer(offer);
      return { ...hello, cipherSuites: [...hello.cipherSuites].sort((one, other) => one - other) };
    },
  ],
  [
    'lowest version offered',
    'client_version is the lowest version of the offer: it is the highest, and the server goes down from there.',
    (offer) => ({ ...rightOffer(offer), clientVersion: offer.minVersion }),
  ],
  [
    'compression methods left empty',
    'The list of compression methods is empty: null, number 0, must be in it.',
    (offer) => ({ ...rightOffer(offer), compressionMethods: [] }),
  ],
  [
    'no renegotiation_info',
    'renegotiation_info is missing: it goes out with every first handshake.',
    without('renegotiation_info'),
  ],
  [
    'renegotiation_info without its length',
    'renegotiation_info has no data: it holds a vector, and an empty vector is a length byte of 0.',
    (offer) => withExtensions(rightOffer(offer), extension('renegotiation_info')),
  ],
  [
    'no extended_master_secret',
    'extended_master_secret is missing: it goes out with every handshake.',
    without('extended_master_secret'),
  ],
  [
    'no signature_algorithms in TLS 1.2',
    'signature_algorithms is missing: a server of TLS 1.2 would then take SHA-1 for what we want.',
    without('signature_algorithms'),
  ],
  [
    'signature_algorithms before TLS 1.2',
    'signature_algorithms goes out although the highest version is below 0x0303, where nobody knows it.',
    (offer) =>
      withExtensions(rightOffer(offer), extension('signature_algorithms', '0008 0401 0501 0601 0201')),
  ],
  [
    'elliptic extensions for suites that were left out',
    'supported_groups and ec_point_formats go out for an ECDHE suite that the highest version does not have: ask the suites that are really sent.',
    (offer) =>
      offer.cipherSuites.some(isElliptic)
        ? withExtensions(rightOffer(offer), ...ellipticExtensions(offer))
        : rightOffer(offer),
  ],
  [
    'elliptic extensions without elliptic suites',
    'supported_groups and ec_point_formats go out although no suite has the key exchange ECDHE_RSA.',
    (offer) => withExtensions(rightOffer(offer), ...ellipticExtensions(offer)),
  ],
  [
    'no elliptic extensions',
    'supported_groups and ec_point_formats are missing: a suite with the key exchange ECDHE_RSA needs both.',
    without('supported_groups', 'ec_point_formats'),
  ],
  [
    'no ec_point_formats',
    'ec_point_formats is missing: it goes with supported_groups.',
    without('ec_point_formats'),
  ],
  [
    'session_ticket always',
    'session_ticket goes out although the offer does not want a ticket.',
    (offer) => withExtensions(rightOffer(offer), extension('session_ticket')),
  ],
  [
    'session_ticket never',
    'session_ticket is missing: the offer wants a ticket, and an extension without data asks for one.',
    without('session_ticket'),
  ],
  ['no server_name', 'server_name is missing: the offer has its data.', without('server_name')],
]);

const sessionOffer: Offer = {
  minVersion: TLS10,
  maxVersion: TLS12,
  cipherSuites: [0xc02f],
  groups: [0x0017],
  random: tls12.clientRandom,
  serverName: encodeServerName('localhost'),
  sessionTicket: false,
};

const offerChecks: CheckDefinition[] = [
  {
    function: 'clientOffer',
    name: 'clientOffer: the ClientHello of the TLS 1.2 session',
    points: 8,
    canonical: inOrder,
    cases: () => [{ args: [sessionOffer], expected: inOrder(decodeClientHello(tls12.clientHello.slice(4))) }],
  },
  {
    function: 'clientOffer',
    name: 'clientOffer: random offers of all versions',
    points: 20,
    canonical: inOrder,
    cases: ({ random }) => {
      const rsa = [0x009c, 0x002f, 0x0004];
      const [version, other] = random.pick([
        [TLS10, TLS11],
        [TLS11, TLS10],
      ]);
      return [
        offered(random, 'TLS 1.2 without elliptic suites', { cipherSuites: rsa, sessionTicket: false }),
        offered(random, 'TLS 1.2 with elliptic suites', { cipherSuites: [0xc030, 0xc014, ...rsa] }),
        offered(random, 'an offer with a signal', { cipherSuites: [0x0035, fallback], sessionTicket: true }),
        offered(random, 'an old version', { maxVersion: version, cipherSuites: [0x0035, 0xc02f, 0xc013] }),
        offered(random, 'an old version, whose only elliptic suite is too new', {
          maxVersion: other,
          cipherSuites: [0xc02f, 0x0035, 0x002f],
          sessionTicket: true,
        }),
        ...[TLS12, TLS11, TLS10].map((maxVersion) => offered(random, 'a random offer', { maxVersion })),
      ];
    },
  },
];

function offered(random: SeededRandom, about: string, changed: Partial<Offer>): ValueCase {
  const name = random.pick(['localhost', 'www.amazon.com', `host-${random.integer(1000)}.example`]);
  const offer: Offer = {
    minVersion: TLS10,
    maxVersion: TLS12,
    cipherSuites: preferredSuites.filter((id) => id === 0x002f || random.integer(2) === 0),
    groups: random.pick([[29, 23], [23, 29], [23]]),
    random: random.bytes(32),
    sessionTicket: random.integer(2) === 0,
    ...(about === 'a random offer' && random.integer(2) === 0 ? {} : { serverName: encodeServerName(name) }),
    ...changed,
  };
  return { args: [offer], expected: rightOffer(offer), about };
}

// --- acceptServerHello ---------------------------------------------------------------------------------------

type AcceptArgs = [offered: ClientHello, minVersion: number, hello: ServerHello];

/** The right answer for a hello that has been mended, given out as the answer for the hello that came. */
const mended = (
  [offered, minVersion]: AcceptArgs,
  hello: ServerHello,
  given: Partial<Negotiated> = {},
  more: Partial<ClientHello> = {},
): Negotiated => ({ ...acceptServerHello({ ...offered, ...more }, minVersion, hello), ...given });
const withData = (hello: ServerHello, data: string, ...names: ExtensionName[]): ServerHello =>
  hello.extensions
    ? {
        ...hello,
        extensions: hello.extensions.map((one) =>
          names.some((name) => ExtensionType[name] === one.extensionType)
            ? { ...one, extensionData: hex(data) }
            : one,
        ),
      }
    : hello;
const wasOffered = (offered: ClientHello, name: ExtensionName) =>
  offered.extensions?.some(({ extensionType }) => extensionType === ExtensionType[name]) ?? false;

const acceptMistakes = mistakesOf<AcceptArgs>('acceptServerHello', [
  [
    'version below the lowest accepted',
    'The server chose a version below the lowest that the client takes, and got away with it: an attacker could so push both sides down.',
    (...args) => {
      const [offered, minVersion, hello] = args;
      if (hello.serverVersion >= minVersion) return acceptServerHello(...args);
      const serverVersion = Math.max(hello.serverVersion, TLS10);
      const version = hello.serverVersion;
      return { ...acceptServerHello(offered, TLS10, { ...hello, serverVersion }), version };
    },
  ],
  [
    'version above the highest accepted',
    'The server chose a version above client_version, which is the highest that the client takes.',
    (...args) => {
      const [offered, , hello] = args;
      if (hello.serverVersion <= offered.clientVersion) return acceptServerHello(...args);
      const mendedHello = { ...hello, serverVersion: TLS12 };
      return mended(args, mendedHello, { version: hello.serverVersion }, { clientVersion: TLS12 });
    },
  ],
  [
    'suite accepted that was not offered',
    'The server chose a suite that is not in the offer.',
    (...args) => {
      const [offered, , hello] = args;
      const { cipherSuite } = hello;
      if (offered.cipherSuites.includes(cipherSuite)) return acceptServerHello(...args);
      const known = suiteById(cipherSuite) ? cipherSuite : 0x002f;
      const cipherSuites = [...offered.cipherSuites, known];
      return mended(args, { ...hello, cipherSuite: known }, { cipherSuite }, { cipherSuites });
    },
  ],
  [
    'signal accepted as a suite',
    'The server chose a number that is in the offer but no suite: it is a signal, and suiteById does not know it.',
    (...args) => {
      const [offered, , hello] = args;
      const { cipherSuite } = hello;
      if (suiteById(cipherSuite) || !offered.cipherSuites.includes(cipherSuite))
        return acceptServerHello(...args);
      const cipherSuites = [...offered.cipherSuites, 0x002f];
      return mended(args, { ...hello, cipherSuite: 0x002f }, { cipherSuite }, { cipherSuites });
    },
  ],
  [
    'suite accepted that the version lacks',
    'The suite was offered, but for TLS 1.2, and the server chose an earlier version in the same hello.',
    (...args) => {
      const [offered, minVersion, hello] = args;
      const version = hello.serverVersion;
      if (version < minVersion || version > offered.clientVersion) return acceptServerHello(...args);
      return mended(args, { ...hello, serverVersion: TLS12 }, { version }, { clientVersion: TLS12 });
    },
  ],
  [
    'compression accepted',
    'The server chose a compression method: only null was offered.',
    (...args) => mended(args, { ...args[2], compressionMethod: 0 }),
  ],
  [
    'extension accepted that nobody asked for',
    'The server sent an extension that is not in the offer: it may only answer those that are.',
    (...args) => {
      const [offered, , hello] = args;
      const extensions = [...(offered.extensions ?? []), ...(hello.extensions ?? [])];
      return mended(args, hello, {}, { extensions });
    },
  ],
  [
    'renegotiation_info not read',
    'renegotiation_info has something in it that nobody looked at: in a first handshake it is a vector of no bytes, 00 and nothing else.',
    (...args) => mended(args, withData(args[2], '00', 'renegotiation_info')),
  ],
  [
    'data accepted where there is none',
    'extended_master_secret and session_ticket have no data in a ServerHello, and here there is some.',
    (...args) => mended(args, withData(args[2], '', 'extended_master_secret', 'session_ticket')),
  ],
  [
    'point formats not read',
    'ec_point_formats came without uncompressed, or without anything, and nobody looked: every point that we send is uncompressed.',
    (...args) => mended(args, withData(args[2], '0100', 'ec_point_formats')),
  ],
  [
    'extended_master_secret by the offer',
    'extendedMasterSecret says what the client offered: it counts only when the server answered with it.',
    (...args) => ({
      ...acceptServerHello(...args),
      extendedMasterSecret: wasOffered(args[0], 'extended_master_secret'),
    }),
  ],
  [
    'secure renegotiation by the offer',
    'secureRenegotiation says what the client offered: it counts only when the server answered with renegotiation_info.',
    (...args) => ({
      ...acceptServerHello(...args),
      secureRenegotiation: wasOffered(args[0], 'renegotiation_info'),
    }),
  ],
  [
    'session ticket by the offer',
    'sessionTicket says what the client offered: it counts only when the server answered with session_ticket.',
    (...args) => ({ ...acceptServerHello(...args), sessionTicket: wasOffered(args[0], 'session_ticket') }),
  ],
  [
    'version of the client taken',
    'The version is the one that the client offered as its highest: the server has chosen another.',
    (...args) => ({ ...acceptServerHello(...args), version: args[0].clientVersion }),
  ],
  [
    'first suite of the client taken',
    'The suite is the first of the offer: the server has chosen another.',
    (...args) => ({
      ...acceptServerHello(...args),
      cipherSuite: args[0].cipherSuites[0] as number,
    }),
  ],
]);

/** A ClientHello that asks for everything, and an answer of TLS 1.2 that takes a suite of every version. */
function pair(
  random: SeededRandom,
  changed: Partial<ServerHello> = {},
): { offered: ClientHello; hello: ServerHello } {
  const offered = clientOffer({
    ...sessionOffer,
    cipherSuites: [0xc030, 0xc02f, 0xc013, 0x0035, 0x002f],
    random: random.bytes(32),
    sessionTicket: true,
  });
  const hello = {
    serverVersion: TLS12,
    random: random.bytes(32),
    sessionId: random.bytes(random.integer(33)),
    cipherSuite: 0x002f,
    compressionMethod: 0,
    ...changed,
  };
  return { offered, hello };
}

const yes = (...names: ExtensionName[]) =>
  names.map((name) =>
    extension(name, name === 'renegotiation_info' ? '00' : name === 'ec_point_formats' ? '0100' : ''),
  );

const acceptChecks: CheckDefinition[] = [
  {
    function: 'acceptServerHello',
    name: 'acceptServerHello: the answers of Amazon and of the TLS 1.2 session',
    points: 6,
    cases: () => [
      {
        args: [
          decodeClientHello(amazon.clientHello.slice(4)),
          TLS10,
          decodeServerHello(amazon.serverHello.slice(4)),
        ],
        expected: settled(TLS10, 0x0004),
        about: 'Amazon',
      },
      {
        args: [
          decodeClientHello(tls12.clientHello.slice(4)),
          TLS10,
          decodeServerHello(tls12.serverHello.slice(4)),
        ],
        expected: settled(TLS12, 0xc02f, ['extended_master_secret', 'renegotiation_info']),
        about: 'the TLS 1.2 session',
      },
    ],
  },
  {
    function: 'acceptServerHello',
    name: 'acceptServerHello: random answers within the offer',
    points: 8,
    cases: ({ random }) => [...goodAnswers(random), signalled(random)],
  },
  {
    function: 'acceptServerHello',
    name: 'acceptServerHello: a version, suite or compression that was not offered is refused',
    points: 12,
    cases: ({ random }) => badChoices(random),
  },
  {
    function: 'acceptServerHello',
    name: 'acceptServerHello: random extensions that were not offered, or hold the wrong data, are refused',
    points: 10,
    cases: ({ random }) => badExtensions(random),
  },
];

function settled(version: number, cipherSuite: number, answered: ExtensionName[] = []): Negotiated {
  return {
    version,
    cipherSuite,
    extendedMasterSecret: answered.includes('extended_master_secret'),
    secureRenegotiation: answered.includes('renegotiation_info'),
    sessionTicket: answered.includes('session_ticket'),
  };
}

function goodAnswers(random: SeededRandom): ValueCase[] {
  const flags = ['extended_master_secret', 'renegotiation_info', 'session_ticket'] as const;
  const answers: ExtensionName[][] = [
    [],
    ...flags.map((flag): ExtensionName[] => [flag]),
    ['server_name', ...flags, 'ec_point_formats'],
    flags.filter(() => random.integer(2) === 0),
  ];
  return answers.flatMap((answered) =>
    [TLS12, TLS11, TLS10].map((serverVersion): ValueCase => {
      const cipherSuite = random.pick(serverVersion === TLS12 ? [0xc02f, 0xc013, 0x0035] : [0xc013, 0x002f]);
      const { offered, hello } = pair(random, { serverVersion, cipherSuite });
      const bare = answered.length === 0 && random.integer(2) === 0;
      return {
        args: [offered, TLS10, bare ? hello : { ...hello, extensions: yes(...answered) }],
        expected: settled(serverVersion, cipherSuite, answered),
        about: `an answer with ${answered.join(', ') || 'no extensions'}`,
      };
    }),
  );
}

/** The signal asks for renegotiation_info as well as the extension does (RFC 5746 3.3). */
function signalled(random: SeededRandom): ValueCase {
  const { offered, hello } = pair(random, { extensions: yes('renegotiation_info') });
  const { extensions: _, ...bare } = offered;
  return {
    args: [{ ...bare, cipherSuites: [...bare.cipherSuites, emptyRenegotiation] }, TLS10, hello],
    expected: settled(TLS12, 0x002f, ['renegotiation_info']),
    about: 'renegotiation_info in answer to TLS_EMPTY_RENEGOTIATION_INFO_SCSV',
  };
}

function badChoices(random: SeededRandom): Case[] {
  const refused = (
    alert: AlertName,
    because: string,
    changed: Partial<ServerHello>,
    minVersion: number = TLS10,
    more: Partial<ClientHello> = {},
  ): RefusalCase => {
    const { offered, hello } = pair(random, changed);
    return { args: [{ ...offered, ...more }, minVersion, hello], refuses: [alert], because };
  };
  const old = { clientVersion: TLS11, cipherSuites: [0xc013, 0x002f] };
  const signals = { cipherSuites: [0x002f, fallback, emptyRenegotiation] };
  return [
    refused('protocol_version', 'the version is below the lowest', { serverVersion: TLS10 }, TLS11),
    refused('protocol_version', 'SSL 3.0 is below the lowest version', { serverVersion: 0x0300 }),
    refused('protocol_version', 'the version is above the highest', { serverVersion: TLS12 }, TLS10, old),
    refused('protocol_version', 'the version is above the highest', { serverVersion: 0x0304 }),
    ...[0x0004, 0x009e, random.pick([0x0033, 0x0039, 0x003c])].map((cipherSuite) =>
      refused('illegal_parameter', 'the suite is not in the offer', { cipherSuite }),
    ),
    ...[0x1301, 0x0000].map((cipherSuite) =>
      refused('illegal_parameter', 'nobody offered that number', { cipherSuite }),
    ),
    ...[fallback, emptyRenegotiation].map((cipherSuite) =>
      refused('illegal_parameter', 'a signal is no suite', { cipherSuite }, TLS10, signals),
    ),
    ...[TLS10, TLS11].map((serverVersion) =>
      refused('illegal_parameter', 'the suite needs TLS 1.2, and the version is an earlier one', {
        serverVersion,
        cipherSuite: random.pick([0xc02f, 0xc030]),
      }),
    ),
    ...[1, 2 + random.integer(254)].map((compressionMethod) =>
      refused('illegal_parameter', 'only null compression was offered', { compressionMethod }),
    ),
  ];
}

function badExtensions(random: SeededRandom): RefusalCase[] {
  const refused = (alert: AlertName, because: string, ...extensions: Extension[]): RefusalCase => {
    const { offered, hello } = pair(random, { extensions });
    return { args: [offered, TLS10, hello], refuses: [alert], because };
  };
  const nobodyAsked = [
    extension('application_layer_protocol_negotiation', '0003 02 6832'),
    extension('encrypt_then_mac'),
    { extensionType: 0x0a0a, extensionData: new Uint8Array() },
    { extensionType: 0x1000 + random.integer(0x1000), extensionData: random.bytes(random.integer(9)) },
  ];
  const { offered, hello } = pair(random, { extensions: yes('session_ticket') });
  const extensions = offered.extensions?.filter(
    ({ extensionType }) => extensionType !== ExtensionType.session_ticket,
  );
  return [
    ...nobodyAsked.map((one) =>
      refused('unsupported_extension', `nobody asked for the extension ${one.extensionType}`, one),
    ),
    {
      args: [{ ...offered, ...(extensions && { extensions }) }, TLS10, hello],
      refuses: ['unsupported_extension'],
      because: 'the client did not ask for a ticket',
    },
    refused(
      'handshake_failure',
      'renegotiation_info is not empty, as if this were a renegotiation',
      extension('renegotiation_info', '0c 000102030405060708090a0b'),
    ),
    refused(
      'handshake_failure',
      'renegotiation_info has a byte in it, as if this were a renegotiation',
      extension('renegotiation_info', '01 00'),
    ),
    refused('decode_error', 'bytes follow the vector', extension('renegotiation_info', '00 00')),
    refused('decode_error', 'the length byte is missing', extension('renegotiation_info')),
    refused('decode_error', 'extended_master_secret has data', {
      ...extension('extended_master_secret'),
      extensionData: random.bytes(1 + random.integer(4)),
    }),
    refused('decode_error', 'session_ticket has data', extension('session_ticket', '00')),
    refused(
      'illegal_parameter',
      'uncompressed is not among the formats',
      extension('ec_point_formats', '02 0102'),
    ),
    refused('decode_error', 'the list of formats is empty', extension('ec_point_formats', '00')),
  ];
}

// --- expectedMessages ----------------------------------------------------------------------------------------

type ExpectedArgs = [
  received: readonly MessageName[],
  keyExchange: KeyExchange | undefined,
  sessionTicket: boolean,
];

const sorted = (value: unknown) => (Array.isArray(value) ? [...value].sort() : value);

/** Wrong after one message, right everywhere else. */
const after =
  (last: MessageName, wrong: (right: MessageName[], ...args: ExpectedArgs) => MessageName[]) =>
  (...args: ExpectedArgs) => {
    const right = expectedMessages(...args);
    return sorted(args[0].at(-1) === last ? wrong(right, ...args) : right);
  };
const lastBeforeFinished = 'server_hello_done';

const expectedMistakes = mistakesOf<ExpectedArgs>('expectedMessages', [
  [
    'server_key_exchange with RSA',
    'A server_key_exchange is awaited with RSA: the key is in the certificate, and nothing is left to exchange.',
    after('certificate', (right, _, keyExchange) =>
      keyExchange === 'RSA' ? ['server_key_exchange'] : right,
    ),
  ],
  [
    'server_key_exchange allowed with RSA',
    'A server_key_exchange is allowed with RSA, beside what is due: that is how FREAK smuggled in a weak key.',
    after('certificate', (right, _, keyExchange) =>
      keyExchange === 'RSA' ? ['server_key_exchange', ...right] : right,
    ),
  ],
  [
    'no server_key_exchange with Diffie-Hellman',
    'After certificate no server_key_exchange is awaited, and without it DHE and ECDHE have no key.',
    after('certificate', (right, _, keyExchange) =>
      keyExchange === 'RSA' ? right : ['certificate_request', 'server_hello_done'],
    ),
  ],
  [
    'server_key_exchange left to choice',
    'The server may pass over server_key_exchange here: in DHE and ECDHE suites it must come.',
    after('certificate', (right, _, keyExchange) =>
      keyExchange === 'RSA' ? right : ['server_key_exchange', 'certificate_request', 'server_hello_done'],
    ),
  ],
  [
    'certificate_request not allowed',
    'certificate_request is not allowed: the server may send one before server_hello_done.',
    (...args) => sorted(expectedMessages(...args).filter((name) => name !== 'certificate_request')),
  ],
  [
    'certificate_request demanded',
    'Only certificate_request is allowed: most servers pass over it and send server_hello_done at once.',
    (...args) => {
      const right = expectedMessages(...args);
      return right.includes('certificate_request') ? ['certificate_request'] : right;
    },
  ],
  [
    'change_cipher_spec too early',
    'change_cipher_spec is allowed before server_hello_done, when there are no keys yet: OpenSSL once did so, and an attacker could choose the keys (CVE-2014-0224).',
    (...args) => {
      const right = expectedMessages(...args);
      const early = args[0].length > 0 && !args[0].includes(lastBeforeFinished);
      return sorted(early ? [...right, 'change_cipher_spec'] : right);
    },
  ],
  [
    'finished without change_cipher_spec',
    'finished is allowed without a change_cipher_spec before it: it would come in the clear.',
    (...args) => {
      const right = expectedMessages(...args);
      return sorted(right.includes('change_cipher_spec') ? [...right, 'finished'] : right);
    },
  ],
  [
    'ticket not awaited',
    'The server announced a ticket: new_session_ticket must come before change_cipher_spec.',
    after('server_hello_done', (right, _received, _keyExchange, ticket) =>
      ticket ? ['change_cipher_spec'] : right,
    ),
  ],
  [
    'announced ticket left to choice',
    'The server announced a ticket, so new_session_ticket must come: change_cipher_spec is not allowed in its place.',
    after('server_hello_done', (right, _received, _keyExchange, ticket) =>
      ticket ? ['new_session_ticket', 'change_cipher_spec'] : right,
    ),
  ],
  [
    'ticket without announcement',
    'new_session_ticket is allowed although the server did not announce one in its hello.',
    after('server_hello_done', (right, _received, _keyExchange, ticket) =>
      ticket ? right : ['new_session_ticket', 'change_cipher_spec'],
    ),
  ],
  [
    "the client's message awaited",
    "client_key_exchange is the client's: the question is what the server may send.",
    after('server_hello_done', () => ['client_key_exchange']),
  ],
  [
    'certificate left to choice',
    'The server may pass over its certificate here: all our suites need one.',
    after('server_hello', (right) => [...right, 'server_key_exchange', 'server_hello_done']),
  ],
  [
    'nothing after finished',
    'Nothing is allowed after finished: now comes application_data.',
    after('finished', () => []),
  ],
]);

/** What a server says in a whole handshake. */
function walk(keyExchange: KeyExchange, sessionTicket: boolean, certificateRequest: boolean): MessageName[] {
  const optional = (there: boolean, name: MessageName) => (there ? [name] : []);
  return [
    'server_hello',
    'certificate',
    ...optional(keyExchange !== 'RSA', 'server_key_exchange'),
    ...optional(certificateRequest, 'certificate_request'),
    'server_hello_done',
    ...optional(sessionTicket, 'new_session_ticket'),
    'change_cipher_spec',
    'finished',
    'application_data',
  ];
}

/** Every place of a handshake. What may come is what comes in one of the two that begin like this. */
function places(keyExchange: KeyExchange, sessionTicket: boolean): ValueCase[] {
  const [short, long] = [false, true].map((request) => walk(keyExchange, sessionTicket, request));
  const beginnings = [short, long].flatMap((whole = []) => whole.map((_, length) => whole.slice(0, length)));
  return beginnings.map((received): ValueCase => {
    const begunLikeThis = [short, long].filter((whole) => received.every((name, i) => name === whole?.[i]));
    const next = new Set(begunLikeThis.map((whole) => whole?.[received.length]));
    return {
      args: [received, received.length === 0 ? undefined : keyExchange, sessionTicket],
      expected: sorted([...next]),
      about: `after ${received.at(-1) ?? 'nothing'}, with ${keyExchange}${sessionTicket ? ' and a ticket' : ''}`,
    };
  });
}

const expectedChecks: CheckDefinition[] = [
  {
    function: 'expectedMessages',
    name: 'expectedMessages: the Amazon session and the TLS 1.2 session',
    points: 7,
    canonical: sorted,
    cases: () => [...places('RSA', false), ...places('ECDHE_RSA', false)],
  },
  {
    function: 'expectedMessages',
    name: 'expectedMessages: every place of every handshake',
    points: 9,
    canonical: sorted,
    cases: () =>
      [true, false].flatMap((ticket) =>
        (['RSA', 'DHE_RSA', 'ECDHE_RSA'] as const).flatMap((keyExchange) => places(keyExchange, ticket)),
      ),
  },
];

// --- clientFlight --------------------------------------------------------------------------------------------

const flightWith =
  (change: (right: MessageName[], requested: boolean) => MessageName[]) => (requested: boolean) =>
    change(clientFlight(requested), requested);

const flightMistakes = mistakesOf<[certificateRequested: boolean]>('clientFlight', [
  [
    'Finished before ChangeCipherSpec',
    'finished comes before change_cipher_spec: it is the first message under the new keys, so the change comes first.',
    flightWith((right) => [...right.slice(0, -2), 'finished', 'change_cipher_spec']),
  ],
  [
    'no ChangeCipherSpec',
    'change_cipher_spec is missing: without it finished would go out in the clear.',
    flightWith((right) => right.filter((name) => name !== 'change_cipher_spec')),
  ],
  [
    'certificate sent unasked',
    'A certificate is sent although the server did not ask for one.',
    () => clientFlight(true),
  ],
  [
    'no answer to certificate_request',
    'The server asked for a certificate: a client without one sends the message all the same, empty.',
    () => clientFlight(false),
  ],
  [
    'certificate after the key exchange',
    "The client's certificate comes behind client_key_exchange: it comes before it.",
    (requested) =>
      requested
        ? ['client_key_exchange', 'certificate', 'change_cipher_spec', 'finished']
        : clientFlight(false),
  ],
  [
    'certificate_verify without a certificate',
    'certificate_verify signs with the key of a certificate, and our client has none: leave it out.',
    (requested) =>
      requested
        ? ['certificate', 'client_key_exchange', 'certificate_verify', 'change_cipher_spec', 'finished']
        : clientFlight(false),
  ],
]);

const flightChecks: CheckDefinition[] = [
  {
    function: 'clientFlight',
    name: 'clientFlight: every flight, with and without a certificate',
    points: 6,
    cases: () => [
      {
        args: [false],
        expected: ['client_key_exchange', 'change_cipher_spec', 'finished'],
        about: 'no certificate_request came, as in both sessions',
      },
      {
        args: [true],
        expected: ['certificate', 'client_key_exchange', 'change_cipher_spec', 'finished'],
        about: 'a certificate_request came',
      },
    ],
  },
];

// --- alertOutcome --------------------------------------------------------------------------------------------

type AlertArgs = [alert: { readonly level: number; readonly description: number }];
const isCloseNotify = ({ description }: AlertArgs[0]) => description === AlertDescription.close_notify;

const alertMistakes = mistakesOf<AlertArgs>('alertOutcome', [
  [
    'warning treated as fatal',
    'A warning ended the connection: one that is not close_notify leaves it be.',
    (alert) => (alert.level === 1 && !isCloseNotify(alert) ? 'failed' : alertOutcome(alert)),
  ],
  [
    'warning treated as the end',
    'A warning closed the connection: only close_notify does.',
    (alert) => (alert.level === 1 ? 'closed' : alertOutcome(alert)),
  ],
  [
    'close_notify treated as an error',
    'close_notify is no failure: it ends the connection in good order.',
    (alert) => (isCloseNotify(alert) ? 'failed' : alertOutcome(alert)),
  ],
  [
    'close_notify passed over',
    'close_notify is a warning, but not one to pass over: it ends the connection in good order.',
    (alert) => (isCloseNotify(alert) ? 'ignored' : alertOutcome(alert)),
  ],
  [
    'unknown level ignored',
    'The level is neither warning nor fatal, and the alert was passed over: what is not known to be a warning is a failure.',
    (alert) =>
      alert.level !== 1 && alert.level !== 2 && !isCloseNotify(alert) ? 'ignored' : alertOutcome(alert),
  ],
  [
    'fatal alert ignored',
    'A fatal alert was passed over: it ends the connection.',
    (alert) => (alert.level === 2 && !isCloseNotify(alert) ? 'ignored' : alertOutcome(alert)),
  ],
]);

const alertChecks: CheckDefinition[] = [
  {
    function: 'alertOutcome',
    name: 'alertOutcome: alerts of RFC 5246',
    points: 5,
    cases: () => [
      alertCase(1, AlertDescription.close_notify, 'closed'),
      alertCase(2, AlertDescription.handshake_failure, 'failed'),
      alertCase(2, AlertDescription.bad_record_mac, 'failed'),
      alertCase(1, AlertDescription.no_renegotiation, 'ignored'),
      alertCase(1, AlertDescription.user_canceled, 'ignored'),
      alertCase(2, AlertDescription.close_notify, 'closed'),
    ],
  },
  {
    function: 'alertOutcome',
    name: 'alertOutcome: random alerts, and levels that nobody knows',
    points: 5,
    cases: ({ random }) => [
      alertCase(1, AlertDescription.close_notify, 'closed'),
      ...Array.from({ length: 4 }, () => alertCase(1, 1 + random.integer(255), 'ignored')),
      ...Array.from({ length: 4 }, () => alertCase(2, 1 + random.integer(255), 'failed')),
      ...[0, 3 + random.integer(253), 255].map((level) =>
        alertCase(level, 1 + random.integer(255), 'failed'),
      ),
    ],
  },
];

function alertCase(level: number, description: number, expected: 'closed' | 'failed' | 'ignored'): ValueCase {
  return { args: [{ level, description }], expected, about: `level ${level}, description ${description}` };
}

// --- transportEnd --------------------------------------------------------------------------------------------

const endMistakes = mistakesOf<[closeNotifyReceived: boolean]>('transportEnd', [
  [
    'truncation reported as closed',
    'The connection ended without close_notify and is reported as closed: somebody may have cut it short.',
    () => 'closed',
  ],
  [
    'close_notify not believed',
    'The peer sent close_notify, and the end is reported as truncated: it has said that nothing more comes.',
    () => 'truncated',
  ],
]);

const endChecks: CheckDefinition[] = [
  {
    function: 'transportEnd',
    name: 'transportEnd: every end, with close_notify and without',
    points: 4,
    cases: () => [
      { args: [true], expected: 'closed', about: 'after close_notify' },
      { args: [false], expected: 'truncated', about: 'without close_notify' },
    ],
  },
];

export const stage = defineStage('11-handshake', {
  mistakes: [
    ...offerMistakes,
    ...acceptMistakes,
    ...expectedMistakes,
    ...flightMistakes,
    ...alertMistakes,
    ...endMistakes,
  ],
  checks: [...offerChecks, ...acceptChecks, ...expectedChecks, ...flightChecks, ...alertChecks, ...endChecks],
});

// --- Helpers of the lists above ------------------------------------------------------------------------------

type Row<Args extends unknown[]> = readonly [name: string, says: string, wrong: (...args: Args) => unknown];

function mistakesOf<Args extends unknown[]>(
  name: Mistake['function'],
  rows: readonly Row<Args>[],
): readonly Mistake[] {
  return rows.map(([mistake, says, wrong]) => ({ function: name, name: mistake, says, wrong }));
}

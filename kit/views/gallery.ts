// Every view, drawn with the bytes of the course's two sessions: for looking at, and for the tests that hold for all.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeAll, type Field } from '../../lib/codec.js';
import { gcmAdditionalData } from '../../lib/gcm.js';
import { decodeCertificate, readHandshakeBody } from '../../lib/handshake-body.js';
import { os2ip } from '../../lib/integers.js';
import { prf12 } from '../../lib/prf.js';
import { rc4KeySchedule } from '../../lib/rc4.js';
import { joinHandshake, splitHandshake } from '../../lib/records.js';
import { ContentType, HandshakeType, nameOf, TLS10, TLS12 } from '../../lib/registry.js';
import { reference } from '../../lib/stages.js';
import { explainChain } from '../../lib/verify-chain.js';
import { parseCertificate } from '../../lib/x509.js';
import { amazon2009 as amazon, amazonTime } from '../sessions/amazon-2009.js';
import { tls12EcdheGcm as modern } from '../sessions/tls12-ecdhe-gcm.js';
import { tls13Node, tls13NodeWire } from '../sessions/tls13-node.js';
import { flightsOf13 } from '../tls13/flights.js';
import { readSession13 } from '../tls13/session.js';
import { annotatedHex, consecutive } from './annotated-hex.js';
import { chainGraph } from './chain-graph.js';
import { courseMap } from './course-map.js';
import { derBoxes } from './der-boxes.js';
import { flowPair } from './flow-pair.js';
import { counterModeDiagram, ghashDiagram } from './gcm-diagram.js';
import { hexDump } from './hex-dump.js';
import { keyBlockComparison, keyBlockCuts, keyBlockDiagram } from './key-block-diagram.js';
import { modPowPath } from './mod-pow-path.js';
import { pkcs1Layout } from './pkcs1-layout.js';
import { pHashDiagram, prf10Diagram, prf12Diagram } from './prf-diagram.js';
import { rc4OutputGrid, rc4ScheduleGrid } from './rc4-state.js';
import { recordBoxes } from './record-boxes.js';
import { gcmAdditionalDataLayout, gcmNonceLayout, macInputLayout } from './record-layouts.js';
import { sealDiagram } from './seal-diagram.js';
import { sequenceDiagram } from './sequence-diagram.js';
import { amazonFlights, modernFlights } from './session-flights.js';
import { transcriptDiagram } from './transcript-diagram.js';

/** The fields of a handshake message, header included. */
function fieldsOf(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  decodeAll(
    message,
    'Handshake',
    (r) => {
      const msgType = r.uint8('msg_type', (type) => nameOf(HandshakeType, type));
      r.inside(r.uint24('length'), 'body', (body) => readHandshakeBody(body, msgType));
    },
    fields,
  );
  return fields;
}

const explained = (message: Uint8Array) => annotatedHex(message, fieldsOf(message));

function explainedCertificate(der: Uint8Array): string {
  const fields: Field[] = [];
  parseCertificate(der, fields);
  return annotatedHex(der, fields);
}

const DAY = 86_400;

/** Amazon's chain, as it was sent or with a byte of the leaf changed; judged some days after the session. */
function amazonChain(days: number, change: (leaf: Uint8Array) => Uint8Array): string {
  const [leaf, ...others] = decodeCertificate(amazon.certificateMessage.subarray(4)) as [Uint8Array];
  const at = amazonTime + days * DAY;
  const request = {
    chain: [change(leaf), ...others],
    anchors: [amazon.verisignRootCertificate],
    host: 'www.amazon.com',
    at,
    keyExchange: 'RSA',
  } as const;
  return chainGraph(explainChain(reference, request), at);
}

/** A bit in the middle of the signature. */
const forged = (leaf: Uint8Array) => leaf.map((byte, i) => (i === leaf.length - 100 ? byte ^ 1 : byte));

const serverFlight = [
  { name: 'ServerHello', bytes: amazon.serverHello },
  { name: 'Certificate', bytes: amazon.certificateMessage },
  { name: 'ServerHelloDone', bytes: amazon.serverHelloDone },
];
const { messages } = joinHandshake(concatBytes(...serverFlight.map(({ bytes }) => bytes)));

const transcript = () =>
  transcriptDiagram(
    [
      { from: 'Client', name: 'ClientHello', bytes: amazon.clientHello },
      ...serverFlight.map((message) => ({ from: 'Server', ...message }) as const),
      { from: 'Client', name: 'ClientKeyExchange', bytes: amazon.clientKeyExchange },
      {
        from: 'Client',
        name: 'ChangeCipherSpec',
        bytes: Uint8Array.of(1),
        leftOut: 'no handshake message: a record type of its own',
      },
    ],
    [
      ['MD5', amazon.handshakeMd5Client],
      ['SHA-1', amazon.handshakeSha1Client],
      ['client verify_data', amazon.clientVerifyData],
    ],
  );

const seal = {
  mac: 'MD5',
  macKey: amazon.clientWriteMacSecret,
  state: rc4KeySchedule(amazon.clientWriteKey),
  sequenceNumber: 0n,
  type: ContentType.handshake,
  version: TLS10,
  content: amazon.clientFinishedMessage,
} as const;

const keySeed = concatBytes(amazon.serverRandom, amazon.clientRandom);
const modernSeed = concatBytes(modern.serverRandom, modern.clientRandom);
/** As much as the wrong cut of a GCM key block takes, with two MAC keys that such a suite does not have. */
const longBlock = prf12('SHA-256', modern.masterSecret, 'key expansion', modernSeed, 104);
const request = utf8ToBytes(modern.request);
const explicit = modern.clientDataFragment.subarray(0, 8);
const nonce = concatBytes(modern.clientWriteIv, explicit);
const additional = gcmAdditionalData(1n, ContentType.application_data, TLS12, request.length);

/** Views by name; each draws anew. */
export const gallery: Readonly<Record<string, () => string>> = {
  'annotatedHex: a record header': () =>
    annotatedHex(
      amazon.recordHeaderClientHello,
      consecutive([
        ['type', 1, 'handshake'],
        ['version', 2, 'TLS 1.0'],
        ['length', 2, '158 bytes follow'],
      ]),
    ),
  'annotatedHex: ClientHello': () => explained(amazon.clientHello),
  'annotatedHex: Certificate': () => explained(amazon.certificateMessage),
  'annotatedHex: an X.509 certificate': () => explainedCertificate(amazon.amazonCertificate),
  hexDump: () => hexDump(amazon.serverHello, fieldsOf(amazon.serverHello)),
  courseMap: () => courseMap('03-rsa', ['01-records', '02-hellos']),
  sequenceDiagram: () => sequenceDiagram(amazonFlights),
  'sequenceDiagram: where we are': () => sequenceDiagram(amazonFlights, 4),
  'sequenceDiagram: what is missing': () =>
    sequenceDiagram(modernFlights, { built: [0, 1, 2], here: [3, 5] }),
  flowPair: () =>
    flowPair(
      { title: 'TLS 1.2', flights: modernFlights },
      { title: 'TLS 1.3', flights: flightsOf13(readSession13(tls13NodeWire, tls13Node.keyLog)) },
    ),
  recordBoxes: () => recordBoxes(serverFlight, splitHandshake(messages, 2 ** 14)),
  'recordBoxes: small records': () => recordBoxes(serverFlight, splitHandshake(messages, 1000)),
  'modPowPath: small numbers': () => modPowPath(4n, 13n, 33n),
  'modPowPath: long ones': () => modPowPath(os2ip(amazon.pkcs1Block), 65537n, os2ip(amazon.amazonModulus)),
  'pkcs1Layout: block type 1': () => pkcs1Layout(1, amazon.amazonSignatureDecrypted, 'DigestInfo'),
  'pkcs1Layout: block type 2': () => pkcs1Layout(2, amazon.pkcs1Block, 'pre-master secret'),
  derBoxes: () => derBoxes(amazon.amazonCertificate, 3),
  'derBoxes: four levels': () => derBoxes(modern.caCertificate, 4),
  chainGraph: () => amazonChain(0, (leaf) => leaf),
  'chainGraph: expired and forged': () => amazonChain(100, forged),
  pHashDiagram: () =>
    pHashDiagram(
      'MD5',
      amazon.masterSecret.subarray(0, 24),
      concatBytes(utf8ToBytes('key expansion'), keySeed),
      40,
    ),
  prf10Diagram: () =>
    prf10Diagram(
      amazon.preMasterSecret,
      'master secret',
      concatBytes(amazon.clientRandom, amazon.serverRandom),
      48,
    ),
  'prf10Diagram: key block': () => prf10Diagram(amazon.masterSecret, 'key expansion', keySeed, 64),
  prf12Diagram: () => prf12Diagram('SHA-256', modern.masterSecret, 'key expansion', modernSeed, 40),
  keyBlockDiagram: () => keyBlockDiagram(amazon.keyBlock, keyBlockCuts(16, 16, 0)),
  'keyBlockDiagram: AES-GCM': () => keyBlockDiagram(modern.keyBlock, keyBlockCuts(0, 16, 4)),
  keyBlockComparison: () => keyBlockComparison(longBlock, keyBlockCuts(0, 16, 4), keyBlockCuts(32, 16, 4)),
  transcriptDiagram: transcript,
  rc4ScheduleGrid: () => rc4ScheduleGrid(amazon.clientWriteKey, 40),
  rc4OutputGrid: () => rc4OutputGrid(seal.state, 4),
  macInputLayout: () => macInputLayout(0n, seal.type, TLS10, seal.content),
  sealDiagram: () => sealDiagram(seal),
  gcmNonceLayout: () => gcmNonceLayout(modern.clientWriteIv, explicit),
  gcmAdditionalDataLayout: () =>
    gcmAdditionalDataLayout(1n, ContentType.application_data, TLS12, request.length),
  counterModeDiagram: () => counterModeDiagram(modern.clientWriteKey, nonce, request),
  ghashDiagram: () =>
    ghashDiagram(modern.clientWriteKey, nonce, additional, modern.clientDataFragment.subarray(8, -16)),
};

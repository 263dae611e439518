// A learner's own session: every value of it, under the names that Amazon's session has in kit/sessions, so that
// whatever runs on that one runs on this one too.
import { concatBytes } from '@noble/hashes/utils.js';
import { encodeHandshake, type HandshakeMessage } from '../../lib/handshake-message.js';
import type { TLSRecord } from '../../lib/records.js';
import { ContentType, HandshakeType } from '../../lib/registry.js';
import { modulusLength, rsaPrivateOperation } from '../../lib/rsa.js';
import { reference as f } from '../../lib/stages.js';
import { type Amazon2009, amazonTime } from '../sessions/amazon-2009.js';
import { recordHeader, recordsOf } from '../sessions/records-of.js';
import { type Conversation, converse } from './conversation.js';
import { applicationFacts, finishedFacts, keyFacts } from './protected.js';
import { sceneOf } from './scene.js';

/** What there is of Amazon's session and not of ours: the VeriSign chain and the article's screenshots. */
type OnlyAmazon =
  | `verisign${string}`
  | `amazon${'Certificate' | 'Tbs' | 'Signature'}${string}`
  | `digestinfo${string}`
  | `${string}LengthOnWire`;

export type SessionFacts = {
  [Name in keyof Amazon2009 as Name extends OnlyAmazon ? never : Name]: Amazon2009[Name];
};

/** `amazonModulus` is the modulus of this session's own server, under the name that notebooks know. */
export interface LearnerSession extends SessionFacts {
  /** What it was made from. */
  readonly seed: string;
  readonly hostName: string;
  readonly serverCertificate: Uint8Array;
  /** The anchor, and second in the Certificate message. */
  readonly caCertificate: Uint8Array;
  /** When it took place, in Unix seconds. */
  readonly time: number;
}

const made = new Map<string, LearnerSession>();

/** The session of a seed, such as a learner's name: the same one every time. Capitals and outer spaces do not count. */
export function learnerSession(name: string): LearnerSession {
  const seed = normalSeed(name);
  const session = made.get(seed) ?? makeSession(seed);
  made.set(seed, session);
  return session;
}

/** @throws RangeError for a seed of nothing but spaces */
export function normalSeed(name: string): string {
  const seed = name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
  if (seed === '') throw new RangeError('a seed is a name or a number, not nothing');
  return seed;
}

function makeSession(seed: string): LearnerSession {
  const scene = sceneOf(seed);
  const conversation = converse(seed, scene);
  const client = recordsOf(f, conversation.wire, 'client');
  const server = recordsOf(f, conversation.wire, 'server');
  const plain = plainFacts(conversation, client, server);
  const keys = keyFacts(plain);
  const before = [
    ...[plain.clientHello, plain.serverHello, plain.certificateMessage],
    ...[plain.serverHelloDone, plain.clientKeyExchange],
  ];
  return {
    ...{ seed, hostName: scene.hostName, time: amazonTime },
    ...{ serverCertificate: conversation.serverCertificate, caCertificate: conversation.caCertificate },
    ...plain,
    ...keys,
    ...finishedFacts(keys, before, sealed(client, 'handshake'), sealed(server, 'handshake')),
    ...applicationFacts(keys, scene, sealed(client, 'application_data'), sealed(server, 'application_data')),
  };
}

/** What goes over the wire in the clear, and the pre-master secret. */
function plainFacts(
  { security, serverKey }: Conversation,
  client: readonly TLSRecord[],
  server: readonly TLSRecord[],
) {
  const messages = [...messagesOf(client), ...messagesOf(server)];
  const message = (type: keyof typeof HandshakeType) =>
    encodeHandshake(messages.find(({ msgType }) => msgType === HandshakeType[type]) as HandshakeMessage);
  const serverHello = f.decodeServerHello(message('server_hello').subarray(4));
  const clientKeyExchange = message('client_key_exchange');
  const encryptedPreMasterSecret = clientKeyExchange.slice(6);
  const pkcs1Block = rsaPrivateOperation(f, serverKey, encryptedPreMasterSecret);
  const headers = client.map(recordHeader);
  const [changeCipherSpec] = client.filter(({ type }) => type === ContentType.change_cipher_spec);
  return {
    clientHello: message('client_hello'),
    clientRandom: security.clientRandom,
    clientRandomGmtUnixTime: amazonTime,
    serverHello: message('server_hello'),
    serverRandom: security.serverRandom,
    serverSessionId: serverHello.sessionId,
    serverCipherSuite: Uint8Array.of(serverHello.cipherSuite >> 8, serverHello.cipherSuite & 255),
    certificateMessage: message('certificate'),
    serverHelloDone: message('server_hello_done'),
    clientKeyExchange,
    changeCipherSpecRecord: f.encodeRecord(changeCipherSpec as TLSRecord),
    recordHeaderClientHello: headers[0] as Uint8Array,
    recordHeaderServerFlight: recordHeader(server[0] as TLSRecord),
    recordHeaderClientKeyExchange: headers[1] as Uint8Array,
    recordHeaderFinished: headers[3] as Uint8Array,
    preMasterSecret: f.pkcs1Unpad(2, pkcs1Block),
    pkcs1Block,
    pkcs1PaddingString: pkcs1Block.slice(2, pkcs1Block.indexOf(0, 2)),
    amazonModulus: f.i2osp(serverKey.n, modulusLength(serverKey)),
    publicExponent: f.i2osp(serverKey.e, 3),
    encryptedPreMasterSecret,
  };
}

export type PlainFacts = ReturnType<typeof plainFacts>;

const messagesOf = (records: readonly TLSRecord[]): readonly HandshakeMessage[] => {
  const end = records.findIndex(({ type }) => type === ContentType.change_cipher_spec);
  return f.joinHandshake(concatBytes(...records.slice(0, end).map(({ fragment }) => fragment))).messages;
};

/** The fragment of the one protected record of a type. */
function sealed(records: readonly TLSRecord[], type: 'handshake' | 'application_data'): Uint8Array {
  const from = records.findIndex((record) => record.type === ContentType.change_cipher_spec) + 1;
  const [record, ...more] = records.slice(from).filter((one) => one.type === ContentType[type]);
  if (!record || more.length > 0) throw new Error(`the session has not one protected ${type} record`);
  return record.fragment.slice();
}

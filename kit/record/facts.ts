// Every value of a recorded session, from its bytes and our seed, in the order in which they come about.
import { concatBytes } from '@noble/hashes/utils.js';
import { ephemeralKey } from '../../lib/groups.js';
import { encodeHandshake, type HandshakeMessage } from '../../lib/handshake-message.js';
import { runPrf } from '../../lib/prf.js';
import type { TLSRecord } from '../../lib/records.js';
import { ContentType, HandshakeType, NamedGroup } from '../../lib/registry.js';
import { deriveVerifyData } from '../../lib/session-keys.js';
import { type Functions, reference } from '../../lib/stages.js';
import { recordHeader, recordsOf } from '../sessions/records-of.js';
import type { RecordedSession } from './record.js';
import { seededRandom } from './seeded-random.js';

/** One value to be kept, with where it comes from. */
export type Fact = readonly [name: string, value: Uint8Array | string, source: string];

export function sessionFacts(session: RecordedSession, f: Functions = reference): Fact[] {
  const { security, wire } = session;
  const { version, suite, clientRandom, serverRandom, masterSecret } = security;
  const client = recordsOf(f, wire, 'client');
  const server = recordsOf(f, wire, 'server');
  const plain = [...messagesOf(f, client), ...messagesOf(f, server)];
  const message = (type: keyof typeof HandshakeType) => byType(plain, HandshakeType[type]);
  const transcript = (
    [
      'client_hello',
      'server_hello',
      'certificate',
      'server_key_exchange',
      'server_hello_done',
      'client_key_exchange',
    ] as const
  ).map(message);

  const random = seededRandom(session.seed);
  random(32);
  const own = ephemeralKey(NamedGroup.secp256r1, random);
  const exchange = f.decodeServerKeyExchange(suite.keyExchange, version, message('server_key_exchange').body);
  const preMasterSecret = f.ecdhePreMasterSecret(own.group, own.privateKey, exchange.params.publicKey);
  const sessionHash = f.transcriptHash(version, suite.prfHash, transcript);
  const keyBlock = runPrf(
    f,
    version,
    suite.prfHash,
    masterSecret,
    f.keyExpansion(version, suite, clientRandom, serverRandom),
  );
  const keys = f.partitionKeyBlock(version, suite, keyBlock);
  const clientVerifyData = deriveVerifyData(f, security, masterSecret, 'client', transcript);
  const finished = { msgType: HandshakeType.finished, body: clientVerifyData };
  const serverVerifyData = deriveVerifyData(f, security, masterSecret, 'server', [...transcript, finished]);
  const fromPeer = exchange.signedParams;
  return [
    ['clientHello', encodeHandshake(message('client_hello')), 'on the wire'],
    ['serverHello', encodeHandshake(message('server_hello')), 'on the wire'],
    ['certificateMessage', encodeHandshake(message('certificate')), 'on the wire'],
    ['serverKeyExchange', encodeHandshake(message('server_key_exchange')), 'on the wire'],
    ['serverHelloDone', encodeHandshake(message('server_hello_done')), 'on the wire'],
    ['clientKeyExchange', encodeHandshake(message('client_key_exchange')), 'on the wire'],
    ['clientRandom', clientRandom, 'from our seed, bytes 0 to 31'],
    ['serverRandom', serverRandom, 'clientHello and serverHello'],
    ['serverParams', fromPeer, 'serverKeyExchange'],
    ['serverSignature', exchange.signature, 'serverKeyExchange'],
    ['clientPrivateKey', own.privateKey, 'from our seed, bytes 32 to 79, reduced to the order of the curve'],
    ['clientPoint', own.publicKey, 'clientPrivateKey times G'],
    ['preMasterSecret', preMasterSecret, 'x-coordinate of clientPrivateKey times the server point'],
    ['sessionHash', sessionHash, 'SHA-256 of the six messages'],
    ['masterSecret', masterSecret, "OpenSSL's key log says the same"],
    ['keyBlock', keyBlock, 'PRF of masterSecret'],
    ['clientWriteKey', keys.client.key, 'keyBlock'],
    ['serverWriteKey', keys.server.key, 'keyBlock'],
    ['clientWriteIv', keys.client.iv, 'keyBlock'],
    ['serverWriteIv', keys.server.iv, 'keyBlock'],
    ['clientVerifyData', clientVerifyData, 'PRF of masterSecret'],
    ['serverVerifyData', serverVerifyData, 'PRF of masterSecret'],
    ...recordFacts('client', client),
    ...recordFacts('server', server),
    ['request', session.request, 'what we sent'],
    ['reply', session.reply, 'what OpenSSL answered'],
  ];
}

/** The record headers and the fragments after change_cipher_spec: Finished, application data, close_notify. */
function recordFacts(side: 'client' | 'server', records: readonly TLSRecord[]): Fact[] {
  const sealed = records.slice(records.findIndex(({ type }) => type === ContentType.change_cipher_spec) + 1);
  const only = (type: keyof typeof ContentType): Uint8Array => {
    const [found, ...more] = sealed.filter((record) => record.type === ContentType[type]);
    if (!found || more.length > 0)
      throw new Error(`the ${side} sent not one protected ${type} record; record again`);
    return found.fragment;
  };
  return [
    [`${side}RecordHeaders`, concatBytes(...records.map(recordHeader)), 'on the wire, 5 bytes each'],
    [`${side}FinishedFragment`, only('handshake'), 'on the wire'],
    [`${side}DataFragment`, only('application_data'), 'on the wire'],
    [`${side}AlertFragment`, only('alert'), 'on the wire'],
  ];
}

/** The handshake messages before change_cipher_spec. */
function messagesOf(f: Functions, records: readonly TLSRecord[]): HandshakeMessage[] {
  const end = records.findIndex(({ type }) => type === ContentType.change_cipher_spec);
  return f.joinHandshake(concatBytes(...records.slice(0, end).map(({ fragment }) => fragment))).messages;
}

function byType(messages: readonly HandshakeMessage[], msgType: number): HandshakeMessage {
  const message = messages.find((candidate) => candidate.msgType === msgType);
  if (!message) throw new Error(`the session has no handshake message of type ${msgType}`);
  return message;
}

// Our own session with OpenSSL: TLS 1.2, ECDHE_RSA, AES-128-GCM. Every value comes out again, and our client, given
// the same randomness and OpenSSL's recorded bytes, says what it said then, to the byte.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { createClient } from '../../lib/client.js';
import { ephemeralKey } from '../../lib/groups.js';
import type { HandshakeMessage } from '../../lib/handshake-message.js';
import { verifyServerKeyExchange } from '../../lib/key-exchange.js';
import { NamedGroup, TLS12 } from '../../lib/registry.js';
import { deriveVerifyData } from '../../lib/session-keys.js';
import { type Functions, reference } from '../../lib/stages.js';
import { type CipherSuite, suiteById } from '../../lib/suites.js';
import { seededRandom } from '../record/seeded-random.js';
import { hex } from '../sessions/literals.js';
import { type Tls12EcdheGcm, tls12EcdheGcm, tls12EcdheGcmWire } from '../sessions/tls12-ecdhe-gcm.js';
import type { WireRecord } from '../sessions/wire.js';
import { chainVerdict } from './chain.js';
import { fingerprintStep } from './fingerprint.js';
import { type Step, Story } from './step.js';
import { protectedSteps, wireSteps } from './tls12-records.js';

const recordedFingerprint = hex`62c8054a5c9fb7a1b35f6cfca9d41fa98b81a819ddc074072acfa033797b03b1`;

const suite = suiteById(0xc02f) as CipherSuite;

/** The session, computed with `f`. */
export function tls12Steps(
  session: Tls12EcdheGcm = tls12EcdheGcm,
  wire: readonly WireRecord[] = tls12EcdheGcmWire,
  f: Functions = reference,
): Step[] {
  const story = new Story();
  helloSteps(f, session, story);
  certificateSteps(f, session, story);
  exchangeSteps(f, session, story);
  keySteps(f, session, story);
  protectedSteps(f, session, story);
  wireSteps(f, session, wire, story);
  conversationSteps(f, session, wire, story);
  fingerprintStep(story, { session, wire }, recordedFingerprint);
  return story.steps;
}

const body = (message: Uint8Array) => message.subarray(4);

function helloSteps(f: Functions, s: Tls12EcdheGcm, story: Story): void {
  const add = story.chapter('The hellos');
  const header = (message: Uint8Array, encoded: Uint8Array) => concatBytes(message.subarray(0, 4), encoded);
  add('ClientHello, decoded and encoded again', 'RFC 5246 7.4.1.2', s.clientHello, () =>
    header(s.clientHello, f.encodeClientHello(f.decodeClientHello(body(s.clientHello)))),
  );
  add('client random, from our seed', 'RFC 5246 7.4.1.2', s.clientRandom, () => seededRandom(s.seed)(32));
  add(
    'client random in the ClientHello',
    'RFC 5246 7.4.1.2',
    s.clientRandom,
    () => f.decodeClientHello(body(s.clientHello)).random,
  );
  add('ServerHello, decoded and encoded again', 'RFC 5246 7.4.1.3', s.serverHello, () =>
    header(s.serverHello, f.encodeServerHello(f.decodeServerHello(body(s.serverHello)))),
  );
  add(
    'server random',
    'RFC 5246 7.4.1.3',
    s.serverRandom,
    () => f.decodeServerHello(body(s.serverHello)).random,
  );
  add('what the hellos settle', 'RFC 5246 7.4.1.3', `${suite.name}, extended master secret`, () => {
    const offered = f.decodeClientHello(body(s.clientHello));
    const settled = f.acceptServerHello(offered, TLS12, f.decodeServerHello(body(s.serverHello)));
    const extended = settled.extendedMasterSecret ? 'extended master secret' : 'classic master secret';
    return `${suiteById(settled.cipherSuite)?.name}, ${extended}`;
  });
}

function certificateSteps(f: Functions, s: Tls12EcdheGcm, story: Story): void {
  const add = story.chapter('The certificate');
  add('the chain, at the recorded moment', 'RFC 5280 6.1', 'localhost < Rebuild TLS course CA', () =>
    chainVerdict(f, {
      chain: [leaf(s)],
      anchors: [s.caCertificate],
      host: 'localhost',
      at: s.at,
      keyExchange: suite.keyExchange,
    }),
  );
}

/** The one certificate of the message: after the header, the list's length and its own. */
const leaf = (s: Tls12EcdheGcm) => s.certificateMessage.subarray(10);

function exchangeSteps(f: Functions, s: Tls12EcdheGcm, story: Story): void {
  const add = story.chapter('The key exchange');
  const exchange = () => f.decodeServerKeyExchange(suite.keyExchange, TLS12, body(s.serverKeyExchange));
  const own = () => {
    const random = seededRandom(s.seed);
    random(32);
    return ephemeralKey(NamedGroup.secp256r1, random);
  };
  add("the server's parameters", 'RFC 8422 5.4', s.serverParams, () => exchange().signedParams);
  add("the server's signature", 'RFC 8422 5.4', s.serverSignature, () => exchange().signature);
  add('the signature covers both randoms and the parameters', 'RFC 5246 7.4.3', 'verified', () => {
    const { publicKey } = f.parseCertificate(leaf(s));
    if (publicKey.type !== 'rsa') throw new Error('the certificate has no RSA key');
    const context = { version: TLS12, clientRandom: s.clientRandom, serverRandom: s.serverRandom };
    verifyServerKeyExchange(f, context, publicKey, exchange());
    return 'verified';
  });
  add('our private key, from our seed', 'RFC 8422 5.7', s.clientPrivateKey, () => own().privateKey);
  add('our point', 'RFC 8422 5.7', s.clientPoint, () => own().publicKey);
  add('our point in the ClientKeyExchange', 'RFC 8422 5.7', s.clientKeyExchange, () =>
    concatBytes(s.clientKeyExchange.subarray(0, 4), Uint8Array.of(s.clientPoint.length), s.clientPoint),
  );
  add('pre-master secret: x of the shared point', 'RFC 8422 5.10', s.preMasterSecret, () =>
    f.ecdhePreMasterSecret(NamedGroup.secp256r1, s.clientPrivateKey, exchange().params.publicKey),
  );
}

function messages(f: Functions, s: Tls12EcdheGcm): HandshakeMessage[] {
  const {
    clientHello,
    serverHello,
    certificateMessage,
    serverKeyExchange,
    serverHelloDone,
    clientKeyExchange,
  } = s;
  return [
    clientHello,
    serverHello,
    certificateMessage,
    serverKeyExchange,
    serverHelloDone,
    clientKeyExchange,
  ].flatMap((message) => f.joinHandshake(message).messages);
}

function keySteps(f: Functions, s: Tls12EcdheGcm, story: Story): void {
  const add = story.chapter('Secrets and keys');
  const { prfHash } = suite;
  add('session hash: SHA-256 of six messages', 'RFC 7627 3', s.sessionHash, () =>
    f.transcriptHash(TLS12, prfHash, messages(f, s)),
  );
  add('master secret', 'RFC 7627 4', s.masterSecret, () =>
    f.extendedMasterSecret(TLS12, prfHash, s.preMasterSecret, s.sessionHash),
  );
  add('key block', 'RFC 5246 6.3', s.keyBlock, () => {
    const { label, seed, length } = f.keyExpansion(TLS12, suite, s.clientRandom, s.serverRandom);
    return f.prf12(prfHash, s.masterSecret, label, seed, length);
  });
  const cut = () => f.partitionKeyBlock(TLS12, suite, s.keyBlock);
  add('client_write_key', 'RFC 5246 6.3', s.clientWriteKey, () => cut().client.key);
  add('server_write_key', 'RFC 5246 6.3', s.serverWriteKey, () => cut().server.key);
  add('client_write_IV, the salt', 'RFC 5288 3', s.clientWriteIv, () => cut().client.iv);
  add('server_write_IV, the salt', 'RFC 5288 3', s.serverWriteIv, () => cut().server.iv);

  const verifyData = (sender: 'client' | 'server', transcript: HandshakeMessage[]) =>
    deriveVerifyData(f, { ...context(s), suite }, s.masterSecret, sender, transcript);
  add("the client's verify_data", 'RFC 5246 7.4.9', s.clientVerifyData, () =>
    verifyData('client', messages(f, s)),
  );
  add("the server's verify_data", 'RFC 5246 7.4.9', s.serverVerifyData, () =>
    verifyData('server', [...messages(f, s), { msgType: 20, body: s.clientVerifyData }]),
  );
}

const context = ({ clientRandom, serverRandom }: Tls12EcdheGcm) => ({
  version: TLS12,
  clientRandom,
  serverRandom,
  extendedMasterSecret: true,
});

/** The whole of it once more, by our engine: OpenSSL's bytes from the record, ours computed. */
function conversationSteps(f: Functions, s: Tls12EcdheGcm, wire: readonly WireRecord[], story: Story): void {
  const add = story.chapter('The conversation, by our client');
  const sent = concatBytes(
    ...wire.filter(({ direction }) => direction === 'client').map(({ bytes }) => bytes),
  );
  add('every byte that our client sends', 'RFC 5246 7.3', sent, () => converse(f, s, wire).sent);
  add('the reply that it reads', 'RFC 5246 10', s.reply, () => converse(f, s, wire).read);
}

function converse(
  f: Functions,
  s: Tls12EcdheGcm,
  wire: readonly WireRecord[],
): { sent: Uint8Array; read: string } {
  const sent: Uint8Array[] = [];
  let read = '';
  let asked = false;
  const client = createClient({
    functions: f,
    random: seededRandom(s.seed),
    serverName: 'localhost',
    trust: { anchors: [s.caCertificate], host: 'localhost', at: s.at },
    minVersion: TLS12,
    cipherSuites: [suite.id],
    groups: [NamedGroup.secp256r1],
    onEvent(event) {
      if (event.type === 'data') read += new TextDecoder().decode(event.data);
    },
  });
  for (const { direction, bytes } of wire) {
    if (direction === 'server') client.receive(bytes);
    if (client.isOpen && !asked) client.write(utf8ToBytes(s.request));
    asked ||= client.isOpen;
    sent.push(...client.takeOutput());
  }
  return { sent: concatBytes(...sent), read };
}

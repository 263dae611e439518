// Attack code, for teaching. It asks a server that this file makes, in memory, about a session that it recorded there.
//
// A server that says whether a decrypted ClientKeyExchange was padded well says that a number lies in a narrow range.
// RSA lets anybody multiply the encrypted number by one of their choice, and enough such answers leave one number only.
import { TlsError } from '../../../lib/errors.js';
import { encodeClientKeyExchange } from '../../../lib/handshake-body.js';
import type { Random } from '../../../lib/key-exchange.js';
import { ContentType, HandshakeType, TLS10 } from '../../../lib/registry.js';
import { modulusLength, type RsaPublicKey } from '../../../lib/rsa.js';
import { createServer } from '../../../lib/server.js';
import { type Functions, reference as f } from '../../../lib/stages.js';
import { computed } from '../../views/values.js';
import { FLAW, type Lab } from '../lab.js';
import { type Overheard, opens, overhear, preMasterSecretWith } from '../parts/eavesdrop.js';
import { found } from '../parts/found.js';
import { type Identity, seededIdentity } from '../parts/identity.js';
import { Line, type Traffic } from '../parts/line.js';
import { decrypt } from './search.js';

const SUITE = 0x0004;

/**
 * The shortest modulus that `lib` takes in a certificate has 512 bits. One more makes it 65 bytes of which the highest
 * holds one bit, so that one number in 290 to 510 begins 00 02. Of a modulus of whole bytes it is one in 37,000 to
 * 65,000, and the attack takes that much longer.
 */
const MODULUS_BITS = 513;

/** Says at once when the padding was wrong, instead of going on with random bytes. */
const talkative: Functions = {
  ...f,
  recoverPreMasterSecret(_, decrypted, fallback) {
    if (!decrypted) throw new TlsError('decrypt_error', 'the padding of the pre-master secret is wrong');
    return decrypted.length === 48 ? decrypted : fallback;
  },
};

/** Asks a server: a connection of its own for each question, from ClientHello to the alert that ends it. */
class Server {
  questions = 0;

  constructor(
    private readonly identity: Identity,
    private readonly functions: Functions,
    private readonly random: Random,
    /** A hello that it has answered before. */
    private readonly hello: Uint8Array,
  ) {}

  /** The alert that comes when this number stands in the ClientKeyExchange, and nonsense in the Finished. */
  answer(encrypted: bigint): string {
    this.questions++;
    const { identity, functions, random } = this;
    const { certificate, key } = identity.server;
    const options = { functions, random, chain: [certificate], key, cipherSuites: [SUITE] };
    const server = createServer(options);
    try {
      server.receive(this.hello.slice());
      const exchangeKeys = f.i2osp(encrypted, modulusLength(key));
      const body = encodeClientKeyExchange('RSA', exchangeKeys);
      const message = { msgType: HandshakeType.client_key_exchange, body };
      server.receive(record(ContentType.handshake, f.splitHandshake([message], 2 ** 14)[0] as Uint8Array));
      server.receive(record(ContentType.change_cipher_spec, Uint8Array.of(1)));
      server.receive(record(ContentType.handshake, new Uint8Array(32)));
      return 'none';
    } catch (error) {
      if (error instanceof TlsError) return error.alert;
      throw error;
    }
  }
}

const record = (type: number, fragment: Uint8Array) => f.encodeRecord({ type, version: TLS10, fragment });

const REQUEST = 'GET /statement HTTP/1.0\r\nCookie: session=1998\r\n\r\n';

export interface BleichenbacherData {
  readonly questions: number;
  /** The answers to a number that is padded well, and to one that is not. */
  readonly answers: readonly [string, string];
  readonly preMasterSecret: Uint8Array | undefined;
  readonly traffic: Traffic | undefined;
}

export const bleichenbacher: Lab<BleichenbacherData> = {
  name: 'bleichenbacher',
  title: "Bleichenbacher's million messages",
  year: 1998,
  paper:
    'Daniel Bleichenbacher, Chosen Ciphertext Attacks Against Protocols Based on the RSA Encryption Standard PKCS #1, CRYPTO 1998; again as ROBOT: Böck, Somorovsky and Young, USENIX Security 2018',
  story:
    "The attacker recorded a session with RSA key exchange. The server's key is not theirs, but the server will decrypt anything, and by its alert it says whether what came out began 00 02 and was padded well. Multiplied by the right numbers, the recorded secret is closed in between an upper and a lower bound.",
  recovers: 'the pre-master secret of a recorded session, without the key, and all that was said in it',
  fixes: ['RFC 5246 7.4.7.1'],
  laws: [
    {
      rfc: 'RFC 2246 7.4.7.1',
      says: 'treat a badly padded block as if it were a random secret, and say nothing',
    },
    { rfc: 'RFC 5246 7.4.7.1', says: 'draw the random secret beforehand, so that time does not tell either' },
    { rfc: 'RFC 10015', says: 'RSA key exchange is deprecated in TLS 1.2; RFC 8446 1.2: TLS 1.3 has none' },
  ],
  contract: [
    { check: 'honest', says: 'client and server finish their handshake', withFlaw: true, withFix: true },
    { check: 'told', says: 'the alert tells good padding from bad', withFlaw: true, withFix: false },
    { check: 'traffic', says: 'the attacker reads the recorded session', withFlaw: true, withFix: false },
    {
      check: 'neighbour',
      says: 'the secret with its last bit changed opens it',
      withFlaw: false,
      withFix: false,
    },
  ],
  *attempt(variant, random) {
    yield 'making certificates';
    const identity = seededIdentity(random, MODULUS_BITS);
    const functions = variant === FLAW ? talkative : f;
    const line = new Line({
      identity,
      random,
      version: TLS10,
      suites: [SUITE],
      functions: { server: functions },
    });
    line.write('client', REQUEST);
    const heard = overhear(line.wire);

    const server = new Server(identity, functions, random, (line.wire[0] as { bytes: Uint8Array }).bytes);
    const encrypted = f.os2ip(heard.exchangeKeys);
    const answers = [server.answer(encrypted), server.answer(encrypted - 1n)] as const;
    const padsWell = (number: bigint) => server.answer(number) === answers[0];
    const told = answers[0] !== answers[1];
    const block = yield* decrypt(identity.server.key, heard.exchangeKeys.length, encrypted, padsWell);
    const preMasterSecret = block === undefined ? undefined : secretIn(block, identity.server.key);
    const traffic = opens(heard, preMasterSecret);
    const questions = server.questions.toLocaleString('en-US');
    return {
      checks: {
        honest: line.secured,
        told,
        traffic: traffic?.client === REQUEST,
        neighbour: opens(heard, neighbour(heard, identity)) !== undefined,
      },
      outcome: traffic
        ? `${questions} questions, a connection each, and one number is left: the pre-master secret in its padding.`
        : `The server answers ${answers[0]} to everything, good padding or bad: ${questions} questions, and nothing learned.`,
      found: [
        computed('answer to good and bad padding', answers.join(', ')),
        ...(preMasterSecret ? [computed('pre-master secret', preMasterSecret)] : []),
        ...(traffic ? [found('request', traffic.client, REQUEST)] : []),
      ],
      data: { questions: server.questions, answers, preMasterSecret, traffic },
    };
  },
};

/** The last 48 bytes of a block, if it is a block of type 2. */
function secretIn(block: bigint, key: RsaPublicKey): Uint8Array | undefined {
  try {
    return f.pkcs1Unpad(2, f.i2osp(block, modulusLength(key)));
  } catch (error) {
    if (error instanceof TlsError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The true secret with its last bit changed. */
function neighbour(heard: Overheard, { server }: Identity): Uint8Array | undefined {
  return preMasterSecretWith(heard, server.key)?.map((byte, i) => (i === 47 ? byte ^ 1 : byte));
}

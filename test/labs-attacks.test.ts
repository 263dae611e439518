// slow: attacks
// What the attacks are made of: the arithmetic, the searches, and what they refuse.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { decrypt } from '../kit/labs/bleichenbacher/search.js';
import { cubeRoot, forgeSignature } from '../kit/labs/e3-forgery.js';
import { bytesOf, type Element, elementOf, inverse, multiply, ONE } from '../kit/labs/gcm-nonce/field.js';
import { candidatesForH, forgeRecord, padOf, sealedRecord } from '../kit/labs/gcm-nonce/forge.js';
import { evaluate, type Polynomial, roots, trimmed } from '../kit/labs/gcm-nonce/polynomial.js';
import { createContext, findSeed, netscapeRandom } from '../kit/labs/netscape-seed.js';
import { opens, overhear, preMasterSecretWith, readTraffic } from '../kit/labs/parts/eavesdrop.js';
import { seededIdentity } from '../kit/labs/parts/identity.js';
import { Line } from '../kit/labs/parts/line.js';
import { standingOut } from '../kit/labs/rc4-bias/lab.js';
import { biasPlot } from '../kit/labs/rc4-bias/plot.js';
import { seededRsaKey } from '../kit/learner-session/keys.js';
import { seededRandom } from '../kit/record/seeded-random.js';
import { ghash } from '../lib/ghash.js';
import { HEADER_LENGTH } from '../lib/records.js';
import { TLS10, TLS12 } from '../lib/registry.js';
import { reference as f } from '../lib/stages.js';
import { properties, refuses } from './support/properties.js';
import { runSeed, seeded } from './support/random.js';

const element = () => fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
/** The product of X - r over these r. */
function withRoots(list: readonly Element[]): Polynomial {
  let product: Element[] = [ONE];
  for (const root of list)
    product = [0n, ...product].map((coefficient, i) => coefficient ^ multiply(product[i] ?? 0n, root));
  return product;
}
const sorted = (list: readonly Element[]) => [...new Set(list)].sort((a, b) => (a < b ? -1 : 1));

describe('labs: GF(2^128)', () => {
  properties('multiplies as the GHASH of lib does', () =>
    fc.property(element(), element(), (h, block) => {
      // GHASH of one block and nothing else: (block * H + lengths) * H.
      const expected = multiply(multiply(block, h) ^ 128n, h);
      assert.deepEqual(ghash(bytesOf(h), new Uint8Array(), bytesOf(block)), bytesOf(expected));
    }),
  );

  properties('is a field', () =>
    fc.property(element(), element(), element(), (a, b, c) => {
      assert.equal(multiply(a, b), multiply(b, a));
      assert.equal(multiply(a, b ^ c), multiply(a, b) ^ multiply(a, c));
      assert.equal(multiply(a, multiply(b, c)), multiply(multiply(a, b), c));
      assert.equal(multiply(a, ONE), a);
    }),
  );

  it(`every element but zero has an inverse (seed ${runSeed})`, () => {
    for (let i = 0; i < 5; i++) {
      const a = elementOf(seeded(runSeed + i).bytes(16)) || ONE;
      assert.equal(multiply(a, inverse(a)), ONE);
    }
    assert.throws(() => inverse(0n), /zero has no inverse/);
  });

  it('fills a short block up behind', () => {
    assert.equal(elementOf(Uint8Array.of(0x80)), ONE);
    assert.deepEqual(bytesOf(ONE), Uint8Array.of(0x80, ...new Uint8Array(15)));
  });
});

describe('labs: roots of polynomials over GF(2^128)', function () {
  this.timeout(60_000);

  for (const count of [0, 1, 2, 5])
    it(`finds ${count} roots, all and no others (seed ${runSeed})`, () => {
      const random = seeded();
      const chosen = Array.from({ length: count }, () => elementOf(random.bytes(16)));
      const found = roots(withRoots(chosen));
      assert.deepEqual(found, sorted(chosen));
      for (const root of found) assert.equal(evaluate(withRoots(chosen), root), 0n);
    });

  it('finds a double root once, and zero', () => {
    assert.deepEqual(roots(withRoots([5n, 5n, 0n])), [0n, 5n]);
  });

  it('whatever the leading coefficient', () => {
    const scaled = withRoots([3n, 7n]).map((coefficient) => multiply(coefficient, 99n));
    assert.deepEqual(roots(scaled), [3n, 7n]);
  });

  it('finds none where there are none in this field', () => {
    // X^2 + X + c has roots for half of all c: those of trace 0. x^121 has trace 1, ONE has trace 0.
    const without = [ONE >> 121n, ONE, ONE];
    assert.deepEqual(roots(without), []);
    assert.equal(roots([ONE, ONE, ONE]).length, 2);
  });

  it('refuses the zero polynomial, of which everything is a root', () => {
    assert.throws(() => roots([]), /every element is a root/);
    assert.throws(() => roots(trimmed([0n, 0n])), /every element is a root/);
  });
});

describe('labs: two records under one nonce', function () {
  this.timeout(60_000);
  const random = seededRandom('labs: gcm');
  const [key, nonce] = [random(16), random(12)];
  const seal = (text: string, number: bigint, under = nonce) => {
    const content = utf8ToBytes(text);
    const aad = f.gcmAdditionalData(number, 23, TLS12, content.length);
    const sealed = f.gcmEncrypt(key, under, aad, content);
    return sealedRecord(Uint8Array.of(...under.subarray(4), ...sealed), number);
  };
  const zeros = new Uint8Array(16);
  const h = elementOf(f.gctr(key, zeros, zeros));
  const first = seal('GET /one of the usual pages', 1n);

  it('H is among the roots, whatever the two lengths', () => {
    for (const text of ['', 'x', 'a text of sixteen', 'a text that is longer than two blocks of AES'])
      assert.ok(candidatesForH(first, seal(text, 2n)).includes(h), text);
  });

  it('H is not among them when the nonces differ', () => {
    assert.ok(!candidatesForH(first, seal('another', 2n, random(12))).includes(h));
  });

  it('the pad is the same for both under H, and not under another number', () => {
    const second = seal('another', 2n);
    assert.deepEqual(padOf(h, first), padOf(h, second));
    assert.notDeepEqual(padOf(h ^ 1n, first), padOf(h ^ 1n, second));
  });

  it('a forged record opens with the H, and with another it does not', () => {
    const known = { ...first, plaintext: utf8ToBytes('GET /one of the usual pages') };
    const text = utf8ToBytes('GET /something else');
    const open = (by: Element, number: bigint) => {
      const fragment = forgeRecord(by, known, text, 9n).subarray(HEADER_LENGTH);
      const aad = f.gcmAdditionalData(number, 23, TLS12, text.length);
      return f.gcmDecrypt(key, nonce, aad, fragment.subarray(8));
    };
    assert.deepEqual(open(h, 9n), text);
    refuses('bad_record_mac', () => open(h ^ ONE, 9n));
    refuses('bad_record_mac', () => open(h, 10n));
    assert.throws(() => forgeRecord(h, known, new Uint8Array(28), 9n), /no more keystream/);
  });
});

describe('labs: cube roots', function () {
  this.timeout(60_000);
  properties('cubeRoot is the largest whole number whose cube is not above', () =>
    fc.property(fc.bigInt({ min: 1n, max: 1n << 600n }), (n) => {
      const root = cubeRoot(n);
      assert.ok(root ** 3n <= n && (root + 1n) ** 3n > n);
    }),
  );

  it('a forged signature has the head of the right block and garbage behind it; lib refuses it', () => {
    const key = seededRsaKey(seededRandom('labs: e3'), 1536, 3n);
    const signed = utf8ToBytes('I owe Mallory 1000');
    const signature = forgeSignature(key, signed);
    const block = f.i2osp(f.modPow(f.os2ip(signature), 3n, key.n), 192);
    const digestInfo = f.pkcs1Unpad(1, block);
    assert.ok(digestInfo.length > 51);
    assert.doesNotThrow(() => f.checkSignedDigest('SHA-256', signed, digestInfo.subarray(0, 51)));
    refuses('decrypt_error', () => f.checkSignedDigest('SHA-256', signed, digestInfo));
  });

  it('a short modulus has no room for garbage', () => {
    const key = seededRsaKey(seededRandom('labs: e3, short'), 768, 3n);
    assert.throws(() => forgeSignature(key, utf8ToBytes('x')), /the modulus is too short/);
  });
});

describe('labs: the search of Bleichenbacher', function () {
  this.timeout(60_000);
  const key = seededRsaKey(seededRandom('labs: bleichenbacher'), 129);
  const k = 17;
  const encrypt = (m: bigint) => f.modPow(m, key.e, key.n);
  const run = (c: bigint, padsWell: (c: bigint) => boolean) => {
    const steps = decrypt(key, k, c, padsWell);
    for (let asked = 0; asked < 1_000_000; asked++) {
      const step = steps.next();
      if (step.done) return step.value;
    }
    throw new Error('no end');
  };

  it(`finds any block that begins 00 02, with a server that looks at no more (seed ${runSeed})`, () => {
    const random = seeded();
    for (let i = 0; i < 3; i++) {
      const m = f.os2ip(Uint8Array.of(0, 2, ...random.bytes(15)));
      const starts = (c: bigint) => f.modPow(c, key.d, key.n) >> BigInt(8 * (k - 2)) === 2n;
      assert.equal(run(encrypt(m), starts), m);
    }
  });

  it('comes to nothing when every answer is yes', () => {
    const m = f.os2ip(Uint8Array.of(0, 2, ...new Uint8Array(15).fill(7)));
    assert.notEqual(
      run(encrypt(m), () => true),
      m,
    );
  });
});

describe("labs: Netscape's generator", function () {
  this.timeout(60_000);
  const seed = { seconds: 811_296_000, microseconds: 1234, pid: 301, ppid: 1 };

  it('is MD5 of a counter that starts as the MD5 of two scrambled numbers', () => {
    const scrambled = (x: number) => Number(((0xdeece66dn * BigInt(x) + 0x2bbb62dcn) & 0xffffffffn) >> 1n);
    const input = Buffer.alloc(8);
    input.writeUInt32BE(scrambled(1234));
    input.writeUInt32BE(scrambled(301 + 811_296_000 + 4096), 4);
    const context = createHash('md5').update(input).digest();
    assert.deepEqual(Buffer.from(createContext(seed)), context);
    const random = netscapeRandom(seed);
    assert.deepEqual(Buffer.from(random(16)), createHash('md5').update(context).digest());
    context[0] = ((context[0] as number) + 1) & 0xff;
    if (context[0] !== 0)
      assert.deepEqual(Buffer.from(random(16)), createHash('md5').update(context).digest());
  });

  it('is found by its first bytes, if the process is among the suspects', () => {
    const hello = Uint8Array.of(
      0x30,
      0x5b,
      0x77,
      0x80,
      ...netscapeRandom({ ...seed, seconds: 0x305b7780 })(28),
    );
    const search = (pids: readonly number[]) => {
      const steps = findSeed(hello, { pids, ppid: 1 });
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
      }
    };
    assert.deepEqual(search([301, 302]), { ...seed, seconds: 0x305b7780 });
    assert.equal(search([]), undefined);
  });
});

describe('labs: who listens', function () {
  this.timeout(60_000);
  const identity = seededIdentity(seededRandom('labs: listener'));
  const record = (suite: number) => {
    const random = seededRandom(`labs: listener ${suite}`);
    const line = new Line({ identity, random, version: suite > 0x90 ? TLS12 : TLS10, suites: [suite] });
    line.write('client', 'a question');
    line.write('server', 'an answer');
    return overhear(line.wire);
  };

  for (const suite of [0x0004, 0x002f, 0x009c])
    it(`reads a session of suite ${suite} with its secret, and with no other`, () => {
      const heard = record(suite);
      const secret = preMasterSecretWith(heard, identity.server.key) as Uint8Array;
      assert.deepEqual(readTraffic(heard, secret), { client: 'a question', server: 'an answer' });
      const other = secret.map((byte, i) => (i === 20 ? byte ^ 1 : byte));
      refuses('bad_record_mac', () => readTraffic(heard, other));
      assert.equal(opens(heard, other), undefined);
      assert.equal(opens(heard, undefined), undefined);
    });

  it('finds no secret in an ECDHE exchange', () => {
    assert.equal(preMasterSecretWith(record(0xc02f), identity.server.key), undefined);
  });

  it('a wire that ends in the middle of a record is refused', () => {
    const bytes = Uint8Array.of(22, 3, 1, 0, 9);
    assert.throws(() => overhear([{ direction: 'client', bytes }]), /are no whole record/);
  });
});

describe('labs: the second byte', () => {
  const flat = new Array<number>(256).fill(64);

  it('nothing stands out of equal counts, and little of nothing', () => {
    assert.deepEqual(standingOut(flat), []);
    assert.deepEqual(standingOut(flat.map((count, i) => (i === 7 ? count + 39 : count))), []);
  });

  it('what is twice as frequent stands out, the most frequent first', () => {
    const counts = flat.map((count, i) => (i === 7 ? 140 : i === 9 ? 150 : count));
    assert.deepEqual(standingOut(counts), [9, 7]);
  });

  it('the plot has a bar a value, marks the one that was found, and says it in words', () => {
    const counts = flat.map((count, i) => (i === 0xf0 ? 130 : count));
    const svg = biasPlot({ cipher: 'RC4', sessions: 16_384, counts, recovered: 0xf0 });
    assert.equal(svg.match(/class="(?:bar|mark)"/g)?.length, 256);
    assert.equal(svg.match(/class="mark"/g)?.length, 1);
    assert.match(svg, /<title>.*<desc>.*but for f0, which is 130\.<\/desc>/s);
    assert.match(svg, /prefers-color-scheme:dark/);
    const none = biasPlot({ cipher: 'AES', sessions: 16_384, counts: flat, recovered: undefined });
    assert.ok(!none.includes('class="mark"'));
    assert.ok(!/NaN|undefined/.test(svg + none));
  });
});

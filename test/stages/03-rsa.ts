// Checks of stage 03: integers, RSA keys, PKCS #1 v1.5 blocks. What is worked by hand stands beside the numbers.
import { checkPrimeSync, createDiffieHellman } from 'node:crypto';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { defineStage } from '../../kit/check/define.js';
import type { SeededRandom } from '../../kit/check/random.js';
import { amazon2009 as amazon } from '../../kit/sessions/amazon-2009.js';
import { hex } from '../../kit/sessions/literals.js';
import { toytlsGoogle2012 as toytls } from '../../kit/sessions/toytls-google-2012.js';
import { decodeAll, type Field } from '../../lib/codec.js';
import { gcd, i2osp, mod, modInverse, modPow, os2ip } from '../../lib/integers.js';
import { type BlockType, pkcs1Pad, pkcs1Unpad } from '../../lib/pkcs1.js';
import { type RsaPrivateKey, rsaKeyFromPrimes } from '../../lib/rsa.js';
import { encryptionVector, signatureVector } from '../support/rsa-vectors.js';

// --- Material --------------------------------------------------------------------
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
/** The first of many that will do. */
function search<T>(make: () => T, fits: (value: T) => boolean): T {
  for (;;) {
    const value = make();
    if (fits(value)) return value;
  }
}
const number = (bytes: Uint8Array) => BigInt(`0x${bytesToHex(bytes)}`);
const fromZero = { refuses: ['RangeError'] as const };

const digestInfo = concatBytes(amazon.digestinfoPrefixSha1, amazon.amazonTbsSha1);
const md5AndSha1 = concatBytes(toytls.signedMd5, toytls.signedSha1);

const randomPrime = (random: SeededRandom, bits: number) =>
  search(
    () => random.bigint(bits - 1) | (1n << BigInt(bits - 1)) | 1n,
    (p) => checkPrimeSync(p),
  );
/** Two primes that go with e. */
const randomPrimes = (random: SeededRandom, e: bigint) =>
  search(
    () => [randomPrime(random, 64), randomPrime(random, 63)] as const,
    ([p, q]) => gcd(e, (p - 1n) * (q - 1n)) === 1n,
  );
const lambda = (p: bigint, q: bigint) => ((p - 1n) * (q - 1n)) / gcd(p - 1n, q - 1n);

/** x and y with a * x + b * y = gcd(a, b), signs and all. */
function bezout(a: bigint, b: bigint): [bigint, bigint] {
  if (b === 0n) return [1n, 0n];
  const [x, y] = bezout(b, a % b);
  return [y, x - (a / b) * y];
}

const nonZero = (random: SeededRandom, length: number) => random.bytes(length).map((byte) => byte || 0x5a);
const randomMessage = (random: SeededRandom) =>
  concatBytes(hex`05 00`, random.bytes(random.integer(40)), hex`00 07`);
const blockOf = (type: number, padding: Uint8Array, message: Uint8Array) =>
  concatBytes(Uint8Array.of(0, type), padding, Uint8Array.of(0), message);

function blockFields(block: Uint8Array, [, message]: readonly unknown[]): Field[] {
  const trace: Field[] = [];
  const paddingLength = block.length - 3 - (message as Uint8Array).length;
  decodeAll(
    block,
    'block',
    (r) => [
      r.uint8('00'),
      r.uint8('BT'),
      r.opaque(paddingLength, 'PS'),
      r.uint8('separator'),
      r.rest('message'),
    ],
    trace,
  );
  return trace;
}

// --- Wrong turns -------------------------------------------------------------------
/** Where the mistaken code has no answer of its own. */
const elsewhere = () => {
  throw new Error('the mistake does not show here');
};
const reversed = (bytes: Uint8Array) => bytes.slice().reverse();
const stripped = (bytes: Uint8Array) => bytes.slice(bytes.findIndex((byte) => byte !== 0));
const byteLength = (x: bigint) => Math.ceil(x.toString(16).length / 2);

const integerMistakes = [
  {
    function: 'os2ip' as const,
    name: 'bytes read little-endian',
    says: 'The bytes are read from the last to the first; the first byte is the most significant one.',
    wrong: (bytes: Uint8Array) => os2ip(reversed(bytes)),
  },
  {
    function: 'os2ip' as const,
    name: 'top bit read as a sign',
    says: 'The first bit made the number negative; there is no sign here, and all numbers are 0 or more.',
    wrong: (bytes: Uint8Array) => BigInt.asIntN(8 * bytes.length, os2ip(bytes)),
  },
  {
    function: 'os2ip' as const,
    name: 'digits lost in a Number',
    says: 'The value went through a Number on its way, and a Number keeps 53 bits; compute with bigint from the start.',
    wrong: (bytes: Uint8Array) => BigInt(Number(os2ip(bytes))),
  },
  {
    function: 'os2ip' as const,
    name: 'zero digits of small bytes lost',
    says: 'Bytes below 16 became one hex digit and not two, which shifts all that follows; 0a is two digits.',
    wrong: (bytes: Uint8Array) => BigInt(`0x0${[...bytes].map((byte) => byte.toString(16)).join('')}`),
  },
  {
    function: 'i2osp' as const,
    name: 'bytes written little-endian',
    says: 'The bytes go out from the least significant to the most; the most significant comes first.',
    wrong: (x: bigint, length: number) => reversed(i2osp(x, length)),
  },
  {
    function: 'i2osp' as const,
    name: 'leading zeros stripped',
    says: 'The zeros in front are missing; the result always has the length that was asked for, as a block must be as long as the modulus.',
    wrong: (x: bigint, length: number) => stripped(i2osp(x, length)),
  },
  {
    function: 'i2osp' as const,
    name: 'zeros put behind',
    says: 'The zeros stand behind the number, which makes another number of it; they belong in front.',
    wrong: (x: bigint, length: number) => {
      const bytes = new Uint8Array(length);
      bytes.set(stripped(i2osp(x, length)));
      return bytes;
    },
  },
  {
    function: 'i2osp' as const,
    name: 'too large a number cut',
    says: 'The number does not fit, and its upper bytes were dropped.',
    wrong: (x: bigint, length: number) =>
      x < 0n ? elsewhere() : i2osp(BigInt.asUintN(8 * length, x), length),
  },
  {
    function: 'i2osp' as const,
    name: 'too large a number given more bytes',
    says: 'The number does not fit, and more bytes came out than were asked for.',
    wrong: (x: bigint, length: number) => i2osp(x, Math.max(length, byteLength(x))),
  },
];

/** Square and multiply from the highest bit on, over bits in any order. */
const powerByBits = (base: bigint, bits: readonly string[], modulus: bigint) => {
  if (bits.includes('-')) return elsewhere();
  let result = 1n % modulus;
  for (const bit of bits) result = mod(result * result * (bit === '1' ? base : 1n), modulus);
  return result;
};
const modPowMistakes = [
  {
    name: 'power of zero',
    says: 'Any number to the power 0 is 1, and this is 0.',
    wrong: (base: bigint, exponent: bigint, modulus: bigint) =>
      exponent === 0n ? 0n : modPow(base, exponent, modulus),
  },
  {
    name: 'one modulo one',
    says: 'Modulo 1 every number is 0, the 1 that the product begins with too; reduce it as well.',
    wrong: (base: bigint, exponent: bigint, modulus: bigint) =>
      exponent === 0n ? 1n : modPow(base, exponent, modulus),
  },
  {
    name: 'negative power kept',
    says: 'The result is negative: % takes the sign of what is on its left. Bring the base into the range from 0 to modulus - 1 first.',
    wrong: (base: bigint, exponent: bigint, modulus: bigint) => {
      const right = modPow(base, exponent, modulus);
      return base < 0n && exponent % 2n === 1n && right > 0n ? right - modulus : right;
    },
  },
  {
    name: 'multiplied, not raised to a power',
    says: 'This is base times exponent; a power is the base multiplied by itself.',
    wrong: (base: bigint, exponent: bigint, modulus: bigint) =>
      exponent < 0n ? elsewhere() : mod(base * exponent, modulus),
  },
  {
    name: 'exclusive or for a power',
    says: 'This is what base ^ exponent gives: in JavaScript ^ is exclusive or, and the power is **, which would never end here.',
    wrong: (base: bigint, exponent: bigint, modulus: bigint) =>
      exponent < 0n ? elsewhere() : mod(base ^ exponent, modulus),
  },
  {
    name: 'power not reduced',
    says: 'The power is right, but not reduced modulo the modulus; with large numbers it could never be computed either, so reduce after each product.',
    wrong: (base: bigint, exponent: bigint) => (exponent < 1000n ? base ** exponent : elsewhere()),
  },
  {
    name: 'exponent bits from the wrong end',
    says: "The exponent's bits are taken in the wrong order: squaring the result goes with the highest bit first, squaring the base with the lowest.",
    wrong: (base: bigint, exponent: bigint, modulus: bigint) =>
      powerByBits(base, [...exponent.toString(2)].reverse(), modulus),
  },
  {
    name: 'one exponent bit too few',
    says: 'The lowest bit of the exponent is not used.',
    wrong: (base: bigint, exponent: bigint, modulus: bigint) => modPow(base, exponent >> 1n, modulus),
  },
  {
    name: 'negative exponent accepted',
    says: 'A loop over the bits of a negative exponent does nothing, so 1 comes out.',
    wrong: (base: bigint, exponent: bigint, modulus: bigint) =>
      exponent < 0n ? 1n : modPow(base, exponent, modulus),
  },
].map((mistake) => ({ ...mistake, function: 'modPow' as const }));

const modInverseMistakes = [
  {
    name: 'negative inverse',
    says: 'The inverse is right up to a multiple of the modulus, but negative; add the modulus.',
    wrong: (a: bigint, modulus: bigint) => {
      modInverse(a, modulus);
      return bezout(mod(a, modulus), modulus)[0];
    },
  },
  {
    name: 'inverse where there is none',
    says: "Number and modulus have a common divisor, so no multiple of the one leaves 1; look at the last remainder of Euclid's algorithm.",
    wrong: (a: bigint, modulus: bigint) => mod(bezout(mod(a, modulus), modulus)[0], modulus),
  },
  {
    name: "the other of Bezout's numbers",
    says: "Euclid's algorithm gives two factors, and this is the modulus' own; the one that goes with a is wanted.",
    wrong: (a: bigint, modulus: bigint) => mod(bezout(mod(a, modulus), modulus)[1], modulus),
  },
  {
    name: 'modulus taken for a prime',
    says: 'This is a^(modulus - 2), which is the inverse for a prime modulus only, and p - 1 and q - 1 are even.',
    wrong: (a: bigint, modulus: bigint) => modPow(a, modulus - 2n, modulus),
  },
  {
    name: 'divisor for the inverse',
    says: 'This is the greatest common divisor; the inverse is the factor that goes with it.',
    wrong: (a: bigint, modulus: bigint) => gcd(mod(a, modulus), modulus),
  },
].map((mistake) => ({ ...mistake, function: 'modInverse' as const }));

const changedKey =
  (change: (key: RsaPrivateKey) => Partial<RsaPrivateKey>) => (p: bigint, q: bigint, e: bigint) => {
    const key = rsaKeyFromPrimes(p, q, e);
    return { ...key, ...change(key) };
  };
const keyMistakes = [
  {
    name: 'dP and dQ swapped',
    says: 'dP and dQ are swapped: dP goes with p - 1, dQ with q - 1.',
    wrong: changedKey(({ dP, dQ }) => ({ dP: dQ, dQ: dP })),
  },
  {
    name: 'qInv of p',
    says: 'qInv is the inverse of p modulo q here; it must be that of q modulo p.',
    wrong: changedKey(({ p, q }) => ({ qInv: modInverse(p, q) })),
  },
  {
    name: 'd modulo n',
    says: 'd is the inverse of e modulo n here, and anybody could compute that; the modulus is lcm(p - 1, q - 1), which takes the primes.',
    wrong: changedKey(({ n, e, p, q }) => {
      const d = modInverse(e, n);
      return { d, dP: d % (p - 1n), dQ: d % (q - 1n) };
    }),
  },
  {
    name: 'dP and dQ modulo the primes',
    says: 'dP and dQ are reduced modulo p and q; exponents repeat modulo p - 1 and q - 1.',
    wrong: changedKey(({ d, p, q }) => ({ dP: d % p, dQ: d % q })),
  },
  {
    name: 'n of the primes less one',
    says: 'n is (p - 1) * (q - 1) here; n is the product of the primes themselves.',
    wrong: changedKey(({ p, q }) => ({ n: (p - 1n) * (q - 1n) })),
  },
  {
    name: 'primes exchanged',
    says: 'p and q are exchanged; the key keeps them as they are given, whichever is larger.',
    wrong: (p: bigint, q: bigint, e: bigint) => rsaKeyFromPrimes(q, p, e),
  },
].map((mistake) => ({ ...mistake, function: 'rsaKeyFromPrimes' as const }));

type PadArguments = [type: BlockType, message: Uint8Array, length: number, padding?: Uint8Array];
/** The padding that careless code takes: what is given, or ff. */
const anyPadding = ([type, message, length, padding]: PadArguments) =>
  (type === 2 ? padding : undefined) ?? new Uint8Array(Math.max(0, length - 3 - message.length)).fill(0xff);
const padMistakes = [
  {
    name: 'block types swapped in padding',
    says: 'The second byte is that of the other block type: 1 is for signatures, 2 for encryption.',
    wrong: (...args: PadArguments) => blockOf(3 - args[0], anyPadding(args), args[1]),
  },
  {
    name: 'block type 1 padded with zeros',
    says: 'The padding of block type 1 is zeros (that was block type 0), so nobody could tell where it ends; it is ff.',
    wrong: (...args: PadArguments) =>
      blockOf(args[0], args[0] === 1 ? anyPadding(args).fill(0) : anyPadding(args), args[1]),
  },
  {
    name: 'block type 2 padded with ff',
    says: 'The padding is ff, and for encryption it must be the random bytes that are given: otherwise equal messages look equal.',
    wrong: (...args: PadArguments) =>
      args[0] === 1 ? pkcs1Pad(...args) : blockOf(2, anyPadding([1, args[1], args[2]]), args[1]),
  },
  {
    name: 'separator missing',
    says: 'The 00 between padding and message is missing, so the block is a byte short and the message cannot be found again.',
    wrong: (...args: PadArguments) => concatBytes(Uint8Array.of(0, args[0]), anyPadding(args), args[1]),
  },
  {
    name: 'block one byte short',
    says: 'The block begins with its type; before that comes 00, which keeps the number below the modulus.',
    wrong: (...args: PadArguments) => blockOf(args[0], anyPadding(args), args[1]).slice(1),
  },
  {
    name: 'bad padding accepted',
    says: 'The padding is not looked at: it must leave room for 8 bytes at least, fill the block to the byte, and hold no zero.',
    wrong: (...args: PadArguments) => blockOf(args[0], anyPadding(args), args[1]),
  },
].map((mistake) => ({ ...mistake, function: 'pkcs1Pad' as const }));

/** The block with its first bytes mended, so that the reference looks at the rest. */
const mended = (block: Uint8Array, ...first: number[]) =>
  concatBytes(Uint8Array.from(first), block.subarray(first.length));
const unpadMistakes = [
  {
    name: 'block type not checked',
    says: 'The block type is not looked at: an encrypted block must not pass for a signature, nor the other way round.',
    wrong: (type: BlockType, block: Uint8Array) =>
      pkcs1Unpad(
        block[1] === 3 - type ? 2 : type,
        mended(block, block[0] ?? 0, block[1] === 3 - type ? 2 : (block[1] ?? 0)),
      ),
  },
  {
    name: 'first byte not checked',
    says: 'The first byte is not looked at; it is 00.',
    wrong: (type: BlockType, block: Uint8Array) => pkcs1Unpad(type, mended(block, 0)),
  },
  {
    name: 'padding of under 8 bytes accepted',
    says: 'The padding is shorter than 8 bytes, and nobody noticed.',
    wrong: (type: BlockType, block: Uint8Array) => {
      const end = block.indexOf(0, 2);
      if (end < 0 || end >= 10) return pkcs1Unpad(type, block);
      const longer = blockOf(
        block[1] ?? 0,
        concatBytes(block.subarray(2, end), new Uint8Array(8).fill(0xff)),
        block.subarray(end + 1),
      );
      return pkcs1Unpad(type, longer);
    },
  },
  {
    name: 'padding of block type 1 not compared',
    says: 'The padding of block type 1 is passed over; a forger hides what he likes in it, so every byte must be ff.',
    wrong: (type: BlockType, block: Uint8Array) =>
      type === 1 && block[1] === 1 ? pkcs1Unpad(2, mended(block, 0, 2)) : pkcs1Unpad(type, block),
  },
  {
    name: 'missing separator accepted',
    says: 'No zero byte ends the padding, and indexOf says so with -1; here that was taken for a place.',
    wrong: (type: BlockType, block: Uint8Array) =>
      block.indexOf(0, 2) === -1 ? block : pkcs1Unpad(type, block),
  },
  {
    name: 'separator left in the message',
    says: 'The message begins with the 00 that ends the padding; it begins behind it.',
    wrong: (type: BlockType, block: Uint8Array) => concatBytes(Uint8Array.of(0), pkcs1Unpad(type, block)),
  },
  {
    name: 'last zero taken for the separator',
    says: 'The message is cut at a zero byte of its own: the first zero after the padding ends it, not the last.',
    wrong: (type: BlockType, block: Uint8Array) => {
      pkcs1Unpad(type, block);
      return block.slice(block.lastIndexOf(0) + 1);
    },
  },
  {
    name: 'zero sought from the start of the block',
    says: 'The zero that was found is the very first byte of the block; begin to look behind the block type.',
    wrong: (type: BlockType, block: Uint8Array) => {
      pkcs1Unpad(type, block);
      return block.slice(1);
    },
  },
  {
    name: 'message taken to have 48 bytes',
    says: 'These are the last 48 bytes of the block: right for a pre-master secret, and for nothing else.',
    wrong: (type: BlockType, block: Uint8Array) => {
      pkcs1Unpad(type, block);
      return block.slice(-48);
    },
  },
].map((mistake) => ({ ...mistake, function: 'pkcs1Unpad' as const }));

// --- Checks -------------------------------------------------------------------------
const spelled: [bigint, Uint8Array][] = [
  [65n, hex`41`],
  [3233n, hex`0ca1`], // 61 * 53 = 12 * 256 + 161
  [2790n, hex`0ae6`], // 10 * 256 + 230
  [66051n, hex`0000 0001 0203`], // 65536 + 2 * 256 + 3
  [0x80ffn, hex`80ff`],
  [2n ** 64n - 1n, hex`ffffffff ffffffff`],
  [0n, hex`0000`],
  [0n, new Uint8Array()],
];
const spelledInSessions: [bigint, Uint8Array][] = [
  // The certificate viewer of 2009 showed VeriSign's modulus, and the article printed it in decimal.
  [amazon.verisignIntermediateModulusDecimal, amazon.verisignIntermediateModulus],
  [65537n, amazon.publicExponent],
  [number(amazon.pkcs1Block), amazon.pkcs1Block],
];
const powers: [base: bigint, exponent: bigint, modulus: bigint, power: bigint, about?: string][] = [
  // The powers of 3 modulo 7 are 1 3 2 6 4 5, and again 1.
  [3n, 4n, 7n, 4n],
  [3n, 5n, 7n, 5n],
  [3n, 6n, 7n, 1n],
  // 4^13 = 67108864 = 135027 * 497 + 445
  [4n, 13n, 497n, 445n],
  // RSA by hand: n = 61 * 53, e = 17, d = 413, and the letter A.
  [65n, 17n, 3233n, 2790n, 'encrypting 65 with n = 3233 and e = 17'],
  [2790n, 413n, 3233n, 65n, 'decrypting 2790 with d = 413'],
];
const e65537 = number(amazon.publicExponent);
const publicOperation = (input: Uint8Array, modulus: Uint8Array, output: Uint8Array) => ({
  args: [number(input), e65537, number(modulus)],
  expected: number(output),
});
const mersenne521 = 2n ** 521n - 1n;
/** base^exponent modulo 2^521 - 1, as OpenSSL's Diffie-Hellman has it. */
function byOpenSsl(base: bigint, exponent: Uint8Array): bigint {
  const dh = createDiffieHellman(Buffer.from(i2osp(mersenne521, 66)), Buffer.from(i2osp(base, 8)));
  dh.setPrivateKey(exponent);
  return number(dh.generateKeys());
}

const smallKey = { n: 3233n, e: 17n, d: 413n, p: 61n, q: 53n, dP: 53n, dQ: 49n, qInv: 38n };
const printedKey = (vector: typeof signatureVector | typeof encryptionVector) => ({
  args: [number(vector.p), number(vector.q), e65537],
  expected: {
    e: e65537,
    ...Object.fromEntries(
      (['n', 'd', 'p', 'q', 'dP', 'dQ', 'qInv'] as const).map((name) => [name, number(vector[name])]),
    ),
  },
});
/** d may be the inverse modulo lcm(p - 1, q - 1) or modulo (p - 1) * (q - 1); a d that is an inverse is compared modulo the first. */
function canonicalKey(value: unknown, [p, q, e]: readonly unknown[]): unknown {
  const d = (value as Partial<RsaPrivateKey> | undefined)?.d;
  const least = lambda(p as bigint, q as bigint);
  const isInverse =
    typeof d === 'bigint' &&
    d > 0n &&
    d < (p as bigint) * (q as bigint) &&
    ((e as bigint) * d) % least === 1n;
  return isInverse ? { ...(value as RsaPrivateKey), d: d % least } : value;
}

export const stage = defineStage('03-rsa', {
  mistakes: [
    ...integerMistakes,
    ...modPowMistakes,
    ...modInverseMistakes,
    ...keyMistakes,
    ...padMistakes,
    ...unpadMistakes,
  ],
  checks: [
    {
      function: 'os2ip',
      name: 'os2ip: small numbers by hand',
      points: 4,
      cases: () => spelled.map(([x, bytes]) => ({ args: [bytes], expected: x })),
    },
    {
      function: 'os2ip',
      name: "os2ip: VeriSign's modulus and Firefox's block of 2009",
      points: 3,
      cases: () => spelledInSessions.map(([x, bytes]) => ({ args: [bytes], expected: x })),
    },
    {
      function: 'os2ip',
      name: 'os2ip: random bytes',
      points: 3,
      cases: ({ random }) =>
        times(6, () => {
          const bytes = random.bytes(9 + random.integer(120));
          bytes.set([0x80 | random.integer(128), random.integer(16)]);
          return { args: [bytes], expected: number(bytes) };
        }),
    },
    {
      function: 'i2osp',
      name: 'i2osp: small numbers by hand',
      points: 3,
      cases: () => spelled.map(([x, bytes]) => ({ args: [x, bytes.length], expected: bytes })),
    },
    {
      function: 'i2osp',
      name: "i2osp: VeriSign's modulus and Firefox's block of 2009",
      points: 3,
      cases: () => spelledInSessions.map(([x, bytes]) => ({ args: [x, bytes.length], expected: bytes })),
    },
    {
      function: 'i2osp',
      name: 'i2osp: random numbers with zeros in front',
      points: 3,
      cases: ({ random }) =>
        times(6, () => {
          const bytes = concatBytes(
            new Uint8Array(1 + random.integer(3)),
            nonZero(random, 5 + random.integer(100)),
          );
          return { args: [number(bytes), bytes.length], expected: bytes };
        }),
    },
    {
      function: 'i2osp',
      name: 'i2osp: refuses what does not fit',
      points: 3,
      cases: ({ random }) => [
        { args: [255n, 1], expected: hex`ff` },
        ...[
          [256n, 1],
          [number(nonZero(random, 9)), 8],
          [1n, 0],
        ].map((args) => ({ args, ...fromZero, because: `the number does not fit into ${args[1]} bytes` })),
        ...[-1n, -1n - random.bigint(16)].map((x) => ({
          args: [x, 4],
          ...fromZero,
          because: 'it is negative',
        })),
      ],
    },
    {
      function: 'modPow',
      name: 'modPow: small numbers by hand',
      points: 5,
      cases: () =>
        powers.map(([base, exponent, modulus, power, about]) => ({
          args: [base, exponent, modulus],
          expected: power,
          ...(about !== undefined && { about }),
        })),
    },
    {
      function: 'modPow',
      name: 'modPow: exponent 0, modulus 1, a negative base, a base above the modulus',
      points: 4,
      cases: () => [
        { args: [5n, 0n, 7n], expected: 1n, about: 'exponent 0' },
        { args: [5n, 3n, 1n], expected: 0n, about: 'modulus 1' },
        { args: [5n, 0n, 1n], expected: 0n, about: 'exponent 0 and modulus 1' },
        { args: [0n, 5n, 7n], expected: 0n, about: 'base 0' },
        { args: [-1n, 3n, 7n], expected: 6n, about: 'base -1' },
        { args: [-3n, 2n, 7n], expected: 2n, about: 'base -3' },
        { args: [10n, 2n, 7n], expected: 2n, about: 'a base above the modulus' },
      ],
    },
    {
      function: 'modPow',
      name: "modPow: random numbers, by definition and by OpenSSL's Diffie-Hellman",
      points: 5,
      needs: ['modPow: small numbers by hand'],
      before: (base: bigint, _exponent: bigint, modulus: bigint) => [
        ['base^2 mod modulus', mod(base * base, modulus)],
      ],
      cases: ({ random }) => [
        ...times(6, () => {
          const [base, exponent, modulus] = [
            random.bigint(64) + 2n,
            4n * BigInt(5 + random.integer(100)) + 2n,
            random.bigint(56) + 2n ** 56n,
          ];
          return { args: [base, exponent, modulus], expected: base ** exponent % modulus };
        }),
        ...times(2, () => {
          const [base, exponent] = [random.bigint(60) + 2n, random.bytes(60)];
          return {
            args: [base, number(exponent), mersenne521],
            expected: byOpenSsl(base, exponent),
            about: 'an exponent of 480 bits',
          };
        }),
      ],
    },
    {
      function: 'modPow',
      name: 'modPow: Firefox encrypts the pre-master secret to Amazon',
      points: 5,
      needs: ['modPow: small numbers by hand'],
      cases: () => [
        publicOperation(amazon.pkcs1Block, amazon.amazonModulus, amazon.encryptedPreMasterSecret),
      ],
    },
    {
      function: 'modPow',
      name: "modPow: VeriSign's signatures of 2009 and Google's of 2012 open",
      points: 3,
      needs: ['modPow: small numbers by hand'],
      cases: () => [
        publicOperation(
          amazon.amazonSignature,
          amazon.verisignIntermediateModulus,
          amazon.amazonSignatureDecrypted,
        ),
        publicOperation(toytls.signature, toytls.googleModulus, toytls.signatureDecrypted),
      ],
    },
    {
      function: 'modPow',
      name: 'modPow: refuses a negative exponent and a modulus below 1',
      points: 2,
      cases: ({ random }) => [
        { args: [3n, 4n, 7n], expected: 4n },
        { args: [3n, -1n, 7n], ...fromZero, because: 'the exponent is negative' },
        { args: [3n, -1n - random.bigint(20), 7n], ...fromZero, because: 'the exponent is negative' },
        { args: [3n, 4n, 0n], ...fromZero, because: 'the modulus is 0' },
        { args: [3n, 4n, -7n], ...fromZero, because: 'the modulus is negative' },
      ],
    },
    {
      function: 'modInverse',
      name: 'modInverse: small numbers by hand',
      points: 4,
      cases: () => [
        { args: [17n, 780n], expected: 413n }, // 17 * 413 = 9 * 780 + 1
        { args: [3n, 7n], expected: 5n }, // 3 * 5 = 2 * 7 + 1
        { args: [17n, 3120n], expected: 2753n }, // 17 * 2753 = 15 * 3120 + 1
        { args: [53n, 61n], expected: 38n }, // 53 * 38 = 33 * 61 + 1
        { args: [10n, 7n], expected: 5n, about: 'a number above the modulus' },
        { args: [-3n, 7n], expected: 2n, about: 'a negative number' },
      ],
    },
    {
      function: 'modInverse',
      name: 'modInverse: random numbers, even moduli',
      points: 6,
      cases: ({ random }) =>
        times(6, (i) => {
          const [a, modulus] = search(
            () => [random.bigint(90) + 2n, 6n * (random.bigint(100) + 2n ** 99n)] as const,
            // Every other one is negative before it is put right.
            ([x, m]) => gcd(x, m) === 1n && bezout(x, m)[0] < 0n === (i % 2 === 0),
          );
          return { args: [a, modulus], expected: modInverse(a, modulus) };
        }),
    },
    {
      function: 'modInverse',
      name: 'modInverse: refuses numbers without an inverse',
      points: 4,
      cases: ({ random }) => {
        const common = 3n + random.bigint(30);
        return [
          { args: [5n, 9n], expected: 2n },
          { args: [6n, 9n], ...fromZero, because: '6 and 9 are both multiples of 3' },
          { args: [0n, 9n], ...fromZero, because: 'every multiple of 0 is 0' },
          {
            args: [common * (2n + random.bigint(30)), common * (5n + random.bigint(40))],
            ...fromZero,
            because: `both are multiples of ${common}`,
          },
        ];
      },
    },
    {
      function: 'rsaKeyFromPrimes',
      name: 'rsaKeyFromPrimes: 61, 53 and 17 by hand',
      points: 6,
      canonical: canonicalKey,
      before: (p: bigint, q: bigint) => [['lcm(p - 1, q - 1)', lambda(p, q)]],
      cases: () => [
        // lcm(60, 52) = 780; 413 mod 60 = 53; 413 mod 52 = 49; 53 * 38 = 33 * 61 + 1
        { args: [61n, 53n, 17n], expected: smallKey },
        // The primes exchanged: 61 * 20 = 23 * 53 + 1
        { args: [53n, 61n, 17n], expected: { ...smallKey, p: 53n, q: 61n, dP: 49n, dQ: 53n, qInv: 20n } },
      ],
    },
    {
      function: 'rsaKeyFromPrimes',
      name: "rsaKeyFromPrimes: the keys of RSA Laboratories' vectors",
      points: 4,
      canonical: canonicalKey,
      cases: () => [printedKey(signatureVector), printedKey(encryptionVector)],
    },
    {
      function: 'rsaKeyFromPrimes',
      name: 'rsaKeyFromPrimes: random primes',
      points: 4,
      canonical: canonicalKey,
      before: (p: bigint, q: bigint) => [['lcm(p - 1, q - 1)', lambda(p, q)]],
      cases: ({ random }) =>
        times(4, (i) => {
          const e = i % 2 === 0 ? e65537 : 17n;
          const [p, q] = randomPrimes(random, e);
          const args = i < 2 ? ([p, q, e] as const) : ([q, p, e] as const);
          return { args, expected: rsaKeyFromPrimes(...args) };
        }),
    },
    {
      function: 'rsaKeyFromPrimes',
      name: 'rsaKeyFromPrimes: refuses equal primes and an exponent without an inverse',
      points: 2,
      canonical: canonicalKey,
      cases: ({ random }) => [
        { args: [61n, 53n, 17n], expected: smallKey },
        { args: [61n, 61n, 17n], ...fromZero, because: 'p and q are the same' },
        {
          args: [61n, 53n, random.pick([2n, 3n, 5n, 13n, 15n])],
          ...fromZero,
          because: 'e and lcm(p - 1, q - 1) have a common divisor',
        },
      ],
    },
    {
      function: 'pkcs1Pad',
      name: 'pkcs1Pad: blocks of 16 bytes by hand',
      points: 4,
      fields: blockFields,
      cases: () => [
        { args: [1, hex`616263`, 16], expected: hex`00 01 ffffffffffffffffffff 00 616263` },
        {
          args: [2, hex`616263`, 16, hex`0102030405060708090a`],
          expected: hex`00 02 0102030405060708090a 00 616263`,
        },
        {
          args: [1, hex`6162636465`, 16],
          expected: hex`00 01 ffffffffffffffff 00 6162636465`,
          about: 'the longest message that fits',
        },
        {
          args: [1, new Uint8Array(), 11],
          expected: hex`00 01 ffffffffffffffff 00`,
          about: 'an empty message',
        },
      ],
    },
    {
      function: 'pkcs1Pad',
      name: "pkcs1Pad: Firefox's block of 2009, and those of VeriSign's and Google's signatures",
      points: 4,
      fields: blockFields,
      cases: () => [
        { args: [2, amazon.preMasterSecret, 128, amazon.pkcs1PaddingString], expected: amazon.pkcs1Block },
        {
          args: [1, digestInfo, amazon.amazonSignatureDecrypted.length],
          expected: amazon.amazonSignatureDecrypted,
        },
        { args: [1, md5AndSha1, 128], expected: toytls.signatureDecrypted },
      ],
    },
    {
      function: 'pkcs1Pad',
      name: 'pkcs1Pad: random blocks',
      points: 2,
      fields: blockFields,
      cases: ({ random }) =>
        times(6, (i) => {
          const message = randomMessage(random);
          const padding =
            i % 2 === 0 ? nonZero(random, 8 + random.integer(60)) : hex`ffffffffffffffffffffffff`;
          const length = 3 + padding.length + message.length;
          return i % 2 === 0
            ? { args: [2, message, length, padding], expected: blockOf(2, padding, message) }
            : { args: [1, message, length], expected: blockOf(1, padding, message) };
        }),
    },
    {
      function: 'pkcs1Pad',
      name: 'pkcs1Pad: refuses long messages and bad padding',
      points: 2,
      fields: blockFields,
      cases: ({ random }) => {
        const message = random.bytes(20);
        const padding = nonZero(random, 41);
        const holed = padding.map((byte, i) => (i === 17 ? 0 : byte));
        return [
          { args: [2, message, 64, padding], expected: blockOf(2, padding, message) },
          { args: [1, message, 30], ...fromZero, because: 'only 7 bytes are left for the padding' },
          {
            args: [2, message, 30, padding.subarray(0, 7)],
            ...fromZero,
            because: 'the padding has only 7 bytes',
          },
          {
            args: [2, message, 64, padding.subarray(1)],
            ...fromZero,
            because: 'the padding is a byte short',
          },
          { args: [2, message, 64, holed], ...fromZero, because: 'the padding has a zero byte in it' },
          { args: [2, message, 64], ...fromZero, because: 'there is no padding' },
        ];
      },
    },
    {
      function: 'pkcs1Unpad',
      name: 'pkcs1Unpad: blocks of 16 bytes by hand',
      points: 3,
      cases: () => [
        { args: [1, hex`00 01 ffffffffffffffffffff 00 616263`], expected: hex`616263` },
        { args: [2, hex`00 02 0102030405060708090a 00 616263`], expected: hex`616263` },
        {
          args: [2, hex`00 02 0102030405060708 00 61006300`],
          expected: hex`61006300`,
          about: 'a message with zero bytes of its own, and 8 bytes of padding',
        },
        { args: [1, hex`00 01 ffffffffffffffff 00`], expected: new Uint8Array(), about: 'an empty message' },
      ],
    },
    {
      function: 'pkcs1Unpad',
      name: "pkcs1Unpad: Firefox's block of 2009, and those of VeriSign's and Google's signatures",
      points: 3,
      cases: () => [
        { args: [2, amazon.pkcs1Block], expected: amazon.preMasterSecret },
        { args: [1, amazon.amazonSignatureDecrypted], expected: digestInfo },
        { args: [1, toytls.signatureDecrypted], expected: md5AndSha1 },
        {
          args: [1, amazon.verisignRootSignatureDecrypted],
          expected: concatBytes(amazon.digestinfoPrefixMd2, amazon.verisignRootTbsMd2),
        },
      ],
    },
    {
      function: 'pkcs1Unpad',
      name: 'pkcs1Unpad: random blocks',
      points: 3,
      cases: ({ random }) =>
        times(6, (i) => {
          const message = randomMessage(random);
          const padding =
            i % 2 === 0 ? nonZero(random, 60 + random.integer(60)) : new Uint8Array(60).fill(0xff);
          const type = i % 2 === 0 ? 2 : 1;
          return { args: [type, blockOf(type, padding, message)], expected: message };
        }),
    },
    {
      function: 'pkcs1Unpad',
      name: 'pkcs1Unpad: refuses malformed blocks',
      points: 3,
      cases: ({ random }) => {
        const message = utf8ToBytes('message');
        const ones = (length: number) => new Uint8Array(length).fill(0xff);
        const bad = (type: BlockType, block: Uint8Array, because: string) => ({
          args: [type, block],
          refuses: ['decrypt_error'] as const,
          because,
        });
        const random2 = nonZero(random, 30);
        const spoiled = (one: number) =>
          ones(30).map((byte, i) => (i === one ? 0xfe - random.integer(200) : byte));
        return [
          { args: [1, blockOf(1, ones(30), message)], expected: message },
          bad(1, blockOf(2, ones(30), message), 'the block type is 2, and 1 is due'),
          bad(2, blockOf(1, random2, message), 'the block type is 1, and 2 is due'),
          bad(
            2,
            blockOf(2, random2, message).fill(1 + random.integer(255), 0, 1),
            'the first byte is not 00',
          ),
          ...[random.integer(30), 0, 29].map((one) =>
            bad(1, blockOf(1, spoiled(one), message), `byte ${one} of the padding is not ff`),
          ),
          bad(1, blockOf(1, ones(7), message), 'the padding has 7 bytes, and 8 are the least'),
          bad(
            2,
            blockOf(2, random2.subarray(0, random.integer(8)), message),
            'the padding is shorter than 8 bytes',
          ),
          bad(2, concatBytes(hex`00 02`, random2, random2), 'no zero byte ends the padding'),
          bad(
            2,
            blockOf(2, concatBytes(hex`00`, random2), message),
            'the padding ends before its first byte',
          ),
          bad(1, new Uint8Array(), 'the block is empty'),
        ];
      },
    },
  ],
});

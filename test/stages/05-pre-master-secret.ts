// Checks of stage 05: the pre-master secret of RSA, DHE and ECDHE, and what an ephemeral server signs.
import { createECDH, createHash, publicDecrypt, X509Certificate } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Mistake } from '../../kit/check/check.js';
import { type Case, type CheckDefinition, defineStage, type RefusalCase } from '../../kit/check/define.js';
import type { SeededRandom } from '../../kit/check/random.js';
import { amazon2009 as amazon } from '../../kit/sessions/amazon-2009.js';
import { hex } from '../../kit/sessions/literals.js';
import { tls12EcdheGcm as tls12 } from '../../kit/sessions/tls12-ecdhe-gcm.js';
import { toytlsGoogle2012 as toytls } from '../../kit/sessions/toytls-google-2012.js';
import type { Field } from '../../lib/codec.js';
import { TlsError } from '../../lib/errors.js';
import { type HashName, hashes } from '../../lib/hashes.js';
import {
  dhePreMasterSecret,
  ecdhePreMasterSecret,
  recoverPreMasterSecret,
  rsaPreMasterSecret,
} from '../../lib/pre-master-secret.js';
import { type AlertName, NamedGroup, TLS10, TLS11, TLS12 } from '../../lib/registry.js';
import {
  decodeServerKeyExchange,
  type ServerKeyExchange,
  signedKeyExchange,
} from '../../lib/server-key-exchange.js';
import type { KeyExchange } from '../../lib/suites.js';
import { Writer } from '../../lib/writer.js';

const _times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const number = (bytes: Uint8Array) => BigInt(`0x0${bytesToHex(bytes)}`);
const reversed = (bytes: Uint8Array) => Uint8Array.from(bytes).reverse();
const stripped = (bytes: Uint8Array) => bytes.slice(bytes.findIndex((byte) => byte !== 0));
const versionBytes = (version: number) => Uint8Array.of(version >> 8, version & 0xff);
/** Where the mistaken code has no answer of its own. */
const elsewhere = (): never => {
  throw new Error('the mistake does not show here');
};
type Row<Args extends unknown[]> = readonly [name: string, says: string, wrong: (...args: Args) => unknown];
const mistakesOf = <Args extends unknown[]>(
  name: Mistake['function'],
  rows: readonly Row<Args>[],
): Mistake[] => rows.map(([mistake, says, wrong]) => ({ function: name, name: mistake, says, wrong }));
const refusals = (
  alerts: readonly AlertName[],
  rows: readonly (readonly [because: string, ...args: unknown[]])[],
): RefusalCase[] => rows.map(([because, ...args]) => ({ args, refuses: alerts, because }));
const field = (name: string, start: number, end: number): Field => ({ name, start, end, children: [] });
const versionNames: Record<number, string> = { [TLS10]: 'TLS 1.0', [TLS11]: 'TLS 1.1', [TLS12]: 'TLS 1.2' };

// --- rsaPreMasterSecret ------------------------------------------------------------------------------------------

type RsaArgs = [clientVersion: number, random: Uint8Array];
const rsaMistakes = mistakesOf<RsaArgs>('rsaPreMasterSecret', [
  [
    'version bytes swapped',
    'The two bytes of the version are swapped: 0x0301 is 03 01 on the wire.',
    (version, random) => concatBytes(reversed(versionBytes(version)), random),
  ],
  [
    'always TLS 1.2',
    'The version is 0303, and another one was offered; it is the one of the ClientHello that goes in.',
    (_, random) => rsaPreMasterSecret(TLS12, random),
  ],
  [
    'always TLS 1.0',
    'The version is 0301, which is what record headers and old servers say; it is the one that the ClientHello offered that goes in, so that nobody can talk the two down to an older one.',
    (_, random) => rsaPreMasterSecret(TLS10, random),
  ],
  [
    'no version',
    'These are the random bytes alone, and 2 bytes are missing: the version comes first.',
    (_, random) => random,
  ],
  [
    'version behind the random bytes',
    'The version stands behind the random bytes; it comes first.',
    (version, random) => concatBytes(random, versionBytes(version)),
  ],
  [
    'version over the random bytes',
    'The version was written over the first two random bytes; it takes two bytes of its own, so that there are 48.',
    (version, random) => concatBytes(versionBytes(version), random.slice(2)),
  ],
  [
    'version in one byte',
    'The version takes one byte here, and half of it is lost.',
    (version, random) => concatBytes(Uint8Array.of(version & 0xff), random),
  ],
]);
const rsaFields = () => [field('client_version', 0, 2), field('random', 2, 48)];

const rsaChecks: CheckDefinition[] = [
  {
    function: 'rsaPreMasterSecret',
    name: 'rsaPreMasterSecret: the Amazon session of 2009',
    points: 6,
    fields: rsaFields,
    cases: () => [{ args: [TLS10, amazon.preMasterSecret.slice(2)], expected: amazon.preMasterSecret }],
  },
  {
    function: 'rsaPreMasterSecret',
    name: 'rsaPreMasterSecret: all versions, random bytes',
    points: 6,
    fields: rsaFields,
    cases: ({ random }) =>
      [TLS12, TLS11, TLS10, 0x0304].map((version) => {
        const bytes = random.bytes(46);
        const expected = concatBytes(Uint8Array.of(3, version - 0x0300), bytes);
        return { args: [version, bytes], expected, about: `version 0x0${version.toString(16)}` };
      }),
  },
];

// --- recoverPreMasterSecret --------------------------------------------------------------------------------------

type RecoverArgs = [clientVersion: number, decrypted: Uint8Array | undefined, fallback: Uint8Array];
/** Keeps what is good by a rule of its own. */
const keepingWhen =
  (keeps: (version: number, decrypted: Uint8Array) => boolean) =>
  (...[version, decrypted, fallback]: RecoverArgs) =>
    decrypted && keeps(version, decrypted) ? decrypted : fallback;
const fits = (version: number, decrypted: Uint8Array) => number(decrypted.slice(0, 2)) === BigInt(version);
const refuseBlock = (why: string): never => {
  throw new TlsError('decrypt_error', why);
};
const isGood = (version: number, decrypted: Uint8Array | undefined) =>
  decrypted?.length === 48 && fits(version, decrypted);

const recoverMistakes = mistakesOf<RecoverArgs>('recoverPreMasterSecret', [
  [
    'bad padding refused',
    'The block was not padded well, and that was told to the client. Who may ask for that often enough can decrypt any session: go on with the fallback as if nothing had happened (Bleichenbacher 1998).',
    (version, decrypted, fallback) =>
      decrypted ? recoverPreMasterSecret(version, decrypted, fallback) : refuseBlock('bad padding'),
  ],
  [
    'wrong version refused',
    'The version in the block is wrong, and that was told to the client; it is one more question whose answer helps to decrypt (Klima, Pokorny, Rosa 2003). Go on with the fallback.',
    (version, decrypted, fallback) =>
      decrypted?.length === 48 && !fits(version, decrypted)
        ? refuseBlock('wrong version')
        : recoverPreMasterSecret(version, decrypted, fallback),
  ],
  [
    'wrong length refused',
    'The block holds too much or too little, and that was told to the client; go on with the fallback, whatever is wrong.',
    (version, decrypted, fallback) =>
      decrypted && decrypted.length !== 48
        ? refuseBlock('wrong length')
        : recoverPreMasterSecret(version, decrypted, fallback),
  ],
  [
    'zeros in place of the secret',
    'The secret is 48 zeros when something is wrong, which everybody can guess; the fallback has random bytes for that.',
    (version, decrypted, fallback) =>
      isGood(version, decrypted) ? decrypted : new Uint8Array(fallback.length),
  ],
  [
    'length not compared',
    'The version is right and the length is not: a pre-master secret has 48 bytes.',
    keepingWhen(fits),
  ],
  [
    'compared with TLS 1.2',
    'The version was compared with 0303; it is the version that this client offered that counts.',
    keepingWhen((_, decrypted) => decrypted.length === 48 && fits(TLS12, decrypted)),
  ],
  [
    'older versions accepted',
    'The version is older than the one offered, and passed. That is what the version is there for: whoever talked the two down to an older one, or chose the negotiated version here, shows by it.',
    keepingWhen(
      (version, decrypted) =>
        decrypted.length === 48 && number(decrypted.slice(0, 2)) <= BigInt(version) && decrypted[0] === 3,
    ),
  ],
  [
    'only the first byte of the version compared',
    'The second byte of the version is wrong, and was not looked at.',
    keepingWhen((version, decrypted) => decrypted.length === 48 && decrypted[0] === version >> 8),
  ],
  [
    'only the second byte of the version compared',
    'The first byte of the version is wrong, and was not looked at.',
    keepingWhen((version, decrypted) => decrypted.length === 48 && decrypted[1] === (version & 0xff)),
  ],
  [
    'version not compared',
    'Only the length is looked at; the first two bytes must be the version that the client offered.',
    keepingWhen((_, decrypted) => decrypted.length === 48),
  ],
  [
    'version set before the secret',
    "This is the first of the RFC's two ways, which puts the version in front itself. Here the second is asked for: the fallback takes the place of all 48 bytes.",
    (version, decrypted, fallback) =>
      isGood(version, decrypted)
        ? decrypted
        : concatBytes(versionBytes(version), (decrypted?.length === 48 ? decrypted : fallback).slice(2)),
  ],
  [
    'fallback always',
    'This is the fallback, and nothing was wrong with the block.',
    (_, __, fallback) => fallback,
  ],
]);

const recoverCases = (random: SeededRandom, version: number): Case[] => {
  const good = concatBytes(versionBytes(version), random.bytes(46));
  const fallback = random.bytes(48);
  const other = (first: number, second: number) => concatBytes(Uint8Array.of(first, second), good.slice(2));
  const one = (about: string, decrypted: Uint8Array | undefined, expected = fallback): Case => ({
    args: [version, decrypted, fallback],
    expected,
    about,
  });
  return [
    one('nothing wrong', good, good),
    one('bad padding', undefined),
    one('another version altogether', other(2, (version & 0xff) - 1)),
    one('the second byte of the version is wrong', other(3, (version & 0xff) + 1)),
    one('the first byte of the version is wrong', other(2, version & 0xff)),
    one('an older version', other(3, (version & 0xff) - 1)),
    one('47 bytes', good.slice(0, 47)),
    one('49 bytes', concatBytes(good, random.bytes(1))),
    one('no bytes', new Uint8Array()),
    one('zeros', new Uint8Array(48)),
  ];
};
const recoverChecks: CheckDefinition[] = [
  {
    function: 'recoverPreMasterSecret',
    name: 'recoverPreMasterSecret: the Amazon session of 2009, and the same block under TLS 1.2',
    points: 6,
    cases: ({ random }) => {
      const fallback = random.bytes(48);
      const secret = amazon.preMasterSecret;
      const of12 = concatBytes(versionBytes(TLS12), secret.slice(2));
      return [
        { args: [TLS12, of12, fallback], expected: of12, about: 'TLS 1.2 offered and meant' },
        { args: [TLS10, secret, fallback], expected: secret },
        { args: [TLS12, secret, fallback], expected: fallback, about: 'the client offered TLS 1.2' },
      ];
    },
  },
  {
    function: 'recoverPreMasterSecret',
    name: 'recoverPreMasterSecret: whatever is wrong, nothing is said',
    points: 14,
    cases: ({ random }) => [TLS12, TLS11, TLS10].flatMap((version) => recoverCases(random, version)),
  },
];

// --- dhePreMasterSecret ------------------------------------------------------------------------------------------

const padded = (bytes: Uint8Array, length: number) =>
  concatBytes(new Uint8Array(Math.max(0, length - bytes.length)), bytes);
const dheMistakes = mistakesOf<[z: bigint]>('dhePreMasterSecret', [
  [
    'zeros in front kept (2048 bits)',
    'There are zero bytes in front, up to 256 in all: DHE strips them. (That it does is a flaw, and showed secrets by their timing: Raccoon, 2020. But both sides must do it.)',
    (z) => padded(dhePreMasterSecret(z), 256),
  ],
  [
    'zeros in front kept (1024 bits)',
    'There are zero bytes in front, up to 128 in all: DHE strips them, as long as the prime may be.',
    (z) => padded(dhePreMasterSecret(z), 128),
  ],
  [
    'a byte of sign',
    'There is a 00 in front because the first bit is set, as for signed numbers; this one has no sign.',
    (z) => {
      const bytes = dhePreMasterSecret(z);
      return (bytes[0] ?? 0) >= 0x80 ? concatBytes(Uint8Array.of(0), bytes) : bytes;
    },
  ],
  [
    'Z little-endian',
    'The bytes go from the least significant to the most; the most significant comes first.',
    (z) => reversed(dhePreMasterSecret(z)),
  ],
  [
    'odd digit put last',
    'The number has an odd number of hex digits, and the missing 0 was put behind, or the last digit cut; it belongs in front.',
    (z) => {
      const digits = z.toString(16);
      return digits.length % 2 === 0 ? dhePreMasterSecret(z) : dhePreMasterSecret(z * 16n);
    },
  ],
  [
    'zeros behind stripped',
    'Zero bytes at the end are gone; only those in front are no part of the number.',
    (z) => reversed(stripped(reversed(dhePreMasterSecret(z)))),
  ],
  [
    'Z in a Number',
    'The number went through a Number, which keeps 53 bits.',
    (z) => dhePreMasterSecret(BigInt(Number(z))),
  ],
  [
    'decimal digits',
    'These are the decimal digits as text; the number itself as bytes is due.',
    (z) => utf8ToBytes(z.toString()),
  ],
]);

const dheCase = (bytes: Uint8Array, about: string): Case => ({
  args: [number(bytes)],
  expected: bytes,
  about,
});
const dheChecks: CheckDefinition[] = [
  {
    function: 'dhePreMasterSecret',
    name: 'dhePreMasterSecret: numbers worked by hand',
    points: 5,
    cases: () => [
      { args: [2n], expected: hex`02`, about: '5^6^15 mod 23, the example of every textbook' },
      { args: [4660n], expected: hex`1234`, about: '18 * 256 + 52' },
      { args: [564n], expected: hex`0234`, about: 'an odd number of hex digits' },
      { args: [65280n], expected: hex`ff00`, about: 'the highest bit is set, the last byte is 0' },
    ],
  },
  {
    function: 'dhePreMasterSecret',
    name: 'dhePreMasterSecret: random numbers, some of them short',
    points: 7,
    cases: ({ random }) => {
      const bytes = (first: number, length: number) =>
        concatBytes(Uint8Array.of(first), random.bytes(length - 1));
      return [
        dheCase(bytes(0x7a, 128), 'as long as a prime of 1024 bits'),
        dheCase(bytes(0x93, 128), 'the highest bit set'),
        dheCase(bytes(0x0c, 256), 'one hex digit in front'),
        dheCase(bytes(0xa1, 127), 'a zero byte in front of 127'),
        dheCase(bytes(0x05, 126), 'two zero bytes in front of 126'),
        dheCase(concatBytes(bytes(0xd2, 126), hex`00`), 'a zero byte at the end'),
      ];
    },
  },
];

// --- ecdhePreMasterSecret ----------------------------------------------------------------------------------------

const { secp256r1, x25519 } = NamedGroup;
type EcdheArgs = [group: number, privateKey: Uint8Array, peerPublicKey: Uint8Array];
/** secp256r1: something else of the shared point, 04, x and y. x25519: as it should be. */
const ofThePoint =
  (take: (point: Uint8Array) => Uint8Array) =>
  (...[group, privateKey, peerPublicKey]: EcdheArgs) => {
    const x = ecdhePreMasterSecret(group, privateKey, peerPublicKey);
    return group === secp256r1 ? take(p256.getSharedSecret(privateKey, peerPublicKey, false)) : x;
  };
const ofTheSecret =
  (change: (x: Uint8Array) => Uint8Array) =>
  (...args: EcdheArgs) =>
    change(ecdhePreMasterSecret(...args));

const ecdheMistakes = mistakesOf<EcdheArgs>('ecdhePreMasterSecret', [
  [
    'whole point',
    'This is the whole shared point, 04 and both coordinates; x alone is due.',
    ofThePoint((point) => point),
  ],
  [
    'point without its 04',
    'These are both coordinates of the shared point, 64 bytes; x alone is due.',
    ofThePoint((point) => point.slice(1)),
  ],
  [
    'compressed point',
    'The first byte, 02 or 03, is that of a compressed point and no part of x.',
    ofThePoint((point) => concatBytes(Uint8Array.of(2 + ((point[64] ?? 0) & 1)), point.slice(1, 33))),
  ],
  [
    'y-coordinate',
    'This is the y-coordinate of the shared point, its last 32 bytes; x is due.',
    ofThePoint((point) => point.slice(33)),
  ],
  [
    'first 32 bytes of the point',
    'These are the first 32 bytes of the shared point, 04 among them; x begins behind it.',
    ofThePoint((point) => point.slice(0, 32)),
  ],
  [
    'zeros in front stripped',
    'The zero bytes in front are gone. DHE strips them, ECDHE keeps them: x has as many bytes as the field.',
    ofTheSecret(stripped),
  ],
  [
    'x turned around',
    'The bytes of x are in the opposite order; take them as they come, big-endian for secp256r1 and little-endian for x25519.',
    ofTheSecret(reversed),
  ],
  [
    'x hashed',
    'This is the SHA-256 of x, which some libraries give; TLS takes x itself.',
    ofTheSecret((x) => sha256(x)),
  ],
  [
    "the peer's own point",
    "This is the peer's public key itself; our private key has no part in it.",
    (group, _, peer) => (group === secp256r1 ? peer.slice(1, 33) : peer),
  ],
  [
    'compressed key accepted',
    'The public key is a compressed point, which @noble/curves reads and TLS does not have.',
    (group, privateKey, peer) =>
      group === secp256r1 && peer.length === 33
        ? p256.getSharedSecret(privateKey, peer, false).slice(1, 33)
        : ecdhePreMasterSecret(group, privateKey, peer),
  ],
  [
    'zeros agreed on',
    'The secret is all zeros: with such a public key everybody comes to the same, so it must be refused (RFC 7748 6.1).',
    (group, privateKey, peer) =>
      group === x25519 && smallOrder.some((point) => bytesToHex(point) === bytesToHex(peer))
        ? new Uint8Array(32)
        : ecdhePreMasterSecret(group, privateKey, peer),
  ],
  [
    'any group taken for x25519',
    'This group is none of the two; only 23 and 29 are known here.',
    (group, privateKey, peer) => ecdhePreMasterSecret(group === secp256r1 ? group : x25519, privateKey, peer),
  ],
]);

/** Two of the points of small order that RFC 7748 7 warns of. */
const smallOrder = [
  new Uint8Array(32),
  hex`e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800`,
];
/** RFC 7748 6.1. */
const rfc7748 = {
  alice: hex`77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a`,
  alicePublic: hex`8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a`,
  bob: hex`5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb`,
  bobPublic: hex`de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f`,
  shared: hex`4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742`,
};
/** RFC 5903 8.1. */
const rfc5903 = {
  i: hex`C88F01F5 10D9AC3F 70A292DA A2316DE5 44E9AAB8 AFE84049 C62A9C57 862D1433`,
  r: hex`C6EF9C5D 78AE012A 011164AC B397CE20 88685D8F 06BF9BE0 B283AB46 476BEE53`,
  gi: hex`04 DAD0B653 94221CF9 B051E1FE CA5787D0 98DFE637 FC90B9EF 945D0C37 72581180
             5271A046 1CDB8252 D61F1C45 6FA3E59A B1F45B33 ACCF5F58 389E0577 B8990BB3`,
  gr: hex`04 D12DFB52 89C8D4F8 1208B702 70398C34 2296970A 0BCCB74C 736FC755 4494BF63
             56FBF3CA 366CC23E 8157854C 13C58D6A AC23F046 ADA30F83 53E74F33 039872AB`,
  girx: hex`D6840F6B 42F6EDAF D13116E0 E1256520 2FEF8E9E CE7DCE03 812464D0 4B9442DE`,
};
/** Private keys found by counting up until the secret with the RFCs' public keys began with 00. */
const leadingZeros = {
  p256: {
    privateKey: padded(hex`c4`, 32),
    x: hex`0095a7aacad904297245fef3033ecfcdd3b717b1157b433a6a1756a269980e97`,
  },
  x25519: {
    privateKey: padded(hex`0938`, 32),
    x: hex`00689534cfcb97cba13a59510f603d71caac9cf5b0fd93c2b135cddcdf782f6b`,
  },
};
const agree = (
  group: number,
  privateKey: Uint8Array,
  peer: Uint8Array,
  expected: Uint8Array,
  about: string,
): Case => ({
  args: [group, privateKey, peer],
  expected,
  about,
});

const ecdheChecks: CheckDefinition[] = [
  {
    function: 'ecdhePreMasterSecret',
    name: 'ecdhePreMasterSecret: RFC 5903 8.1 and RFC 7748 6.1',
    points: 6,
    cases: () => [
      agree(secp256r1, rfc5903.i, rfc5903.gr, rfc5903.girx, 'secp256r1, initiator'),
      agree(secp256r1, rfc5903.r, rfc5903.gi, rfc5903.girx, 'secp256r1, responder'),
      agree(x25519, rfc7748.alice, rfc7748.bobPublic, rfc7748.shared, 'x25519, Alice'),
      agree(x25519, rfc7748.bob, rfc7748.alicePublic, rfc7748.shared, 'x25519, Bob'),
    ],
  },
  {
    function: 'ecdhePreMasterSecret',
    name: 'ecdhePreMasterSecret: the TLS 1.2 session, a random key, zeros in front',
    points: 7,
    cases: ({ random }) => {
      const ours = createECDH('prime256v1');
      const theirs = createECDH('prime256v1');
      ours.setPrivateKey(random.bytes(32).fill(0x4d, 0, 1));
      theirs.setPrivateKey(random.bytes(32).fill(0x3c, 0, 1));
      const plain = (buffer: Buffer) => padded(Uint8Array.from(buffer), 32);
      const { clientPrivateKey, serverParams, preMasterSecret } = tls12;
      return [
        agree(secp256r1, clientPrivateKey, serverParams.slice(4), preMasterSecret, 'the TLS 1.2 session'),
        agree(
          secp256r1,
          plain(ours.getPrivateKey()),
          plain(theirs.getPublicKey()),
          plain(ours.computeSecret(theirs.getPublicKey())),
          'random keys',
        ),
        agree(secp256r1, leadingZeros.p256.privateKey, rfc5903.gr, leadingZeros.p256.x, 'x begins with 00'),
        agree(
          x25519,
          leadingZeros.x25519.privateKey,
          rfc7748.bobPublic,
          leadingZeros.x25519.x,
          'the secret begins with 00',
        ),
      ];
    },
  },
  {
    function: 'ecdhePreMasterSecret',
    name: 'ecdhePreMasterSecret: public keys that are none',
    points: 7,
    cases: ({ random }) => {
      const { i, gr } = rfc5903;
      const { alice, bobPublic } = rfc7748;
      const at = 1 + random.integer(64);
      const compressed = concatBytes(Uint8Array.of(2 + ((gr[64] ?? 0) & 1)), gr.slice(1, 33));
      return refusals(
        ['illegal_parameter'],
        [
          ['the point is not on the curve', secp256r1, i, gr.map((byte, j) => (j === at ? byte ^ 1 : byte))],
          ['0, 0 is not on the curve', secp256r1, i, concatBytes(hex`04`, new Uint8Array(64))],
          ['the point is compressed', secp256r1, i, compressed],
          ['the point at infinity is no public key', secp256r1, i, hex`00`],
          ['a byte is missing', secp256r1, i, gr.slice(0, -1)],
          ['a byte is missing', x25519, alice, bobPublic.slice(0, -1)],
          ['the key is of small order, and the secret would be 0', x25519, alice, smallOrder[1]],
          ['the key is 0, and the secret would be', x25519, alice, smallOrder[0]],
          ['the group is not known', 0x0a0a, alice, bobPublic],
        ],
      );
    },
  },
];

// --- decodeServerKeyExchange -------------------------------------------------------------------------------------

type DecodeArgs = [keyExchange: KeyExchange, version: number, body: Uint8Array];
const changedExchange =
  (change: (exchange: ServerKeyExchange, args: DecodeArgs) => Partial<ServerKeyExchange> | undefined) =>
  (...args: DecodeArgs) => {
    const right = decodeServerKeyExchange(...args);
    return { ...right, ...change(right, args) };
  };
/** Read in the way of another version. */
const asIn =
  (version: number): ((...args: DecodeArgs) => unknown) =>
  (keyExchange, _, body) =>
    decodeServerKeyExchange(keyExchange, version, body);

const decodeMistakes = mistakesOf<DecodeArgs>('decodeServerKeyExchange', [
  [
    'signature algorithm read before TLS 1.2',
    'Two bytes were read as the signature algorithm, which is there from TLS 1.2 on; before that they are the length of the signature.',
    asIn(TLS12),
  ],
  [
    'signature algorithm not read in TLS 1.2',
    'In TLS 1.2 the hash and signature algorithm stand before the signature; they were taken for its length.',
    asIn(TLS11),
  ],
  [
    'curve_type skipped',
    'curve_type was not read as a byte of its own, so the group has it in front: 0300 is no group.',
    (keyExchange, version, body) => {
      const right = decodeServerKeyExchange(keyExchange, version, body);
      if ('p' in right.params) return right;
      return { ...right, params: { ...right.params, group: 0x0300 | (right.params.group >> 8) } };
    },
  ],
  [
    'curve_type not compared',
    'The server describes a curve of its own (curve_type 1 or 2), and it was taken for a named one.',
    (keyExchange, version, body) =>
      keyExchange === 'ECDHE_RSA'
        ? decodeServerKeyExchange(keyExchange, version, concatBytes(hex`03`, body.slice(1)))
        : decodeServerKeyExchange(keyExchange, version, body),
  ],
  [
    'whole body signed',
    'signedParams has the signature in it; it ends where the parameters do.',
    changedExchange((_, [, , body]) => ({ signedParams: body })),
  ],
  [
    'public key alone signed',
    'signedParams is the public key alone; all parameters are signed, with their lengths, as they stand.',
    changedExchange(({ params }) => ({ signedParams: params.publicKey })),
  ],
  [
    'lengths left out of what is signed',
    'signedParams lacks the lengths; all bytes of the parameters are signed, as they stand.',
    changedExchange(({ params }) => ({
      signedParams:
        'p' in params
          ? concatBytes(params.p, params.g, params.publicKey)
          : concatBytes(Uint8Array.of(3, 0, params.group), params.publicKey),
    })),
  ],
  [
    'hash and signature swapped',
    'hash and signature are swapped in the algorithm; the hash comes first (0401 is SHA-256 with RSA).',
    changedExchange(
      ({ algorithm }) => algorithm && { algorithm: { hash: algorithm.signature, signature: algorithm.hash } },
    ),
  ],
  [
    'p and g swapped',
    'p and g are swapped; the prime comes first.',
    changedExchange(({ params }) =>
      'p' in params ? { params: { ...params, p: params.g, g: params.p } } : undefined,
    ),
  ],
  [
    'point without its first byte',
    'The 04 in front of the coordinates is missing from the public key; it is a part of it.',
    changedExchange(({ params }) =>
      'p' in params ? undefined : { params: { ...params, publicKey: params.publicKey.slice(1) } },
    ),
  ],
  [
    'bytes behind the signature passed over',
    'There are bytes behind the signature, and nobody asked whether the body is used up.',
    (keyExchange, version, body) => {
      const from = body.length - 3;
      for (const end of [body.length, from])
        try {
          return decodeServerKeyExchange(keyExchange, version, body.slice(0, end));
        } catch {}
      return elsewhere();
    },
  ],
]);

interface Exchange {
  readonly keyExchange: KeyExchange;
  readonly version: number;
  readonly expected: ServerKeyExchange;
}
/** A message written by lib's Writer, and what must be read from it. */
function exchangeCase({ keyExchange, version, expected }: Exchange): Case {
  const w = new Writer();
  const { params, algorithm, signature } = expected;
  w.opaque(expected.signedParams);
  if (algorithm) w.uint8(algorithm.hash).uint8(algorithm.signature);
  const about = `${keyExchange} in ${versionNames[version]}${'p' in params ? '' : `, group ${params.group}`}`;
  return { args: [keyExchange, version, w.vector(2, signature).bytes()], expected, about };
}
function randomExchange(random: SeededRandom, keyExchange: KeyExchange, version: number): Exchange {
  const { params, signedParams } = keyExchange === 'DHE_RSA' ? randomDh(random) : randomEcdh(random);
  const algorithm = { hash: random.pick([2, 4, 5, 6]), signature: 1 };
  const signature = random.bytes(128 + random.integer(128));
  return {
    keyExchange,
    version,
    expected: { params, signedParams, signature, ...(version >= TLS12 && { algorithm }) },
  };
}
function randomDh(random: SeededRandom) {
  const [p, g, publicKey] = [
    random.bytes(128),
    random.bytes(1 + random.integer(3)),
    random.bytes(127),
  ] as const;
  return {
    params: { p, g, publicKey },
    signedParams: new Writer().vector(2, p).vector(2, g).vector(2, publicKey).bytes(),
  };
}
function randomEcdh(random: SeededRandom) {
  const group = random.pick([secp256r1, x25519]);
  const publicKey = random.bytes(group === secp256r1 ? 65 : 32);
  return {
    params: { group, publicKey },
    signedParams: concatBytes(Uint8Array.of(3, 0, group, publicKey.length), publicKey),
  };
}

const decodeChecks: CheckDefinition[] = [
  {
    function: 'decodeServerKeyExchange',
    name: 'decodeServerKeyExchange: Google 2012 and the TLS 1.2 session',
    points: 6,
    cases: () => [
      {
        args: ['ECDHE_RSA', TLS11, concatBytes(toytls.ecdheParams, hex`0080`, toytls.signature)],
        expected: {
          params: { group: secp256r1, publicKey: toytls.serverEcdhePoint },
          signedParams: toytls.ecdheParams,
          signature: toytls.signature,
        },
        about: 'Google, TLS 1.1',
      },
      {
        args: ['ECDHE_RSA', TLS12, tls12.serverKeyExchange.slice(4)],
        expected: {
          params: { group: secp256r1, publicKey: tls12.serverParams.slice(4) },
          signedParams: tls12.serverParams,
          algorithm: { hash: 4, signature: 1 },
          signature: tls12.serverSignature,
        },
        about: 'TLS 1.2',
      },
    ],
  },
  {
    function: 'decodeServerKeyExchange',
    name: 'decodeServerKeyExchange: random messages of both kinds and all versions',
    points: 6,
    cases: ({ random }) => [
      ...[TLS12, TLS10, TLS11].flatMap((version) =>
        (['ECDHE_RSA', 'DHE_RSA'] as const).map((keyExchange) =>
          exchangeCase(randomExchange(random, keyExchange, version)),
        ),
      ),
      // Useless as keys, but of the form that is due.
      {
        args: ['DHE_RSA', TLS11, hex`000107 000102 000105 0002abcd`],
        expected: {
          params: { p: hex`07`, g: hex`02`, publicKey: hex`05` },
          signedParams: hex`000107 000102 000105`,
          signature: hex`abcd`,
        },
        about: 'numbers of one byte',
      },
      {
        args: ['ECDHE_RSA', TLS11, hex`03 0017 01 09 0002abcd`],
        expected: {
          params: { group: secp256r1, publicKey: hex`09` },
          signedParams: hex`03 0017 01 09`,
          signature: hex`abcd`,
        },
        about: 'a public key of one byte',
      },
    ],
  },
  {
    function: 'decodeServerKeyExchange',
    name: 'decodeServerKeyExchange: bodies of another form',
    points: 6,
    cases: ({ random }) => {
      const body = (keyExchange: KeyExchange) =>
        exchangeCase(randomExchange(random, keyExchange, TLS12)).args[2] as Uint8Array;
      const [ecdhe, dhe] = [body('ECDHE_RSA'), body('DHE_RSA')];
      const empty = hex`0000`;
      return [
        ...refusals(
          ['decode_error'],
          [
            ['bytes stand behind the signature', 'ECDHE_RSA', TLS12, concatBytes(ecdhe, random.bytes(3))],
            ['the signature ends early', 'ECDHE_RSA', TLS12, ecdhe.slice(0, -1)],
            ['the body ends inside p', 'DHE_RSA', TLS12, dhe.slice(0, 40)],
            ['there is no signature', 'ECDHE_RSA', TLS11, toytls.ecdheParams],
            ['p is empty', 'DHE_RSA', TLS11, concatBytes(empty, hex`000102 000105`, hex`0002abcd`)],
            ['g is empty', 'DHE_RSA', TLS11, concatBytes(hex`000107`, empty, hex`000105`, hex`0002abcd`)],
            ['Ys is empty', 'DHE_RSA', TLS11, concatBytes(hex`000107 000102`, empty, hex`0002abcd`)],
            ['the public key is empty', 'ECDHE_RSA', TLS11, hex`03 0017 00 0002abcd`],
            ['there are no bytes', 'ECDHE_RSA', TLS12, new Uint8Array()],
          ],
        ),
        ...refusals(
          ['handshake_failure', 'illegal_parameter'],
          [
            [
              'curve_type 1 describes a curve that has no name',
              'ECDHE_RSA',
              TLS12,
              concatBytes(hex`01`, ecdhe.slice(1)),
            ],
            [
              'curve_type 2 describes a curve that has no name',
              'ECDHE_RSA',
              TLS12,
              concatBytes(hex`02`, ecdhe.slice(1)),
            ],
          ],
        ),
      ];
    },
  },
];

// --- signedKeyExchange -------------------------------------------------------------------------------------------

type SignedArgs = [
  version: number,
  hash: HashName,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  signedParams: Uint8Array,
];
/** The right form over other bytes. */
const over =
  (bytes: (client: Uint8Array, server: Uint8Array, params: Uint8Array) => Uint8Array) =>
  (...[version, hash, client, server, params]: SignedArgs) =>
    signedKeyExchange(version, hash, new Uint8Array(), new Uint8Array(), bytes(client, server, params));
const digestOf = (hash: HashName, [, , ...parts]: SignedArgs) => hashes[hash].digest(...parts);
const before12 =
  (wrong: (args: SignedArgs) => Uint8Array) =>
  (...args: SignedArgs) =>
    args[0] < TLS12 ? wrong(args) : signedKeyExchange(...args);
const since12 =
  (wrong: (args: SignedArgs) => Uint8Array) =>
  (...args: SignedArgs) =>
    args[0] < TLS12 ? signedKeyExchange(...args) : wrong(args);
const withInfo = (hash: HashName, args: SignedArgs) =>
  concatBytes(hashes[hash].digestInfoPrefix, digestOf(hash, args));

const signedMistakes = mistakesOf<SignedArgs>('signedKeyExchange', [
  [
    'randoms left out',
    'Only the parameters went in. Without the two randoms a signature could be used again in any other handshake.',
    over((_, __, params) => params),
  ],
  [
    'server random first',
    "The server's random comes first here; the client's does, as in the master secret.",
    over((client, server, params) => concatBytes(server, client, params)),
  ],
  [
    'randoms behind the parameters',
    'The parameters come first here; they stand behind the two randoms.',
    over((client, server, params) => concatBytes(params, client, server)),
  ],
  [
    'DigestInfo of SHA-1 before TLS 1.2',
    'This is a DigestInfo with SHA-1, and the version is below TLS 1.2: there both digests stand side by side, MD5 first, without any DigestInfo.',
    before12((args) => withInfo('SHA-1', args)),
  ],
  [
    'DigestInfo around both digests',
    'Each digest has its DigestInfo around it; before TLS 1.2 both stand side by side without any.',
    before12((args) => concatBytes(withInfo('MD5', args), withInfo('SHA-1', args))),
  ],
  [
    'only SHA-1 before TLS 1.2',
    'The MD5 digest is missing; before TLS 1.2 RSA signs both, 36 bytes.',
    before12((args) => digestOf('SHA-1', args)),
  ],
  [
    'SHA-1 before MD5',
    'The SHA-1 digest comes first here; MD5 does, 16 bytes and then 20.',
    before12((args) => concatBytes(digestOf('SHA-1', args), digestOf('MD5', args))),
  ],
  [
    'the form of TLS 1.2 too early',
    'This is what TLS 1.2 signs, and the version is below: there the hash function is not chosen.',
    before12((args) => withInfo(args[1], args)),
  ],
  [
    'DigestInfo missing in TLS 1.2',
    'This is the digest alone; in TLS 1.2 it stands in a DigestInfo, which says what hash it is.',
    since12((args) => digestOf(args[1], args)),
  ],
  [
    'MD5 and SHA-1 in TLS 1.2',
    'These are MD5 and SHA-1, which TLS 1.2 replaced by the one hash that the message names.',
    since12((args) => concatBytes(digestOf('MD5', args), digestOf('SHA-1', args))),
  ],
  [
    'always SHA-256',
    'This is SHA-256, and the message names another hash function.',
    since12((args) => withInfo('SHA-256', args)),
  ],
  [
    'what is signed instead of its digest',
    'These are the bytes that are signed; the block holds their digest.',
    (_, __, client, server, params) => concatBytes(client, server, params),
  ],
]);
const signedFields = (expected: Uint8Array, [version, hash]: readonly unknown[]) => {
  if ((version as number) < TLS12) return [field('MD5', 0, 16), field('SHA-1', 16, 36)];
  const { length } = hashes[hash as HashName].digestInfoPrefix;
  return [field('DigestInfo', 0, length), field('digest', length, expected.length)];
};
const nodeHash = (name: string, ...parts: Uint8Array[]) =>
  Uint8Array.from(
    createHash(name)
      .update(concatBytes(...parts))
      .digest(),
  );

const signedChecks: CheckDefinition[] = [
  {
    function: 'signedKeyExchange',
    name: 'signedKeyExchange: the statement that Google signed in 2012, and the TLS 1.2 session',
    points: 9,
    fields: signedFields,
    cases: () => {
      // What the server's own public key makes of its signature.
      const certificate = new X509Certificate(tls12.certificateMessage.slice(10));
      const inTheBlock = Uint8Array.from(publicDecrypt(certificate.publicKey, tls12.serverSignature));
      return [
        {
          args: [TLS11, 'SHA-1', toytls.clientRandom, toytls.serverRandom, toytls.ecdheParams],
          expected: concatBytes(toytls.signedMd5, toytls.signedSha1),
          about: 'Google, TLS 1.1',
        },
        {
          args: [TLS12, 'SHA-256', tls12.clientRandom, tls12.serverRandom, tls12.serverParams],
          expected: inTheBlock,
          about: 'TLS 1.2',
        },
      ];
    },
  },
  {
    function: 'signedKeyExchange',
    name: 'signedKeyExchange: random parameters under every version and hash',
    points: 9,
    fields: signedFields,
    cases: ({ random }) =>
      (
        [
          [TLS12, 'SHA-512', 'sha512'],
          [TLS12, 'SHA-1', 'sha1'],
          [TLS12, 'SHA-384', 'sha384'],
          [TLS12, 'SHA-256', 'sha256'],
          [TLS10, 'SHA-256', ''],
          [TLS11, 'SHA-512', ''],
        ] as const
      ).map(([version, hash, name]) => {
        const parts = [random.bytes(32), random.bytes(32), random.bytes(36 + random.integer(300))] as const;
        const expected = name
          ? concatBytes(hashes[hash].digestInfoPrefix, nodeHash(name, ...parts))
          : concatBytes(nodeHash('md5', ...parts), nodeHash('sha1', ...parts));
        return { args: [version, hash, ...parts], expected, about: `${versionNames[version]}, ${hash}` };
      }),
  },
];

export const stage = defineStage('05-pre-master-secret', {
  mistakes: [
    ...rsaMistakes,
    ...recoverMistakes,
    ...dheMistakes,
    ...ecdheMistakes,
    ...decodeMistakes,
    ...signedMistakes,
  ],
  checks: [...rsaChecks, ...recoverChecks, ...dheChecks, ...ecdheChecks, ...decodeChecks, ...signedChecks],
});

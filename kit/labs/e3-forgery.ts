// Attack code, for teaching. It forges a certificate for a name that is nobody's, under a CA that this file makes.
//
// An RSA signature with e = 3 is a cube root. Whoever may choose the low half of the cubed number needs no private
// key: a whole number near the cube root will do, and a sloppy parser looks at the high half only.
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../../lib/errors.js';
import { hashes } from '../../lib/hashes.js';
import type { Random } from '../../lib/key-exchange.js';
import { TLS12 } from '../../lib/registry.js';
import { modulusLength, type RsaPublicKey, rsaPublicOperation } from '../../lib/rsa.js';
import { type Functions, reference as f } from '../../lib/stages.js';
import { issueServerCertificate } from '../course-ca.js';
import { keyPem, seededRsaKey } from '../learner-session/keys.js';
import { computed } from '../views/values.js';
import { FLAW, type Lab } from './lab.js';
import { HOST, type Identity, seededIdentity, validity } from './parts/identity.js';
import { Line } from './parts/line.js';

/**
 * So long that some cube begins with any 62 bytes: 1,040 bits are left behind them, and cubes of this size lie some
 * 2^1016 apart.
 */
const CA_BITS = 1536;

/** Looks for the DigestInfo where it should begin, and never at what stands behind it. */
const sloppy: Functions = {
  ...f,
  checkSignedDigest(hash, signedBytes, digestInfo) {
    const { digestInfoPrefix, digest } = hashes[hash];
    const expected = concatBytes(digestInfoPrefix, digest(signedBytes));
    if (!equalBytes(digestInfo.subarray(0, expected.length), expected))
      throw new TlsError('decrypt_error', 'the signature does not begin with the digest of these bytes');
  },
};

/** The largest whole number whose cube is not above `n`, by Newton's method from above. */
export function cubeRoot(n: bigint): bigint {
  let x = 1n << BigInt(Math.ceil(n.toString(2).length / 3));
  for (;;) {
    const next = (2n * x + n / (x * x)) / 3n;
    if (next >= x) return x;
    x = next;
  }
}

/**
 * Bytes that pass for the signature of `signedBytes` under a key with e = 3, made without the private key: 00 01, the
 * eight ff that are the least, 00, the right DigestInfo, and behind it whatever the cube has there.
 * @throws RangeError when the modulus is so short that no cube begins like that
 */
export function forgeSignature(key: RsaPublicKey, signedBytes: Uint8Array): Uint8Array {
  const { digestInfoPrefix, digest } = hashes['SHA-256'];
  const head = concatBytes(
    Uint8Array.of(0, 1, ...new Uint8Array(8).fill(0xff), 0),
    digestInfoPrefix,
    digest(signedBytes),
  );
  const length = modulusLength(key);
  const lowest = f.os2ip(concatBytes(head, new Uint8Array(length - head.length)));
  const signature = f.i2osp(cubeRoot(lowest - 1n) + 1n, length);
  const cube = rsaPublicOperation(f, key, signature);
  if (!equalBytes(cube.subarray(0, head.length), head))
    throw new RangeError('no cube begins with this block: the modulus is too short');
  return signature;
}

export interface ForgeryData {
  readonly certificate: Uint8Array;
  readonly signature: Uint8Array;
  /** The signature cubed: what the parser sees. */
  readonly block: Uint8Array;
  readonly refusal: string | undefined;
}

export const e3Forgery: Lab<ForgeryData> = {
  name: 'e3-forgery',
  title: 'A signature forged with pencil and paper: e = 3',
  year: 2006,
  paper:
    'Daniel Bleichenbacher, rump session of CRYPTO 2006; written down by Hal Finney for the IETF OpenPGP list, 27 August 2006; CVE-2006-4339',
  story:
    "A certificate authority has a key with e = 3. The attacker writes a certificate for the victim's host with a key of their own, puts its digest into the upper part of a block, and takes the cube root. The client cubes it again, finds the digest, and does not look at the garbage behind.",
  recovers:
    "a certificate that the client believes, without the CA's private key, and with it the connection",
  fixes: ['the whole block compared'],
  laws: [
    { rfc: 'RFC 8017 8.2.2', says: 'encode the digest oneself and compare the whole block' },
    { rfc: 'RFC 8446 4.2.3', says: 'TLS 1.3 signs handshakes with RSA-PSS, and no longer with PKCS #1 v1.5' },
  ],
  contract: [
    { check: 'honest', says: "the CA's own certificate is accepted", withFlaw: true, withFix: true },
    {
      check: 'forged',
      says: 'the client talks to the attacker for the victim',
      withFlaw: true,
      withFix: false,
    },
    {
      check: 'other',
      says: 'the same signature under another certificate is accepted',
      withFlaw: false,
      withFix: false,
    },
  ],
  *attempt(variant, random) {
    yield 'making a CA with e = 3';
    const caKey = seededRsaKey(random, CA_BITS, 3n);
    const identity = seededIdentity(random, 1024, caKey);
    yield 'making certificates that the CA never sees';
    const own = keyPem(seededRsaKey(random, CA_BITS));
    const mine = unsignedCertificate(identity, own, random);
    const other = unsignedCertificate(identity, own, random);
    const { tbs } = f.parseCertificate(mine.certificate);
    const signature = forgeSignature({ n: caKey.n, e: caKey.e }, tbs);

    const functions = { client: variant === FLAW ? sloppy : f };
    const meet = (server: Identity['server']) => {
      const options = { identity: { ...identity, server }, random, version: TLS12, suites: [0xc02f] };
      return new Line({ ...options, functions });
    };
    const server = withSignature(mine, signature);
    const forged = meet(server);
    if (forged.secured) forged.write('client', 'password=correct horse');
    const refusal = forged.client.error?.message;
    const block = rsaPublicOperation(f, caKey, signature);
    return {
      checks: {
        honest: meet(identity.server).secured,
        forged: forged.server.texts.join('') === 'password=correct horse',
        other: meet(withSignature(other, signature)).secured,
      },
      outcome: forged.secured
        ? `The client is sure to speak with ${HOST} (${forged.client.security?.trust}) and tells the attacker its password.`
        : `The client hangs up: ${refusal}.`,
      found: [computed('signature', signature), computed('signature cubed', block)],
      data: { certificate: server.certificate, signature, block, refusal },
    };
  },
};

type Unsigned = Identity['server'];

/** A certificate with everything but the CA's signature: that of the attacker's own key, as long, is in its place. */
function unsignedCertificate({ ca }: Identity, own: string, random: Random): Unsigned {
  const server = { hostNames: [HOST] as const, addresses: [], keyPem: keyPem(seededRsaKey(random, 1024)) };
  return issueServerCertificate({ ...ca, keyPem: own }, { ...validity, ...server });
}

/** The signature is what a certificate ends with. */
const withSignature = (server: Unsigned, signature: Uint8Array): Unsigned => ({
  ...server,
  certificate: concatBytes(server.certificate.subarray(0, -signature.length), signature),
});

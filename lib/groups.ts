// The elliptic-curve groups of ECDHE, over @noble/curves, in the encodings that TLS uses (RFC 8422 5.4).
import { x25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { TlsError } from './errors.js';
import { NamedGroup, nameOf } from './registry.js';

interface Group {
  /** Random bytes that make a private key: 16 more than needed for secp256r1, so that the remainder is fair. */
  readonly seedLength: number;
  readonly publicLength: number;
  privateKey(seed: Uint8Array): Uint8Array;
  publicKey(privateKey: Uint8Array): Uint8Array;
  sharedSecret(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array;
}

const groups = new Map<number, Group>([
  [
    NamedGroup.secp256r1,
    {
      seedLength: 48,
      publicLength: 65,
      privateKey: (seed) => p256.utils.randomSecretKey(seed),
      publicKey: (key) => p256.getPublicKey(key, false),
      sharedSecret: (key, point) => p256.getSharedSecret(key, point, false).slice(1, 33),
    },
  ],
  [
    NamedGroup.x25519,
    {
      seedLength: 32,
      publicLength: 32,
      privateKey: (seed) => seed,
      publicKey: (key) => x25519.getPublicKey(key),
      sharedSecret: (key, point) => x25519.getSharedSecret(key, point),
    },
  ],
]);

/** The groups we can use, most wanted first: the one the sources use, then the modern one. */
export const supportedGroups: readonly number[] = [...groups.keys()];

function groupOf(id: number): Group {
  const group = groups.get(id);
  if (!group)
    throw new TlsError('illegal_parameter', `the peer chose the group ${nameOf(NamedGroup, id) ?? id}`);
  return group;
}

/** An ephemeral key pair: the 32-byte private key and the public point as the wire has it (65 or 32 bytes). */
export function ephemeralKey(group: number, random: (length: number) => Uint8Array): EphemeralKey {
  const { seedLength, privateKey, publicKey } = groupOf(group);
  const key = privateKey(random(seedLength));
  return { group, privateKey: key, publicKey: publicKey(key) };
}

export interface EphemeralKey {
  readonly group: number;
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/**
 * The x-coordinate of the shared point: 32 bytes, leading zeros kept (RFC 8422 5.10).
 * @throws TlsError illegal_parameter for a point that is not on the curve, not uncompressed, or of small order
 */
export function sharedPoint(group: number, privateKey: Uint8Array, peerPublicKey: Uint8Array): Uint8Array {
  const { publicLength, sharedSecret } = groupOf(group);
  if (peerPublicKey.length !== publicLength)
    throw new TlsError('illegal_parameter', `the peer sent a public key of ${peerPublicKey.length} bytes`);
  try {
    return sharedSecret(privateKey, peerPublicKey);
  } catch {
    throw new TlsError('illegal_parameter', 'the peer sent a public key that is no point of the group');
  }
}

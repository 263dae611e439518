// Stage 05, solved: the pre-master secret (RFC 5246 7.4.3, 7.4.7, 8.1; RFC 8422 5).
import { x25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { decodeAll, type Reader } from '../lib/codec.js';
import { TlsError } from '../lib/errors.js';
import { readSignatureAndHash } from '../lib/extensions.js';
import { type HashName, hashes } from '../lib/hashes.js';
import { ECCurveType, NamedGroup, TLS12 } from '../lib/registry.js';
import type { ServerKeyExchange, ServerParams } from '../lib/server-key-exchange.js';
import type { KeyExchange } from '../lib/suites.js';

/** The version guards against whoever talked the two down to an older one: it is what the client offered. */
export function rsaPreMasterSecret(clientVersion: number, random: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(clientVersion >> 8, clientVersion & 0xff), random);
}

/**
 * All bytes of the candidate are looked at and all of the fallback too, whatever is wrong: a mask chooses, not an if.
 * JavaScript promises no equal times; the habit is what we want.
 */
export function recoverPreMasterSecret(
  clientVersion: number,
  decrypted: Uint8Array | undefined,
  fallback: Uint8Array,
): Uint8Array {
  const candidate = decrypted?.length === 48 ? decrypted : new Uint8Array(48);
  const difference = (((candidate[0] as number) << 8) | (candidate[1] as number)) ^ clientVersion;
  const keep = difference === 0 ? 0xff : 0x00;
  return fallback.map((byte, i) => ((candidate[i] as number) & keep) | (byte & ~keep));
}

/** Two hex digits make a byte, so an odd number of digits needs one 0, and no more. */
export function dhePreMasterSecret(z: bigint): Uint8Array {
  const digits = z.toString(16);
  return hexToBytes(digits.length % 2 === 0 ? digits : `0${digits}`);
}

/** RFC 8422 5.10, 5.11. */
export function ecdhePreMasterSecret(
  group: number,
  privateKey: Uint8Array,
  peerPublicKey: Uint8Array,
): Uint8Array {
  const shared =
    group === NamedGroup.secp256r1 ? sharedOnP256 : group === NamedGroup.x25519 ? sharedOnX25519 : undefined;
  if (!shared) throw new TlsError('illegal_parameter', `the peer chose the group ${group}`);
  try {
    return shared(privateKey, peerPublicKey);
  } catch {
    // noble throws for a point that is off the curve: to compute with it would give the private key away.
    throw new TlsError('illegal_parameter', 'the peer sent a public key that is none');
  }
}

/** noble would take a compressed point, too; TLS has none. The shared point is 04, x, y. */
function sharedOnP256(privateKey: Uint8Array, point: Uint8Array): Uint8Array {
  if (point.length !== 65 || point[0] !== 4) throw new Error('not an uncompressed point');
  return p256.getSharedSecret(privateKey, point, false).slice(1, 33);
}

function sharedOnX25519(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return x25519.getSharedSecret(privateKey, publicKey);
}

/** RFC 5246 7.4.3, RFC 8422 5.4. */
export function decodeServerKeyExchange(
  keyExchange: KeyExchange,
  version: number,
  body: Uint8Array,
): ServerKeyExchange {
  return decodeAll(body, 'server_key_exchange', (r) => {
    const params = keyExchange === 'DHE_RSA' ? readDHParams(r) : readECDHParams(r);
    // What is signed are the bytes as they came, so we take them from the body and build nothing anew.
    const signedParams = body.slice(0, body.length - r.remaining);
    if (version < TLS12) return { params, signedParams, signature: r.vector(2, 'signature') };
    const algorithm = readSignatureAndHash(r);
    return { params, signedParams, algorithm, signature: r.vector(2, 'signature') };
  });
}

function readDHParams(r: Reader): ServerParams {
  const p = r.vector(2, 'dh_p', { min: 1 });
  const g = r.vector(2, 'dh_g', { min: 1 });
  return { p, g, publicKey: r.vector(2, 'dh_Ys', { min: 1 }) };
}

function readECDHParams(r: Reader): ServerParams {
  const type = r.uint8('curve_type');
  if (type !== ECCurveType.named_curve)
    throw new TlsError('handshake_failure', `the server's curve has no name (curve type ${type})`);
  const group = r.uint16('namedcurve');
  return { group, publicKey: r.vector(1, 'public', { min: 1 }) };
}

/** The randoms make the signature worthless in any other handshake (RFC 5246 7.4.3, RFC 4346 7.4.3). */
export function signedKeyExchange(
  version: number,
  hash: HashName,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  signedParams: Uint8Array,
): Uint8Array {
  const signed = concatBytes(clientRandom, serverRandom, signedParams);
  const { MD5, 'SHA-1': sha1, [hash]: named } = hashes;
  if (version < TLS12) return concatBytes(MD5.digest(signed), sha1.digest(signed));
  return concatBytes(named.digestInfoPrefix, named.digest(signed));
}

// Stage 05. ServerKeyExchange: the server's ephemeral public key, signed together with both randoms so that it
// cannot be used in another handshake (RFC 5246 7.4.3, RFC 8422 5.4).
import { concatBytes } from '@noble/hashes/utils.js';
import { decodeAll, type Reader } from './codec.js';
import { TlsError } from './errors.js';
import { readSignatureAndHash, type SignatureAndHash } from './extensions.js';
import { type HashName, hashes } from './hashes.js';
import { ECCurveType, NamedGroup, nameOf, TLS12 } from './registry.js';
import type { KeyExchange } from './suites.js';
import { Writer } from './writer.js';

/** p, g and Ys as they stand on the wire: big-endian, unsigned (RFC 5246 7.4.3). */
export interface ServerDHParams {
  readonly p: Uint8Array;
  readonly g: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** A named curve and the server's point (RFC 8422 5.4). */
export interface ServerECDHParams {
  readonly group: number;
  readonly publicKey: Uint8Array;
}

export type ServerParams = ServerDHParams | ServerECDHParams;

export interface ServerKeyExchange {
  readonly params: ServerParams;
  /** The bytes of `params` on the wire: what the signature covers after the two randoms. */
  readonly signedParams: Uint8Array;
  /** Sent in TLS 1.2 only; earlier versions always sign MD5 and SHA-1 together (RFC 4346 7.4.3). */
  readonly algorithm?: SignatureAndHash;
  readonly signature: Uint8Array;
}

/** @throws TlsError decode_error; handshake_failure for a curve that has no name (RFC 5246 7.4.3, RFC 8422 5.4) */
export function decodeServerKeyExchange(
  keyExchange: KeyExchange,
  version: number,
  body: Uint8Array,
): ServerKeyExchange {
  return decodeAll(body, 'server_key_exchange', (r) => readServerKeyExchange(r, keyExchange, version));
}

export function readServerKeyExchange(
  r: Reader,
  keyExchange: KeyExchange,
  version: number,
): ServerKeyExchange {
  const params = r.struct<ServerParams>('params', keyExchange === 'DHE_RSA' ? readDHParams : readECDHParams);
  const signed = r.struct('signature', (s) => ({
    ...(version >= TLS12 && { algorithm: s.struct('SignatureAndHashAlgorithm', readSignatureAndHash) }),
    signature: s.vector(2, 'signature'),
  }));
  return { params, signedParams: encodeServerParams(params), ...signed };
}

function readDHParams(r: Reader): ServerDHParams {
  return {
    p: r.vector(2, 'dh_p', { min: 1 }),
    g: r.vector(2, 'dh_g', { min: 1 }),
    publicKey: r.vector(2, 'dh_Ys', { min: 1 }),
  };
}

function readECDHParams(r: Reader): ServerECDHParams {
  const type = r.uint8('curve_type', (v) => nameOf(ECCurveType, v));
  if (type !== ECCurveType.named_curve)
    throw new TlsError('handshake_failure', `the server described its own curve (curve type ${type})`);
  return {
    group: r.uint16('namedcurve', (v) => nameOf(NamedGroup, v)),
    publicKey: r.vector(1, 'public', { min: 1 }),
  };
}

export function encodeServerParams(params: ServerParams): Uint8Array {
  const w = new Writer();
  if ('p' in params) w.vector(2, params.p).vector(2, params.g).vector(2, params.publicKey);
  else w.uint8(ECCurveType.named_curve).uint16(params.group).vector(1, params.publicKey);
  return w.bytes();
}

/** The body of a server_key_exchange message: the inverse of decodeServerKeyExchange. */
export function encodeServerKeyExchange({
  signedParams,
  algorithm,
  signature,
}: ServerKeyExchange): Uint8Array {
  const w = new Writer().opaque(signedParams);
  if (algorithm) w.uint8(algorithm.hash).uint8(algorithm.signature);
  return w.vector(2, signature).bytes();
}

/**
 * What stands in the PKCS #1 block under the server's signature: in TLS 1.2 the DigestInfo of `hash`, before
 * that MD5 and SHA-1, 36 bytes, without any DigestInfo (RFC 5246 4.7 and 7.4.3, RFC 4346 7.4.3).
 */
export function signedKeyExchange(
  version: number,
  hash: HashName,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  signedParams: Uint8Array,
): Uint8Array {
  const message = [clientRandom, serverRandom, signedParams];
  if (version < TLS12) return concatBytes(hashes.MD5.digest(...message), hashes['SHA-1'].digest(...message));
  return concatBytes(hashes[hash].digestInfoPrefix, hashes[hash].digest(...message));
}

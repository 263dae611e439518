// Stage 05: the pre-master secret, which client and server come to share: encrypted by the client (RSA), or agreed on
// with ephemeral keys, of which the server signs its own (DHE, ECDHE) (RFC 5246 7.4.3, 7.4.7 and 8.1, RFC 8422 5).
// Functions of this file may call each other.
//
// lib/codec.ts has Reader and decodeAll, lib/writer.ts Writer, lib/registry.ts NamedGroup, ECCurveType and TLS12,
// lib/extensions.ts readSignatureAndHash, lib/hashes.ts every hash function with its digest and digestInfoPrefix. The
// arithmetic of the curves is in @noble/curves/nist.js (p256) and @noble/curves/ed25519.js (x25519).
import { TlsError, Unsolved } from '../lib/errors.js';
import type { HashName } from '../lib/hashes.js';
import type { ServerKeyExchange } from '../lib/server-key-exchange.js';
import type { KeyExchange } from '../lib/suites.js';

/**
 * What an RSA client encrypts: a version and random bytes.
 * @param clientVersion the version that the client offered in its ClientHello, such as 0x0301, whatever was chosen
 * @param random 46 bytes
 * @returns 48 bytes (RFC 5246 7.4.7.1)
 */
export function rsaPreMasterSecret(clientVersion: number, random: Uint8Array): Uint8Array {
  // TODO: join the two.
  throw new Unsolved('rsaPreMasterSecret');
}

/**
 * What an RSA server goes on with. An attacker who sends altered blocks must not learn which of them decrypt to
 * something in good form: that alone is enough to find the secret (Bleichenbacher 1998). So nothing is ever refused
 * here. Of the RFC's two ways this is the second: anything wrong is replaced, and the handshake fails at Finished.
 * @param clientVersion the version that the ClientHello offered
 * @param decrypted what the block held; undefined when it was not padded as it must be; of any length
 * @param fallback 48 random bytes, drawn before the block was decrypted
 * @returns `decrypted` if it has 48 bytes and begins with the client's version, otherwise `fallback`; throws nothing
 *   (RFC 5246 7.4.7.1)
 */
export function recoverPreMasterSecret(
  clientVersion: number,
  decrypted: Uint8Array | undefined,
  fallback: Uint8Array,
): Uint8Array {
  // TODO: choose.
  throw new Unsolved('recoverPreMasterSecret');
}

/**
 * DHE: the shared number as bytes, without the zero bytes that it could have in front.
 * @param z 1 or more
 * @returns as many bytes as z takes (RFC 5246 8.1.2)
 */
export function dhePreMasterSecret(z: bigint): Uint8Array {
  // TODO: write the number as bytes.
  throw new Unsolved('dhePreMasterSecret');
}

/**
 * ECDHE: the x-coordinate of the shared point, with the zero bytes that it may have in front.
 * @param group 23 (secp256r1) or 29 (x25519)
 * @param privateKey 32 bytes
 * @param peerPublicKey secp256r1: 65 bytes, 04 and both coordinates; x25519: 32 bytes, and nothing else
 * @returns 32 bytes; with x25519 as the function gives them, which is little-endian
 * @throws TlsError illegal_parameter for another group, for a public key of another length or form, for one that is no
 *   point of the group, and for an x25519 key with which everybody would come to zeros (RFC 8422 5.10, 5.11)
 */
export function ecdhePreMasterSecret(
  group: number,
  privateKey: Uint8Array,
  peerPublicKey: Uint8Array,
): Uint8Array {
  // TODO: find the shared x-coordinate; refuse what is no public key.
  throw new Unsolved('ecdhePreMasterSecret');
}

/**
 * Reads the body of a server_key_exchange message: parameters and a signature over them.
 *
 *   DHE_RSA:   p<1..2^16-1>, g<1..2^16-1>, Ys<1..2^16-1>
 *   ECDHE_RSA: curve_type (1 byte, 3 for named_curve), namedcurve (2 bytes), public<1..2^8-1>
 *   then       TLS 1.2 only: hash and signature algorithm (1 byte each); signature<0..2^16-1>
 *
 * @param keyExchange 'DHE_RSA' or 'ECDHE_RSA'
 * @param version the negotiated version
 * @returns params: { p, g, publicKey } or { group, publicKey }, as the bytes stand; signedParams: all bytes of the
 *   parameters, lengths included; algorithm: { hash, signature }, missing before TLS 1.2; signature
 * @throws TlsError decode_error for a body of another form; handshake_failure or illegal_parameter for a curve_type
 *   other than named_curve (RFC 5246 7.4.3, RFC 8422 5.4)
 */
export function decodeServerKeyExchange(
  keyExchange: KeyExchange,
  version: number,
  body: Uint8Array,
): ServerKeyExchange {
  // TODO: read the parameters and the signature.
  throw new Unsolved('decodeServerKeyExchange');
}

/**
 * What stands in the PKCS #1 block under the server's signature. The randoms in it tie the ephemeral key to this one
 * handshake.
 * @param version the negotiated version: from TLS 1.2 on the block holds the DigestInfo of `hash`; before that the MD5
 *   digest and the SHA-1 digest, 36 bytes, without any DigestInfo
 * @param hash what the message names; before TLS 1.2 it says nothing
 * @param clientRandom, serverRandom 32 bytes each
 * @param signedParams the bytes of the parameters as in the message (RFC 5246 4.7 and 7.4.3, RFC 4346 7.4.3)
 */
export function signedKeyExchange(
  version: number,
  hash: HashName,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  signedParams: Uint8Array,
): Uint8Array {
  // TODO: digest what is signed, and dress the digest as the version wants it.
  throw new Unsolved('signedKeyExchange');
}

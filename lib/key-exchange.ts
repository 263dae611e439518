// The key exchange, put together from the functions of stages 03 and 05: how each side comes by the pre-master
// secret, and how the server signs its part.
import { DH_EXPONENT_LENGTH, dhPublicKey, dhSharedNumber, ffdhe2048 } from './dh-groups.js';
import { TlsError } from './errors.js';
import type { SignatureAndHash } from './extensions.js';
import { ephemeralKey } from './groups.js';
import { checkSignature, sign, signatureHash } from './handshake-signature.js';
import { TLS12 } from './registry.js';
import {
  modulusLength,
  type RsaPrivateKey,
  type RsaPublicKey,
  rsaPrivateOperation,
  rsaPublicOperation,
} from './rsa.js';
import { encodeServerParams, type ServerKeyExchange, type ServerParams } from './server-key-exchange.js';
import type { Functions } from './stages.js';
import type { KeyExchange } from './suites.js';

export type Random = (length: number) => Uint8Array;

/** The randoms of both hellos and the negotiated version: what a ServerKeyExchange is tied to. */
export interface ExchangeContext {
  readonly version: number;
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
}

/** What the client sends, and the secret that both sides have afterwards. */
export interface ClientShare {
  readonly exchangeKeys: Uint8Array;
  readonly preMasterSecret: Uint8Array;
}

/** RSA: the secret is the client's alone, and only the certificate's key can read it (RFC 5246 7.4.7.1). */
export function clientRsaShare(
  f: Functions,
  clientVersion: number,
  key: RsaPublicKey,
  random: Random,
): ClientShare {
  const preMasterSecret = f.rsaPreMasterSecret(clientVersion, random(46));
  const length = modulusLength(key);
  const padding = nonZero(random, length - 3 - preMasterSecret.length);
  const block = f.pkcs1Pad(2, preMasterSecret, length, padding);
  return { exchangeKeys: rsaPublicOperation(f, key, block), preMasterSecret };
}

/** DHE and ECDHE: both sides have a share in the secret (RFC 5246 7.4.7.2, RFC 8422 5.7). */
export function clientEphemeralShare(f: Functions, server: ServerParams, random: Random): ClientShare {
  if ('p' in server) {
    const exponent = random(DH_EXPONENT_LENGTH);
    const preMasterSecret = f.dhePreMasterSecret(dhSharedNumber(f, server, server.publicKey, exponent));
    return { exchangeKeys: dhPublicKey(f, server, exponent), preMasterSecret };
  }
  const own = ephemeralKey(server.group, random);
  const preMasterSecret = f.ecdhePreMasterSecret(server.group, own.privateKey, server.publicKey);
  return { exchangeKeys: own.publicKey, preMasterSecret };
}

/**
 * Checks the server's signature over both randoms and its parameters (RFC 5246 7.4.3).
 * @throws TlsError illegal_parameter for an algorithm that was not offered, decrypt_error for a bad signature
 */
export function verifyServerKeyExchange(
  f: Functions,
  context: ExchangeContext,
  key: RsaPublicKey,
  message: ServerKeyExchange,
): void {
  const expected = signedContent(f, context, message.algorithm, message.signedParams);
  checkSignature(f, key, message.signature, expected, {
    signer: 'server',
    over: "this handshake's randoms and parameters",
  });
}

/** The server's ephemeral half: its parameters, and how to come by the secret from the client's half. */
export interface ServerShare {
  readonly params: ServerParams;
  preMasterSecret(exchangeKeys: Uint8Array): Uint8Array;
}

/** @param group the named group, for ECDHE; DHE uses ffdhe2048 */
export function serverEphemeralShare(
  f: Functions,
  keyExchange: KeyExchange,
  group: number | undefined,
  random: Random,
): ServerShare {
  if (keyExchange === 'ECDHE_RSA' && group !== undefined) {
    const own = ephemeralKey(group, random);
    return {
      params: { group, publicKey: own.publicKey },
      preMasterSecret: (point) => f.ecdhePreMasterSecret(group, own.privateKey, point),
    };
  }
  const exponent = random(DH_EXPONENT_LENGTH);
  const params = { ...ffdhe2048, publicKey: dhPublicKey(f, ffdhe2048, exponent) };
  return {
    params,
    preMasterSecret: (Yc) => f.dhePreMasterSecret(dhSharedNumber(f, params, Yc, exponent)),
  };
}

/** Signs the server's parameters; `algorithm` is for TLS 1.2 only (RFC 5246 7.4.3). */
export function signServerKeyExchange(
  f: Functions,
  context: ExchangeContext,
  key: RsaPrivateKey,
  params: ServerParams,
  algorithm: SignatureAndHash,
): ServerKeyExchange {
  const signedParams = encodeServerParams(params);
  const signature = sign(f, key, signedContent(f, context, algorithm, signedParams));
  return { params, signedParams, signature, ...(context.version >= TLS12 && { algorithm }) };
}

/**
 * The pre-master secret of an RSA client. Whatever is wrong with the block, a random secret stands in for it and
 * nothing tells: see recoverPreMasterSecret (RFC 5246 7.4.7.1).
 * @param clientVersion the version of the ClientHello, not the negotiated one: a check against rollback
 */
export function serverRsaSecret(
  f: Functions,
  clientVersion: number,
  key: RsaPrivateKey,
  encrypted: Uint8Array,
  random: Random,
): Uint8Array {
  const fallback = random(48);
  let decrypted: Uint8Array | undefined;
  try {
    decrypted = f.pkcs1Unpad(2, rsaPrivateOperation(f, key, encrypted));
  } catch (error) {
    if (!(error instanceof TlsError) || error.alert === 'internal_error') throw error;
  }
  return f.recoverPreMasterSecret(clientVersion, decrypted, fallback);
}

function signedContent(
  f: Functions,
  { version, clientRandom, serverRandom }: ExchangeContext,
  algorithm: SignatureAndHash | undefined,
  signedParams: Uint8Array,
): Uint8Array {
  const hash = signatureHash(version, algorithm, 'server');
  return f.signedKeyExchange(version, hash, clientRandom, serverRandom, signedParams);
}

/** Random bytes without zeros, which would end the padding early (RFC 8017 7.2.1). */
function nonZero(random: Random, length: number): Uint8Array {
  const bytes = random(length);
  for (let i = 0; i < length; i++) while (bytes[i] === 0) bytes[i] = random(1)[0] as number;
  return bytes;
}

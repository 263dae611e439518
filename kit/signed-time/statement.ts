// A server's signature over words that it never read: the client random of a DHE or ECDHE handshake may be anything, a
// SHA-256 for instance, and the server signs it together with its own random and its ephemeral key (RFC 5246 7.4.3).
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../../lib/errors.js';
import type { SignatureAndHash } from '../../lib/extensions.js';
import { verifyServerKeyExchange } from '../../lib/key-exchange.js';
import { encodeServerKeyExchange, type ServerParams } from '../../lib/server-key-exchange.js';
import type { Functions } from '../../lib/stages.js';
import type { KeyExchange } from '../../lib/suites.js';
import { verifyChain } from '../../lib/verify-chain.js';
import type { Certificate } from '../../lib/x509.js';

/** What it takes to prove a statement, and nothing secret. */
export interface Statement {
  /** The server, as its certificate should name it. */
  readonly host: string;
  readonly version: number;
  readonly keyExchange: Exclude<KeyExchange, 'RSA'>;
  /** The client random and the server random, 32 bytes each, and the server's parameters. */
  readonly signedBytes: Uint8Array;
  /** In TLS 1.2; before it is always MD5 with SHA-1. */
  readonly algorithm?: SignatureAndHash;
  readonly signature: Uint8Array;
  /** DER certificates, the server's own first. */
  readonly chain: readonly Uint8Array[];
  /** Unix seconds by the clock of whoever took it; nobody signed that. */
  readonly takenAt?: number;
}

/** The client random: what the server was made to sign. */
export const messageOf = ({ signedBytes }: Statement) => signedBytes.subarray(0, 32);

/** The first four bytes of the server random, which once were the time (RFC 5246 7.4.1.2). */
export function clockOf({ signedBytes }: Statement): number {
  return new DataView(signedBytes.slice().buffer).getUint32(32);
}

/** How far a server's clock may be from that of whoever took the statement. */
const DAY = 24 * 3600;

/**
 * The time that the server signed, or undefined when its random cannot be one: too far from the clock of whoever took
 * the statement or, where that is not known, outside the certificate's validity. Four random bytes pass for the time
 * once in 25,000 times with the first test, and about once in a hundred with the second.
 */
export function signedTime(statement: Statement, leaf: Certificate): number | undefined {
  const clock = clockOf(statement);
  const { takenAt } = statement;
  const plausible =
    takenAt === undefined
      ? clock >= leaf.notBefore && clock <= leaf.notAfter
      : Math.abs(clock - takenAt) <= DAY;
  return plausible ? clock : undefined;
}

/**
 * Checks the signature with the key of the first certificate.
 * @returns the server's parameters, which the signature covers too
 * @throws TlsError decode_error, illegal_parameter, decrypt_error, or a certificate alert
 */
export function checkStatement(f: Functions, statement: Statement): ServerParams {
  const { version, keyExchange, signedBytes, algorithm, signature, chain } = statement;
  const { publicKey } = f.parseCertificate(chain[0] ?? new Uint8Array());
  if (publicKey.type !== 'rsa')
    throw new TlsError('unsupported_certificate', 'the certificate has no RSA key');
  const [clientRandom, serverRandom] = [signedBytes.subarray(0, 32), signedBytes.subarray(32, 64)];
  const signedParams = signedBytes.subarray(64);
  const signed = { signature, ...(algorithm && { algorithm }) };
  const body = concatBytes(
    signedParams,
    encodeServerKeyExchange({ ...signed, signedParams: new Uint8Array(), params: noParams }),
  );
  const exchange = f.decodeServerKeyExchange(keyExchange, version, body);
  verifyServerKeyExchange(f, { version, clientRandom, serverRandom }, publicKey, exchange);
  return exchange.params;
}

/** What encodeServerKeyExchange does not look at. */
const noParams: ServerParams = { group: 0, publicKey: new Uint8Array() };

/** @returns the path from the server's certificate to the anchor @throws TlsError with a certificate alert */
export function checkSigner(
  f: Functions,
  { chain, host, keyExchange }: Statement,
  anchors: readonly Uint8Array[],
  at: number,
): readonly Certificate[] {
  return verifyChain(f, { chain, anchors, host, at, keyExchange }).path;
}

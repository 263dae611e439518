// What a client does with the server's certificates.
import { TlsError } from './errors.js';
import { badResponse } from './ocsp.js';
import { checkStatus } from './ocsp-verify.js';
import type { RsaPublicKey } from './rsa.js';
import type { Functions } from './stages.js';
import type { KeyExchange } from './suites.js';
import { verifyChain } from './verify-chain.js';
import { type Certificate, timeText } from './x509.js';

/** Whom to believe: DER certificates of the anchors, under a given clock, for a given host name. */
export interface Verification {
  readonly anchors: readonly Uint8Array[];
  /** Unix time in seconds; nothing here reads a clock. */
  readonly at: number;
  /** The DNS name or IP address that the user meant to reach. */
  readonly host: string;
}

/**
 * Checks the chain, or, in these very words, does without: then whoever sits on the line can be the server.
 */
export type Trust = Verification | 'accept any certificate from anyone';

/** The key to go on with, and how it was checked, in words. */
export interface CheckedServer {
  readonly key: RsaPublicKey;
  readonly trust: string;
  /** From the server's certificate to the anchor, where it was verified. */
  readonly path?: readonly Certificate[];
}

/**
 * The public key of the server's certificate, after the checks that `trust` asks for (RFC 5246 7.4.2).
 * @param chain DER certificates, the server's own first
 * @throws TlsError with a certificate alert; unsupported_certificate when its key is no RSA key
 */
export function checkServer(
  f: Functions,
  trust: Trust,
  chain: readonly Uint8Array[],
  keyExchange: KeyExchange,
): CheckedServer {
  const [leaf] = chain;
  if (!leaf) throw new TlsError('decode_error', 'the server sent an empty certificate list');
  const verified = typeof trust === 'string' ? undefined : verify(f, trust, chain, keyExchange);
  const { publicKey } = verified?.path[0] ?? f.parseCertificate(leaf);
  if (publicKey.type !== 'rsa')
    throw new TlsError(
      'unsupported_certificate',
      "the server's certificate has no RSA key, which its suite needs",
    );
  return { key: publicKey, trust: 'not verified at all', ...verified };
}

/**
 * What a stapled OCSP response says of the server's certificate, in words (RFC 6066 8).
 * @param stapled the response, or undefined when the server sent none
 * @throws TlsError certificate_revoked, or bad_certificate_status_response: also when one was required and none came
 */
export function checkStapled(
  f: Functions,
  trust: Trust,
  { path = [] }: CheckedServer,
  stapled: Uint8Array | undefined,
  required: boolean,
): string {
  if (!stapled) {
    if (required) throw badResponse('is missing');
    return 'no OCSP response came with it';
  }
  const [certificate, issuer] = path;
  if (typeof trust === 'string' || !certificate || !issuer)
    return 'an OCSP response came and was not verified';
  const { thisUpdate, nextUpdate } = checkStatus(f, stapled, { certificate, issuer, at: trust.at });
  const until = nextUpdate === undefined ? '' : ` to ${timeText(nextUpdate)}`;
  return `good, says OCSP, from ${timeText(thisUpdate)}${until}`;
}

/** Whose certificates a server takes from its clients, under a given clock. */
export type ClientTrust = Pick<Verification, 'anchors' | 'at'>;

/** The public key of a client's certificate, and who that is. */
export interface CheckedClient {
  readonly key: RsaPublicKey;
  readonly trust: string;
}

/**
 * Checks a client's chain (RFC 5246 7.4.6).
 * @param chain DER certificates, the client's own first
 * @throws TlsError with a certificate alert; unsupported_certificate when its key may not sign or is no RSA key
 */
export function checkClient(
  f: Functions,
  { anchors, at }: ClientTrust,
  chain: readonly Uint8Array[],
): CheckedClient {
  const { path } = verifyChain(f, { chain, anchors, at, host: null });
  const [leaf] = path as [Certificate];
  const { publicKey, extensions } = leaf;
  if (publicKey.type !== 'rsa')
    throw new TlsError('unsupported_certificate', "the client's certificate has no RSA key");
  if (extensions.keyUsage && !extensions.keyUsage.includes('digitalSignature'))
    throw new TlsError('unsupported_certificate', "the key of the client's certificate may not sign");
  return {
    key: publicKey,
    trust: `the client is ${leaf.subject.text}, verified up to ${path.at(-1)?.subject.text}`,
  };
}

function verify(
  f: Functions,
  trust: Verification,
  chain: readonly Uint8Array[],
  keyExchange: KeyExchange,
): { path: readonly Certificate[]; trust: string } {
  const { path, hostMatch } = verifyChain(f, { ...trust, chain, keyExchange });
  const anchor = path.at(-1)?.subject.text;
  const said = `verified up to ${anchor}; ${trust.host} is its ${hostMatch?.kind} ${hostMatch?.value}`;
  return { path, trust: said };
}

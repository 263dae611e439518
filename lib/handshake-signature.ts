// The RSA signatures of a handshake: the server's over its key exchange, the client's over all messages. What they
// cover differs; the block of type 1 around it, and how its hash is chosen, is the same.
import { equalBytes } from '@noble/curves/utils.js';
import { TlsError } from './errors.js';
import type { SignatureAndHash } from './extensions.js';
import { signatureAlgorithms } from './handshake-rules.js';
import type { HashName } from './hashes.js';
import { HashAlgorithm, nameOf, TLS12 } from './registry.js';
import {
  modulusLength,
  type RsaPrivateKey,
  type RsaPublicKey,
  rsaPrivateOperation,
  rsaPublicOperation,
} from './rsa.js';
import type { Functions } from './stages.js';

/** Whose signature it is and what it has to cover, for the error message. */
export interface Claim {
  readonly signer: 'server' | 'client';
  readonly over: string;
}

/** The signature whose block of type 1 holds `content` (RFC 8017 8.2.1). */
export function sign(f: Functions, key: RsaPrivateKey, content: Uint8Array): Uint8Array {
  return rsaPrivateOperation(f, key, f.pkcs1Pad(1, content, modulusLength(key)));
}

/** @throws TlsError decrypt_error unless the signature's block holds `expected` and nothing else (RFC 5246 7.2.2) */
export function checkSignature(
  f: Functions,
  key: RsaPublicKey,
  signature: Uint8Array,
  expected: Uint8Array,
  { signer, over }: Claim,
): void {
  if (signature.length !== modulusLength(key))
    throw new TlsError('decrypt_error', `the ${signer}'s signature is not as long as its certificate's key`);
  const signed = f.pkcs1Unpad(1, rsaPublicOperation(f, key, signature));
  if (!equalBytes(signed, expected))
    throw new TlsError('decrypt_error', `the ${signer}'s signature is not over ${over}`);
}

const hashNames: { readonly [name: string]: HashName } = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

/**
 * The hash under a signature. Before TLS 1.2 no algorithm is named, and MD5 goes with SHA-1.
 * @throws TlsError illegal_parameter for an algorithm that we did not offer (RFC 5246 7.4.3, 7.4.8)
 */
export function signatureHash(
  version: number,
  algorithm: SignatureAndHash | undefined,
  signer: Claim['signer'],
): HashName {
  if (version < TLS12 || !algorithm) return 'SHA-1';
  const { hash, signature } = algorithm;
  const name = hashNames[nameOf(HashAlgorithm, hash) ?? ''];
  if (!isOffered(algorithm) || !name)
    throw new TlsError(
      'illegal_parameter',
      `the ${signer} signed with algorithm ${hash}.${signature}, not offered`,
    );
  return name;
}

function isOffered({ hash, signature }: SignatureAndHash): boolean {
  return signatureAlgorithms.some((own) => own.hash === hash && own.signature === signature);
}

/** Our first algorithm among the peer's, or undefined when there is none. */
export function commonAlgorithm(theirs: readonly SignatureAndHash[]): SignatureAndHash | undefined {
  return signatureAlgorithms.find((own) =>
    theirs.some(({ hash, signature }) => hash === own.hash && signature === own.signature),
  );
}

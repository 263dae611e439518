// CertificateVerify: the client signs every message so far, and so proves that its certificate's key is its own
// (RFC 5246 7.4.8).
import { concatBytes } from '@noble/hashes/utils.js';
import { decodeAll, type Reader } from './codec.js';
import { readSignatureAndHash, type SignatureAndHash } from './extensions.js';
import { encodeHandshake, type HandshakeMessage } from './handshake-message.js';
import { checkSignature, sign, signatureHash } from './handshake-signature.js';
import { hashes } from './hashes.js';
import { TLS12 } from './registry.js';
import type { RsaPrivateKey, RsaPublicKey } from './rsa.js';
import type { Functions } from './stages.js';
import { Writer } from './writer.js';

export interface CertificateVerify {
  /** TLS 1.2 only. */
  readonly algorithm?: SignatureAndHash;
  readonly signature: Uint8Array;
}

export function encodeCertificateVerify({ algorithm, signature }: CertificateVerify): Uint8Array {
  const w = new Writer();
  if (algorithm) w.uint8(algorithm.hash).uint8(algorithm.signature);
  return w.vector(2, signature).bytes();
}

/** @throws TlsError decode_error (RFC 5246 7.4.8, RFC 4346 7.4.8) */
export function decodeCertificateVerify(body: Uint8Array, version: number): CertificateVerify {
  return decodeAll(body, 'certificate_verify', (r) => readCertificateVerify(r, version));
}

export function readCertificateVerify(r: Reader, version: number): CertificateVerify {
  return {
    ...(version >= TLS12 && { algorithm: r.struct('SignatureAndHashAlgorithm', readSignatureAndHash) }),
    signature: r.vector(2, 'signature'),
  };
}

/** @param transcript every handshake message up to and including client_key_exchange */
export function signTranscript(
  f: Functions,
  version: number,
  key: RsaPrivateKey,
  algorithm: SignatureAndHash,
  transcript: readonly HandshakeMessage[],
): CertificateVerify {
  const named = version >= TLS12 ? { algorithm } : {};
  const signature = sign(f, key, signedTranscript(version, named.algorithm, transcript));
  return { ...named, signature };
}

/** @throws TlsError illegal_parameter for an algorithm that was not asked for, decrypt_error for a bad signature */
export function verifyTranscript(
  f: Functions,
  version: number,
  key: RsaPublicKey,
  { algorithm, signature }: CertificateVerify,
  transcript: readonly HandshakeMessage[],
): void {
  const expected = signedTranscript(version, algorithm, transcript);
  checkSignature(f, key, signature, expected, { signer: 'client', over: 'the messages of this handshake' });
}

/** In TLS 1.2 the DigestInfo of one hash, before that MD5 and SHA-1, 36 bytes, without any DigestInfo. */
function signedTranscript(
  version: number,
  algorithm: SignatureAndHash | undefined,
  transcript: readonly HandshakeMessage[],
): Uint8Array {
  const messages = transcript.map(encodeHandshake);
  if (version < TLS12)
    return concatBytes(hashes.MD5.digest(...messages), hashes['SHA-1'].digest(...messages));
  const { digestInfoPrefix, digest } = hashes[signatureHash(version, algorithm, 'client')];
  return concatBytes(digestInfoPrefix, digest(...messages));
}

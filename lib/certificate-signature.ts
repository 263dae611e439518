// Did the issuer sign this certificate? Composed of the stage functions, so that a learner's take part.
import { p256, p384 } from '@noble/curves/nist.js';
import { refusal } from './certificate-rules.js';
import { TlsError } from './errors.js';
import { hashes } from './hashes.js';
import type { pkcs1Unpad } from './pkcs1.js';
import { type RsaFunctions, rsaPublicOperation } from './rsa.js';
import type { checkSignedDigest } from './signed-digest.js';
import type { Certificate } from './x509.js';
import type { PublicKey } from './x509-keys.js';

export interface SignatureFunctions extends RsaFunctions {
  readonly pkcs1Unpad: typeof pkcs1Unpad;
  readonly checkSignedDigest: typeof checkSignedDigest;
}

/** What the signature of a certificate, or of anything else that a CA signs in its way, is checked by. */
export type Signed = Pick<Certificate, 'tbs' | 'signature' | 'signatureAlgorithm' | 'subject'>;

const curves = { secp256r1: p256, secp384r1: p384 } as const;

/**
 * @throws TlsError bad_certificate when the signature is not the issuer's; unsupported_certificate for an
 * algorithm or a key that we do not know (RFC 5280 6.1.3 (a)(1), RFC 5246 7.2.2)
 */
export function verifyCertificateSignature(
  f: SignatureFunctions,
  certificate: Signed,
  issuerPublicKey: PublicKey,
): void {
  const { signatureAlgorithm: algorithm, tbs, signature } = certificate;
  if (algorithm.key === 'unsupported')
    throw refusal(
      'unsupported_certificate',
      certificate,
      `is signed with ${algorithm.name}, which we do not know`,
    );
  if (issuerPublicKey.type === 'unsupported')
    throw refusal('unsupported_certificate', certificate, `is issued with a ${issuerPublicKey.name} key`);
  if (issuerPublicKey.type !== algorithm.key)
    throw refusal(
      'bad_certificate',
      certificate,
      `is signed with ${algorithm.name}, and its issuer's key is another kind`,
    );
  try {
    if (issuerPublicKey.type === 'rsa') {
      const block = rsaPublicOperation(f, issuerPublicKey, signature);
      f.checkSignedDigest(algorithm.hash, tbs, f.pkcs1Unpad(1, block));
    } else checkEcdsa(issuerPublicKey, hashes[algorithm.hash].digest(tbs), signature);
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    throw refusal('bad_certificate', certificate, `is not signed by its issuer: ${error.message}`);
  }
}

/** SEC 1 4.1.4. Both s and n - s are accepted: X.509 knows no "low s". */
function checkEcdsa(
  { group, point }: Extract<PublicKey, { type: 'ec' }>,
  digest: Uint8Array,
  signature: Uint8Array,
): void {
  if (!isEcdsaSignature(group, point, digest, signature))
    throw new TlsError('decrypt_error', 'the ECDSA signature does not fit the key');
}

/** False, too, for a point that is off the curve or a signature that is not DER: noble throws for those. */
function isEcdsaSignature(
  group: keyof typeof curves,
  point: Uint8Array,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    return curves[group].verify(signature, digest, point, { lowS: false, prehash: false, format: 'der' });
  } catch {
    return false;
  }
}

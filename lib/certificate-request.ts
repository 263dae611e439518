// CertificateRequest: which certificates a server would take from its client (RFC 5246 7.4.4).
import { equalBytes } from '@noble/curves/utils.js';
import { decodeAll, type Reader } from './codec.js';
import { readSignatureAndHash, type SignatureAndHash } from './extensions.js';
import { nameOf, TLS12 } from './registry.js';
import { Writer } from './writer.js';

/** RFC 5246 7.4.4, RFC 8422 5.5. */
export const ClientCertificateType = {
  rsa_sign: 1,
  dss_sign: 2,
  rsa_fixed_dh: 3,
  dss_fixed_dh: 4,
  rsa_ephemeral_dh_RESERVED: 5,
  dss_ephemeral_dh_RESERVED: 6,
  fortezza_dms_RESERVED: 20,
  ecdsa_sign: 64,
  rsa_fixed_ecdh: 65,
  ecdsa_fixed_ecdh: 66,
} as const;

export interface CertificateRequest {
  readonly certificateTypes: readonly number[];
  /** TLS 1.2 only. */
  readonly signatureAlgorithms?: readonly SignatureAndHash[];
  /** Names of CAs, as the DER of a DistinguishedName; none means any. */
  readonly certificateAuthorities: readonly Uint8Array[];
}

export function encodeCertificateRequest(request: CertificateRequest): Uint8Array {
  const w = new Writer().list(1, request.certificateTypes, (t, type) => t.uint8(type));
  if (request.signatureAlgorithms)
    w.list(2, request.signatureAlgorithms, (s, { hash, signature }) => s.uint8(hash).uint8(signature));
  return w.list(2, request.certificateAuthorities, (d, name) => d.vector(2, name)).bytes();
}

/** @throws TlsError decode_error (RFC 5246 7.4.4) */
export function decodeCertificateRequest(body: Uint8Array, version: number): CertificateRequest {
  return decodeAll(body, 'certificate_request', (r) => readCertificateRequest(r, version));
}

export function readCertificateRequest(r: Reader, version: number): CertificateRequest {
  const typeName = (v: number) => nameOf(ClientCertificateType, v);
  const certificateTypes = r.list(1, 'certificate_types', (t) => t.uint8('ClientCertificateType', typeName), {
    min: 1,
  });
  const algorithms =
    version >= TLS12 &&
    r.list(2, 'supported_signature_algorithms', (s) =>
      s.struct('SignatureAndHashAlgorithm', readSignatureAndHash),
    );
  const certificateAuthorities = r.list(2, 'certificate_authorities', (d) =>
    d.vector(2, 'DistinguishedName', { min: 1 }),
  );
  return {
    certificateTypes,
    ...(algorithms && { signatureAlgorithms: algorithms }),
    certificateAuthorities,
  };
}

/** Whether an RSA certificate would do, one of whose issuers has one of these names (RFC 5246 7.4.6). */
export function isWanted(request: CertificateRequest, issuers: readonly Uint8Array[]): boolean {
  const { certificateTypes, certificateAuthorities: wanted } = request;
  const known = wanted.some((name) => issuers.some((issuer) => equalBytes(issuer, name)));
  return certificateTypes.includes(ClientCertificateType.rsa_sign) && (wanted.length === 0 || known);
}

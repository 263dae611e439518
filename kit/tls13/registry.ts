// Code points of TLS 1.3 that lib, which ends at 1.2, does not have, in the registry's spelling.
import { SignatureScheme as LaterScheme, ProtocolVersion, versionName } from '../../lib/registry.js';

export const TLS13 = 0x0304;

/** RFC 8446 4. */
export const HandshakeType = {
  client_hello: 1,
  server_hello: 2,
  new_session_ticket: 4,
  end_of_early_data: 5,
  encrypted_extensions: 8,
  certificate: 11,
  certificate_request: 13,
  certificate_verify: 15,
  finished: 20,
  key_update: 24,
} as const;
export type HandshakeTypeName = keyof typeof HandshakeType;

/** RFC 8446 4.2.3: two bytes are one name now, where TLS 1.2 had a hash and a signature algorithm. */
export const SignatureScheme = {
  rsa_pkcs1_sha1: 0x0201,
  ecdsa_sha1: 0x0203,
  rsa_pkcs1_sha256: 0x0401,
  ecdsa_secp256r1_sha256: 0x0403,
  rsa_pkcs1_sha384: 0x0501,
  ecdsa_secp384r1_sha384: 0x0503,
  rsa_pkcs1_sha512: 0x0601,
  ecdsa_secp521r1_sha512: 0x0603,
  ...LaterScheme,
} as const;

/** RFC 8446 4.2.9. */
export const PskKeyExchangeMode = { psk_ke: 0, psk_dhe_ke: 1 } as const;

/** What to call a version in supported_versions or in a legacy field. */
export const versionName13 = (version: number) => (version === TLS13 ? 'TLS 1.3' : versionName(version));

/** The version that the fields of TLS 1.3 claim, for the sake of devices on the way (RFC 8446 D.4). */
export const LEGACY_VERSION = ProtocolVersion['TLS 1.2'];

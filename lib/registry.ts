// IANA TLS parameters, in the registries' spelling: name to number here, number to name by `nameOf`.

/** RFC 5246 6.2.1. */
export const ContentType = {
  change_cipher_spec: 20,
  alert: 21,
  handshake: 22,
  application_data: 23,
} as const;
export type ContentTypeName = keyof typeof ContentType;

/** RFC 2246, RFC 4346, RFC 5246: the version field of records and hellos. */
export const ProtocolVersion = { 'TLS 1.0': 0x0301, 'TLS 1.1': 0x0302, 'TLS 1.2': 0x0303 } as const;
export type ProtocolVersionName = keyof typeof ProtocolVersion;
export const TLS10 = ProtocolVersion['TLS 1.0'];
export const TLS11 = ProtocolVersion['TLS 1.1'];
export const TLS12 = ProtocolVersion['TLS 1.2'];

/** RFC 5246 7.4, RFC 5077 3.3, RFC 6066 8. */
export const HandshakeType = {
  hello_request: 0,
  client_hello: 1,
  server_hello: 2,
  new_session_ticket: 4,
  certificate: 11,
  server_key_exchange: 12,
  certificate_request: 13,
  server_hello_done: 14,
  certificate_verify: 15,
  client_key_exchange: 16,
  finished: 20,
  certificate_status: 22,
} as const;
export type HandshakeTypeName = keyof typeof HandshakeType;

/** RFC 5246 7.2. */
export const AlertLevel = { warning: 1, fatal: 2 } as const;

/** RFC 5246 7.2.2, RFC 6066 9, RFC 7301 3.2. */
export const AlertDescription = {
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  decryption_failed_RESERVED: 21,
  record_overflow: 22,
  decompression_failure: 30,
  handshake_failure: 40,
  no_certificate_RESERVED: 41,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  export_restriction_RESERVED: 60,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  inappropriate_fallback: 86,
  user_canceled: 90,
  no_renegotiation: 100,
  missing_extension: 109,
  unsupported_extension: 110,
  certificate_unobtainable_RESERVED: 111,
  unrecognized_name: 112,
  bad_certificate_status_response: 113,
  bad_certificate_hash_value_RESERVED: 114,
  unknown_psk_identity: 115,
  certificate_required: 116,
  no_application_protocol: 120,
} as const;
export type AlertName = keyof typeof AlertDescription;

/** RFC 6066, RFC 8422, RFC 5246 7.4.1.4.1, RFC 7627, RFC 5077, RFC 5746 and others a hello may carry. */
export const ExtensionType = {
  server_name: 0,
  max_fragment_length: 1,
  client_certificate_url: 2,
  trusted_ca_keys: 3,
  truncated_hmac: 4,
  status_request: 5,
  user_mapping: 6,
  cert_type: 9,
  supported_groups: 10,
  ec_point_formats: 11,
  srp: 12,
  signature_algorithms: 13,
  use_srtp: 14,
  heartbeat: 15,
  application_layer_protocol_negotiation: 16,
  status_request_v2: 17,
  signed_certificate_timestamp: 18,
  client_certificate_type: 19,
  server_certificate_type: 20,
  padding: 21,
  encrypt_then_mac: 22,
  extended_master_secret: 23,
  token_binding: 24,
  cached_info: 25,
  compress_certificate: 27,
  record_size_limit: 28,
  delegated_credential: 34,
  session_ticket: 35,
  pre_shared_key: 41,
  early_data: 42,
  supported_versions: 43,
  cookie: 44,
  psk_key_exchange_modes: 45,
  certificate_authorities: 47,
  oid_filters: 48,
  post_handshake_auth: 49,
  signature_algorithms_cert: 50,
  key_share: 51,
  quic_transport_parameters: 57,
  encrypted_client_hello: 65037,
  renegotiation_info: 65281,
} as const;
export type ExtensionName = keyof typeof ExtensionType;

/** RFC 8422 5.1.1, RFC 7919 2 and others; the groups we can use are secp256r1 and x25519. */
export const NamedGroup = {
  secp256k1: 22,
  secp256r1: 23,
  secp384r1: 24,
  secp521r1: 25,
  brainpoolP256r1: 26,
  brainpoolP384r1: 27,
  brainpoolP512r1: 28,
  x25519: 29,
  x448: 30,
  ffdhe2048: 256,
  ffdhe3072: 257,
  ffdhe4096: 258,
  ffdhe6144: 259,
  ffdhe8192: 260,
  SecP256r1MLKEM768: 4587,
  X25519MLKEM768: 4588,
} as const;
export type NamedGroupName = keyof typeof NamedGroup;

/** RFC 8422 5.4. */
export const ECCurveType = { explicit_prime: 1, explicit_char2: 2, named_curve: 3 } as const;

/** RFC 8422 5.1.2. */
export const ECPointFormat = {
  uncompressed: 0,
  ansiX962_compressed_prime: 1,
  ansiX962_compressed_char2: 2,
} as const;

/** RFC 5246 7.4.1.4.1. */
export const HashAlgorithm = {
  none: 0,
  md5: 1,
  sha1: 2,
  sha224: 3,
  sha256: 4,
  sha384: 5,
  sha512: 6,
} as const;
export type HashAlgorithmName = keyof typeof HashAlgorithm;

/** RFC 5246 7.4.1.4.1. */
export const SignatureAlgorithm = { anonymous: 0, rsa: 1, dsa: 2, ecdsa: 3 } as const;

/** RFC 8446 4.2.3: the pairs of bytes in signature_algorithms that are not a hash and a signature, but one name. */
export const SignatureScheme = {
  rsa_pss_rsae_sha256: 0x0804,
  rsa_pss_rsae_sha384: 0x0805,
  rsa_pss_rsae_sha512: 0x0806,
  ed25519: 0x0807,
  ed448: 0x0808,
  rsa_pss_pss_sha256: 0x0809,
  rsa_pss_pss_sha384: 0x080a,
  rsa_pss_pss_sha512: 0x080b,
  ecdsa_brainpoolP256r1tls13_sha256: 0x081a,
  ecdsa_brainpoolP384r1tls13_sha384: 0x081b,
  ecdsa_brainpoolP512r1tls13_sha512: 0x081c,
} as const;

/** RFC 5246 6.1: the only compression method TLS should ever have had. */
export const CompressionMethod = { null: 0, DEFLATE: 1 } as const;

/** RFC 5746 3.3, RFC 7507: suite numbers that are signals, not suites. */
export const SignallingSuite = {
  TLS_EMPTY_RENEGOTIATION_INFO_SCSV: 0x00ff,
  TLS_FALLBACK_SCSV: 0x5600,
} as const;

/** The registry's name of a number, or undefined when it has none here. */
export function nameOf<R extends Record<string, number>>(
  registry: R,
  value: number,
): (keyof R & string) | undefined {
  for (const name in registry) if (registry[name] === value) return name;
  return undefined;
}

/** What to call a version number, or undefined for one that we do not know. */
export function versionName(version: number): string | undefined {
  return nameOf(ProtocolVersion, version) ?? (version === 0x0300 ? 'SSL 3.0' : undefined);
}

/** An alert's registry name, or its number in words when the registry has none. */
export function alertName(description: number): AlertName | `unknown alert ${number}` {
  return nameOf(AlertDescription, description) ?? `unknown alert ${description}`;
}

/** A reserved value that a peer sends to keep us tolerant: 0x0a0a, 0x1a1a, ..., 0xfafa (RFC 8701 2). */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

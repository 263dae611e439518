import { TlsError } from '../../lib/errors.js';
import { suiteName } from '../../lib/suites.js';

/** A suite of TLS 1.3 names an AEAD cipher and a hash, and nothing about the key exchange (RFC 8446 B.4). */
export interface Suite13 {
  readonly id: number;
  /** Bytes of the AES key. */
  readonly keyLength: 16 | 32;
  readonly hash: 'SHA-256' | 'SHA-384';
}

const suites: readonly Suite13[] = [
  { id: 0x1301, keyLength: 16, hash: 'SHA-256' },
  { id: 0x1302, keyLength: 32, hash: 'SHA-384' },
];

/** @throws TlsError illegal_parameter for a suite that we cannot read: only those with AES-GCM are here */
export function suite13(id: number): Suite13 {
  const suite = suites.find((one) => one.id === id);
  if (!suite)
    throw new TlsError(
      'illegal_parameter',
      `the server chose ${suiteName(id) ?? `suite ${id}`}; of TLS 1.3 only the AES-GCM suites are read here`,
    );
  return suite;
}

import { isGrease, nameOf, SignallingSuite, TLS10, TLS12 } from './registry.js';
import { otherSuites } from './suite-names.js';

export type KeyExchange = 'RSA' | 'DHE_RSA' | 'ECDHE_RSA';
export type BulkCipher = 'RC4' | 'AES_CBC' | 'AES_GCM';
export type MacHash = 'MD5' | 'SHA-1' | 'SHA-256';
export type PrfHash = 'SHA-256' | 'SHA-384';

/**
 * One cipher suite, in the words of SecurityParameters (RFC 5246 A.6); lengths are in bytes.
 * `fixedIvLength` is the part of the IV that the key block gives: for AES-GCM the 4-byte salt (RFC 5288 3);
 * for AES-CBC a whole block, in TLS 1.0 only (see `fixedIvLength()`).
 */
export interface CipherSuite {
  readonly id: number;
  readonly name: string;
  readonly keyExchange: KeyExchange;
  readonly cipher: BulkCipher;
  readonly encKeyLength: number;
  readonly fixedIvLength: number;
  /** What each record carries in the clear: CBC's IV (TLS 1.1 and later) or GCM's explicit nonce. */
  readonly recordIvLength: number;
  /** The hash of the record's HMAC, or null for an AEAD suite. */
  readonly mac: MacHash | null;
  readonly macKeyLength: number;
  /** The PRF's hash in TLS 1.2; earlier versions always use MD5 with SHA-1. */
  readonly prfHash: PrfHash;
  /** The first version that may negotiate it: 0x0301, or 0x0303 for SHA-256 and GCM suites. */
  readonly minVersion: number;
}

const macLengths = { MD5: 16, 'SHA-1': 20, 'SHA-256': 32 } as const;
const ivLengths = {
  RC4: { fixedIvLength: 0, recordIvLength: 0 },
  AES_CBC: { fixedIvLength: 16, recordIvLength: 16 },
  AES_GCM: { fixedIvLength: 4, recordIvLength: 8 },
} as const;

function row(
  id: number,
  name: string,
  keyExchange: KeyExchange,
  cipher: BulkCipher,
  encKeyLength: number,
  mac: MacHash | null,
  minVersion: number,
  prfHash: PrfHash = 'SHA-256',
): CipherSuite {
  const macKeyLength = mac === null ? 0 : macLengths[mac];
  return {
    id,
    name,
    keyExchange,
    cipher,
    encKeyLength,
    ...ivLengths[cipher],
    mac,
    macKeyLength,
    prfHash,
    minVersion,
  };
}

/** Every suite we speak, one row each: RFC 5246 A.5, RFC 5288 3, RFC 5289 3, RFC 8422 6. */
export const cipherSuites: readonly CipherSuite[] = [
  row(0x0004, 'TLS_RSA_WITH_RC4_128_MD5', 'RSA', 'RC4', 16, 'MD5', TLS10),
  row(0x0005, 'TLS_RSA_WITH_RC4_128_SHA', 'RSA', 'RC4', 16, 'SHA-1', TLS10),
  row(0x002f, 'TLS_RSA_WITH_AES_128_CBC_SHA', 'RSA', 'AES_CBC', 16, 'SHA-1', TLS10),
  row(0x0035, 'TLS_RSA_WITH_AES_256_CBC_SHA', 'RSA', 'AES_CBC', 32, 'SHA-1', TLS10),
  row(0x003c, 'TLS_RSA_WITH_AES_128_CBC_SHA256', 'RSA', 'AES_CBC', 16, 'SHA-256', TLS12),
  row(0x0033, 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 'DHE_RSA', 'AES_CBC', 16, 'SHA-1', TLS10),
  row(0x0039, 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', 'DHE_RSA', 'AES_CBC', 32, 'SHA-1', TLS10),
  row(0x009c, 'TLS_RSA_WITH_AES_128_GCM_SHA256', 'RSA', 'AES_GCM', 16, null, TLS12),
  row(0x009d, 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'RSA', 'AES_GCM', 32, null, TLS12, 'SHA-384'),
  row(0x009e, 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'DHE_RSA', 'AES_GCM', 16, null, TLS12),
  row(0xc011, 'TLS_ECDHE_RSA_WITH_RC4_128_SHA', 'ECDHE_RSA', 'RC4', 16, 'SHA-1', TLS10),
  row(0xc013, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'ECDHE_RSA', 'AES_CBC', 16, 'SHA-1', TLS10),
  row(0xc014, 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'ECDHE_RSA', 'AES_CBC', 32, 'SHA-1', TLS10),
  row(0xc027, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'ECDHE_RSA', 'AES_CBC', 16, 'SHA-256', TLS12),
  row(0xc02f, 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE_RSA', 'AES_GCM', 16, null, TLS12),
  row(0xc030, 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'ECDHE_RSA', 'AES_GCM', 32, null, TLS12, 'SHA-384'),
];

/** The row of a suite number, or undefined when we do not speak it. */
export function suiteById(id: number): CipherSuite | undefined {
  return cipherSuites.find((suite) => suite.id === id);
}

/** What to call a suite number of a hello, signals and GREASE included, or undefined for one that we do not know. */
export function suiteName(id: number): string | undefined {
  const known = suiteById(id)?.name ?? nameOf(otherSuites, id) ?? nameOf(SignallingSuite, id);
  return known ?? (isGrease(id) ? 'GREASE (RFC 8701)' : undefined);
}

/**
 * How many IV bytes each side takes from the key block (RFC 5246 6.3): GCM's salt always, CBC's first IV in
 * TLS 1.0 only, since later versions send a fresh IV with every record (RFC 4346 6.2.3.2).
 */
export function fixedIvLength(suite: CipherSuite, version: number): number {
  return suite.cipher === 'AES_CBC' && version > TLS10 ? 0 : suite.fixedIvLength;
}

/**
 * Our own order of preference: forward secrecy first, then authenticated encryption, then AES, and RC4 last.
 * Nothing but a course has a reason to offer the last three at all (RFC 7465).
 */
export const preferredSuites: readonly number[] = [
  0xc02f, 0xc030, 0x009e, 0xc027, 0xc013, 0xc014, 0x0033, 0x0039, 0x009c, 0x009d, 0x003c, 0x002f, 0x0035,
  0xc011, 0x0005, 0x0004,
];

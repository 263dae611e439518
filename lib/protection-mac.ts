// What stream and block suites share: each record has an HMAC over its content and what is known of it.
import { equalBytes } from '@noble/ciphers/utils.js';
import { TlsError } from './errors.js';
import type { WriteKeys } from './key-block.js';
import type { ProtectionFunctions } from './protection.js';
import type { CipherSuite } from './suites.js';

/** The MAC of one record's content, under keys and a version that are already settled. */
export type RecordMac = (sequenceNumber: bigint, type: number, content: Uint8Array) => Uint8Array;

/** The record MAC of a suite (RFC 5246 6.2.3.1). */
export function recordMac(
  f: ProtectionFunctions,
  suite: CipherSuite,
  version: number,
  keys: WriteKeys,
): RecordMac {
  const hash = suite.mac;
  if (hash === null) throw new RangeError(`${suite.name} protects its records without a MAC`);
  return (sequenceNumber, type, content) =>
    f.hmac(hash, keys.macKey, f.macInput(sequenceNumber, type, version, content));
}

/**
 * Accepts a record only if its MAC is the expected one and, under CBC, its padding was right. Both are always
 * looked at, in the same time wherever they differ, and refused in the same words.
 * @throws TlsError bad_record_mac (RFC 5246 7.2.2)
 */
export function checkRecordMac(expected: Uint8Array, received: Uint8Array, paddingGood = true): void {
  const macGood = equalBytes(expected, received);
  if (!macGood || !paddingGood)
    throw new TlsError('bad_record_mac', 'the peer sent a record whose MAC is wrong');
}

// Protected records of TLS 1.3. On the wire all of them claim to be application_data of TLS 1.2; what they really
// are stands inside, behind the content, where padding may follow (RFC 8446 5.2, 5.4).
import { TlsError } from '../../lib/errors.js';
import { gcmDecrypt } from '../../lib/gcm.js';
import { MAX_PLAINTEXT, type TLSRecord } from '../../lib/records.js';
import { ContentType, nameOf } from '../../lib/registry.js';
import { recordHeader } from '../sessions/records-of.js';
import type { TrafficKeys } from './key-schedule.js';

/** Most bytes of a protected fragment (RFC 8446 5.2). */
export const MAX_CIPHERTEXT13 = MAX_PLAINTEXT + 256;

/** TLSInnerPlaintext (RFC 8446 5.2). */
export interface InnerPlaintext {
  readonly content: Uint8Array;
  readonly type: number;
  /** How many zeros follow the type. */
  readonly padding: number;
}

/** The IV XOR the sequence number, filled up with zeros on the left (RFC 8446 5.3). */
export function recordNonce(iv: Uint8Array, sequenceNumber: bigint): Uint8Array {
  const nonce = iv.slice();
  const view = new DataView(nonce.buffer);
  const low = nonce.length - 8;
  view.setBigUint64(low, view.getBigUint64(low) ^ sequenceNumber);
  return nonce;
}

/**
 * Opens a protected record. Its tag covers the header as it stands on the wire (RFC 8446 5.2).
 * @throws TlsError unexpected_message for a record that is not protected, or has no type inside, bad_record_mac for
 *   a wrong tag, record_overflow for too much content
 */
export function openRecord(keys: TrafficKeys, sequenceNumber: bigint, record: TLSRecord): InnerPlaintext {
  if (record.type !== ContentType.application_data)
    throw new TlsError(
      'unexpected_message',
      `the peer sent a plain ${nameOf(ContentType, record.type)} record where everything is encrypted`,
    );
  const nonce = recordNonce(keys.iv, sequenceNumber);
  return innerPlaintext(gcmDecrypt(keys.key, nonce, recordHeader(record), record.fragment));
}

/** Splits content, type and padding: the type is the last byte that is not zero (RFC 8446 5.4). */
function innerPlaintext(bytes: Uint8Array): InnerPlaintext {
  let end = bytes.length - 1;
  while (bytes[end] === 0) end--;
  if (end === -1)
    throw new TlsError('unexpected_message', 'the peer sent a record of nothing but padding, without a type');
  if (end > MAX_PLAINTEXT)
    throw new TlsError(
      'record_overflow',
      `the peer sent ${end} bytes in one record; ${MAX_PLAINTEXT} are allowed`,
    );
  return { content: bytes.subarray(0, end), type: bytes[end] as number, padding: bytes.length - end - 1 };
}

import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../../lib/errors.js';
import { decodeRecord, type TLSRecord } from '../../lib/records.js';
import type { WireRecord } from '../sessions/wire.js';
import type { Sender } from './order.js';
import { MAX_CIPHERTEXT13 } from './record.js';

/** The records of both sides in the order in which they were complete, however the bytes were cut on their way. */
export function recordsInOrder(wire: readonly WireRecord[]): { from: Sender; record: TLSRecord }[] {
  const rest: Record<Sender, Uint8Array> = { client: new Uint8Array(), server: new Uint8Array() };
  const records: { from: Sender; record: TLSRecord }[] = [];
  for (const { direction: from, bytes } of wire) {
    rest[from] = concatBytes(rest[from], bytes);
    for (let next = decodeRecord(rest[from], MAX_CIPHERTEXT13); next; ) {
      records.push({ from, record: next.record });
      rest[from] = rest[from].subarray(next.length);
      next = decodeRecord(rest[from], MAX_CIPHERTEXT13);
    }
  }
  for (const [from, { length }] of Object.entries(rest))
    if (length > 0)
      throw new TlsError('decode_error', `the ${from}'s last ${length} bytes are no whole record`);
  return records;
}

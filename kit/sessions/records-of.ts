import { concatBytes } from '@noble/hashes/utils.js';
import { type decodeRecord, MAX_CIPHERTEXT, type TLSRecord } from '../../lib/records.js';
import { Writer } from '../../lib/writer.js';
import type { WireRecord } from './wire.js';

/** The records that one side sent. @throws when its bytes do not end with a whole record */
export function recordsOf(
  f: { readonly decodeRecord: typeof decodeRecord },
  wire: readonly WireRecord[],
  direction: WireRecord['direction'],
): TLSRecord[] {
  let bytes: Uint8Array = concatBytes(
    ...wire.filter((part) => part.direction === direction).map((part) => part.bytes),
  );
  const records: TLSRecord[] = [];
  for (let next = f.decodeRecord(bytes, MAX_CIPHERTEXT); next; next = f.decodeRecord(bytes, MAX_CIPHERTEXT)) {
    records.push(next.record);
    bytes = bytes.subarray(next.length);
  }
  if (bytes.length > 0) throw new Error(`${bytes.length} bytes of the ${direction} are no whole record`);
  return records;
}

/** The five bytes before a record's fragment (RFC 5246 6.2.1). */
export function recordHeader({ type, version, fragment }: TLSRecord): Uint8Array {
  return new Writer().uint8(type).uint16(version).uint16(fragment.length).bytes();
}

// DER, the one way to write ASN.1 that certificates allow (X.690 8.1, 10.1): identifier, length, contents.
//   30 03 02 01 05    a SEQUENCE of 3 bytes: an INTEGER of 1 byte: 5
import { TlsError } from './errors.js';

/** Identifier octets, under the names of X.680; the constructed bit, 0x20, is part of them. */
export const Tag = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  'BIT STRING': 0x03,
  'OCTET STRING': 0x04,
  NULL: 0x05,
  'OBJECT IDENTIFIER': 0x06,
  ENUMERATED: 0x0a,
  UTF8String: 0x0c,
  NumericString: 0x12,
  PrintableString: 0x13,
  TeletexString: 0x14,
  IA5String: 0x16,
  UTCTime: 0x17,
  GeneralizedTime: 0x18,
  VisibleString: 0x1a,
  UniversalString: 0x1c,
  BMPString: 0x1e,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

const tagClasses = ['universal', 'application', 'context-specific', 'private'] as const;
export type TagClass = (typeof tagClasses)[number];

/** One element. `start` and `end` (exclusive) are offsets in the bytes that it was decoded from. */
export interface Tlv {
  /** The identifier octet as it stands: class, constructed bit and tag number in one. */
  readonly tag: number;
  readonly tagClass: TagClass;
  readonly constructed: boolean;
  readonly tagNumber: number;
  readonly start: number;
  /** Bytes of identifier and length. */
  readonly headerLength: number;
  readonly value: Uint8Array;
  readonly end: number;
}

/**
 * Decodes the element that begins at `offset`.
 * @throws TlsError bad_certificate for what DER has no place for: tag numbers above 30, indefinite or needlessly
 * long lengths, contents that run past the end, strings in pieces (X.690 8.1.2, 10.1, 10.2)
 */
export function decodeTlv(bytes: Uint8Array, offset = 0): Tlv {
  const tag = byteAt(bytes, offset);
  const constructed = (tag & 0x20) !== 0;
  const tagNumber = tag & 0x1f;
  const tagClass = tagClasses[tag >> 6] as TagClass;
  if (tagNumber === 0x1f) throw notDer(offset, 'its tag number is above 30, which no certificate needs');
  if (tag === 0) throw notDer(offset, 'an end-of-contents mark belongs to BER');
  if (tagClass === 'universal' && constructed !== (tagNumber === 16 || tagNumber === 17))
    throw notDer(offset, 'a SEQUENCE or SET is made of elements, and nothing else is');
  const { headerLength, length } = decodeLength(bytes, offset);
  const start = offset + headerLength;
  if (length > bytes.length - start)
    throw notDer(offset, `its length is ${length} bytes, and only ${bytes.length - start} are left`);
  const value = bytes.subarray(start, start + length);
  return { tag, tagClass, constructed, tagNumber, start: offset, headerLength, value, end: start + length };
}

/** The elements that follow each other in `bytes`, the contents of a SEQUENCE say, up to the last byte. */
export function decodeTlvs(bytes: Uint8Array): Tlv[] {
  const elements: Tlv[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const element = decodeTlv(bytes, offset);
    elements.push(element);
    offset = element.end;
  }
  return elements;
}

/** The length of the element at `offset`: one byte below 0x80, else 0x80 + n and n bytes (X.690 8.1.3, 10.1). */
function decodeLength(bytes: Uint8Array, offset: number): { headerLength: number; length: number } {
  const first = byteAt(bytes, offset + 1);
  if (first < 0x80) return { headerLength: 2, length: first };
  const lengthBytes = first - 0x80;
  if (lengthBytes === 0) throw notDer(offset, 'an indefinite length belongs to BER');
  if (lengthBytes > 3)
    throw notDer(offset, 'its length takes more than 3 bytes, and no certificate is so long');
  let length = 0;
  for (let i = 0; i < lengthBytes; i++) length = length * 256 + byteAt(bytes, offset + 2 + i);
  if (length < 0x80 || length < 256 ** (lengthBytes - 1))
    throw notDer(offset, 'its length is written in more bytes than it needs');
  return { headerLength: 2 + lengthBytes, length };
}

function byteAt(bytes: Uint8Array, offset: number): number {
  const byte = bytes[offset];
  if (byte === undefined) throw notDer(offset, 'the bytes end inside a tag or a length');
  return byte;
}

function notDer(offset: number, why: string): TlsError {
  return new TlsError('bad_certificate', `the peer's certificate is not DER at byte ${offset}: ${why}`);
}

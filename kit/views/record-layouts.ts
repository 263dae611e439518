// What is hashed or covered with a record but not sent, byte by byte: the MAC's input, GCM's nonce and additional data.
import { gcmAdditionalData, gcmNonce } from '../../lib/gcm.js';
import { macInput } from '../../lib/record-mac.js';
import { ContentType, nameOf } from '../../lib/registry.js';
import { type BytePart, byteGrid } from './byte-grid.js';

/** The input of a record's MAC (RFC 5246 6.2.3.1); the parameters are those of lib's `macInput`. */
export function macInputLayout(
  sequenceNumber: bigint,
  type: number,
  version: number,
  content: Uint8Array,
): string {
  const input = macInput(sequenceNumber, type, version, content);
  return byteGrid('What the MAC covers', [
    ...pseudoHeader(input, sequenceNumber, type),
    { name: 'content', bytes: input.subarray(13), note: 'sent, encrypted' },
  ]);
}

/** GCM's nonce (RFC 5288 3): the salt from the key block and what the record carries. */
export function gcmNonceLayout(salt: Uint8Array, explicit: Uint8Array): string {
  if (salt.length !== 4 || explicit.length !== 8)
    throw new RangeError(
      `a nonce is 4 bytes of salt and 8 explicit ones, not ${salt.length} and ${explicit.length}`,
    );
  const nonce = gcmNonce(salt, explicit);
  return byteGrid('The nonce of a GCM record', [
    { name: 'salt', bytes: nonce.subarray(0, 4), note: 'from the key block, never sent' },
    { name: 'explicit nonce', bytes: nonce.subarray(4), note: 'in front of the ciphertext, readable by all' },
  ]);
}

/** The additional data of a GCM record (RFC 5246 6.2.3.3); the parameters are those of lib's `gcmAdditionalData`. */
export function gcmAdditionalDataLayout(
  sequenceNumber: bigint,
  type: number,
  version: number,
  length: number,
): string {
  const data = gcmAdditionalData(sequenceNumber, type, version, length);
  return byteGrid('The additional data of a GCM record', pseudoHeader(data, sequenceNumber, type));
}

function pseudoHeader(bytes: Uint8Array, sequenceNumber: bigint, type: number): BytePart[] {
  const length = (bytes[11] as number) * 256 + (bytes[12] as number);
  return [
    {
      name: 'sequence number',
      bytes: bytes.subarray(0, 8),
      note: `${sequenceNumber}: counted by both sides, never sent`,
    },
    { name: 'type', bytes: bytes.subarray(8, 9), note: nameOf(ContentType, type) ?? `${type}` },
    { name: 'version', bytes: bytes.subarray(9, 11), note: 'as in the record header' },
    {
      name: 'length',
      bytes: bytes.subarray(11, 13),
      note: `${length}: the content alone, before encryption`,
    },
  ];
}

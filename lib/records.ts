// Stage 01. TLSPlaintext and TLSCiphertext have the same shape on the wire: type, version, length, fragment.
// Handshake messages ride in records but do not respect them: a message may span several records and a record
// may hold several messages (RFC 5246 6.2.1).
import { concatBytes } from '@noble/hashes/utils.js';
import { decodeAll, type Reader } from './codec.js';
import { TlsError } from './errors.js';
import { encodeHandshake, type HandshakeMessage } from './handshake-message.js';
import { AlertDescription, AlertLevel, ContentType, HandshakeType, nameOf } from './registry.js';
import { Writer } from './writer.js';

/** A record as it stands on the wire; `fragment` is plaintext or ciphertext (RFC 5246 6.2.1, 6.2.3). */
export interface TLSRecord {
  readonly type: number;
  readonly version: number;
  readonly fragment: Uint8Array;
}

export interface Alert {
  readonly level: number;
  readonly description: number;
}

/** Bytes of a record header. */
export const HEADER_LENGTH = 5;
/** Most bytes of a plaintext fragment (RFC 5246 6.2.1). */
export const MAX_PLAINTEXT = 2 ** 14;
/** Most bytes of a protected fragment: IV, MAC, padding or tag may add 2048 (RFC 5246 6.2.3). */
export const MAX_CIPHERTEXT = MAX_PLAINTEXT + 2048;
/** Most bytes of a handshake message we are willing to hold; the format would allow 16 MiB. */
export const MAX_HANDSHAKE = 2 ** 17;

/**
 * The first record of `buffer` and how many bytes it took, or undefined while more bytes are needed. The header
 * alone is enough to refuse a record, so a peer cannot make us wait for one that we would not take.
 * @param limit most bytes the fragment may have: MAX_PLAINTEXT, or MAX_CIPHERTEXT once the peer encrypts
 * @throws TlsError unexpected_message for an unknown type, protocol_version for a version that is no TLS,
 *   record_overflow for a fragment over the limit (RFC 5246 6.2.1)
 */
export function decodeRecord(
  buffer: Uint8Array,
  limit: number,
): { record: TLSRecord; length: number } | undefined {
  if (buffer.length < HEADER_LENGTH) return undefined;
  const [type, major, minor, high, low] = buffer as unknown as [number, number, number, number, number];
  if (nameOf(ContentType, type) === undefined)
    throw new TlsError(
      'unexpected_message',
      `the peer sent a record of type ${type}, which TLS does not have`,
    );
  if (major !== 3)
    throw new TlsError(
      'protocol_version',
      `the peer sent a record of version ${major}.${minor}, which is not TLS`,
    );
  const length = high * 256 + low;
  if (length > limit)
    throw new TlsError('record_overflow', `the peer sent a record of ${length} bytes; ${limit} are allowed`);
  if (buffer.length < HEADER_LENGTH + length) return undefined;
  const fragment = buffer.subarray(HEADER_LENGTH, HEADER_LENGTH + length);
  return { record: { type, version: major * 256 + minor, fragment }, length: HEADER_LENGTH + length };
}

/** The record's wire bytes: a 5-byte header and the fragment (RFC 5246 6.2.1). */
export function encodeRecord({ type, version, fragment }: TLSRecord): Uint8Array {
  const bytes = new Uint8Array(HEADER_LENGTH + fragment.length);
  bytes.set([type, version >> 8, version & 0xff, fragment.length >> 8, fragment.length & 0xff]);
  bytes.set(fragment, HEADER_LENGTH);
  return bytes;
}

/**
 * Handshake messages, one after the other, cut into fragments of at most `limit` bytes (RFC 5246 6.2.1).
 * A limit of MAX_PLAINTEXT gives what goes on the wire.
 */
export function splitHandshake(messages: readonly HandshakeMessage[], limit: number): Uint8Array[] {
  const bytes = concatBytes(...messages.map(encodeHandshake));
  const fragments: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += limit)
    fragments.push(bytes.subarray(start, start + limit));
  return fragments;
}

/**
 * The whole messages at the front of `buffer`, and the bytes of the one that is still incomplete: prepend them
 * to the next handshake fragment (RFC 5246 6.2.1, 7.4).
 * @throws TlsError unexpected_message for an unknown type, illegal_parameter for a message over 128 KiB
 */
export function joinHandshake(buffer: Uint8Array): { messages: HandshakeMessage[]; rest: Uint8Array } {
  const messages: HandshakeMessage[] = [];
  let start = 0;
  while (buffer.length - start >= 4) {
    const msgType = buffer[start] as number;
    const length = readUint24(buffer, start + 1);
    if (nameOf(HandshakeType, msgType) === undefined)
      throw new TlsError(
        'unexpected_message',
        `the peer sent a handshake message of unknown type ${msgType}`,
      );
    if (length > MAX_HANDSHAKE)
      throw new TlsError('illegal_parameter', `the peer announced a handshake message of ${length} bytes`);
    const end = start + 4 + length;
    if (end > buffer.length) break;
    messages.push({ msgType, body: buffer.subarray(start + 4, end) });
    start = end;
  }
  return { messages, rest: buffer.subarray(start) };
}

const readUint24 = (b: Uint8Array, i: number) =>
  ((b[i] as number) << 16) | ((b[i + 1] as number) << 8) | (b[i + 2] as number);

/** The two bytes of an alert: level and description (RFC 5246 7.2). */
export function encodeAlert({ level, description }: Alert): Uint8Array {
  return new Writer().uint8(level).uint8(description).bytes();
}

/** @throws TlsError decode_error unless the fragment is exactly two bytes (RFC 5246 7.2) */
export function decodeAlert(fragment: Uint8Array): Alert {
  return decodeAll(fragment, 'alert', readAlert);
}

export function readAlert(r: Reader): Alert {
  return {
    level: r.uint8('level', (v) => nameOf(AlertLevel, v)),
    description: r.uint8('description', (v) => nameOf(AlertDescription, v)),
  };
}

/** @throws TlsError illegal_parameter unless it is the one byte 01, the only thing it can say (RFC 5246 7.1) */
export function checkChangeCipherSpec(fragment: Uint8Array): void {
  if (fragment.length !== 1 || fragment[0] !== 1)
    throw new TlsError('illegal_parameter', 'the peer sent a change_cipher_spec that is not the one byte 01');
}

// Stage 01: records, and the handshake messages and alerts that ride in them (RFC 5246 6.2.1, 7.2, 7.4).
// Everything TLS sends is a record: one byte of type, two of version, two of length, then the fragment.
//
// lib/codec.ts has a Reader and lib/writer.ts a Writer for numbers and vectors, lib/errors.ts has TlsError, and
// lib/registry.ts has the names of the numbers. Use them or do without.
import { Unsolved } from '../lib/errors.js';
import type { HandshakeMessage } from '../lib/handshake-message.js';
import type { Alert, TLSRecord } from '../lib/records.js';

/**
 * Takes the first record off what has arrived so far.
 *
 * TCP knows nothing of records: `buffer` may hold half a record, or three and a half. More bytes behind the record
 * are not an error. The header alone is enough to refuse a record: do not wait for a fragment that you would not
 * take.
 * @param buffer what arrived: 0 bytes or more
 * @param limit most bytes the fragment may have, itself allowed: 2^14 for plaintext, 2^14 + 2048 for ciphertext
 * @returns the record, and how many bytes of `buffer` it takes, its 5-byte header included; undefined while
 *   more bytes are needed
 * @throws TlsError unexpected_message for a type other than 20 to 23, protocol_version when the version's first
 *   byte is not 3, record_overflow for a fragment over the limit (RFC 5246 6.2.1)
 */
export function decodeRecord(
  buffer: Uint8Array,
  limit: number,
): { record: TLSRecord; length: number } | undefined {
  // TODO: read type, version and length; refuse what must be refused; return the record once it is whole.
  throw new Unsolved('decodeRecord');
}

/**
 * A record's wire bytes: type (1 byte), version (2), length of the fragment (2), and the fragment. All numbers of
 * TLS are big-endian.
 * @param record its fragment has at most 2^14 + 2048 bytes: the caller has seen to that
 * @returns 5 bytes more than the fragment has (RFC 5246 6.2.1)
 */
export function encodeRecord(record: TLSRecord): Uint8Array {
  // TODO: build the header and put the fragment behind it.
  throw new Unsolved('encodeRecord');
}

/**
 * Cuts handshake messages into the fragments of records.
 *
 * Each message gets its header: type (1 byte) and the length of the body (3 bytes). The messages then form one
 * stream of bytes, one after the other without a gap. Cut that stream, not the messages: a fragment may hold the
 * end of one message and the beginning of the next.
 * @param messages in the order in which they are sent; none give no fragments
 * @param limit most bytes of a fragment, at least 1; the record header does not count
 * @returns fragments of exactly `limit` bytes, but for the last, which may be shorter and is never empty
 *   (RFC 5246 6.2.1, 7.4)
 */
export function splitHandshake(messages: readonly HandshakeMessage[], limit: number): Uint8Array[] {
  // TODO: make the stream of all messages with their headers, and cut it.
  throw new Unsolved('splitHandshake');
}

/**
 * The way back: takes the whole messages off the front of the stream.
 * @param buffer the fragments of handshake records so far, joined, less what earlier calls have taken
 * @returns every message that is whole, its body without the 4-byte header; and the rest: the bytes, header and
 *   all, of the message that is still incomplete (often none), to be put before the next fragment
 * @throws TlsError unexpected_message for a message type that lib/registry.ts does not know, illegal_parameter for
 *   a message that announces more than 2^17 bytes; its 4-byte header is enough for either (RFC 5246 6.2.1, 7.4)
 */
export function joinHandshake(buffer: Uint8Array): { messages: HandshakeMessage[]; rest: Uint8Array } {
  // TODO: read message after message while a whole one is there; keep what is left.
  throw new Unsolved('joinHandshake');
}

/**
 * Reads an alert. The numbers are handed on as they are, known or not: what they mean is decided elsewhere.
 * @param fragment the fragment of an alert record (type 21, which is 0x15)
 * @returns level (1 warning, 2 fatal) and description (0 close_notify, 40 handshake_failure, ...)
 * @throws TlsError decode_error unless the fragment has exactly 2 bytes (RFC 5246 7.2)
 */
export function decodeAlert(fragment: Uint8Array): Alert {
  // TODO: check the length; read the level and the description.
  throw new Unsolved('decodeAlert');
}

/** An alert's 2 bytes: the level, then the description (RFC 5246 7.2). */
export function encodeAlert(alert: Alert): Uint8Array {
  // TODO: write the two bytes.
  throw new Unsolved('encodeAlert');
}

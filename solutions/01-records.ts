// Stage 01, solved: records, and the handshake messages and alerts that ride in them (RFC 5246 6.2.1, 7.2, 7.4).
import { concatBytes } from '@noble/hashes/utils.js';
import { decodeAll, Reader } from '../lib/codec.js';
import { TlsError } from '../lib/errors.js';
import type { HandshakeMessage } from '../lib/handshake-message.js';
import type { Alert, TLSRecord } from '../lib/records.js';
import { ContentType, HandshakeType, nameOf } from '../lib/registry.js';
import { Writer } from '../lib/writer.js';

const recordHeader = 5;
const messageHeader = 4;
const longestMessage = 2 ** 17;

/** The first record of `buffer` and the bytes it takes, or undefined while it is not whole (RFC 5246 6.2.1). */
export function decodeRecord(
  buffer: Uint8Array,
  limit: number,
): { record: TLSRecord; length: number } | undefined {
  if (buffer.length < recordHeader) return undefined;
  const header = new Reader(buffer.subarray(0, recordHeader), 'record header');
  const type = header.uint8('type');
  const version = header.uint16('version');
  const fragmentLength = header.uint16('length');

  if (nameOf(ContentType, type) === undefined)
    throw new TlsError('unexpected_message', `the peer sent a record of the unknown type ${type}`);
  // The second byte may be anything: a ClientHello's record often says 3.1 whatever the client really speaks.
  if (version >> 8 !== 3) throw new TlsError('protocol_version', 'the peer sent a record that is not TLS');
  // Before we wait for the rest, so that nobody can make us collect 64 KiB.
  if (fragmentLength > limit)
    throw new TlsError('record_overflow', `the peer sent a record of ${fragmentLength} bytes`);

  const length = recordHeader + fragmentLength;
  if (buffer.length < length) return undefined;
  return { record: { type, version, fragment: buffer.subarray(recordHeader, length) }, length };
}

/** Header and fragment (RFC 5246 6.2.1). */
export function encodeRecord({ type, version, fragment }: TLSRecord): Uint8Array {
  return new Writer().uint8(type).uint16(version).vector(2, fragment).bytes();
}

/** One stream of all messages, cut every `limit` bytes: records do not respect messages (RFC 5246 6.2.1). */
export function splitHandshake(messages: readonly HandshakeMessage[], limit: number): Uint8Array[] {
  const encoded = messages.map(({ msgType, body }) => new Writer().uint8(msgType).vector(3, body).bytes());
  const stream = concatBytes(...encoded);
  const fragments: Uint8Array[] = [];
  for (let start = 0; start < stream.length; start += limit)
    fragments.push(stream.subarray(start, start + limit));
  return fragments;
}

/** The whole messages at the front of `buffer`, and what is left (RFC 5246 6.2.1, 7.4). */
export function joinHandshake(buffer: Uint8Array): { messages: HandshakeMessage[]; rest: Uint8Array } {
  const messages: HandshakeMessage[] = [];
  let rest = buffer;
  for (;;) {
    const length = messageLength(rest);
    if (length === undefined || rest.length < length) return { messages, rest };
    messages.push({ msgType: rest[0] as number, body: rest.subarray(messageHeader, length) });
    rest = rest.subarray(length);
  }
}

/** Bytes of the message that `rest` begins with, header included; undefined before its header is there. */
function messageLength(rest: Uint8Array): number | undefined {
  if (rest.length < messageHeader) return undefined;
  const header = new Reader(rest.subarray(0, messageHeader), 'handshake header');
  const msgType = header.uint8('msg_type');
  const bodyLength = header.uint24('length');
  if (nameOf(HandshakeType, msgType) === undefined)
    throw new TlsError('unexpected_message', `the peer sent a message of the unknown type ${msgType}`);
  // Three bytes could announce 16 MiB.
  if (bodyLength > longestMessage)
    throw new TlsError('illegal_parameter', `the peer announced a message of ${bodyLength} bytes`);
  return messageHeader + bodyLength;
}

/** decodeAll refuses both a fragment that ends early and one with a third byte (RFC 5246 7.2). */
export function decodeAlert(fragment: Uint8Array): Alert {
  return decodeAll(fragment, 'alert', (r) => ({
    level: r.uint8('level'),
    description: r.uint8('description'),
  }));
}

/** Level, description (RFC 5246 7.2). */
export function encodeAlert({ level, description }: Alert): Uint8Array {
  return Uint8Array.of(level, description);
}

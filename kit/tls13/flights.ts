// The message flow of a TLS 1.3 session, for the pictures of kit/views.
import { ContentType, nameOf } from '../../lib/registry.js';
import type { Flight, FlightMessage } from '../views/sequence-diagram.js';
import { HandshakeType } from './registry.js';
import type { ReadRecord, Session13 } from './session.js';

/**
 * One arrow a message, or a record without any. Record type and length are those on the wire, which is all that an
 * observer has of an encrypted one; the names are what the key log let us find inside.
 */
export function flightsOf13({ records }: Session13): Flight[] {
  const flights: { from: Flight['from']; messages: FlightMessage[] }[] = [];
  for (const record of records) {
    const from = record.from === 'client' ? 'Client' : 'Server';
    const last = flights.at(-1);
    if (last?.from === from) last.messages.push(...arrowsOf(record));
    else flights.push({ from, messages: arrowsOf(record) });
  }
  return flights;
}

function arrowsOf({ record, inner, messages, from }: ReadRecord): FlightMessage[] {
  const seen = {
    recordType: nameOf(ContentType, record.type) ?? '',
    length: record.fragment.length,
    ...(inner && { encrypted: true }),
  };
  if (messages.length > 0) return messages.map(({ msgType }) => ({ ...seen, name: messageName(msgType) }));
  if (!inner) return [{ ...seen, name: 'ChangeCipherSpec' }];
  if (inner.type === ContentType.alert)
    return [{ ...seen, name: inner.content[1] === 0 ? 'close_notify' : 'alert' }];
  return [{ ...seen, name: from === 'client' ? 'request' : 'reply' }];
}

/** 'encrypted_extensions' as RFC 8446 calls the message: EncryptedExtensions. */
export const messageName = (msgType: number) =>
  (nameOf(HandshakeType, msgType) ?? `message ${msgType}`).replace(/(?:^|_)([a-z])/g, (_, letter) =>
    letter.toUpperCase(),
  );

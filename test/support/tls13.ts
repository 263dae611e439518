// What the tests of TLS 1.3 make themselves: protected records, and sessions in which something is not as it should be.
import { concatBytes } from '@noble/hashes/utils.js';
import { tls13Node, tls13NodeWire } from '../../kit/sessions/tls13-node.js';
import type { WireRecord } from '../../kit/sessions/wire.js';
import { type TrafficKeys, trafficKeys } from '../../kit/tls13/key-schedule.js';
import { recordNonce } from '../../kit/tls13/record.js';
import { readSession13 } from '../../kit/tls13/session.js';
import { suite13 } from '../../kit/tls13/suites.js';
import { gcmEncrypt } from '../../lib/gcm.js';
import { encodeHandshake, type HandshakeMessage } from '../../lib/handshake-message.js';
import { encodeRecord } from '../../lib/records.js';
import { ContentType, TLS12 } from '../../lib/registry.js';
import { Writer } from '../../lib/writer.js';

/** A protected record, header and all (RFC 8446 5.2). */
export function sealRecord({ key, iv }: TrafficKeys, sequenceNumber: number, inner: Uint8Array): Uint8Array {
  const header = new Writer()
    .uint8(ContentType.application_data)
    .uint16(TLS12)
    .uint16(inner.length + 16)
    .bytes();
  return concatBytes(header, gcmEncrypt(key, recordNonce(iv, BigInt(sequenceNumber)), header, inner));
}

/** Content, type and padding as they stand inside (RFC 8446 5.2). */
export const innerPlaintext = (type: number, content: Uint8Array, padding = 0) =>
  concatBytes(content, Uint8Array.of(type), new Uint8Array(padding));

/** One thing that a side says in a forged session. */
export type Said = readonly [from: 'client' | 'server', type: keyof typeof ContentType, content: Uint8Array];

/** The recorded session, said again: its handshake, then a request. */
export const recorded = readSession13(tls13NodeWire, tls13Node.keyLog);
export const recordedHandshake: readonly Said[] = recorded.transcript.map((message, i) => [
  i === 0 || i === 6 ? 'client' : 'server',
  'handshake',
  encodeHandshake(message),
]);

/**
 * What is said, as it goes over the wire: each in a record of its own, the two hellos in the open, the rest under the
 * recorded session's keys, those of the application from a side's Finished on.
 */
export function wireOf(said: readonly Said[]): WireRecord[] {
  const suite = suite13(recorded.cipherSuite);
  const { secrets } = recorded;
  const keys = {
    client: [secrets.CLIENT_HANDSHAKE_TRAFFIC_SECRET, secrets.CLIENT_TRAFFIC_SECRET_0],
    server: [secrets.SERVER_HANDSHAKE_TRAFFIC_SECRET, secrets.SERVER_TRAFFIC_SECRET_0],
  };
  const states = { client: { at: 0, count: 0 }, server: { at: 0, count: 0 } };
  return said.map(([from, type, content], i) => {
    if (i < 2) return { direction: from, bytes: plainRecord(type, content) };
    const state = states[from];
    const secret = keys[from][state.at] as Uint8Array;
    const bytes = sealRecord(
      trafficKeys(suite, secret),
      state.count++,
      innerPlaintext(ContentType[type], content),
    );
    if (type === 'handshake' && content[0] === 20) Object.assign(state, { at: 1, count: 0 });
    return { direction: from, bytes };
  });
}

export const plainRecord = (type: keyof typeof ContentType, fragment: Uint8Array) =>
  encodeRecord({ type: ContentType[type], version: TLS12, fragment });

/** The recorded handshake with one message changed. */
export function withMessage(index: number, change: (message: HandshakeMessage) => HandshakeMessage): Said[] {
  return recordedHandshake.map((said, i) =>
    i === index
      ? [said[0], said[1], encodeHandshake(change(recorded.transcript[i] as HandshakeMessage))]
      : said,
  );
}

// From bytes to sections: what is this, and what is in it?
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Field } from '../../lib/codec.js';
import { Tag } from '../../lib/der.js';
import { TlsError } from '../../lib/errors.js';
import { joinHandshake, MAX_HANDSHAKE } from '../../lib/records.js';
import { ContentType, HandshakeType, nameOf } from '../../lib/registry.js';
import { LinkType } from '../capture/pcapng-format.js';
import { type CapturedFrame, readCapture } from '../capture/read.js';
import { type Connection, reassemble } from '../capture/reassemble.js';
import { tcpSegment } from '../capture/segments.js';
import { Conversation } from './conversation.js';
import { alert, certificate, changeCipherSpec, recordHeader, type Trace } from './fields.js';
import { incompleteMessage } from './incomplete.js';
import type { Piece } from './input.js';
import { InputError } from './input-error.js';
import { Secrets } from './secrets.js';
import { byteCount, type Section, section } from './section.js';

export const kinds = ['record', 'handshake', 'certificate'] as const;
export type Kind = (typeof kinds)[number];

/**
 * Explains what was pasted.
 * @param kind what the bytes are; found out by their beginning when left out
 * @throws InputError when they begin like nothing that we know
 */
export function explain(pieces: readonly Piece[], secrets = new Secrets(), kind?: Kind): Section[] {
  const frames = kind ? undefined : asFrames(pieces);
  if (frames) return explainFrames(frames, secrets);
  const first = pieces.find(({ content }) => content === undefined);
  const guessed = kind ?? (first && guess(first.bytes));
  const conversation = new Conversation(secrets);
  let base = 0;
  const sections: Section[] = [];
  for (const piece of pieces) {
    sections.push(...explainPiece(conversation, piece, base, guessed));
    base += piece.bytes.length;
  }
  return [...sections, ...conversation.end(), ...misfits(secrets)];
}

/** Explains a pcap or pcapng file; the secrets that it carries itself are used as well. */
export function explainCapture(file: Uint8Array, secrets = new Secrets()): Section[] {
  const { frames, keyLog } = readCapture(file);
  secrets.addKeyLog(keyLog, true);
  return explainFrames(frames, secrets);
}

/** The fields of one run of bytes, which count from its start: what a view draws. */
export function annotate(bytes: Uint8Array, kind?: Kind): Field[] {
  return explain([{ bytes }], undefined, kind)
    .filter((s) => !s.derived)
    .flatMap((s) => s.fields);
}

function explainFrames(frames: readonly CapturedFrame[], secrets: Secrets): Section[] {
  const connections = reassemble(frames);
  if (connections.length === 0)
    throw new InputError('There is no TCP connection with bytes in this capture.');
  if (!connections.some(isTls))
    throw new InputError('No TCP connection in this capture begins with a TLS record.');
  const sections = connections.flatMap((connection) => explainConnection(connection, secrets));
  return [...sections, ...misfits(secrets)];
}

/** Says of secrets that were given, and of which nothing came. */
function misfits(secrets: Secrets): Section[] {
  const problems = secrets.misfits();
  return problems.length === 0
    ? []
    : [{ ...section('what was given to decrypt with', new Uint8Array(), 0, []), problems }];
}

const isTls = ({ packets: [first] }: Connection) => first !== undefined && beginsRecord(first.bytes);

function explainConnection(connection: Connection, secrets: Secrets): Section[] {
  const { client, server, packets, missing } = connection;
  const heading = section(`connection from ${client} to ${server}`, new Uint8Array(), 0, []);
  if (!isTls(connection)) {
    heading.notes.push('It does not begin with a TLS record, and is passed over.');
    return [heading];
  }
  for (const side of ['client', 'server'] as const)
    if (missing[side] > 0)
      heading.problems.push(
        `Some bytes of the ${side} were not captured, so ${byteCount(missing[side])} after them cannot be placed.`,
      );
  const conversation = new Conversation(secrets);
  const records = packets.flatMap(({ direction, bytes }) => conversation.feed(direction, bytes));
  return [heading, ...records, ...conversation.end()];
}

function explainPiece(
  conversation: Conversation,
  piece: Piece,
  base: number,
  kind: Kind | undefined,
): Section[] {
  const { bytes, side, content } = piece;
  switch (content ?? kind) {
    case 'record_header':
      return [section('record header', bytes, base, recordHeader(bytes, base))];
    case 'alert':
      return [traced('alert', bytes, base, alert(bytes, base))];
    case 'change_cipher_spec':
      return [traced('change_cipher_spec', bytes, base, changeCipherSpec(bytes, base))];
    case 'certificate':
      return [traced('certificate', bytes, base, certificate(bytes, base))];
    case 'handshake':
      return messages(conversation, piece, base);
    default:
      return conversation.feed(side, bytes);
  }
}

function traced(title: string, bytes: Uint8Array, base: number, { fields, problem }: Trace): Section {
  const s = section(title, bytes, base, fields);
  if (problem !== undefined) s.problems.push(problem);
  return s;
}

/** Handshake messages one after the other, without records. */
function messages(conversation: Conversation, { bytes, side }: Piece, base: number): Section[] {
  try {
    const { messages: whole, rest } = joinHandshake(bytes);
    let at = 0;
    const sections = whole.map(({ body }) => {
      const start = at;
      at += 4 + body.length;
      return conversation.message(side, bytes.subarray(start, at), base + start);
    });
    return rest.length > 0 ? [...sections, incompleteMessage(rest, base + at, rest)] : sections;
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    return [traced('not a handshake message', bytes, base, { fields: [], problem: `${error.message}.` })];
  }
}

/** What bytes with this beginning are: a version after the type marks a record, a SEQUENCE a certificate. */
function guess(bytes: Uint8Array): Kind {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  if (beginsRecord(bytes)) return 'record';
  if (first === Tag.SEQUENCE) return 'certificate';
  const length = second * 65536 + third * 256 + fourth;
  if (nameOf(HandshakeType, first) !== undefined && bytes.length >= 4 && length <= MAX_HANDSHAKE)
    return 'handshake';
  throw new InputError(
    `Bytes that begin ${bytesToHex(bytes.subarray(0, 5))} are no TLS record, handshake message or certificate; --as says what they are meant to be.`,
  );
}

function beginsRecord([type = 0, major = 3, minor = 0]: Uint8Array): boolean {
  return nameOf(ContentType, type) !== undefined && major === 3 && minor <= 4;
}

/** The pieces as captured frames, when that is what they are: text2pcap and Wireshark dump whole packets. */
function asFrames(pieces: readonly Piece[]): CapturedFrame[] | undefined {
  for (const linkType of [LinkType.ethernet, LinkType.raw]) {
    const frames = pieces.map(({ bytes }) => ({ linkType, time: 0, bytes }));
    const [first] = frames;
    if (first && tcpSegment(linkType, first.bytes)) return frames;
  }
  return undefined;
}

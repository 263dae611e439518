// Traces of records, handshake messages, alerts and certificates, made by lib's own readers.
import { type Field, Reader } from '../../lib/codec.js';
import { TlsError } from '../../lib/errors.js';
import { type BodyContext, readHandshakeBody } from '../../lib/handshake-body.js';
import { HEADER_LENGTH, readAlert } from '../../lib/records.js';
import { ContentType, HandshakeType, nameOf, SignatureScheme, versionName } from '../../lib/registry.js';
import { parseCertificate } from '../../lib/x509.js';
import { byteCount, span } from './section.js';

/** Fields, and the sentence that says why they do not go further. */
export interface Trace {
  readonly fields: Field[];
  readonly problem?: string;
}

export const contentName = (type: number) => nameOf(ContentType, type) ?? `record type ${type}`;
export const messageName = (type: number) => nameOf(HandshakeType, type) ?? `handshake type ${type}`;

/** The header of a record: the first five bytes of `bytes`, or as many as there are (RFC 5246 6.2.1). */
export function recordHeader(bytes: Uint8Array, base: number): Field[] {
  const header = bytes.subarray(0, HEADER_LENGTH);
  return attempt(header, 'record header', base, (r) => {
    r.uint8('type', (v) => nameOf(ContentType, v));
    r.uint16('version', versionName);
    r.uint16('length', (v) => `a fragment of ${byteCount(v)}`);
  }).fields;
}

/** One whole handshake message, header included (RFC 5246 7.4). */
export function handshakeMessage(bytes: Uint8Array, base: number, context?: BodyContext): Trace {
  const name = messageName(bytes[0] as number);
  const { fields, problem } = attempt(bytes, name, base, (r) => {
    const msgType = r.uint8('msg_type', (v) => nameOf(HandshakeType, v));
    const length = r.uint24('length', (v) => `a body of ${byteCount(v)}`);
    if (length > 0) r.inside(length, `${name} body`, (body) => readHandshakeBody(body, msgType, context));
  });
  const message = { ...span(name, base, base + bytes.length), children: fields };
  openCertificates(message, bytes, base);
  nameSchemes(message, bytes, base);
  return { fields: [message], ...(problem !== undefined && { problem }) };
}

export function alert(bytes: Uint8Array, base: number): Trace {
  return attempt(bytes, 'alert', base, readAlert);
}

export function changeCipherSpec(bytes: Uint8Array, base: number): Trace {
  return attempt(bytes, 'change_cipher_spec', base, (r) => {
    const type = r.uint8('type', (v) => (v === 1 ? 'change_cipher_spec' : undefined));
    if (type !== 1) throw new TlsError('decode_error', `change_cipher_spec holds ${type}, and must hold 1`);
  });
}

export function certificate(der: Uint8Array, base: number): Trace {
  const fields: Field[] = [];
  try {
    parseCertificate(der, fields, base);
    return { fields };
  } catch (error) {
    return { fields: [unread(der, base, error)], problem: sentence(error) };
  }
}

/** Reads with a trace. When the bytes are malformed, one field claims what could not be read, and says why. */
function attempt(bytes: Uint8Array, name: string, base: number, read: (r: Reader) => unknown): Trace {
  const fields: Field[] = [];
  const reader = new Reader(bytes, name, fields, base);
  try {
    read(reader);
    reader.end();
    return { fields };
  } catch (error) {
    const sound = fields.filter((field) => field.children.length === 0);
    const end = sound.at(-1)?.end ?? base;
    const rest = unread(bytes.subarray(end - base), end, error);
    return { fields: end < base + bytes.length ? [...sound, rest] : sound, problem: sentence(error) };
  }
}

function unread(bytes: Uint8Array, base: number, error: unknown): Field {
  return span('unreadable', base, base + bytes.length, sentence(error));
}

/** @throws the error itself when it is not about the bytes */
function sentence(error: unknown): string {
  if (!(error instanceof TlsError)) throw error;
  return `Malformed: ${error.message}.`;
}

/** Certificates inside a message are explained as well; one that cannot be read stays whole. */
function openCertificates(field: Field, bytes: Uint8Array, base: number): void {
  if (field.name !== 'ASN.1Cert') {
    for (const child of field.children) openCertificates(child, bytes, base);
    return;
  }
  const { fields, problem } = certificate(bytes.subarray(field.start - base, field.end - base), field.start);
  if (problem === undefined) field.children.push(...fields);
  else field.meaning = problem;
}

/** Two bytes that are one code point since TLS 1.3 get its name; lib reads them as TLS 1.2 does (RFC 8446 4.2.3). */
function nameSchemes(field: Field, bytes: Uint8Array, base: number): void {
  for (const child of field.children) nameSchemes(child, bytes, base);
  if (field.name !== 'SignatureAndHashAlgorithm') return;
  const [first = 0, second = 0] = bytes.subarray(field.start - base, field.end - base);
  const name = nameOf(SignatureScheme, first * 256 + second);
  if (name !== undefined) field.meaning = name;
}

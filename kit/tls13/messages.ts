// The other handshake messages of TLS 1.3, and one reader for all, so that any can be explained byte by byte.
import { decodeAll, type Field, type Reader } from '../../lib/codec.js';
import { TlsError } from '../../lib/errors.js';
import type { Extension } from '../../lib/extensions.js';
import type { HandshakeMessage } from '../../lib/handshake-message.js';
import { MAX_HANDSHAKE } from '../../lib/records.js';
import { nameOf } from '../../lib/registry.js';
import { parseCertificate } from '../../lib/x509.js';
import { readExtensions13, readScheme } from './extensions.js';
import { readClientHello13, readServerHello13 } from './hellos.js';
import { HandshakeType } from './registry.js';

/** RFC 8446 4.4.2: each certificate has extensions of its own; a server's request context is empty. */
export interface Certificate13 {
  readonly requestContext: Uint8Array;
  readonly entries: readonly {
    readonly certificate: Uint8Array;
    readonly extensions: readonly Extension[];
  }[];
}

/** RFC 8446 4.4.3. */
export interface CertificateVerify13 {
  readonly algorithm: number;
  readonly signature: Uint8Array;
}

/** RFC 8446 4.6.1. */
export interface NewSessionTicket13 {
  /** Seconds. */
  readonly ticketLifetime: number;
  readonly ticketAgeAdd: number;
  readonly ticketNonce: Uint8Array;
  readonly ticket: Uint8Array;
  readonly extensions: readonly Extension[];
}

export const decodeEncryptedExtensions = (body: Uint8Array) =>
  decodeAll(body, 'encrypted_extensions', (r) => readExtensions13(r, 'encrypted_extensions'));
export const decodeCertificate13 = (body: Uint8Array) => decodeAll(body, 'certificate', readCertificate13);
export const decodeCertificateVerify13 = (body: Uint8Array) =>
  decodeAll(body, 'certificate_verify', readCertificateVerify13);
export const decodeNewSessionTicket13 = (body: Uint8Array) =>
  decodeAll(body, 'new_session_ticket', readNewSessionTicket13);

function readCertificate13(r: Reader): Certificate13 {
  return {
    requestContext: r.vector(1, 'certificate_request_context'),
    entries: r.list(3, 'certificate_list', (item) =>
      item.struct('CertificateEntry', (e) => ({
        certificate: e.vector(3, 'cert_data', { min: 1 }),
        extensions: readExtensions13(e, 'certificate'),
      })),
    ),
  };
}

function readCertificateVerify13(r: Reader): CertificateVerify13 {
  return { algorithm: readScheme(r), signature: r.vector(2, 'signature') };
}

function readNewSessionTicket13(r: Reader): NewSessionTicket13 {
  return {
    ticketLifetime: r.uint32('ticket_lifetime', (v) => `${v} seconds`),
    ticketAgeAdd: r.uint32('ticket_age_add'),
    ticketNonce: r.vector(1, 'ticket_nonce'),
    ticket: r.vector(2, 'ticket', { min: 1 }),
    extensions: readExtensions13(r, 'new_session_ticket'),
  };
}

const bodies: Readonly<Record<number, (r: Reader) => unknown>> = {
  [HandshakeType.client_hello]: readClientHello13,
  [HandshakeType.server_hello]: readServerHello13,
  [HandshakeType.encrypted_extensions]: (r) => readExtensions13(r, 'encrypted_extensions'),
  [HandshakeType.certificate]: readCertificate13,
  [HandshakeType.certificate_verify]: readCertificateVerify13,
  [HandshakeType.new_session_ticket]: readNewSessionTicket13,
  [HandshakeType.finished]: (r) => r.rest('verify_data'),
};

/**
 * Every field of a handshake message, header and body, certificates included.
 * @throws TlsError decode_error when it is not exactly one message
 */
export function fieldsOf13(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  decodeAll(
    message,
    'Handshake',
    (r) => {
      const msgType = r.uint8('msg_type', (type) => nameOf(HandshakeType, type));
      r.inside(r.uint24('length'), 'body', bodies[msgType] ?? ((body) => body.rest('body')));
    },
    fields,
  );
  openCertificates(fields, message);
  return fields;
}

function openCertificates(fields: readonly Field[], message: Uint8Array): void {
  for (const { name, start, end, children } of fields) {
    openCertificates(children, message);
    if (name === 'cert_data') parseCertificate(message.subarray(start, end), children, start);
  }
}

/**
 * The whole messages at the front of some handshake bytes, and what remains (RFC 8446 4).
 * @throws TlsError unexpected_message for an unknown type, illegal_parameter for a message over 128 KiB
 */
export function joinHandshake13(bytes: Uint8Array): { messages: HandshakeMessage[]; rest: Uint8Array } {
  const messages: HandshakeMessage[] = [];
  let rest = bytes;
  while (rest.length >= 4) {
    const [msgType, high, middle, low] = rest as unknown as [number, number, number, number];
    const length = high * 65536 + middle * 256 + low;
    if (nameOf(HandshakeType, msgType) === undefined)
      throw new TlsError(
        'unexpected_message',
        `the peer sent a handshake message of unknown type ${msgType}`,
      );
    if (length > MAX_HANDSHAKE)
      throw new TlsError('illegal_parameter', `the peer announced a handshake message of ${length} bytes`);
    if (rest.length < 4 + length) break;
    messages.push({ msgType, body: rest.subarray(4, 4 + length) });
    rest = rest.subarray(4 + length);
  }
  return { messages, rest };
}

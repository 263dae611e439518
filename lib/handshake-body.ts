// The bodies of the handshake messages that have no file of their own, and one reader for all of them, so that
// any message can be explained byte by byte.
import { readCertificateRequest } from './certificate-request.js';
import { readCertificateStatus } from './certificate-status.js';
import { readCertificateVerify } from './certificate-verify.js';
import { decodeAll, type Reader } from './codec.js';
import { readClientHello, readServerHello } from './hellos.js';
import { HandshakeType, nameOf } from './registry.js';
import { readServerKeyExchange } from './server-key-exchange.js';
import type { KeyExchange } from './suites.js';
import { Writer } from './writer.js';

/** certificate_list: DER certificates, the sender's own first (RFC 5246 7.4.2). */
export function encodeCertificate(chain: readonly Uint8Array[]): Uint8Array {
  return new Writer().list(3, chain, (w, certificate) => w.vector(3, certificate)).bytes();
}
export function decodeCertificate(body: Uint8Array): Uint8Array[] {
  return decodeAll(body, 'certificate', readCertificateList);
}
function readCertificateList(r: Reader): Uint8Array[] {
  return r.list(3, 'certificate_list', (c) => c.vector(3, 'ASN.1Cert', { min: 1 }));
}

/**
 * The client's half of the key exchange: the encrypted pre-master secret, Yc, or the client's point. The vector
 * has a one-byte length for ECDHE, two bytes otherwise (RFC 5246 7.4.7, RFC 8422 5.7).
 */
export function encodeClientKeyExchange(keyExchange: KeyExchange, exchangeKeys: Uint8Array): Uint8Array {
  return new Writer().vector(keyExchange === 'ECDHE_RSA' ? 1 : 2, exchangeKeys).bytes();
}
export function decodeClientKeyExchange(keyExchange: KeyExchange, body: Uint8Array): Uint8Array {
  return decodeAll(body, 'client_key_exchange', (r) => readClientKeyExchange(r, keyExchange));
}
function readClientKeyExchange(r: Reader, keyExchange: KeyExchange): Uint8Array {
  const names = { RSA: 'encrypted_pre_master_secret', DHE_RSA: 'dh_Yc', ECDHE_RSA: 'ecdh_Yc' };
  return r.vector(keyExchange === 'ECDHE_RSA' ? 1 : 2, names[keyExchange], { min: 1 });
}

export interface NewSessionTicket {
  readonly lifetimeHint: number;
  readonly ticket: Uint8Array;
}

/** RFC 5077 3.3: a hint in seconds and a ticket that only the server can read. */
export function encodeNewSessionTicket(lifetimeHint: number, ticket: Uint8Array): Uint8Array {
  return new Writer().uint32(lifetimeHint).vector(2, ticket).bytes();
}
export function decodeNewSessionTicket(body: Uint8Array): NewSessionTicket {
  return decodeAll(body, 'new_session_ticket', readNewSessionTicket);
}
export function readNewSessionTicket(r: Reader): NewSessionTicket {
  return {
    lifetimeHint: r.uint32('ticket_lifetime_hint', (v) => `${v} seconds`),
    ticket: r.vector(2, 'ticket'),
  };
}

/** What a reader of messages must know of the hellos: three messages look different by suite or version. */
export interface BodyContext {
  readonly version: number;
  readonly keyExchange: KeyExchange;
}

/** Reads a message's body, whatever its type, for a trace. Without the context, bodies that need it stay whole. */
export function readHandshakeBody(r: Reader, msgType: number, context?: BodyContext): void {
  switch (nameOf(HandshakeType, msgType)) {
    case 'client_hello':
      readClientHello(r);
      break;
    case 'server_hello':
      readServerHello(r);
      break;
    case 'certificate':
      readCertificateList(r);
      break;
    case 'server_key_exchange':
      if (context && context.keyExchange !== 'RSA')
        readServerKeyExchange(r, context.keyExchange, context.version);
      break;
    case 'client_key_exchange':
      if (context) readClientKeyExchange(r, context.keyExchange);
      break;
    case 'certificate_request':
      if (context) readCertificateRequest(r, context.version);
      break;
    case 'certificate_verify':
      if (context) readCertificateVerify(r, context.version);
      break;
    case 'new_session_ticket':
      readNewSessionTicket(r);
      break;
    case 'certificate_status':
      readCertificateStatus(r);
      break;
    case 'finished':
      r.opaque(12, 'verify_data');
      break;
  }
  if (r.remaining > 0 && !isEmptyByDefinition(msgType)) r.rest('body');
}

const isEmptyByDefinition = (msgType: number) =>
  msgType === HandshakeType.server_hello_done || msgType === HandshakeType.hello_request;

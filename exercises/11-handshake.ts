// Stage 11: what the client decides in a handshake, apart from all computing: what it offers, which answers it takes,
// which message may come next, what it sends in which order, and how a connection ends (RFC 5246 7.2, 7.3, 7.4.1).
//
// lib/extensions.ts reads and writes the data of extensions (encodeSupportedGroups, decodePointFormats,
// findExtension and so on), lib/registry.ts has the names of all numbers, and suiteById of lib/suites.ts knows what
// a cipher suite needs.
import { Unsolved } from '../lib/errors.js';
import type { MessageName, Negotiated, Offer } from '../lib/handshake-rules.js';
import type { ClientHello, ServerHello } from '../lib/hellos.js';
import type { Alert } from '../lib/records.js';
import type { KeyExchange } from '../lib/suites.js';

/**
 * The ClientHello of an offer.
 *
 * client_version is the offer's highest version. Suites keep their order; those whose minVersion is above the highest
 * version are left out, and numbers that suiteById does not know stay: they are signals. There is no session id, and
 * the one compression method is null.
 *
 * The extensions, in any order:
 * - server_name with the offer's data, where it has any;
 * - renegotiation_info that says "first handshake": renegotiated_connection has no bytes (RFC 5746 3.4);
 * - extended_master_secret, which never has data (RFC 7627 5.1);
 * - supported_groups with the offer's groups and ec_point_formats with uncompressed alone, when a suite that is
 *   really sent has the key exchange ECDHE_RSA, and only then (RFC 8422 4);
 * - session_ticket without data, when the offer wants one (RFC 5077 3.2);
 * - signature_algorithms from TLS 1.2 on: RSA with SHA-256, SHA-384, SHA-512 and SHA-1, in this order
 *   (RFC 5246 7.4.1.4.1).
 * @param offer what the client is willing to do; its `random` has 32 bytes and goes out as it is
 * @returns the hello, ready to be encoded (RFC 5246 7.4.1.2)
 */
export function clientOffer(offer: Offer): ClientHello {
  // TODO: choose the suites, then the extensions that they and the offer ask for.
  throw new Unsolved('clientOffer');
}

/**
 * Holds the server's answer against what was offered. The server may be an attacker's: whatever it says that goes
 * beyond the offer ends the handshake.
 * @param offered the ClientHello that was sent; its client_version is the highest version the client takes
 * @param minVersion the lowest version the client takes
 * @param hello the answer, decoded
 * @returns what the two hellos settle: version and suite, and whether the server answered with
 *   extended_master_secret, renegotiation_info (`secureRenegotiation`) and session_ticket
 * @throws TlsError
 *   protocol_version for a version below the lowest or above the highest;
 *   illegal_parameter for a suite that was not offered, that suiteById does not know, or whose minVersion is above the
 *   version chosen; for a compression method other than null; for ec_point_formats without uncompressed;
 *   unsupported_extension for an extension that was not in the offer. renegotiation_info counts as offered when the
 *   suites hold the signal TLS_EMPTY_RENEGOTIATION_INFO_SCSV;
 *   decode_error for data in extended_master_secret or session_ticket, and for a renegotiation_info or
 *   ec_point_formats that its reader refuses;
 *   handshake_failure for a renegotiation_info that is not empty inside
 *   (RFC 5246 7.4.1.3, 7.4.1.4; RFC 5746 3.4; RFC 8422 5.1.2)
 */
export function acceptServerHello(offered: ClientHello, minVersion: number, hello: ServerHello): Negotiated {
  // TODO: check one field after the other, the extensions last.
  throw new Unsolved('acceptServerHello');
}

/**
 * Which messages the server may send next. change_cipher_spec is one of them although it is no handshake message.
 *
 * The server speaks in this order: server_hello, certificate, server_key_exchange (in DHE and ECDHE suites, never with
 * RSA), certificate_request (if it wants to), server_hello_done; and after the client's flight new_session_ticket (if,
 * and only if, its hello had the extension), change_cipher_spec, finished. After that comes application_data.
 * @param received all that the server has sent so far in this handshake, oldest first; always in a legal order
 * @param keyExchange of the suite chosen; undefined before the server_hello
 * @param sessionTicket whether the server's hello had the session_ticket extension
 * @returns the messages that are legal now, in any order; every other one is refused by the caller
 *   (RFC 5246 7.3, figure 1; RFC 5077 3.1)
 */
export function expectedMessages(
  received: readonly MessageName[],
  keyExchange: KeyExchange | undefined,
  sessionTicket: boolean,
): MessageName[] {
  // TODO: look at what came last.
  throw new Unsolved('expectedMessages');
}

/**
 * What the client sends after server_hello_done, in order.
 * @param certificateRequested whether the server sent a certificate_request. Our client has no certificate: it answers
 *   with a certificate message that holds none, and so never with certificate_verify
 * @returns the names of the messages, change_cipher_spec included (RFC 5246 7.3, 7.4.6)
 */
export function clientFlight(certificateRequested: boolean): MessageName[] {
  // TODO: put the messages in their order.
  throw new Unsolved('clientFlight');
}

/**
 * What an alert does to the connection.
 * @returns 'closed' for close_notify, at whatever level; 'ignored' for any other alert of level warning; 'failed' for
 *   everything else, levels and descriptions that nobody knows included (RFC 5246 7.2)
 */
export function alertOutcome(alert: Alert): 'closed' | 'failed' | 'ignored' {
  // TODO: look at the description, then at the level.
  throw new Unsolved('alertOutcome');
}

/**
 * How a connection ended when the transport did. Anybody on the way can end a TCP connection; only the peer can send
 * close_notify.
 * @param closeNotifyReceived whether the peer's close_notify came first
 * @returns 'truncated' when nobody knows whether more was to come, else 'closed' (RFC 5246 7.2.1)
 */
export function transportEnd(closeNotifyReceived: boolean): 'closed' | 'truncated' {
  // TODO: say how it ended.
  throw new Unsolved('transportEnd');
}

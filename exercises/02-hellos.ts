// Stage 02: the two hellos. The client says what it can do, the server picks (RFC 5246 7.4.1, RFC 6066 3).
// Every variable part is a vector: its length in bytes first, then its bytes. "<0..32>" in the RFC means a length of
// one byte, "<2..2^16-2>" one of two.
//
// lib/codec.ts has a Reader and lib/writer.ts a Writer for numbers and vectors, and lib/errors.ts has TlsError.
// lib/extensions.ts reads and writes a single extension. Use them or do without.
import { Unsolved } from '../lib/errors.js';
import type { ClientHello, ServerHello } from '../lib/hellos.js';

/**
 * The body of a client_hello message: client_version (2 bytes), random (32), session_id<0..32>,
 * cipher_suites<2..2^16-2> (2 bytes each), compression_methods<1..2^8-1> (1 byte each), and the extensions.
 *
 * An extension is its type (2 bytes) and extension_data<0..2^16-1>; all of them stand in one vector with a two-byte
 * length. Where `extensions` is left out the hello ends after the compression methods, as hellos did in 1999; where it
 * is an empty list, there is a vector of length zero.
 * @param hello already within the limits above
 * @returns the body, without handshake header and record header (RFC 5246 7.4.1.2)
 */
export function encodeClientHello(hello: ClientHello): Uint8Array {
  // TODO: write the fields in their order, each vector with its length in bytes.
  throw new Unsolved('encodeClientHello');
}

/**
 * Reads the body of a client_hello message. Versions, suites, compression methods and extensions that nobody knows
 * are no error: they are handed on, for a peer may be newer than we are, or test our patience (GREASE, RFC 8701).
 * @param body without the handshake header
 * @returns the hello, without `extensions` where the body ends after the compression methods; extension data
 *   stays as it is
 * @throws TlsError decode_error for a body that is cut short or goes on after the last field, for a length that
 *   does not fit (an odd number of bytes of suites, no suite, no compression method, a session id over 32 bytes);
 *   illegal_parameter for an extension that comes twice (RFC 5246 7.4.1.2, 7.4.1.4)
 */
export function decodeClientHello(body: Uint8Array): ClientHello {
  // TODO: read what encodeClientHello writes, and trust no length.
  throw new Unsolved('decodeClientHello');
}

/**
 * The body of a server_hello message: server_version (2 bytes), random (32), session_id<0..32>, cipher_suite (2),
 * compression_method (1), and the extensions as in a ClientHello (RFC 5246 7.4.1.3).
 */
export function encodeServerHello(hello: ServerHello): Uint8Array {
  // TODO: write the fields in their order: one suite and one method, where the client sends lists.
  throw new Unsolved('encodeServerHello');
}

/**
 * Reads the body of a server_hello message. Whether the server may choose what it chose is judged in stage 11.
 * @throws TlsError decode_error for a body that is cut short, goes on after the last field or has a session id over
 *   32 bytes; illegal_parameter for an extension that comes twice (RFC 5246 7.4.1.3, 7.4.1.4)
 */
export function decodeServerHello(body: Uint8Array): ServerHello {
  // TODO: read what encodeServerHello writes, and trust no length.
  throw new Unsolved('decodeServerHello');
}

/**
 * The data of the server_name extension: server_name_list<1..2^16-1> with one ServerName, which is name_type
 * (1 byte, 0 for host_name) and HostName<1..2^16-1>. The extension's own type and length are not part of it.
 * @param hostName ASCII, without a trailing dot
 * @returns 5 bytes more than the name has (RFC 6066 3)
 */
export function encodeServerName(hostName: string): Uint8Array {
  // TODO: put the name into its vector, the type before it, and all of it into the list's vector.
  throw new Unsolved('encodeServerName');
}

/**
 * The server's choice. Both lists say "most wanted first"; here the server's order counts, as most servers have it.
 * @param offered what the client offers; it may hold numbers that are no suites
 * @param preferred what the server would take, in its order
 * @returns the first of `preferred` that is also offered, or undefined when there is none (RFC 5246 7.4.1.3)
 */
export function selectCipherSuite(
  offered: readonly number[],
  preferred: readonly number[],
): number | undefined {
  // TODO: find the server's favourite among what both have.
  throw new Unsolved('selectCipherSuite');
}

// Stage 02, solved: the two hellos (RFC 5246 7.4.1, RFC 6066 3).
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeAll, type Reader } from '../lib/codec.js';
import { TlsError } from '../lib/errors.js';
import type { Extension } from '../lib/extensions.js';
import type { ClientHello, ServerHello } from '../lib/hellos.js';
import { Writer } from '../lib/writer.js';

/** Version, random, session id, suites, compression methods, extensions (RFC 5246 7.4.1.2). */
export function encodeClientHello(hello: ClientHello): Uint8Array {
  const w = new Writer();
  w.uint16(hello.clientVersion);
  w.opaque(hello.random);
  w.vector(1, hello.sessionId);
  w.list(2, hello.cipherSuites, (list, suite) => list.uint16(suite));
  w.list(1, hello.compressionMethods, (list, method) => list.uint8(method));
  writeExtensions(w, hello.extensions);
  return w.bytes();
}

/** Each read below is the inverse of a write above; decodeAll refuses what is left over (RFC 5246 7.4.1.2). */
export function decodeClientHello(body: Uint8Array): ClientHello {
  return decodeAll(body, 'client_hello', (r) => ({
    clientVersion: r.uint16('client_version'),
    random: r.opaque(32, 'random'),
    sessionId: r.vector(1, 'session_id', { max: 32 }),
    // A list is read until its bytes are used up: an odd one leaves half a suite, and that is refused.
    cipherSuites: r.list(2, 'cipher_suites', (list) => list.uint16('cipher_suite'), { min: 2 }),
    compressionMethods: r.list(1, 'compression_methods', (list) => list.uint8('method'), { min: 1 }),
    ...readExtensions(r),
  }));
}

/** As the ClientHello, but with one suite and one method: the server has chosen (RFC 5246 7.4.1.3). */
export function encodeServerHello(hello: ServerHello): Uint8Array {
  const w = new Writer();
  w.uint16(hello.serverVersion);
  w.opaque(hello.random);
  w.vector(1, hello.sessionId);
  w.uint16(hello.cipherSuite);
  w.uint8(hello.compressionMethod);
  writeExtensions(w, hello.extensions);
  return w.bytes();
}

/** RFC 5246 7.4.1.3. */
export function decodeServerHello(body: Uint8Array): ServerHello {
  return decodeAll(body, 'server_hello', (r) => ({
    serverVersion: r.uint16('server_version'),
    random: r.opaque(32, 'random'),
    sessionId: r.vector(1, 'session_id', { max: 32 }),
    cipherSuite: r.uint16('cipher_suite'),
    compressionMethod: r.uint8('compression_method'),
    ...readExtensions(r),
  }));
}

/** A list of one name, whose type 0 says host_name (RFC 6066 3). */
export function encodeServerName(hostName: string): Uint8Array {
  const name = new Writer().uint8(0).vector(2, utf8ToBytes(hostName)).bytes();
  return new Writer().vector(2, name).bytes();
}

/** The server's order counts (RFC 5246 7.4.1.3). */
export function selectCipherSuite(
  offered: readonly number[],
  preferred: readonly number[],
): number | undefined {
  return preferred.find((suite) => offered.includes(suite));
}

/** No list, no bytes. An empty list is two: its length (RFC 5246 7.4.1.2). */
function writeExtensions(w: Writer, extensions: readonly Extension[] | undefined): void {
  if (extensions === undefined) return;
  w.list(2, extensions, (list, { extensionType, extensionData }) =>
    list.uint16(extensionType).vector(2, extensionData),
  );
}

/** Whether there are extensions shows only in whether bytes are left (RFC 5246 7.4.1.2). */
function readExtensions(r: Reader): { extensions?: Extension[] } {
  if (r.remaining === 0) return {};
  const extensions = r.list(2, 'extensions', (list) => ({
    extensionType: list.uint16('extension_type'),
    extensionData: list.vector(2, 'extension_data'),
  }));
  if (new Set(extensions.map(({ extensionType }) => extensionType)).size < extensions.length)
    throw new TlsError('illegal_parameter', 'the peer sent the same extension twice');
  return { extensions };
}

// Stage 02. The two hellos: what the client offers, what the server picks (RFC 5246 7.4.1).
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeAll, type Reader } from './codec.js';
import { type Extension, readExtension, refuseDuplicates, writeExtension } from './extensions.js';
import { CompressionMethod, nameOf, versionName } from './registry.js';
import { suiteName } from './suites.js';
import { Writer } from './writer.js';

/** RFC 5246 7.4.1.2. `extensions` is left out where the hello ends after the compression methods. */
export interface ClientHello {
  readonly clientVersion: number;
  /** 32 bytes; the first four were once the time of day. */
  readonly random: Uint8Array;
  /** 0 to 32 bytes. */
  readonly sessionId: Uint8Array;
  /** Most wanted first. */
  readonly cipherSuites: readonly number[];
  readonly compressionMethods: readonly number[];
  readonly extensions?: readonly Extension[];
}

/** RFC 5246 7.4.1.3. */
export interface ServerHello {
  readonly serverVersion: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly cipherSuite: number;
  readonly compressionMethod: number;
  readonly extensions?: readonly Extension[];
}

/** The body of a client_hello message, without the handshake header (RFC 5246 7.4.1.2). */
export function encodeClientHello(hello: ClientHello): Uint8Array {
  const w = new Writer()
    .uint16(hello.clientVersion)
    .opaque(hello.random)
    .vector(1, hello.sessionId)
    .list(2, hello.cipherSuites, (list, suite) => list.uint16(suite))
    .list(1, hello.compressionMethods, (list, method) => list.uint8(method));
  return writeExtensions(w, hello.extensions).bytes();
}

/**
 * @throws TlsError decode_error for a body that is not exactly one ClientHello, illegal_parameter for an
 *   extension sent twice (RFC 5246 7.4.1.2, 7.4.1.4)
 */
export function decodeClientHello(body: Uint8Array): ClientHello {
  return decodeAll(body, 'client_hello', readClientHello);
}

export function readClientHello(r: Reader): ClientHello {
  return {
    clientVersion: r.uint16('client_version', versionName),
    random: readRandom(r),
    sessionId: r.vector(1, 'session_id', { max: 32 }),
    cipherSuites: r.list(2, 'cipher_suites', readSuite, { min: 2 }),
    compressionMethods: r.list(1, 'compression_methods', readCompression, { min: 1 }),
    ...readExtensions(r),
  };
}

/** The body of a server_hello message (RFC 5246 7.4.1.3). */
export function encodeServerHello(hello: ServerHello): Uint8Array {
  const w = new Writer()
    .uint16(hello.serverVersion)
    .opaque(hello.random)
    .vector(1, hello.sessionId)
    .uint16(hello.cipherSuite)
    .uint8(hello.compressionMethod);
  return writeExtensions(w, hello.extensions).bytes();
}

/** @throws TlsError decode_error, illegal_parameter as decodeClientHello does (RFC 5246 7.4.1.3) */
export function decodeServerHello(body: Uint8Array): ServerHello {
  return decodeAll(body, 'server_hello', readServerHello);
}

export function readServerHello(r: Reader): ServerHello {
  return {
    serverVersion: r.uint16('server_version', versionName),
    random: readRandom(r),
    sessionId: r.vector(1, 'session_id', { max: 32 }),
    cipherSuite: readSuite(r),
    compressionMethod: readCompression(r),
    ...readExtensions(r),
  };
}

/** ServerNameList with one host_name; the name in ASCII, without a trailing dot (RFC 6066 3). */
export function encodeServerName(hostName: string): Uint8Array {
  return new Writer().nested(2, (w) => w.uint8(0).vector(2, utf8ToBytes(hostName))).bytes();
}

/**
 * The server's choice: the first suite of `preferred` that the client offered, or undefined when there is none
 * (RFC 5246 7.4.1.3: the choice is the server's; whose order counts is policy, here the server's own).
 */
export function selectCipherSuite(
  offered: readonly number[],
  preferred: readonly number[],
): number | undefined {
  return preferred.find((suite) => offered.includes(suite));
}

/** gmt_unix_time and random_bytes, kept together: nobody reads the time any more (RFC 5246 7.4.1.2). */
function readRandom(r: Reader): Uint8Array {
  return r.opaque(32, 'random', (random) => `as a clock, its first four bytes say ${clock(random)}`);
}

const clock = ([a = 0, b = 0, c = 0, d = 0]: Uint8Array) =>
  new Date((a * 2 ** 24 + (b << 16) + (c << 8) + d) * 1000).toISOString().replace('.000', '');

const readSuite = (r: Reader) => r.uint16('cipher_suite', suiteName);
const readCompression = (r: Reader) => r.uint8('compression_method', (v) => nameOf(CompressionMethod, v));

/** Extensions are all there is to a hello that was not there in TLS 1.0: old ones just end (RFC 5246 7.4.1.2). */
function readExtensions(r: Reader): { extensions?: Extension[] } {
  if (r.remaining === 0) return {};
  const extensions = r.list(2, 'extensions', readExtension);
  refuseDuplicates(extensions);
  return { extensions };
}

function writeExtensions(w: Writer, extensions: readonly Extension[] | undefined): Writer {
  return extensions ? w.list(2, extensions, writeExtension) : w;
}

// The hellos of TLS 1.3: the shape of those of 1.2, in which every field that has lost its meaning is kept and called
// legacy (RFC 8446 4.1.2, 4.1.3).
import { equalBytes } from '@noble/curves/utils.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeAll, type Reader } from '../../lib/codec.js';
import { TlsError } from '../../lib/errors.js';
import { type Extension, findExtension } from '../../lib/extensions.js';
import { hashes } from '../../lib/hashes.js';
import { CompressionMethod, nameOf } from '../../lib/registry.js';
import { suiteName } from '../../lib/suites.js';
import {
  decodeClientShares,
  decodeSelectedVersion,
  decodeServerShare,
  type KeyShareEntry,
  readExtensions13,
} from './extensions.js';
import { LEGACY_VERSION, TLS13, versionName13 } from './registry.js';

export interface ClientHello13 {
  /** 32 bytes. */
  readonly random: Uint8Array;
  readonly legacySessionId: Uint8Array;
  readonly cipherSuites: readonly number[];
  readonly extensions: readonly Extension[];
}

export interface ServerHello13 {
  readonly random: Uint8Array;
  readonly legacySessionIdEcho: Uint8Array;
  readonly cipherSuite: number;
  readonly extensions: readonly Extension[];
}

export const decodeClientHello13 = (body: Uint8Array) => decodeAll(body, 'client_hello', readClientHello13);
export const decodeServerHello13 = (body: Uint8Array) => decodeAll(body, 'server_hello', readServerHello13);

export function readClientHello13(r: Reader): ClientHello13 {
  readLegacyVersion(r);
  const random = r.opaque(32, 'random');
  const legacySessionId = r.vector(1, 'legacy_session_id', { max: 32 });
  const cipherSuites = r.list(2, 'cipher_suites', readSuite, { min: 2 });
  const methods = r.list(1, 'legacy_compression_methods', (m) => readCompression(m, 'compression_method'));
  if (methods.length !== 1 || methods[0] !== CompressionMethod.null)
    throw new TlsError('illegal_parameter', 'the client offers compression, which TLS 1.3 does not have');
  return { random, legacySessionId, cipherSuites, extensions: readExtensions13(r, 'client_hello') };
}

export function readServerHello13(r: Reader): ServerHello13 {
  readLegacyVersion(r);
  const random = r.opaque(32, 'random');
  const legacySessionIdEcho = r.vector(1, 'legacy_session_id_echo', { max: 32 });
  const cipherSuite = readSuite(r);
  if (readCompression(r, 'legacy_compression_method') !== CompressionMethod.null)
    throw new TlsError('illegal_parameter', 'the server chose compression, which TLS 1.3 does not have');
  return { random, legacySessionIdEcho, cipherSuite, extensions: readExtensions13(r, 'server_hello') };
}

/** What the two hellos settle, and all that an observer learns of the key exchange. */
export interface Settled13 {
  readonly cipherSuite: number;
  readonly clientShare: KeyShareEntry;
  readonly serverShare: KeyShareEntry;
}

/**
 * Holds the server's answer against the offer (RFC 8446 4.1.3, 4.2.1, 4.2.8).
 * @throws TlsError protocol_version when it is not TLS 1.3, missing_extension or illegal_parameter when it does not
 *   answer the offer, unexpected_message for a HelloRetryRequest, which is not read here
 */
export function settle13(client: ClientHello13, server: ServerHello13): Settled13 {
  if (equalBytes(server.random, helloRetryRequest))
    throw new TlsError('unexpected_message', 'the server sent a HelloRetryRequest, which is not read here');
  const version = findExtension(server.extensions, 'supported_versions');
  if (!version || decodeSelectedVersion(version) !== TLS13)
    throw new TlsError('protocol_version', 'the server did not choose TLS 1.3');
  if (!client.cipherSuites.includes(server.cipherSuite))
    throw new TlsError('illegal_parameter', 'the server chose a suite that the client did not offer');
  if (!equalBytes(server.legacySessionIdEcho, client.legacySessionId))
    throw new TlsError('illegal_parameter', "the server did not echo the client's session id");
  const [offered, chosen] = [client, server].map(({ extensions }) => findExtension(extensions, 'key_share'));
  if (!offered || !chosen)
    throw new TlsError(
      'missing_extension',
      'a hello has no key_share; sessions with a PSK alone are not read here',
    );
  const serverShare = decodeServerShare(chosen);
  const clientShare = decodeClientShares(offered).find(({ group }) => group === serverShare.group);
  if (!clientShare)
    throw new TlsError(
      'illegal_parameter',
      'the server answered with a group that the client sent no share of',
    );
  return { cipherSuite: server.cipherSuite, clientShare, serverShare };
}

/** A ServerHello with this random is another message in disguise (RFC 8446 4.1.3). */
const helloRetryRequest = hashes['SHA-256'].digest(utf8ToBytes('HelloRetryRequest'));

function readLegacyVersion(r: Reader): void {
  const version = r.uint16('legacy_version', versionName13);
  if (version !== LEGACY_VERSION)
    throw new TlsError(
      'protocol_version',
      'the peer sent a hello whose legacy_version is not that of TLS 1.2',
    );
}

const readSuite = (r: Reader) => r.uint16('cipher_suite', suiteName);
const readCompression = (r: Reader, name: string) => r.uint8(name, (v) => nameOf(CompressionMethod, v));

// Stage 11. What the client decides in a handshake, apart from all computing: what it offers, which answers it
// takes, which message may come next, what it sends and when, and how a connection ends.
import { TlsError } from './errors.js';
import {
  decodePointFormats,
  decodeRenegotiationInfo,
  type Extension,
  encodePointFormats,
  encodeRenegotiationInfo,
  encodeSignatureAlgorithms,
  encodeSupportedGroups,
  extensionName,
  findExtension,
  type SignatureAndHash,
} from './extensions.js';
import type { ClientHello, ServerHello } from './hellos.js';
import type { Alert } from './records.js';
import {
  AlertLevel,
  alertName,
  CompressionMethod,
  ECPointFormat,
  type ExtensionName,
  ExtensionType,
  type HandshakeTypeName,
  HashAlgorithm,
  SignallingSuite,
  SignatureAlgorithm,
  TLS12,
  versionName,
} from './registry.js';
import { type KeyExchange, suiteById, suiteName } from './suites.js';

/** What a client is willing to do; `random` is the 32 bytes of its hello. */
export interface Offer {
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly cipherSuites: readonly number[];
  readonly groups: readonly number[];
  readonly random: Uint8Array;
  /** The data of the server_name extension: a whole ServerNameList. */
  readonly serverName?: Uint8Array;
  readonly sessionTicket: boolean;
}

/** RSA with every hash we verify, most wanted first; a TLS 1.2 client must say so (RFC 5246 7.4.1.4.1). */
export const signatureAlgorithms: readonly SignatureAndHash[] = (
  ['sha256', 'sha384', 'sha512', 'sha1'] as const
).map((hash) => ({ hash: HashAlgorithm[hash], signature: SignatureAlgorithm.rsa }));

/**
 * The ClientHello of an offer: highest version, suites that it can use, null compression, and the extensions
 * that those suites need (RFC 5246 7.4.1.2; RFC 6066 3; RFC 8422 4; RFC 5746 3.4; RFC 7627 5.1; RFC 5077 3.2).
 */
export function clientOffer(offer: Offer): ClientHello {
  const suites = offer.cipherSuites.filter((id) => (suiteById(id)?.minVersion ?? 0) <= offer.maxVersion);
  const elliptic = suites.some((id) => suiteById(id)?.keyExchange === 'ECDHE_RSA');
  const extensions: Extension[] = [];
  const add = (name: ExtensionName, extensionData: Uint8Array) =>
    extensions.push({ extensionType: ExtensionType[name], extensionData });

  if (offer.serverName) add('server_name', offer.serverName);
  add('renegotiation_info', encodeRenegotiationInfo(new Uint8Array()));
  add('extended_master_secret', new Uint8Array());
  if (elliptic) {
    add('supported_groups', encodeSupportedGroups(offer.groups));
    add('ec_point_formats', encodePointFormats([ECPointFormat.uncompressed]));
  }
  if (offer.sessionTicket) add('session_ticket', new Uint8Array());
  if (offer.maxVersion >= TLS12) add('signature_algorithms', encodeSignatureAlgorithms(signatureAlgorithms));
  return {
    clientVersion: offer.maxVersion,
    random: offer.random,
    sessionId: new Uint8Array(),
    cipherSuites: suites,
    compressionMethods: [CompressionMethod.null],
    extensions,
  };
}

/** What the two hellos settle. */
export interface Negotiated {
  readonly version: number;
  readonly cipherSuite: number;
  readonly extendedMasterSecret: boolean;
  readonly secureRenegotiation: boolean;
  /** The server announced a NewSessionTicket (RFC 5077 3.2). */
  readonly sessionTicket: boolean;
}

/**
 * Holds the server's answer against what was offered (RFC 5246 7.4.1.3, 7.4.1.4; RFC 5746 3.4).
 * @param minVersion the lowest version the client takes
 * @throws TlsError protocol_version, illegal_parameter for a suite or compression not offered,
 *   unsupported_extension for an extension nobody asked for, decode_error for one that holds what it must not,
 *   handshake_failure for a renegotiation_info that is not empty
 */
export function acceptServerHello(offered: ClientHello, minVersion: number, hello: ServerHello): Negotiated {
  const version = hello.serverVersion;
  if (version < minVersion || version > offered.clientVersion)
    throw new TlsError(
      'protocol_version',
      `the server chose ${versionName(version) ?? `version ${version}`}`,
    );
  const suite = suiteById(hello.cipherSuite);
  if (!suite || !offered.cipherSuites.includes(suite.id))
    throw new TlsError(
      'illegal_parameter',
      `the server chose ${suiteName(hello.cipherSuite) ?? `suite ${hello.cipherSuite}`}, which we did not offer`,
    );
  if (suite.minVersion > version)
    throw new TlsError(
      'illegal_parameter',
      `the server chose ${suite.name}, which ${versionName(version)} lacks`,
    );
  if (hello.compressionMethod !== CompressionMethod.null)
    throw new TlsError('illegal_parameter', 'the server chose a compression method, which we did not offer');
  refuseUnrequested(offered, hello);
  checkExtensionData(hello);

  const renegotiation = findExtension(hello.extensions, 'renegotiation_info');
  if (renegotiation && decodeRenegotiationInfo(renegotiation).length > 0)
    throw new TlsError('handshake_failure', 'the server took this first handshake for a renegotiation');
  return {
    version,
    cipherSuite: suite.id,
    extendedMasterSecret: findExtension(hello.extensions, 'extended_master_secret') !== undefined,
    secureRenegotiation: renegotiation !== undefined,
    sessionTicket: findExtension(hello.extensions, 'session_ticket') !== undefined,
  };
}

function refuseUnrequested(offered: ClientHello, hello: ServerHello): void {
  const asked = new Set(offered.extensions?.map((extension) => extension.extensionType));
  if (offered.cipherSuites.includes(SignallingSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV))
    asked.add(ExtensionType.renegotiation_info);
  for (const { extensionType } of hello.extensions ?? [])
    if (!asked.has(extensionType))
      throw new TlsError(
        'unsupported_extension',
        `the server sent the extension ${extensionName(extensionType)} (${extensionType}), which we did not ask for`,
      );
}

/** Two that only say yes are empty (RFC 7627 5.1, RFC 5077 3.2); every point is uncompressed (RFC 8422 5.1.2). */
function checkExtensionData({ extensions }: ServerHello): void {
  for (const name of ['extended_master_secret', 'session_ticket'] as const)
    if (findExtension(extensions, name)?.length)
      throw new TlsError('decode_error', `the server sent the extension ${name} with something in it`);
  const formats = findExtension(extensions, 'ec_point_formats');
  if (formats && !decodePointFormats(formats).includes(ECPointFormat.uncompressed))
    throw new TlsError('illegal_parameter', 'the server does not take uncompressed points');
}

/** A message in the order of a handshake; change_cipher_spec is one although it is no handshake message. */
export type MessageName = HandshakeTypeName | 'change_cipher_spec' | 'application_data';

/**
 * Which messages the server may send next, given all it has sent so far in this handshake, oldest first
 * (RFC 5246 7.3, figure 1; RFC 5077 3.1). The key exchange is known once the server_hello is.
 */
export function expectedMessages(
  received: readonly MessageName[],
  keyExchange: KeyExchange | undefined,
  sessionTicket: boolean,
): MessageName[] {
  switch (received.at(-1)) {
    case undefined:
      return ['server_hello'];
    case 'server_hello':
      return ['certificate'];
    case 'certificate':
      return keyExchange === 'RSA' ? ['certificate_request', 'server_hello_done'] : ['server_key_exchange'];
    case 'server_key_exchange':
      return ['certificate_request', 'server_hello_done'];
    case 'certificate_request':
      return ['server_hello_done'];
    case 'server_hello_done':
      return sessionTicket ? ['new_session_ticket'] : ['change_cipher_spec'];
    case 'new_session_ticket':
      return ['change_cipher_spec'];
    case 'change_cipher_spec':
      return ['finished'];
    case 'finished':
      return ['application_data'];
    default:
      return [];
  }
}

/**
 * The client's second flight, in order: a certificate only when the server asked for one, then the key exchange,
 * then the change of keys, then Finished under the new keys (RFC 5246 7.3).
 */
export function clientFlight(certificateRequested: boolean): MessageName[] {
  const flight: MessageName[] = ['client_key_exchange', 'change_cipher_spec', 'finished'];
  return certificateRequested ? ['certificate', ...flight] : flight;
}

/**
 * What an alert does to the connection: close_notify ends it well, anything fatal ends it badly, and a warning
 * leaves it be, except no_renegotiation and the like, which are for whoever asked (RFC 5246 7.2).
 */
export function alertOutcome({ level, description }: Alert): 'closed' | 'failed' | 'ignored' {
  if (alertName(description) === 'close_notify') return 'closed';
  return level === AlertLevel.warning ? 'ignored' : 'failed';
}

/**
 * How a connection ended when the transport did: without the peer's close_notify nobody knows whether more was
 * to come, so the data may have been cut short by an attacker (RFC 5246 7.2.1).
 */
export function transportEnd(closeNotifyReceived: boolean): 'closed' | 'truncated' {
  return closeNotifyReceived ? 'closed' : 'truncated';
}

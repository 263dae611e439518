// Stage 11, solved: what the client offers, takes, awaits and sends, and how a connection ends (RFC 5246 7.2 to 7.4.1).
import { TlsError } from '../lib/errors.js';
import {
  decodePointFormats,
  decodeRenegotiationInfo,
  type Extension,
  encodePointFormats,
  encodeRenegotiationInfo,
  encodeSignatureAlgorithms,
  encodeSupportedGroups,
  findExtension,
} from '../lib/extensions.js';
import type { MessageName, Negotiated, Offer } from '../lib/handshake-rules.js';
import type { ClientHello, ServerHello } from '../lib/hellos.js';
import type { Alert } from '../lib/records.js';
import {
  AlertDescription,
  AlertLevel,
  CompressionMethod,
  ECPointFormat,
  type ExtensionName,
  ExtensionType,
  HashAlgorithm,
  SignallingSuite,
  SignatureAlgorithm,
  TLS12,
} from '../lib/registry.js';
import { type KeyExchange, suiteById } from '../lib/suites.js';

const none = new Uint8Array();
const { sha256, sha384, sha512, sha1 } = HashAlgorithm;

/** What we could do, as far as the highest version allows it (RFC 5246 7.4.1.2). */
export function clientOffer(offer: Offer): ClientHello {
  const cipherSuites = offer.cipherSuites.filter((id) => {
    const suite = suiteById(id);
    return suite === undefined || suite.minVersion <= offer.maxVersion;
  });
  return {
    clientVersion: offer.maxVersion,
    random: offer.random,
    sessionId: none,
    cipherSuites,
    compressionMethods: [CompressionMethod.null],
    extensions: offeredExtensions(offer, cipherSuites),
  };
}

function offeredExtensions(offer: Offer, cipherSuites: readonly number[]): Extension[] {
  const extensions = [
    extension('renegotiation_info', encodeRenegotiationInfo(none)),
    extension('extended_master_secret', none),
  ];
  if (offer.serverName) extensions.push(extension('server_name', offer.serverName));
  // Asked of the suites that are left: an ECDHE suite that was filtered out needs no groups.
  if (cipherSuites.some((id) => suiteById(id)?.keyExchange === 'ECDHE_RSA'))
    extensions.push(
      extension('supported_groups', encodeSupportedGroups(offer.groups)),
      extension('ec_point_formats', encodePointFormats([ECPointFormat.uncompressed])),
    );
  if (offer.sessionTicket) extensions.push(extension('session_ticket', none));
  if (offer.maxVersion >= TLS12) {
    const withRsa = [sha256, sha384, sha512, sha1].map((hash) => ({
      hash,
      signature: SignatureAlgorithm.rsa,
    }));
    extensions.push(extension('signature_algorithms', encodeSignatureAlgorithms(withRsa)));
  }
  return extensions;
}

function extension(name: ExtensionName, extensionData: Uint8Array): Extension {
  return { extensionType: ExtensionType[name], extensionData };
}

/** Version, suite, compression, extensions; nothing may go beyond the offer (RFC 5246 7.4.1.3). */
export function acceptServerHello(offered: ClientHello, minVersion: number, hello: ServerHello): Negotiated {
  const version = hello.serverVersion;
  if (version < minVersion || version > offered.clientVersion)
    throw new TlsError('protocol_version', `the server chose version ${version}`);

  // Offered is not enough: signals such as TLS_FALLBACK_SCSV are in that list too, and no suites.
  const suite = suiteById(hello.cipherSuite);
  if (suite === undefined || !offered.cipherSuites.includes(suite.id))
    throw new TlsError(
      'illegal_parameter',
      `the server chose suite ${hello.cipherSuite}, which is not offered`,
    );
  if (suite.minVersion > version)
    throw new TlsError('illegal_parameter', `the server chose ${suite.name}, too new for its version`);
  if (hello.compressionMethod !== CompressionMethod.null)
    throw new TlsError('illegal_parameter', 'the server chose a compression, which is not offered');

  refuseUnrequested(offered, hello);
  return {
    version,
    cipherSuite: suite.id,
    extendedMasterSecret: saysYes(hello, 'extended_master_secret'),
    secureRenegotiation: isFirstHandshake(hello),
    sessionTicket: saysYes(hello, 'session_ticket'),
  };
}

/** A server answers extensions and never starts one (RFC 5246 7.4.1.4). */
function refuseUnrequested(offered: ClientHello, hello: ServerHello): void {
  const requested = (offered.extensions ?? []).map(({ extensionType }) => extensionType);
  if (offered.cipherSuites.includes(SignallingSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV))
    requested.push(ExtensionType.renegotiation_info);
  for (const { extensionType } of hello.extensions ?? [])
    if (!requested.includes(extensionType))
      throw new TlsError('unsupported_extension', `the server sent extension ${extensionType} unasked`);
  const formats = findExtension(hello.extensions, 'ec_point_formats');
  if (formats && !decodePointFormats(formats).includes(ECPointFormat.uncompressed))
    throw new TlsError('illegal_parameter', 'the server does not take uncompressed points');
}

/** Whether an extension is there whose being there is all it has to say. */
function saysYes(hello: ServerHello, name: ExtensionName): boolean {
  const data = findExtension(hello.extensions, name);
  if (data && data.length > 0) throw new TlsError('decode_error', `the server put data into ${name}`);
  return data !== undefined;
}

function isFirstHandshake(hello: ServerHello): boolean {
  const data = findExtension(hello.extensions, 'renegotiation_info');
  if (data === undefined) return false;
  // Not empty: an attacker has spliced our first handshake onto a connection of its own (RFC 5746 1).
  if (decodeRenegotiationInfo(data).length > 0)
    throw new TlsError('handshake_failure', 'the server renegotiates, and we have only begun');
  return true;
}

/** What came last decides (RFC 5246 7.3, figure 1). */
export function expectedMessages(
  received: readonly MessageName[],
  keyExchange: KeyExchange | undefined,
  sessionTicket: boolean,
): MessageName[] {
  const endOfHello: MessageName[] = ['certificate_request', 'server_hello_done'];
  switch (received.at(-1)) {
    case undefined:
      return ['server_hello'];
    case 'server_hello':
      return ['certificate'];
    case 'certificate': // with RSA the certificate's own key is all that the client needs
      return keyExchange === 'RSA' ? endOfHello : ['server_key_exchange'];
    case 'server_key_exchange':
      return endOfHello;
    case 'certificate_request':
      return ['server_hello_done'];
    case 'server_hello_done': // a ticket that was announced must come
      return [sessionTicket ? 'new_session_ticket' : 'change_cipher_spec'];
    case 'new_session_ticket':
      return ['change_cipher_spec'];
    case 'change_cipher_spec': // the one and only way to finished
      return ['finished'];
    case 'finished':
      return ['application_data'];
    default:
      return [];
  }
}

/** Keys, the switch to them, and Finished as the first message under them (RFC 5246 7.3). */
export function clientFlight(certificateRequested: boolean): MessageName[] {
  const flight: MessageName[] = ['client_key_exchange', 'change_cipher_spec', 'finished'];
  return certificateRequested ? ['certificate', ...flight] : flight;
}

/** Only what is known to be a warning may pass (RFC 5246 7.2). */
export function alertOutcome({ level, description }: Alert): 'closed' | 'failed' | 'ignored' {
  if (description === AlertDescription.close_notify) return 'closed';
  return level === AlertLevel.warning ? 'ignored' : 'failed';
}

/** An end that the peer did not announce may be an attacker's (RFC 5246 7.2.1). */
export function transportEnd(closeNotifyReceived: boolean): 'closed' | 'truncated' {
  return closeNotifyReceived ? 'closed' : 'truncated';
}

// What a server makes of a ClientHello: version, suite, group, signature and the extensions of its answer.
import { TlsError } from './errors.js';
import {
  decodePointFormats,
  decodeServerName,
  decodeSignatureAlgorithms,
  decodeSupportedGroups,
  type Extension,
  encodePointFormats,
  encodeRenegotiationInfo,
  findExtension,
  type SignatureAndHash,
} from './extensions.js';
import { commonAlgorithm } from './handshake-signature.js';
import type { ClientHello } from './hellos.js';
import {
  CompressionMethod,
  ECPointFormat,
  ExtensionType,
  HashAlgorithm,
  NamedGroup,
  SignallingSuite,
  SignatureAlgorithm,
  TLS10,
  TLS12,
  versionName,
} from './registry.js';
import { answerBinding, type Binding, type Renegotiation, unboundRenegotiation } from './renegotiation.js';
import type { Functions } from './stages.js';
import { type CipherSuite, suiteById } from './suites.js';

/** What a server is willing to do; suites and groups most wanted first. */
export interface Policy {
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly cipherSuites: readonly number[];
  readonly groups: readonly number[];
  /** The handshake before this one, when this one renegotiates. */
  readonly previous?: Binding | undefined;
  readonly renegotiation?: Renegotiation | undefined;
}

export interface Answer {
  readonly version: number;
  readonly suite: CipherSuite;
  /** The group of an ECDHE suite. */
  readonly group?: number;
  /** How to sign a ServerKeyExchange in TLS 1.2. */
  readonly algorithm: SignatureAndHash;
  readonly extendedMasterSecret: boolean;
  readonly secureRenegotiation: boolean;
  readonly serverName?: string;
  readonly extensions: readonly Extension[];
}

/**
 * Answers a ClientHello. Suites, versions, groups and extensions that we do not know, GREASE included, are passed
 * over (RFC 5246 7.4.1.2, RFC 8701).
 * @throws TlsError protocol_version, handshake_failure when no suite fits, inappropriate_fallback (RFC 7507 3),
 *   illegal_parameter, decode_error
 */
export function chooseAnswer(
  f: Pick<Functions, 'selectCipherSuite'>,
  hello: ClientHello,
  policy: Policy,
): Answer {
  const version = chooseVersion(hello, policy);
  if (!hello.compressionMethods.includes(CompressionMethod.null))
    throw new TlsError('illegal_parameter', 'the client did not offer the null compression method');

  const group = chooseGroup(hello, policy);
  const algorithm = version >= TLS12 ? chooseAlgorithm(hello) : sha1WithRsa;
  const usable = policy.cipherSuites.filter((id) => {
    const suite = suiteById(id);
    if (!suite || suite.minVersion > version) return false;
    if (suite.keyExchange === 'ECDHE_RSA' && group === undefined) return false;
    if (suite.keyExchange === 'DHE_RSA' && !takesOurPrime(hello)) return false;
    return suite.keyExchange === 'RSA' || algorithm !== undefined;
  });
  const suite = suiteById(f.selectCipherSuite(hello.cipherSuites, usable) ?? 0);
  if (!suite) throw new TlsError('handshake_failure', 'the client offered no cipher suite that we can use');

  const renegotiatedConnection =
    policy.renegotiation === unboundRenegotiation ? undefined : answerBinding(hello, policy.previous);
  const extendedMasterSecret = signalsExtendedMasterSecret(hello);
  const elliptic = suite.keyExchange === 'ECDHE_RSA';
  const extensions: Extension[] = [];
  if (renegotiatedConnection)
    extensions.push({
      extensionType: ExtensionType.renegotiation_info,
      extensionData: encodeRenegotiationInfo(renegotiatedConnection),
    });
  if (extendedMasterSecret)
    extensions.push({ extensionType: ExtensionType.extended_master_secret, extensionData: new Uint8Array() });
  if (elliptic && findExtension(hello.extensions, 'ec_point_formats'))
    extensions.push({
      extensionType: ExtensionType.ec_point_formats,
      extensionData: encodePointFormats([ECPointFormat.uncompressed]),
    });

  const serverName = requestedName(hello);
  return {
    version,
    suite,
    algorithm: algorithm ?? sha1WithRsa,
    extendedMasterSecret,
    secureRenegotiation: renegotiatedConnection !== undefined,
    extensions,
    ...(elliptic && group !== undefined && { group }),
    ...(serverName !== undefined && { serverName }),
  };
}

/** The host name that the client asks for. */
export function requestedName(hello: ClientHello): string | undefined {
  const data = findExtension(hello.extensions, 'server_name');
  return data && decodeServerName(data);
}

/** The highest version that both sides have (RFC 5246 E.1). */
export function chooseVersion(hello: ClientHello, { minVersion, maxVersion }: Policy): number {
  const { clientVersion } = hello;
  if (clientVersion < Math.max(minVersion, TLS10))
    throw new TlsError(
      'protocol_version',
      `the client goes no higher than ${versionName(clientVersion) ?? `version ${clientVersion}`}`,
    );
  if (clientVersion < maxVersion && hello.cipherSuites.includes(SignallingSuite.TLS_FALLBACK_SCSV))
    throw new TlsError(
      'inappropriate_fallback',
      'the client fell back to a version below the best that we have',
    );
  return Math.min(clientVersion, maxVersion);
}

/** Our first group among the client's; a client that names none takes secp256r1 (RFC 8422 4). */
function chooseGroup(hello: ClientHello, { groups }: Policy): number | undefined {
  const formats = findExtension(hello.extensions, 'ec_point_formats');
  if (formats && !decodePointFormats(formats).includes(ECPointFormat.uncompressed))
    throw new TlsError('illegal_parameter', 'the client does not take uncompressed points');
  const named = findExtension(hello.extensions, 'supported_groups');
  const theirs: readonly number[] = named ? decodeSupportedGroups(named) : [NamedGroup.secp256r1];
  return groups.find((group) => theirs.includes(group));
}

/** Our prime is ffdhe2048; a client that names finite-field groups and not this one will have none (RFC 7919 4). */
function takesOurPrime(hello: ClientHello): boolean {
  const named = findExtension(hello.extensions, 'supported_groups');
  const finite = named ? decodeSupportedGroups(named).filter((group) => group >> 8 === 1) : [];
  return finite.length === 0 || finite.includes(NamedGroup.ffdhe2048);
}

const sha1WithRsa: SignatureAndHash = { hash: HashAlgorithm.sha1, signature: SignatureAlgorithm.rsa };

/** TLS 1.2: our first algorithm among the client's; one that names none takes SHA-1 (RFC 5246 7.4.1.4.1). */
function chooseAlgorithm(hello: ClientHello): SignatureAndHash | undefined {
  const data = findExtension(hello.extensions, 'signature_algorithms');
  if (!data) return sha1WithRsa;
  return commonAlgorithm(decodeSignatureAlgorithms(data));
}

/** By its presence alone (RFC 7627 5.1). */
function signalsExtendedMasterSecret(hello: ClientHello): boolean {
  const data = findExtension(hello.extensions, 'extended_master_secret');
  if (data?.length)
    throw new TlsError(
      'decode_error',
      'the client sent an extended_master_secret extension that is not empty',
    );
  return data !== undefined;
}

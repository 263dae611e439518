// The extensions a hello of ours may carry. Each has a reader for the peer's bytes and a writer for ours; an
// extension we do not know stays opaque.
import { decodeAll, type Reader } from './codec.js';
import { TlsError } from './errors.js';
import {
  ECPointFormat,
  type ExtensionName,
  ExtensionType,
  HashAlgorithm,
  isGrease,
  NamedGroup,
  nameOf,
  SignatureAlgorithm,
} from './registry.js';
import { Writer } from './writer.js';

/** RFC 5246 7.4.1.4. */
export interface Extension {
  readonly extensionType: number;
  readonly extensionData: Uint8Array;
}

/** RFC 5246 7.4.1.4.1: a hash and a signature algorithm, one byte each. */
export interface SignatureAndHash {
  readonly hash: number;
  readonly signature: number;
}

export function readExtension(r: Reader): Extension {
  return r.struct('Extension', (e) => {
    const extensionType = e.uint16('extension_type', extensionName);
    return {
      extensionType,
      extensionData: e.explained(2, 'extension_data', extensionReaders[extensionName(extensionType)]),
    };
  });
}

export function writeExtension(w: Writer, { extensionType, extensionData }: Extension): void {
  w.uint16(extensionType).vector(2, extensionData);
}

export function extensionName(type: number): string {
  return nameOf(ExtensionType, type) ?? (isGrease(type) ? 'GREASE (RFC 8701)' : 'unknown');
}

/** The data of the named extension, or undefined when the hello does not carry it. */
export function findExtension(
  list: readonly Extension[] | undefined,
  name: ExtensionName,
): Uint8Array | undefined {
  return list?.find((extension) => extension.extensionType === ExtensionType[name])?.extensionData;
}

/** @throws TlsError illegal_parameter when an extension comes twice (RFC 5246 7.4.1.4) */
export function refuseDuplicates(list: readonly Extension[]): void {
  const seen = new Set<number>();
  for (const { extensionType } of list) {
    if (seen.has(extensionType))
      throw new TlsError(
        'illegal_parameter',
        `the peer sent the ${extensionName(extensionType)} extension twice`,
      );
    seen.add(extensionType);
  }
}

/** The host name asked for, or undefined when the list holds only other name types (RFC 6066 3). */
export function decodeServerName(data: Uint8Array): string | undefined {
  return decodeAll(data, 'server_name', readServerName);
}

function readServerName(r: Reader): string | undefined {
  const names = r.list(
    2,
    'server_name_list',
    (item) =>
      item.struct('ServerName', (n) => ({
        type: n.uint8('name_type', (v) => (v === 0 ? 'host_name' : undefined)),
        name: n.vector(2, 'host_name', { min: 1, max: 255 }, asciiText),
      })),
    { min: 1 },
  );
  if (new Set(names.map((n) => n.type)).size < names.length)
    throw new TlsError('illegal_parameter', 'the peer sent two server names of the same type');
  const host = names.find((n) => n.type === 0);
  return host && asciiText(host.name);
}

/** NamedGroupList, most wanted first (RFC 8422 5.1.1). */
export function encodeSupportedGroups(groups: readonly number[]): Uint8Array {
  return new Writer().list(2, groups, (w, group) => w.uint16(group)).bytes();
}
export function decodeSupportedGroups(data: Uint8Array): number[] {
  return decodeAll(data, 'supported_groups', readSupportedGroups);
}

/** ECPointFormatList (RFC 8422 5.1.2). */
export function encodePointFormats(formats: readonly number[]): Uint8Array {
  return new Writer().list(1, formats, (w, format) => w.uint8(format)).bytes();
}
export function decodePointFormats(data: Uint8Array): number[] {
  return decodeAll(data, 'ec_point_formats', readPointFormats);
}

/** The signature algorithms that the sender can verify (RFC 5246 7.4.1.4.1). */
export function encodeSignatureAlgorithms(list: readonly SignatureAndHash[]): Uint8Array {
  return new Writer().list(2, list, (w, { hash, signature }) => w.uint8(hash).uint8(signature)).bytes();
}
export function decodeSignatureAlgorithms(data: Uint8Array): SignatureAndHash[] {
  return decodeAll(data, 'signature_algorithms', readSignatureAlgorithms);
}

export function readSignatureAndHash(r: Reader): SignatureAndHash {
  return {
    hash: r.uint8('hash', (v) => nameOf(HashAlgorithm, v)),
    signature: r.uint8('signature', (v) => nameOf(SignatureAlgorithm, v)),
  };
}

/** renegotiated_connection: empty in a first handshake (RFC 5746 3.2). */
export function encodeRenegotiationInfo(renegotiatedConnection: Uint8Array): Uint8Array {
  return new Writer().vector(1, renegotiatedConnection).bytes();
}
export function decodeRenegotiationInfo(data: Uint8Array): Uint8Array {
  return decodeAll(data, 'renegotiation_info', readRenegotiationInfo);
}

const groupName = (v: number) => nameOf(NamedGroup, v) ?? (isGrease(v) ? 'GREASE (RFC 8701)' : undefined);

const readSupportedGroups = (r: Reader) =>
  r.list(2, 'named_group_list', (g) => g.uint16('named_group', groupName), { min: 2 });
const readPointFormats = (r: Reader) =>
  r.list(1, 'ec_point_format_list', (f) => f.uint8('format', (v) => nameOf(ECPointFormat, v)), { min: 1 });
const readSignatureAlgorithms = (r: Reader) =>
  r.list(
    2,
    'supported_signature_algorithms',
    (s) => s.struct('SignatureAndHashAlgorithm', readSignatureAndHash),
    { min: 2 },
  );
const readRenegotiationInfo = (r: Reader) => r.vector(1, 'renegotiated_connection');

/** How to read the inside of an extension in a ClientHello, for those that we understand. */
export const extensionReaders: { readonly [name: string]: (r: Reader) => unknown } = {
  server_name: readServerName,
  supported_groups: readSupportedGroups,
  ec_point_formats: readPointFormats,
  signature_algorithms: readSignatureAlgorithms,
  renegotiation_info: readRenegotiationInfo,
};

const asciiText = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, 255));

// Extensions as the messages of TLS 1.3 carry them. What is inside one depends on the message that it is in
// (RFC 8446 4.2).
import { decodeAll, type Reader } from '../../lib/codec.js';
import { TlsError } from '../../lib/errors.js';
import { type Extension, extensionName, extensionReaders, refuseDuplicates } from '../../lib/extensions.js';
import { type ExtensionName, isGrease, NamedGroup, nameOf } from '../../lib/registry.js';
import { PskKeyExchangeMode, SignatureScheme, versionName13 } from './registry.js';

/** The messages that carry extensions. */
export type Carrier =
  | 'client_hello'
  | 'server_hello'
  | 'encrypted_extensions'
  | 'certificate'
  | 'new_session_ticket';

/** KeyShareEntry (RFC 8446 4.2.8). */
export interface KeyShareEntry {
  readonly group: number;
  readonly keyExchange: Uint8Array;
}

/** The extensions of a message. @throws TlsError illegal_parameter when one comes twice */
export function readExtensions13(r: Reader, carrier: Carrier): Extension[] {
  const extensions = r.list(2, 'extensions', (item) =>
    item.struct('Extension', (e) => {
      const extensionType = e.uint16('extension_type', extensionName);
      const read = readers[carrier][extensionName(extensionType) as ExtensionName];
      return { extensionType, extensionData: e.explained(2, 'extension_data', read) };
    }),
  );
  refuseDuplicates(extensions);
  return extensions;
}

/** selected_version of a ServerHello (RFC 8446 4.2.1). */
export const decodeSelectedVersion = (data: Uint8Array) =>
  decodeAll(data, 'supported_versions', readSelectedVersion);

/** The server's share (RFC 8446 4.2.8). @throws TlsError decode_error */
export const decodeServerShare = (data: Uint8Array) => decodeAll(data, 'key_share', readKeyShareEntry);

/** The client's shares, most wanted first; their groups differ (RFC 8446 4.2.8). */
export function decodeClientShares(data: Uint8Array): KeyShareEntry[] {
  const shares = decodeAll(data, 'key_share', readClientShares);
  if (new Set(shares.map(({ group }) => group)).size < shares.length)
    throw new TlsError('illegal_parameter', 'the client sent two key shares of the same group');
  return shares;
}

const orGrease = (name: string | undefined, v: number) =>
  name ?? (isGrease(v) ? 'GREASE (RFC 8701)' : undefined);

export const readScheme = (r: Reader) =>
  r.uint16('SignatureScheme', (v) => orGrease(nameOf(SignatureScheme, v), v));
const readSchemes = (r: Reader) => r.list(2, 'supported_signature_algorithms', readScheme, { min: 2 });

const readVersion = (r: Reader, name: string) => r.uint16(name, (v) => orGrease(versionName13(v), v));
const readVersions = (r: Reader) =>
  r.list(1, 'versions', (v) => readVersion(v, 'ProtocolVersion'), { min: 2 });
const readSelectedVersion = (r: Reader) => readVersion(r, 'selected_version');

function readKeyShareEntry(r: Reader): KeyShareEntry {
  return r.struct('KeyShareEntry', (e) => ({
    group: e.uint16('group', (v) => orGrease(nameOf(NamedGroup, v), v)),
    keyExchange: e.vector(2, 'key_exchange', { min: 1 }),
  }));
}
const readClientShares = (r: Reader) => r.list(2, 'client_shares', readKeyShareEntry);

const readPskModes = (r: Reader) =>
  r.list(1, 'ke_modes', (m) => m.uint8('PskKeyExchangeMode', (v) => nameOf(PskKeyExchangeMode, v)), {
    min: 1,
  });

type ByName = { readonly [name in ExtensionName]?: (r: Reader) => unknown };
const { supported_groups } = extensionReaders;

const readers: Readonly<Record<Carrier, ByName>> = {
  client_hello: {
    ...extensionReaders,
    signature_algorithms: readSchemes,
    signature_algorithms_cert: readSchemes,
    supported_versions: readVersions,
    key_share: readClientShares,
    psk_key_exchange_modes: readPskModes,
    record_size_limit: (r) => r.uint16('RecordSizeLimit', String),
  },
  server_hello: { supported_versions: readSelectedVersion, key_share: readKeyShareEntry },
  encrypted_extensions: {
    ...(supported_groups && { supported_groups }),
    record_size_limit: (r) => r.uint16('RecordSizeLimit', String),
  },
  certificate: {},
  new_session_ticket: { early_data: (r) => r.uint32('max_early_data_size', String) },
};

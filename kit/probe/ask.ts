// One question to a server: a ClientHello, up to the ServerHello or the alert that answers it. Then we say close_notify.
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { TlsError } from '../../lib/errors.js';
import {
  type Extension,
  encodePointFormats,
  encodeRenegotiationInfo,
  encodeSignatureAlgorithms,
  encodeSupportedGroups,
  findExtension,
} from '../../lib/extensions.js';
import { HandshakeBuffer } from '../../lib/handshake-buffer.js';
import { encodeHandshake } from '../../lib/handshake-message.js';
import { decodeServerHello, encodeClientHello, encodeServerName } from '../../lib/hellos.js';
import { RecordLayer } from '../../lib/record-layer.js';
import { decodeAlert } from '../../lib/records.js';
import {
  alertName,
  ContentType,
  type ExtensionName,
  ExtensionType,
  HandshakeType,
  NamedGroup,
  TLS10,
  TLS12,
} from '../../lib/registry.js';
import { reference } from '../../lib/stages.js';
import { Writer } from '../../lib/writer.js';
import { openSocket } from '../handshake/session.js';

export const SSL30 = 0x0300;
export const TLS13 = 0x0304;

/** What the server said to one hello. */
export type Said =
  | { readonly kind: 'chose'; readonly version: number; readonly suite: number }
  /** An alert's name, or how else the server ended it. */
  | { readonly kind: 'refused'; readonly how: string };

const PATIENCE_MS = 5000;

/** @throws Error when there is no connection, or what came is no TLS */
export async function ask(
  { host, port, name }: { host: string; port: number; name: string },
  version: number,
  suites: readonly number[],
): Promise<Said> {
  const socket = await openSocket(host, port);
  const layer = new RecordLayer(reference);
  const incoming = new HandshakeBuffer(reference);
  layer.write(
    ContentType.handshake,
    encodeHandshake({ msgType: HandshakeType.client_hello, body: helloOf(version, suites, name) }),
  );
  socket.setTimeout(PATIENCE_MS);
  try {
    for (const record of layer.takeOutput()) socket.write(record);
    return await new Promise<Said>((resolve, reject) => {
      const ends = (how: string) => resolve({ kind: 'refused', how });
      socket.on('data', (bytes: Uint8Array) => {
        try {
          layer.feed(bytes);
          const said = answerIn(layer, incoming);
          if (said) resolve(said);
        } catch (error) {
          reject(
            error instanceof TlsError
              ? new Error(`this is no answer of a TLS server: ${error.message}`)
              : error,
          );
        }
      });
      socket.once('timeout', () => ends('no answer'));
      socket.once('error', () => ends('connection reset'));
      socket.once('close', () => ends('hung up'));
    });
  } finally {
    if (socket.writable) {
      layer.write(ContentType.alert, reference.encodeAlert({ level: 1, description: 0 }));
      for (const record of layer.takeOutput()) socket.write(record);
    }
    socket.destroySoon();
  }
}

function answerIn(layer: RecordLayer, incoming: HandshakeBuffer): Said | undefined {
  for (let record = layer.next(); record; record = layer.next()) {
    if (record.type === ContentType.alert) {
      const { level, description } = decodeAlert(record.content);
      if (level === 2 || description === 0)
        return { kind: 'refused', how: `alert ${alertName(description)}` };
    }
    if (record.type !== ContentType.handshake) continue;
    const [message] = incoming.add(record.content);
    if (message?.msgType !== HandshakeType.server_hello) continue;
    const { serverVersion, cipherSuite, extensions } = decodeServerHello(message.body);
    const selected = findExtension(extensions, 'supported_versions');
    return { kind: 'chose', version: selected ? TLS13 : serverVersion, suite: cipherSuite };
  }
  return undefined;
}

/** SSL 3.0 knows no extensions; TLS 1.3 hides behind the version of 1.2 and one extension (RFC 8446 4.2.1). */
function helloOf(version: number, suites: readonly number[], name: string): Uint8Array {
  return encodeClientHello({
    clientVersion: Math.min(version, TLS12),
    random: new Uint8Array(randomBytes(32)),
    sessionId: new Uint8Array(),
    cipherSuites: suites,
    compressionMethods: [0],
    ...(version >= TLS10 && { extensions: extensionsOf(version, name) }),
  });
}

/** Everything that a suite might need, so that no suite is refused for lack of it. */
function extensionsOf(version: number, name: string): Extension[] {
  const { secp256r1, secp384r1, secp521r1, x25519 } = NamedGroup;
  const algorithms = [6, 5, 4, 3, 2].flatMap((hash) => [1, 3, 2].map((signature) => ({ hash, signature })));
  const pss = [4, 5, 6].map((signature) => ({ hash: 8, signature }));
  const data: [ExtensionName, Uint8Array][] = [
    ['renegotiation_info', encodeRenegotiationInfo(new Uint8Array())],
    ['extended_master_secret', new Uint8Array()],
    ['supported_groups', encodeSupportedGroups([x25519, secp256r1, secp384r1, secp521r1])],
    ['ec_point_formats', encodePointFormats([0])],
    ['signature_algorithms', encodeSignatureAlgorithms([...pss, ...algorithms])],
  ];
  if (!isIP(name)) data.unshift(['server_name', encodeServerName(name)]);
  if (version === TLS13) {
    data.push(['supported_versions', new Writer().list(1, [TLS13], (w, v) => w.uint16(v)).bytes()]);
    data.push(['key_share', new Writer().vector(2, new Uint8Array()).bytes()]); // the server may ask for one
  }
  return data.map(([extension, extensionData]) => ({
    extensionType: ExtensionType[extension],
    extensionData,
  }));
}

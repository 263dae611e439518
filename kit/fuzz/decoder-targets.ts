// Every decoder by itself: bytes in, a value or a TlsError out. Where there is an encoder, what was decoded must
// encode to the same bytes again.
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import {
  decodePointFormats,
  decodeRenegotiationInfo,
  decodeServerName,
  decodeSignatureAlgorithms,
  decodeSupportedGroups,
  encodePointFormats,
  encodeRenegotiationInfo,
  encodeSignatureAlgorithms,
  encodeSupportedGroups,
} from '../../lib/extensions.js';
import {
  decodeCertificate,
  decodeClientKeyExchange,
  encodeCertificate,
  encodeClientKeyExchange,
} from '../../lib/handshake-body.js';
import {
  decodeClientHello,
  decodeServerHello,
  encodeClientHello,
  encodeServerHello,
} from '../../lib/hellos.js';
import {
  decodeAlert,
  decodeRecord,
  encodeAlert,
  encodeRecord,
  joinHandshake,
  MAX_CIPHERTEXT,
  MAX_PLAINTEXT,
  splitHandshake,
} from '../../lib/records.js';
import { type AlertName, HandshakeType, TLS10, TLS12 } from '../../lib/registry.js';
import { decodeServerKeyExchange, encodeServerKeyExchange } from '../../lib/server-key-exchange.js';
import type { KeyExchange } from '../../lib/suites.js';
import { honestSides } from './conversations.js';
import { mutate } from './mutate.js';
import type { FuzzRandom } from './random.js';
import { refusesWith, type Target, Wrong } from './target.js';

const hostName = Uint8Array.of(0, 12, 0, 0, 9, ...new TextEncoder().encode('localhost'));

export const decoderTargets: readonly Target[] = [
  recordsTarget(),
  joinHandshakeTarget(),
  decoder('client-hello', bodies('client_hello'), inverse(decodeClientHello, encodeClientHello), [
    'illegal_parameter',
  ]),
  decoder('server-hello', bodies('server_hello'), inverse(decodeServerHello, encodeServerHello), [
    'illegal_parameter',
  ]),
  decoder('certificate-list', bodies('certificate'), inverse(decodeCertificate, encodeCertificate)),
  decoder('server-key-exchange', bodies('server_key_exchange'), serverKeyExchange, ['handshake_failure']),
  decoder('client-key-exchange', bodies('client_key_exchange'), clientKeyExchange),
  decoder('alert', () => [Uint8Array.of(1, 0), Uint8Array.of(2, 40)], inverse(decodeAlert, encodeAlert)),
  decoder(
    'server-name',
    () => [hostName],
    (_, bytes) => decodeServerName(bytes),
    ['illegal_parameter'],
  ),
  decoder(
    'supported-groups',
    () => [encodeSupportedGroups([23, 29, 0x0a0a])],
    inverse(decodeSupportedGroups, encodeSupportedGroups),
  ),
  decoder(
    'point-formats',
    () => [encodePointFormats([0, 1, 2])],
    inverse(decodePointFormats, encodePointFormats),
  ),
  decoder(
    'signature-algorithms',
    () => [
      encodeSignatureAlgorithms([
        { hash: 4, signature: 1 },
        { hash: 2, signature: 3 },
      ]),
    ],
    inverse(decodeSignatureAlgorithms, encodeSignatureAlgorithms),
  ),
  decoder(
    'renegotiation-info',
    () => [encodeRenegotiationInfo(new Uint8Array(12))],
    inverse(decodeRenegotiationInfo, encodeRenegotiationInfo),
  ),
];

type Run = (random: FuzzRandom, bytes: Uint8Array) => unknown;

/** Refuses with decode_error, or one of `alerts`. */
function decoder(
  name: string,
  samples: () => readonly Uint8Array[],
  run: Run,
  alerts: AlertName[] = [],
): Target {
  return {
    name,
    isRefusal: refusesWith('decode_error', ...alerts),
    run: (random) => run(random, mutate(random, random.pick(samples()), samples())),
  };
}

function inverse<T>(decode: (bytes: Uint8Array) => T, encode: (value: T) => Uint8Array): Run {
  return (_, bytes) => mustEqual(encode(decode(bytes)), bytes);
}

function serverKeyExchange(random: FuzzRandom, bytes: Uint8Array): void {
  const [keyExchange, version] = [
    random.pick<KeyExchange>(['DHE_RSA', 'ECDHE_RSA']),
    random.pick([TLS10, TLS12]),
  ];
  mustEqual(encodeServerKeyExchange(decodeServerKeyExchange(keyExchange, version, bytes)), bytes);
}

function clientKeyExchange(random: FuzzRandom, bytes: Uint8Array): void {
  const keyExchange = random.pick<KeyExchange>(['RSA', 'DHE_RSA', 'ECDHE_RSA']);
  mustEqual(encodeClientKeyExchange(keyExchange, decodeClientKeyExchange(keyExchange, bytes)), bytes);
}

/** One record after the other, as far as they go. */
function recordsTarget(): Target {
  const streams = () => honestSides().map(({ records }) => concatBytes(...records));
  return {
    name: 'records',
    isRefusal: refusesWith('unexpected_message', 'protocol_version', 'record_overflow'),
    run(random) {
      const stream = mutate(random, random.pick(streams()), streams());
      const limit = random.pick([MAX_PLAINTEXT, MAX_CIPHERTEXT]);
      for (let at = 0; ; ) {
        const found = decodeRecord(stream.subarray(at), limit);
        if (!found) return;
        mustEqual(encodeRecord(found.record), stream.subarray(at, at + found.length));
        at += found.length;
      }
    },
  };
}

/** Fragments at any cut give the messages that the whole gives. */
function joinHandshakeTarget(): Target {
  const streams = () => honestSides().map(handshakeBytes);
  return {
    name: 'join-handshake',
    isRefusal: refusesWith('unexpected_message', 'illegal_parameter'),
    run(random) {
      const stream = mutate(random, random.pick(streams()), streams());
      const { messages, rest } = joinHandshake(stream);
      mustEqual(concatBytes(...splitHandshake(messages, 1 + random.integer(99)), rest), stream);
      const first = joinHandshake(stream.subarray(0, random.integer(stream.length + 1)));
      if (first.messages.length > messages.length) throw new Wrong('a part has more messages than the whole');
    },
  };
}

const handshakeBytes = ({ messages }: { messages: readonly Uint8Array[] }) =>
  concatBytes(...messages.filter((message) => message.length > 1));

/** The honest messages of one type, without their headers; looked for once. */
function bodies(name: keyof typeof HandshakeType): () => readonly Uint8Array[] {
  let found: Uint8Array[] | undefined;
  return () => {
    found ??= honestSides()
      .flatMap(({ messages }) => messages)
      .filter((message) => message.length > 1 && message[0] === HandshakeType[name])
      .map((message) => message.subarray(4));
    return found;
  };
}

export function mustEqual(again: Uint8Array, bytes: Uint8Array): void {
  if (!equalBytes(again, bytes)) throw new Wrong('what was decoded encodes to other bytes');
}

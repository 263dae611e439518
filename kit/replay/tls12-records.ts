// Our own session with OpenSSL, at the record layer: what was protected, and what was on the wire.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { ContentType, TLS12 } from '../../lib/registry.js';
import type { Functions } from '../../lib/stages.js';
import { recordHeader, recordsOf } from '../sessions/records-of.js';
import type { Tls12EcdheGcm } from '../sessions/tls12-ecdhe-gcm.js';
import type { WireRecord } from '../sessions/wire.js';
import type { Story } from './step.js';

/** What one side protects in this session, one record of each kind, with sequence numbers 0, 1 and 2. */
interface Side {
  readonly sender: 'client' | 'server';
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  readonly headers: Uint8Array;
  readonly records: readonly {
    readonly name: string;
    readonly type: number;
    readonly content: Uint8Array;
    readonly fragment: Uint8Array;
  }[];
}

export function protectedSteps(f: Functions, s: Tls12EcdheGcm, story: Story): void {
  for (const side of sides(s)) {
    const add = story.chapter(`Records of the ${side.sender}`);
    for (const [sequenceNumber, { name, type, content, fragment }] of side.records.entries()) {
      const explicit = fragment.subarray(0, 8);
      const nonce = () => f.gcmNonce(side.salt, explicit);
      const aad = () => f.gcmAdditionalData(BigInt(sequenceNumber), type, TLS12, content.length);
      add(`${name}, sealed`, 'RFC 5288 3', fragment, () =>
        concatBytes(explicit, f.gcmEncrypt(side.key, nonce(), aad(), content)),
      );
      add(`${name}, opened`, 'RFC 5288 3', content, () =>
        f.gcmDecrypt(side.key, nonce(), aad(), fragment.subarray(8)),
      );
    }
  }
}

/** Holds the wire against all that is known to have been on it. */
export function wireSteps(f: Functions, s: Tls12EcdheGcm, wire: readonly WireRecord[], story: Story): void {
  const plain = {
    client: [s.clientHello, s.clientKeyExchange],
    server: [s.serverHello, s.certificateMessage, s.serverKeyExchange, s.serverHelloDone],
  };
  for (const { sender, headers, records } of sides(s)) {
    const add = story.chapter(`The wire, from the ${sender}`);
    const found = () => recordsOf(f, wire, sender);
    add('record headers', 'RFC 5246 6.2.1', headers, () => concatBytes(...found().map(recordHeader)));
    const changeCipherSpec = Uint8Array.of(1);
    const expected = concatBytes(
      ...plain[sender],
      changeCipherSpec,
      ...records.map(({ fragment }) => fragment),
    );
    add('fragments: handshake, change_cipher_spec, protected', 'RFC 5246 7.3', expected, () =>
      concatBytes(...found().map(({ fragment }) => fragment)),
    );
  }
}

function sides(s: Tls12EcdheGcm): Side[] {
  const finished = (verifyData: Uint8Array) => concatBytes(Uint8Array.of(20, 0, 0, 12), verifyData);
  const kinds = (verifyData: Uint8Array, text: string, fragments: [Uint8Array, Uint8Array, Uint8Array]) => [
    { name: 'Finished', type: ContentType.handshake, content: finished(verifyData), fragment: fragments[0] },
    {
      name: 'application data',
      type: ContentType.application_data,
      content: utf8ToBytes(text),
      fragment: fragments[1],
    },
    { name: 'close_notify', type: ContentType.alert, content: Uint8Array.of(1, 0), fragment: fragments[2] },
  ];
  return [
    {
      sender: 'client',
      key: s.clientWriteKey,
      salt: s.clientWriteIv,
      headers: s.clientRecordHeaders,
      records: kinds(s.clientVerifyData, s.request, [
        s.clientFinishedFragment,
        s.clientDataFragment,
        s.clientAlertFragment,
      ]),
    },
    {
      sender: 'server',
      key: s.serverWriteKey,
      salt: s.serverWriteIv,
      headers: s.serverRecordHeaders,
      records: kinds(s.serverVerifyData, s.reply, [
        s.serverFinishedFragment,
        s.serverDataFragment,
        s.serverAlertFragment,
      ]),
    },
  ];
}

// Amazon, 2009: both Finished and both application data records, from plaintext to ciphertext.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeHandshake, type HandshakeMessage } from '../../lib/handshake-message.js';
import { type HashName, hashes } from '../../lib/hashes.js';
import { ContentType, HandshakeType, TLS10 } from '../../lib/registry.js';
import type { Functions } from '../../lib/stages.js';
import type { Amazon2009 } from '../sessions/amazon-2009.js';
import type { Story } from './step.js';

/** What one side protects in this session: its Finished, then one record of application data. */
interface Side {
  readonly sender: 'client' | 'server';
  readonly macSecret: Uint8Array;
  readonly key: Uint8Array;
  readonly keystream: Uint8Array;
  readonly verifyData: Uint8Array;
  readonly finishedMac: Uint8Array;
  readonly finishedEncrypted: Uint8Array;
  readonly plaintext: string;
  readonly applicationMac: Uint8Array;
  readonly applicationData: Uint8Array;
  readonly md5: Uint8Array;
  readonly sha1: Uint8Array;
  readonly transcriptLength: number;
  readonly transcript: readonly Uint8Array[];
}

export function finishedSteps(f: Functions, s: Amazon2009, story: Story): void {
  for (const side of [client(s), server(s)]) oneFinished(f, s, side, story);
}

function oneFinished(f: Functions, s: Amazon2009, side: Side, story: Story): void {
  const { sender } = side;
  const add = story.chapter(`Finished of the ${sender}`);
  const messages = () => side.transcript.flatMap((m) => f.joinHandshake(m).messages);
  const hash = (name: HashName) => () => hashes[name].digest(...messages().map(encodeHandshake));
  const finished = encodeHandshake({ msgType: HandshakeType.finished, body: side.verifyData });
  const macInput = () => f.macInput(0n, ContentType.handshake, TLS10, finished);

  add('bytes of handshake messages', 'RFC 2246 7.4.9', String(side.transcriptLength), () =>
    String(concatBytes(...messages().map(encodeHandshake)).length),
  );
  add('their MD5', 'RFC 2246 7.4.9', side.md5, hash('MD5'));
  add('their SHA-1', 'RFC 2246 7.4.9', side.sha1, hash('SHA-1'));
  add('verify_data', 'RFC 2246 7.4.9', side.verifyData, () => verifyData(f, s, sender, messages()));
  if (sender === 'client') {
    add('the Finished message', 'RFC 2246 7.4.9', s.clientFinishedMessage, () => finished);
    add('what its MAC covers', 'RFC 2246 6.2.3.1', s.clientFinishedMacInput, macInput);
  }
  add('its MAC', 'RFC 2246 6.2.3.1', side.finishedMac, () => f.hmac('MD5', side.macSecret, macInput()));
  add('32 bytes of RC4 keystream', 'RFC 6229', side.keystream, () => keystream(f, side));
  add(
    'the record, encrypted',
    'RFC 2246 6.2.3.1',
    side.finishedEncrypted,
    () => f.rc4(f.rc4KeySchedule(side.key), concatBytes(finished, side.finishedMac)).output,
  );
}

function verifyData(
  f: Functions,
  s: Amazon2009,
  sender: Side['sender'],
  messages: readonly HandshakeMessage[],
): Uint8Array {
  const { label, seed, length } = f.verifyDataInput(sender, f.transcriptHash(TLS10, 'SHA-256', messages));
  return f.prf10(s.masterSecret, label, seed, length);
}

export function applicationSteps(f: Functions, s: Amazon2009, story: Story): void {
  oneApplicationRecord(f, client(s), story);
  const add = story.chapter('Application data of the client');
  const prefix = s.clientApplicationCiphertextPrefix;
  add('what the article prints of it, encrypted', 'RFC 2246 6.2.3.1', prefix, () => {
    const printed = s.clientApplicationPlaintext.slice(0, prefix.length);
    return f.rc4(afterFinished(f, client(s)), utf8ToBytes(printed)).output;
  });
  oneApplicationRecord(f, server(s), story);
}

function oneApplicationRecord(f: Functions, side: Side, story: Story): void {
  const add = story.chapter(`Application data of the ${side.sender}`);
  const plaintext = utf8ToBytes(side.plaintext);
  const mac = () =>
    f.hmac('MD5', side.macSecret, f.macInput(1n, ContentType.application_data, TLS10, plaintext));
  add('MAC, sequence number 1', 'RFC 2246 6.2.3.1', side.applicationMac, mac);
  add('decrypted', 'RFC 2246 6.2.3.1', side.plaintext, () =>
    new TextDecoder().decode(
      f.openStream(afterFinished(f, side), side.applicationData, side.applicationMac.length).content,
    ),
  );
  add(
    'encrypted',
    'RFC 2246 6.2.3.1',
    side.applicationData,
    () => f.sealStream(afterFinished(f, side), plaintext, side.applicationMac).fragment,
  );
}

function keystream(f: Functions, side: Side): Uint8Array {
  return f.rc4(f.rc4KeySchedule(side.key), new Uint8Array(side.keystream.length)).output;
}

/** RC4 runs on from the Finished record: this is where the application data starts. */
function afterFinished(f: Functions, side: Side) {
  return f.rc4(f.rc4KeySchedule(side.key), side.finishedEncrypted).state;
}

function client(s: Amazon2009): Side {
  return {
    sender: 'client',
    macSecret: s.clientWriteMacSecret,
    key: s.clientWriteKey,
    keystream: s.clientRc4Keystream,
    verifyData: s.clientVerifyData,
    finishedMac: s.clientFinishedMac,
    finishedEncrypted: s.clientFinishedEncrypted,
    plaintext: s.clientApplicationPlaintext,
    applicationMac: s.clientApplicationMac,
    applicationData: s.clientApplicationData,
    md5: s.handshakeMd5Client,
    sha1: s.handshakeSha1Client,
    transcriptLength: s.handshakeMessagesLengthClient,
    transcript: [s.clientHello, s.serverHello, s.certificateMessage, s.serverHelloDone, s.clientKeyExchange],
  };
}

function server(s: Amazon2009): Side {
  return {
    sender: 'server',
    macSecret: s.serverWriteMacSecret,
    key: s.serverWriteKey,
    keystream: s.serverRc4Keystream,
    verifyData: s.serverVerifyData,
    finishedMac: s.serverFinishedMac,
    finishedEncrypted: s.serverFinishedEncrypted,
    plaintext: s.serverApplicationPlaintext,
    applicationMac: s.serverApplicationMac,
    applicationData: s.serverApplicationData,
    md5: s.handshakeMd5Server,
    sha1: s.handshakeSha1Server,
    transcriptLength: s.handshakeMessagesLengthServer,
    transcript: [...client(s).transcript, s.clientFinishedMessage],
  };
}

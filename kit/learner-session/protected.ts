// The half of a learner's session that is computed from the pre-master secret: keys, both Finished, the data.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { hashes } from '../../lib/hashes.js';
import { runPrf } from '../../lib/prf.js';
import { ContentType, TLS10 } from '../../lib/registry.js';
import { reference as f } from '../../lib/stages.js';
import { type CipherSuite, suiteById } from '../../lib/suites.js';
import type { Scene } from './scene.js';
import type { PlainFacts } from './session.js';

const suite = suiteById(0x0004) as CipherSuite;
const MAC_LENGTH = 16;

export function keyFacts({ preMasterSecret, clientRandom, serverRandom }: PlainFacts) {
  const seed = concatBytes(utf8ToBytes('master secret'), clientRandom, serverRandom);
  const masterSecret = f.masterSecret(TLS10, 'SHA-256', preMasterSecret, clientRandom, serverRandom);
  const input = f.keyExpansion(TLS10, suite, clientRandom, serverRandom);
  const more = runPrf(f, TLS10, 'SHA-256', masterSecret, { ...input, length: input.length + 32 });
  const keyBlock = more.slice(0, input.length);
  const { client, server } = f.partitionKeyBlock(TLS10, suite, keyBlock);
  return {
    masterSecret,
    masterSecretPMd5: f.pHash('MD5', preMasterSecret.subarray(0, 24), seed, 48),
    masterSecretPSha1: f.pHash('SHA-1', preMasterSecret.subarray(24), seed, 48),
    keyBlock,
    clientWriteMacSecret: client.macKey,
    serverWriteMacSecret: server.macKey,
    clientWriteKey: client.key,
    serverWriteKey: server.key,
    keyBlockUnusedIvs: more.slice(input.length),
  };
}

export type KeyFacts = ReturnType<typeof keyFacts>;

export function finishedFacts(
  keys: KeyFacts,
  before: readonly Uint8Array[],
  clientFragment: Uint8Array,
  serverFragment: Uint8Array,
) {
  const client = opened(keys.clientWriteKey, clientFragment);
  const server = opened(keys.serverWriteKey, serverFragment);
  const seenByClient = concatBytes(...before);
  const seenByServer = concatBytes(seenByClient, client.content);
  return {
    handshakeMessagesLengthClient: seenByClient.length,
    handshakeMd5Client: hashes.MD5.digest(seenByClient),
    handshakeSha1Client: hashes['SHA-1'].digest(seenByClient),
    clientVerifyData: client.content.slice(4),
    clientFinishedMessage: client.content,
    clientFinishedMacInput: f.macInput(0n, ContentType.handshake, TLS10, client.content),
    clientFinishedMac: client.mac,
    clientRc4Keystream: keystream(keys.clientWriteKey),
    clientFinishedEncrypted: clientFragment,
    handshakeMessagesLengthServer: seenByServer.length,
    handshakeMd5Server: hashes.MD5.digest(seenByServer),
    handshakeSha1Server: hashes['SHA-1'].digest(seenByServer),
    serverVerifyData: server.content.slice(4),
    serverFinishedMac: server.mac,
    serverRc4Keystream: keystream(keys.serverWriteKey),
    serverFinishedEncrypted: serverFragment,
  };
}

export function applicationFacts(
  keys: KeyFacts,
  { request, reply }: Scene,
  clientFragment: Uint8Array,
  serverFragment: Uint8Array,
) {
  const mac = (secret: Uint8Array, text: string) =>
    f.hmac('MD5', secret, f.macInput(1n, ContentType.application_data, TLS10, utf8ToBytes(text)));
  return {
    clientApplicationData: clientFragment,
    clientApplicationPlaintext: request,
    clientApplicationMac: mac(keys.clientWriteMacSecret, request),
    clientApplicationCiphertextPrefix: clientFragment.slice(0, -MAC_LENGTH),
    serverApplicationData: serverFragment,
    serverApplicationPlaintext: reply,
    serverApplicationMac: mac(keys.serverWriteMacSecret, reply),
  };
}

const opened = (key: Uint8Array, fragment: Uint8Array) =>
  f.openStream(f.rc4KeySchedule(key), fragment, MAC_LENGTH);

const keystream = (key: Uint8Array) => f.rc4(f.rc4KeySchedule(key), new Uint8Array(32)).output;

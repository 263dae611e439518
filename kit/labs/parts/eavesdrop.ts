// What somebody who recorded a session knows of it, and what they read once they have its pre-master secret.
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../../../lib/errors.js';
import { findExtension } from '../../../lib/extensions.js';
import { decodeCertificate, decodeClientKeyExchange } from '../../../lib/handshake-body.js';
import type { HandshakeMessage } from '../../../lib/handshake-message.js';
import { serverRsaSecret } from '../../../lib/key-exchange.js';
import { createProtection } from '../../../lib/protection.js';
import type { TLSRecord } from '../../../lib/records.js';
import { ContentType, HandshakeType } from '../../../lib/registry.js';
import type { RsaPrivateKey } from '../../../lib/rsa.js';
import { deriveKeys, deriveMasterSecret, type SessionContext } from '../../../lib/session-keys.js';
import { reference as f } from '../../../lib/stages.js';
import { type CipherSuite, suiteById } from '../../../lib/suites.js';
import { recordsOf } from '../../sessions/records-of.js';
import type { WireRecord } from '../../sessions/wire.js';
import type { Side, Traffic } from './line.js';

export interface Overheard {
  readonly session: SessionContext;
  readonly serverChain: readonly Uint8Array[];
  /** The version of the ClientHello. */
  readonly clientVersion: number;
  /** What ClientKeyExchange carries: the encrypted pre-master secret, or a public key. */
  readonly exchangeKeys: Uint8Array;
  /** Up to and including ClientKeyExchange: what an extended master secret covers. */
  readonly transcript: readonly HandshakeMessage[];
  /** The records behind each side's change_cipher_spec, which are encrypted. */
  readonly encrypted: { readonly [side in Side]: readonly TLSRecord[] };
}

/** Takes a recorded full handshake apart. */
export function overhear(wire: readonly WireRecord[]): Overheard {
  const client = side(wire, 'client');
  const server = side(wire, 'server');
  const [hello, keyExchange] = client.messages as [HandshakeMessage, HandshakeMessage];
  const [answer, certificate] = server.messages as [HandshakeMessage, HandshakeMessage];
  const offered = f.decodeClientHello(hello.body);
  const chosen = f.decodeServerHello(answer.body);
  const suite = suiteById(chosen.cipherSuite) as CipherSuite;
  if (keyExchange.msgType !== HandshakeType.client_key_exchange)
    throw new Error('the recording is not of a full handshake without client certificates');
  return {
    session: {
      ...{ version: chosen.serverVersion, suite, clientRandom: offered.random, serverRandom: chosen.random },
      extendedMasterSecret: findExtension(chosen.extensions, 'extended_master_secret') !== undefined,
    },
    serverChain: decodeCertificate(certificate.body),
    clientVersion: offered.clientVersion,
    exchangeKeys: decodeClientKeyExchange(suite.keyExchange, keyExchange.body),
    transcript: [hello, ...server.messages, keyExchange],
    encrypted: { client: client.encrypted, server: server.encrypted },
  };
}

/** The texts of both sides. @throws TlsError when the secret is another: no MAC or tag is right then */
export function readTraffic(
  { session, transcript, encrypted }: Overheard,
  preMasterSecret: Uint8Array,
): Traffic {
  const keys = deriveKeys(f, session, deriveMasterSecret(f, session, preMasterSecret, transcript));
  const read = (from: Side) => {
    const noRandom = () => new Uint8Array();
    const protection = createProtection(f, session.suite, session.version, keys[from], noRandom);
    const contents = encrypted[from].map(({ type, fragment }, sequenceNumber) => {
      const content = protection.open(BigInt(sequenceNumber), type, fragment);
      return type === ContentType.application_data ? content : new Uint8Array();
    });
    return new TextDecoder().decode(concatBytes(...contents));
  };
  return { client: read('client'), server: read('server') };
}

/** The same, or undefined when there is no secret or it opens nothing. */
export function opens(heard: Overheard, preMasterSecret: Uint8Array | undefined): Traffic | undefined {
  if (!preMasterSecret) return undefined;
  try {
    return readTraffic(heard, preMasterSecret);
  } catch (error) {
    if (error instanceof TlsError) return undefined;
    throw error;
  }
}

/** What a recorded ClientKeyExchange holds for the owner of a key, or undefined when it is no RSA block for it. */
export function preMasterSecretWith(heard: Overheard, key: RsaPrivateKey): Uint8Array | undefined {
  const zeros = (length: number) => new Uint8Array(length);
  const secret = serverRsaSecret(f, heard.clientVersion, key, heard.exchangeKeys, zeros);
  return secret.some((byte) => byte !== 0) ? secret : undefined;
}

function side(wire: readonly WireRecord[], from: Side) {
  const records = recordsOf(f, wire, from);
  const change = records.findIndex(({ type }) => type === ContentType.change_cipher_spec);
  const plain = records.slice(0, change).map(({ fragment }) => fragment);
  return { messages: f.joinHandshake(concatBytes(...plain)).messages, encrypted: records.slice(change + 1) };
}

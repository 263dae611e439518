// The server's side of a full handshake, in the order of the wire (RFC 5246 7.3).
import { Connection } from './connection.js';
import type { ConnectionOptions, Handshake, HandshakeIO } from './connection-types.js';
import { supportedGroups } from './groups.js';
import { decodeClientKeyExchange, encodeCertificate } from './handshake-body.js';
import { type Random, serverEphemeralShare, serverRsaSecret, signServerKeyExchange } from './key-exchange.js';
import { expect } from './message-order.js';
import { createProtection } from './protection.js';
import { TLS10, TLS12 } from './registry.js';
import type { RsaPrivateKey } from './rsa.js';
import { chooseAnswer } from './server-choice.js';
import { encodeServerKeyExchange } from './server-key-exchange.js';
import { deriveKeys, deriveMasterSecret, deriveVerifyData } from './session-keys.js';
import { preferredSuites } from './suites.js';

export interface ServerOptions extends ConnectionOptions {
  /** Random bytes, unpredictable unless a recorded session is to be repeated. */
  readonly random: Random;
  /** DER certificates, our own first; its key must be `key`. */
  readonly chain: readonly Uint8Array[];
  readonly key: RsaPrivateKey;
  readonly minVersion?: number;
  readonly maxVersion?: number;
  /** Suite numbers, most wanted first. */
  readonly cipherSuites?: readonly number[];
  readonly groups?: readonly number[];
}

/** A server connection; it waits for a ClientHello. */
export function createServer(options: ServerOptions): Connection {
  return new Connection(options, 'client_hello', (io) => serverHandshake(io, options));
}

function* serverHandshake(io: HandshakeIO, options: ServerOptions): Handshake {
  const { functions: f, random, key } = options;
  const clientHello = f.decodeClientHello((yield* expect('client_hello')).body);
  const serverRandom = random(32);
  const {
    version,
    suite,
    group,
    algorithm,
    extendedMasterSecret,
    secureRenegotiation,
    serverName,
    extensions,
  } = chooseAnswer(f, clientHello, {
    minVersion: options.minVersion ?? TLS10,
    maxVersion: options.maxVersion ?? TLS12,
    cipherSuites: options.cipherSuites ?? preferredSuites,
    groups: options.groups ?? supportedGroups,
  });
  const session = {
    version,
    suite,
    extendedMasterSecret,
    secureRenegotiation,
    clientRandom: clientHello.random,
    serverRandom,
  };
  io.setVersion(version);
  io.send(
    'server_hello',
    f.encodeServerHello({
      serverVersion: version,
      random: serverRandom,
      sessionId: new Uint8Array(),
      cipherSuite: suite.id,
      compressionMethod: 0,
      ...(extensions.length > 0 && { extensions }),
    }),
  );
  io.send('certificate', encodeCertificate(options.chain));
  const share =
    suite.keyExchange === 'RSA' ? undefined : serverEphemeralShare(f, suite.keyExchange, group, random);
  if (share) {
    const signed = signServerKeyExchange(f, session, key, share.params, algorithm);
    io.send('server_key_exchange', encodeServerKeyExchange(signed));
  }
  io.send('server_hello_done', new Uint8Array());
  io.flush();

  const { body } = yield* expect('client_key_exchange');
  const exchangeKeys = decodeClientKeyExchange(suite.keyExchange, body);
  const preMasterSecret = share
    ? share.preMasterSecret(exchangeKeys)
    : serverRsaSecret(f, clientHello.clientVersion, key, exchangeKeys, random);
  const masterSecret = deriveMasterSecret(f, session, preMasterSecret, io.transcript);
  const keys = deriveKeys(f, session, masterSecret);

  yield* expect('change_cipher_spec');
  io.changeReadKeys(createProtection(f, suite, version, keys.client, random));
  const expected = deriveVerifyData(f, session, masterSecret, 'client', io.transcript);
  f.checkVerifyData(expected, (yield* expect('finished')).body);

  io.changeWriteKeys(createProtection(f, suite, version, keys.server, random));
  io.send('finished', deriveVerifyData(f, session, masterSecret, 'server', io.transcript));
  io.flush();
  return {
    ...session,
    masterSecret,
    serverChain: options.chain,
    trust: 'the client did not identify itself',
    ...(serverName !== undefined && { serverName }),
    ...(share && group !== undefined && { group }),
  };
}

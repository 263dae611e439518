// What the server does after the hellos: a full handshake, or an abbreviated one (RFC 5246 7.3, figures 1 and 2).
import { ClientCertificateType, encodeCertificateRequest } from './certificate-request.js';
import { encodeCertificateStatus } from './certificate-status.js';
import { decodeCertificateVerify, verifyTranscript } from './certificate-verify.js';
import type { HandshakeIO, Incoming, Security } from './connection-types.js';
import { TlsError } from './errors.js';
import { changeWriteKeys, type Finishing, resumedSecrets, sendFinished, takeFinished } from './finish.js';
import {
  decodeCertificate,
  decodeClientKeyExchange,
  encodeCertificate,
  encodeNewSessionTicket,
} from './handshake-body.js';
import { signatureAlgorithms } from './handshake-rules.js';
import type { ClientHello } from './hellos.js';
import { serverEphemeralShare, serverRsaSecret, signServerKeyExchange } from './key-exchange.js';
import { expect } from './message-order.js';
import { TLS12 } from './registry.js';
import type { ClientCertificates, ServerOptions } from './server.js';
import type { Answer } from './server-choice.js';
import { encodeServerKeyExchange } from './server-key-exchange.js';
import type { Found, Sessions } from './server-sessions.js';
import { deriveKeys, deriveMasterSecret, type SessionContext } from './session-keys.js';
import type { ServerSession } from './sessions.js';
import type { Functions } from './stages.js';
import { sealTicket } from './tickets.js';
import { type CheckedClient, checkClient } from './trust.js';

/** A handshake whose hellos are done. */
export interface ServerHandshake {
  readonly io: HandshakeIO;
  readonly options: ServerOptions;
  readonly clientHello: ClientHello;
  readonly answer: Answer;
  readonly context: SessionContext;
  readonly sessionId: Uint8Array;
  /** A NewSessionTicket was announced. */
  readonly ticketDue: boolean;
  /** The OCSP response that was announced. */
  readonly stapled: Uint8Array | undefined;
}

type Flight<T> = Generator<undefined, T, Incoming>;

/** Certificates and a key exchange (RFC 5246 7.3, figure 1). */
export function* fullHandshake(handshake: ServerHandshake, renegotiates: boolean): Flight<Security> {
  const { io, options, context, answer, clientHello } = handshake;
  const { functions: f, random, key } = options;
  const { suite, version } = context;
  io.send('certificate', encodeCertificate(options.chain));
  if (handshake.stapled) io.send('certificate_status', encodeCertificateStatus(handshake.stapled));
  const share =
    suite.keyExchange === 'RSA'
      ? undefined
      : serverEphemeralShare(f, suite.keyExchange, answer.group, random);
  if (share) {
    const signed = signServerKeyExchange(f, context, key, share.params, answer.algorithm);
    io.send('server_key_exchange', encodeServerKeyExchange(signed));
  }
  const asks = asked(options, renegotiates);
  if (asks) io.send('certificate_request', certificateRequest(f, asks, version));
  io.send('server_hello_done', new Uint8Array());
  io.flush();

  const clientChain = asks ? decodeCertificate((yield* expect('certificate')).body) : [];
  const client = asks && checkShown(f, asks, clientChain);
  const exchangeKeys = decodeClientKeyExchange(
    suite.keyExchange,
    (yield* expect('client_key_exchange')).body,
  );
  const preMasterSecret = share
    ? share.preMasterSecret(exchangeKeys)
    : serverRsaSecret(f, clientHello.clientVersion, key, exchangeKeys, random);
  const masterSecret = deriveMasterSecret(f, context, preMasterSecret, io.transcript);
  const secrets = { masterSecret, keys: deriveKeys(f, context, masterSecret) };
  if (client) {
    const signed = [...io.transcript];
    const proof = decodeCertificateVerify((yield* expect('certificate_verify')).body, version);
    verifyTranscript(f, version, client.key, proof, signed);
  }

  const ends = finishing(handshake);
  const clientVerifyData = yield* takeFinished(ends, secrets, 'client', expect);
  keepSession(handshake, masterSecret, clientChain);
  changeWriteKeys(ends, secrets.keys.server);
  const serverVerifyData = sendFinished(ends, secrets, 'server');
  return settle(handshake, {
    masterSecret,
    clientChain,
    trust: client?.trust ?? 'the client did not identify itself',
    clientVerifyData,
    serverVerifyData,
    ...(share && answer.group !== undefined && { group: answer.group }),
  });
}

/** An earlier session's master secret under new randoms: the server finishes first (RFC 5246 7.3, figure 2). */
export function* abbreviatedHandshake(
  handshake: ServerHandshake,
  { session, resumed }: Found,
): Flight<Security> {
  const { options } = handshake;
  const { masterSecret, clientChain } = session;
  const trust = resumedTrust(options, clientChain);
  const ends = finishing(handshake);
  const secrets = resumedSecrets(ends, masterSecret);
  changeWriteKeys(ends, secrets.keys.server);
  const serverVerifyData = sendFinished(ends, secrets, 'server');
  const clientVerifyData = yield* takeFinished(ends, secrets, 'client', expect);
  return settle(handshake, { masterSecret, clientChain, trust, clientVerifyData, serverVerifyData, resumed });
}

const finishing = ({ io, options: { functions, random }, context }: ServerHandshake): Finishing => ({
  io,
  functions,
  random,
  context,
});

function asked({ clientCertificates }: ServerOptions, renegotiates: boolean): ClientCertificates | undefined {
  return clientCertificates?.onlyWhenRenegotiating && !renegotiates ? undefined : clientCertificates;
}

function certificateRequest(f: Functions, { anchors }: ClientCertificates, version: number): Uint8Array {
  return encodeCertificateRequest({
    certificateTypes: [ClientCertificateType.rsa_sign],
    ...(version >= TLS12 && { signatureAlgorithms }),
    certificateAuthorities: anchors.map((der) => f.parseCertificate(der).subject.der),
  });
}

/** @throws TlsError handshake_failure when a certificate is required and none is shown (RFC 5246 7.4.6) */
function checkShown(
  f: Functions,
  asks: ClientCertificates,
  chain: readonly Uint8Array[],
): CheckedClient | undefined {
  if (chain.length > 0) return checkClient(f, asks, chain);
  if (asks.required) throw new TlsError('handshake_failure', 'the client showed no certificate');
  return undefined;
}

/** The client's certificate is not sent again, but judged again, by the clock of now. */
function resumedTrust(options: ServerOptions, chain: readonly Uint8Array[]): string {
  const asks = options.clientCertificates;
  if (!asks || chain.length === 0) return 'the client did not identify itself';
  return checkClient(options.functions, asks, chain).trust;
}

/** Once the client is verified: in our store by its id, or in a ticket for the client to carry. */
function keepSession(
  handshake: ServerHandshake,
  masterSecret: Uint8Array,
  clientChain: readonly Uint8Array[],
): void {
  const { io, options, context, sessionId, answer } = handshake;
  const { sessions, random } = options;
  if (!sessions) return;
  const { version, suite, extendedMasterSecret } = context;
  const { serverName } = answer;
  const session: ServerSession = {
    ...{ version, cipherSuite: suite.id, masterSecret, extendedMasterSecret },
    clientChain: clientChain.map((der) => der.slice()),
    createdAt: sessions.at,
    ...(serverName !== undefined && { serverName }),
  };
  if (handshake.ticketDue) io.send('new_session_ticket', newTicket(sessions, random(12), session));
  else if (sessionId.length > 0) sessions.store?.keep(sessionId, session);
}

function newTicket(
  { ticketKeys, lifetime }: Sessions,
  nonce: Uint8Array,
  session: ServerSession,
): Uint8Array {
  const [key] = ticketKeys ?? [];
  return encodeNewSessionTicket(lifetime, key ? sealTicket(key, nonce, session) : new Uint8Array());
}

type Settled = Omit<Security, keyof SessionContext | 'secureRenegotiation' | 'serverChain'>;

function settle({ context, answer, options }: ServerHandshake, settled: Settled): Security {
  const { version, suite, clientRandom, serverRandom, extendedMasterSecret } = context;
  const { secureRenegotiation, serverName } = answer;
  return {
    ...{ version, suite, clientRandom, serverRandom, extendedMasterSecret, secureRenegotiation },
    ...settled,
    serverChain: options.chain,
    ...(serverName !== undefined && { serverName }),
  };
}

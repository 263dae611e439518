// What the client does after the hellos: a full handshake, or an abbreviated one (RFC 5246 7.3, figures 1 and 2).
import { type CertificateRequest, decodeCertificateRequest, isWanted } from './certificate-request.js';
import { encodeCertificateVerify, signTranscript } from './certificate-verify.js';
import type { ClientOptions } from './client.js';
import { decodeAll } from './codec.js';
import type { HandshakeIO, Incoming, Security } from './connection-types.js';
import { TlsError } from './errors.js';
import type { SignatureAndHash } from './extensions.js';
import {
  changeWriteKeys,
  type Finishing,
  resumedSecrets,
  type Secrets,
  sendFinished,
  takeFinished,
} from './finish.js';
import {
  decodeCertificate,
  decodeNewSessionTicket,
  encodeCertificate,
  encodeClientKeyExchange,
} from './handshake-body.js';
import type { MessageName, Negotiated, Offer } from './handshake-rules.js';
import { commonAlgorithm } from './handshake-signature.js';
import type { ClientHello, ServerHello } from './hellos.js';
import {
  type ClientShare,
  clientEphemeralShare,
  clientRsaShare,
  verifyServerKeyExchange,
} from './key-exchange.js';
import type { ServerMessages } from './message-order.js';
import { HashAlgorithm, SignatureAlgorithm } from './registry.js';
import type { ServerParams } from './server-key-exchange.js';
import { deriveKeys, deriveMasterSecret, type SessionContext } from './session-keys.js';
import type { ClientSession } from './sessions.js';
import { checkServer } from './trust.js';

/** A handshake whose hellos are done. */
export interface ClientHandshake {
  readonly io: HandshakeIO;
  readonly options: ClientOptions;
  readonly server: ServerMessages;
  readonly offer: Offer;
  readonly clientHello: ClientHello;
  readonly serverHello: ServerHello;
  readonly context: SessionContext & Negotiated;
}

type Flight<T> = Generator<undefined, T, Incoming>;

/** Certificates and a key exchange (RFC 5246 7.3, figure 1). */
export function* fullHandshake(handshake: ClientHandshake): Flight<Security> {
  const { options, server, context, clientHello } = handshake;
  const { functions: f, random } = options;
  const { suite, version } = context;
  const serverChain = decodeCertificate((yield* server.expect('certificate')).body);
  const { key, trust } = checkServer(f, options.trust, serverChain, suite.keyExchange);

  let message = yield* server.expect('server_key_exchange', 'certificate_request', 'server_hello_done');
  let serverParams: ServerParams | undefined;
  if (message.name === 'server_key_exchange') {
    const exchange = f.decodeServerKeyExchange(suite.keyExchange, version, message.body);
    verifyServerKeyExchange(f, context, key, exchange);
    refuseOtherGroup(exchange.params, handshake.offer);
    serverParams = exchange.params;
    message = yield* server.expect('certificate_request', 'server_hello_done');
  }
  let request: CertificateRequest | undefined;
  if (message.name === 'certificate_request') {
    request = decodeCertificateRequest(message.body, version);
    message = yield* server.expect('server_hello_done');
  }
  decodeAll(message.body, 'server_hello_done', () => undefined);

  const share = serverParams
    ? clientEphemeralShare(f, serverParams, random)
    : clientRsaShare(f, clientHello.clientVersion, key, random);
  const { secrets, clientVerifyData, clientChain } = sendFlight(handshake, share, request);

  const ticket = yield* takeTicket(handshake);
  const serverVerifyData = yield* takeFinished(finishing(handshake), secrets, 'server', (...names) =>
    server.expect(...names),
  );
  return settle(handshake, {
    masterSecret: secrets.masterSecret,
    serverChain,
    clientChain,
    trust,
    clientVerifyData,
    serverVerifyData,
    ...ticket,
    ...(serverParams && 'group' in serverParams && { group: serverParams.group }),
  });
}

/**
 * An earlier session's master secret under new randoms: the server finishes first (RFC 5246 7.3, figure 2). Its
 * certificate is not sent again, but judged again, by the trust and the clock of now.
 */
export function* abbreviatedHandshake(handshake: ClientHandshake, session: ClientSession): Flight<Security> {
  const { options, server, context } = handshake;
  const { functions: f } = options;
  const { trust } = checkServer(f, options.trust, session.serverChain, context.suite.keyExchange);
  const ticket = yield* takeTicket(handshake);
  const ends = finishing(handshake);
  const secrets = resumedSecrets(ends, session.masterSecret);
  const serverVerifyData = yield* takeFinished(ends, secrets, 'server', (...names) =>
    server.expect(...names),
  );
  changeWriteKeys(ends, secrets.keys.client);
  const clientVerifyData = sendFinished(ends, secrets, 'client');
  return settle(handshake, {
    masterSecret: session.masterSecret,
    serverChain: session.serverChain,
    clientChain: [],
    trust,
    clientVerifyData,
    serverVerifyData,
    resumed: session.ticket ? 'session ticket' : 'session id',
    ...(session.ticket && { ticket: session.ticket }),
    ...ticket,
  });
}

const finishing = ({ io, options: { functions, random }, context }: ClientHandshake): Finishing => ({
  io,
  functions,
  random,
  context,
});

/** A ticket for the next time, where one was announced; an empty one is none (RFC 5077 3.3). */
function* takeTicket({ server, context }: ClientHandshake): Flight<{ ticket?: Uint8Array }> {
  if (!context.sessionTicket) return {};
  const { ticket } = decodeNewSessionTicket((yield* server.expect('new_session_ticket')).body);
  return ticket.length > 0 ? { ticket: ticket.slice() } : {};
}

type Settled = Omit<Security, keyof SessionContext | keyof Negotiated | 'session'> & {
  readonly ticket?: Uint8Array;
};

/** What is left when all is verified, with what there is to offer next time. */
function settle(handshake: ClientHandshake, { ticket, ...settled }: Settled): Security {
  const { context, serverHello, options } = handshake;
  const { version, cipherSuite, extendedMasterSecret } = context;
  const { masterSecret, serverChain } = settled;
  const sessionId = serverHello.sessionId.slice();
  const session = { version, cipherSuite, extendedMasterSecret, masterSecret, serverChain, sessionId };
  return {
    ...context,
    ...settled,
    ...(options.serverName !== undefined && { serverName: options.serverName }),
    ...((ticket || sessionId.length > 0) && { session: { ...session, ...(ticket && { ticket }) } }),
  };
}

interface Sent {
  readonly secrets: Secrets;
  readonly clientVerifyData: Uint8Array;
  readonly clientChain: readonly Uint8Array[];
}

/** The client's second flight; its Finished is the first message under the new keys (RFC 5246 7.4.9). */
function sendFlight(handshake: ClientHandshake, share: ClientShare, request?: CertificateRequest): Sent {
  const { io, options, context } = handshake;
  const { functions: f } = options;
  const ends = finishing(handshake);
  const proof = request && suitableProof(options, request);
  let secrets: Secrets | undefined;
  let clientVerifyData = new Uint8Array();
  const derive = (): Secrets => {
    const masterSecret = deriveMasterSecret(f, context, share.preMasterSecret, io.transcript);
    return { masterSecret, keys: deriveKeys(f, context, masterSecret) };
  };
  const steps: { readonly [name in MessageName]?: () => void } = {
    // An empty list says that we have none to show (RFC 5246 7.4.6).
    certificate: () => io.send('certificate', encodeCertificate(proof?.chain ?? [])),
    client_key_exchange() {
      io.send('client_key_exchange', encodeClientKeyExchange(context.suite.keyExchange, share.exchangeKeys));
      secrets = derive(); // an extended one covers the messages up to here (RFC 7627 3)
      if (!proof) return;
      const signed = signTranscript(f, context.version, proof.key, proof.algorithm, io.transcript);
      io.send('certificate_verify', encodeCertificateVerify(signed));
    },
    change_cipher_spec() {
      secrets ??= derive();
      changeWriteKeys(ends, secrets.keys.client);
    },
    finished() {
      secrets ??= derive();
      clientVerifyData = sendFinished(ends, secrets, 'client').slice();
    },
  };
  for (const step of f.clientFlight(request !== undefined)) steps[step]?.();
  io.flush();
  return { secrets: secrets ?? derive(), clientVerifyData, clientChain: proof?.chain ?? [] };
}

const sha1WithRsa: SignatureAndHash = { hash: HashAlgorithm.sha1, signature: SignatureAlgorithm.rsa };

/** Our certificate and how to sign with its key, if the server would take them (RFC 5246 7.4.4, 7.4.6). */
function suitableProof({ functions: f, identity }: ClientOptions, request: CertificateRequest) {
  const algorithm = request.signatureAlgorithms ? commonAlgorithm(request.signatureAlgorithms) : sha1WithRsa;
  if (!identity || !algorithm) return undefined;
  const issuers = identity.chain.map((der) => f.parseCertificate(der).issuer.der);
  return isWanted(request, issuers) ? { ...identity, algorithm } : undefined;
}

/** RFC 8422 5.4: the server's curve must be one that the client named. */
function refuseOtherGroup(params: ServerParams, offer: Offer): void {
  if ('group' in params && !offer.groups.includes(params.group))
    throw new TlsError(
      'illegal_parameter',
      `the server chose a group (${params.group}) that we did not offer`,
    );
}

// What the client does after the hellos: a full handshake, or an abbreviated one (RFC 5246 7.3, figures 1 and 2).
import { type CertificateRequest, decodeCertificateRequest } from './certificate-request.js';
import { decodeCertificateStatus } from './certificate-status.js';
import type { ClientOptions } from './client.js';
import { type ClientHandshake, finishing } from './client-handshake.js';
import { sendFlight } from './client-second-flight.js';
import { decodeAll } from './codec.js';
import type { Incoming, Security } from './connection-types.js';
import { TlsError } from './errors.js';
import { changeWriteKeys, resumedSecrets, sendFinished, takeFinished } from './finish.js';
import { decodeCertificate, decodeNewSessionTicket } from './handshake-body.js';
import type { Negotiated, Offer } from './handshake-rules.js';
import { clientEphemeralShare, clientRsaShare, verifyServerKeyExchange } from './key-exchange.js';
import type { ServerParams } from './server-key-exchange.js';
import type { SessionContext } from './session-keys.js';
import type { ClientSession } from './sessions.js';
import { type CheckedServer, checkServer, checkStapled } from './trust.js';

type Flight<T> = Generator<undefined, T, Incoming>;

/** Certificates and a key exchange (RFC 5246 7.3, figure 1). */
export function* fullHandshake(handshake: ClientHandshake): Flight<Security> {
  const { options, server, context, clientHello } = handshake;
  const { functions: f, random } = options;
  const { suite, version } = context;
  const serverChain = decodeCertificate((yield* server.expect('certificate')).body);
  const checked = checkServer(f, options.trust, serverChain, suite.keyExchange);
  const { key } = checked;

  const afterStatus = ['server_key_exchange', 'certificate_request', 'server_hello_done'] as const;
  let message = yield* server.expect('certificate_status', ...afterStatus);
  let stapled: Uint8Array | undefined;
  if (message.name === 'certificate_status') {
    stapled = decodeCertificateStatus(message.body);
    message = yield* server.expect(...afterStatus);
  }
  const trust = trustWithStatus(options, checked, stapled);
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

/** How the certificate was checked, with what OCSP says where we asked for it. */
function trustWithStatus(options: ClientOptions, checked: CheckedServer, stapled?: Uint8Array): string {
  const { functions: f, certificateStatus: wish } = options;
  if (!wish) return checked.trust;
  return `${checked.trust}; ${checkStapled(f, options.trust, checked, stapled, wish === 'required')}`;
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
  const { masterSecret } = settled;
  const serverChain = settled.serverChain.map((der) => der.slice());
  const sessionId = serverHello.sessionId.slice();
  const session = { version, cipherSuite, extendedMasterSecret, masterSecret, serverChain, sessionId };
  return {
    ...context,
    ...settled,
    ...(options.serverName !== undefined && { serverName: options.serverName }),
    ...((ticket || sessionId.length > 0) && { session: { ...session, ...(ticket && { ticket }) } }),
  };
}

/** RFC 8422 5.4: the server's curve must be one that the client named. */
function refuseOtherGroup(params: ServerParams, offer: Offer): void {
  if ('group' in params && !offer.groups.includes(params.group))
    throw new TlsError(
      'illegal_parameter',
      `the server chose a group (${params.group}) that we did not offer`,
    );
}

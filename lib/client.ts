// The client's side of a full handshake, in the order of the wire (RFC 5246 7.3).
import { decodeAll } from './codec.js';
import { Connection } from './connection.js';
import type { ConnectionOptions, Handshake, HandshakeIO } from './connection-types.js';
import { TlsError } from './errors.js';
import { supportedGroups } from './groups.js';
import {
  decodeCertificate,
  encodeCertificate,
  encodeClientKeyExchange,
  readCertificateRequest,
  readNewSessionTicket,
} from './handshake-body.js';
import type { MessageName, Offer } from './handshake-rules.js';
import type { WriteKeys } from './key-block.js';
import {
  type ClientShare,
  clientEphemeralShare,
  clientRsaShare,
  type Random,
  verifyServerKeyExchange,
} from './key-exchange.js';
import { ServerMessages } from './message-order.js';
import { createProtection } from './protection.js';
import { TLS10, TLS12 } from './registry.js';
import type { ServerParams } from './server-key-exchange.js';
import { deriveKeys, deriveMasterSecret, deriveVerifyData, type SessionContext } from './session-keys.js';
import { type CipherSuite, preferredSuites, suiteById } from './suites.js';
import { checkServer, type Trust } from './trust.js';

export interface ClientOptions extends ConnectionOptions {
  /** Random bytes, unpredictable unless a recorded session is to be repeated. */
  readonly random: Random;
  readonly trust: Trust;
  /** Sent as server_name; leave out for an IP address (RFC 6066 3). */
  readonly serverName?: string;
  readonly minVersion?: number;
  readonly maxVersion?: number;
  /** Suite numbers, most wanted first. */
  readonly cipherSuites?: readonly number[];
  readonly groups?: readonly number[];
  /** Says that a NewSessionTicket is welcome; it is read and dropped. */
  readonly sessionTicket?: boolean;
}

/** A client connection; its ClientHello waits in `takeOutput()`. */
export function createClient(options: ClientOptions): Connection {
  return new Connection(options, 'hello_request', (io) => clientHandshake(io, options));
}

function* clientHandshake(io: HandshakeIO, options: ClientOptions): Handshake {
  const f = options.functions;
  const server = new ServerMessages(f);
  const offer = offerOf(options);
  const clientHello = f.clientOffer(offer);
  io.send('client_hello', f.encodeClientHello(clientHello));
  io.flush();

  const serverHello = f.decodeServerHello((yield* server.expect('server_hello')).body);
  const negotiated = f.acceptServerHello(clientHello, offer.minVersion, serverHello);
  const suite = suiteById(negotiated.cipherSuite) as CipherSuite;
  const session = { ...negotiated, suite, clientRandom: offer.random, serverRandom: serverHello.random };
  server.follow(suite.keyExchange, negotiated.sessionTicket);
  io.setVersion(session.version);

  const serverChain = decodeCertificate((yield* server.expect('certificate')).body);
  const { key, trust } = checkServer(f, options.trust, serverChain, suite.keyExchange);

  let message = yield* server.expect('server_key_exchange', 'certificate_request', 'server_hello_done');
  let serverParams: ServerParams | undefined;
  if (message.name === 'server_key_exchange') {
    const exchange = f.decodeServerKeyExchange(suite.keyExchange, session.version, message.body);
    verifyServerKeyExchange(f, session, key, exchange);
    refuseOtherGroup(exchange.params, offer);
    serverParams = exchange.params;
    message = yield* server.expect('certificate_request', 'server_hello_done');
  }
  const certificateRequested = message.name === 'certificate_request';
  if (certificateRequested) {
    decodeAll(message.body, 'certificate_request', (r) => readCertificateRequest(r, session.version));
    message = yield* server.expect('server_hello_done');
  }
  decodeAll(message.body, 'server_hello_done', () => undefined);

  const share = serverParams
    ? clientEphemeralShare(f, serverParams, options.random)
    : clientRsaShare(f, clientHello.clientVersion, key, options.random);
  const { masterSecret, keys } = sendFlight(io, options, session, share, certificateRequested);

  if (negotiated.sessionTicket)
    decodeAll((yield* server.expect('new_session_ticket')).body, 'new_session_ticket', readNewSessionTicket);
  yield* server.expect('change_cipher_spec');
  io.changeReadKeys(createProtection(f, suite, session.version, keys.server, options.random));
  const expected = deriveVerifyData(f, session, masterSecret, 'server', io.transcript);
  f.checkVerifyData(expected, (yield* server.expect('finished')).body);
  return {
    ...session,
    masterSecret,
    serverChain,
    trust,
    ...(options.serverName !== undefined && { serverName: options.serverName }),
    ...(serverParams && 'group' in serverParams && { group: serverParams.group }),
  };
}

interface Secrets {
  readonly masterSecret: Uint8Array;
  readonly keys: { readonly client: WriteKeys; readonly server: WriteKeys };
}

/** The client's second flight; its Finished is the first message under the new keys (RFC 5246 7.4.9). */
function sendFlight(
  io: HandshakeIO,
  { functions: f, random }: ClientOptions,
  session: SessionContext,
  share: ClientShare,
  certificateRequested: boolean,
): Secrets {
  const { suite, version } = session;
  let secrets: Secrets | undefined;
  const derive = (): Secrets => {
    const masterSecret = deriveMasterSecret(f, session, share.preMasterSecret, io.transcript);
    return { masterSecret, keys: deriveKeys(f, session, masterSecret) };
  };
  const steps: { readonly [name in MessageName]?: () => void } = {
    // We have no certificate to show, and an empty list says so (RFC 5246 7.4.6).
    certificate: () => io.send('certificate', encodeCertificate([])),
    client_key_exchange() {
      io.send('client_key_exchange', encodeClientKeyExchange(suite.keyExchange, share.exchangeKeys));
      secrets = derive();
    },
    change_cipher_spec() {
      secrets ??= derive();
      io.changeWriteKeys(createProtection(f, suite, version, secrets.keys.client, random));
    },
    finished() {
      secrets ??= derive();
      io.send('finished', deriveVerifyData(f, session, secrets.masterSecret, 'client', io.transcript));
    },
  };
  for (const step of f.clientFlight(certificateRequested)) steps[step]?.();
  io.flush();
  return secrets ?? derive();
}

function offerOf(options: ClientOptions): Offer {
  const { serverName } = options;
  return {
    minVersion: options.minVersion ?? TLS10,
    maxVersion: options.maxVersion ?? TLS12,
    cipherSuites: options.cipherSuites ?? preferredSuites,
    groups: options.groups ?? supportedGroups,
    random: options.random(32),
    sessionTicket: options.sessionTicket ?? false,
    ...(serverName !== undefined && { serverName: options.functions.encodeServerName(serverName) }),
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

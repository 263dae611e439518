// The client's side of a handshake, in the order of the wire (RFC 5246 7.3): the hellos, and then the flights of a full
// or an abbreviated handshake, which are in client-flights.ts.
import { announcesStatus, askForStatus } from './certificate-status.js';
import { abbreviatedHandshake, fullHandshake } from './client-flights.js';
import type { ClientHandshake } from './client-handshake.js';
import { Connection } from './connection.js';
import type { ConnectionOptions, Handshake, HandshakeIO } from './connection-types.js';
import { supportedGroups } from './groups.js';
import type { Offer } from './handshake-rules.js';
import type { ClientHello } from './hellos.js';
import type { Random } from './key-exchange.js';
import { ServerMessages } from './message-order.js';
import { TLS10, TLS12 } from './registry.js';
import { type Binding, bindClientHello, checkServerBinding } from './renegotiation.js';
import type { RsaPrivateKey } from './rsa.js';
import { type ClientSession, isResumed, offerSession } from './sessions.js';
import { type CipherSuite, preferredSuites, suiteById } from './suites.js';
import type { Trust } from './trust.js';

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
  /** The 32 bytes of the hello in place of random ones, for a server to sign them unread. */
  readonly clientRandom?: Uint8Array;
  /** Says that a NewSessionTicket is welcome. */
  readonly sessionTicket?: boolean;
  /** An earlier session to resume, if the server will. */
  readonly session?: ClientSession;
  /** Whether to ask for an OCSP response with the server's certificate, and to do without a server that has none. */
  readonly certificateStatus?: 'asked for' | 'required';
  /** Shown to a server that asks for a certificate, if it fits what the server asks for. */
  readonly identity?: Identity;
}

/** A certificate to show, and the key that proves it ours. */
export interface Identity {
  /** DER certificates, our own first; its key must be `key`. */
  readonly chain: readonly Uint8Array[];
  readonly key: RsaPrivateKey;
}

/** A client connection; its ClientHello waits in `takeOutput()`. */
export function createClient(options: ClientOptions): Connection {
  return new Connection(options, 'hello_request', (io, previous) => clientHandshake(io, options, previous));
}

/** @param previous the handshake before, when this one renegotiates */
export function* clientHandshake(io: HandshakeIO, options: ClientOptions, previous?: Binding): Handshake {
  const f = options.functions;
  const server = new ServerMessages(f);
  const session = previous ? undefined : options.session;
  const offer = offerOf(options, previous);
  const clientHello = prepare(f.clientOffer(offer), options, previous);
  io.send('client_hello', f.encodeClientHello(clientHello));
  io.flush();

  const serverHello = checkServerBinding(
    f.decodeServerHello((yield* server.expect('server_hello')).body),
    previous,
  );
  const negotiated = f.acceptServerHello(clientHello, offer.minVersion, serverHello);
  const suite = suiteById(negotiated.cipherSuite) as CipherSuite;
  const { random: clientRandom } = offer;
  const context = { ...negotiated, suite, clientRandom, serverRandom: serverHello.random };
  io.setVersion(context.version);

  const handshake: ClientHandshake = { io, options, server, offer, clientHello, serverHello, context };
  if (isResumed(clientHello, session, serverHello, negotiated)) {
    server.followResumed(negotiated.sessionTicket);
    return yield* abbreviatedHandshake(handshake, session);
  }
  server.follow(suite.keyExchange, negotiated.sessionTicket, announcesStatus(serverHello));
  return yield* fullHandshake(handshake);
}

/** A connection keeps its version when it renegotiates. */
function offerOf(options: ClientOptions, previous: Binding | undefined): Offer {
  const { serverName, session } = options;
  return {
    minVersion: previous?.version ?? options.minVersion ?? TLS10,
    maxVersion: previous?.version ?? options.maxVersion ?? TLS12,
    cipherSuites: options.cipherSuites ?? preferredSuites,
    groups: options.groups ?? supportedGroups,
    random: options.clientRandom ?? options.random(32),
    sessionTicket: options.sessionTicket ?? session?.ticket !== undefined,
    ...(serverName !== undefined && { serverName: options.functions.encodeServerName(serverName) }),
  };
}

/** What stage 11 knows nothing of: a status to ask for, an earlier session to offer, an earlier handshake to bind to. */
function prepare(offered: ClientHello, options: ClientOptions, previous: Binding | undefined): ClientHello {
  const { session, random, certificateStatus } = options;
  const hello = certificateStatus ? askForStatus(offered) : offered;
  if (previous) return bindClientHello(hello, previous);
  return session ? offerSession(hello, session, session.ticket ? random(32) : session.sessionId) : hello;
}

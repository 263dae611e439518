// The server's side of a handshake, in the order of the wire (RFC 5246 7.3): the hellos, and then the flights of a full
// or an abbreviated handshake, which are in server-flights.ts.
import { asksForStatus } from './certificate-status.js';
import { Connection } from './connection.js';
import type { ConnectionOptions, Handshake, HandshakeIO } from './connection-types.js';
import { type Extension, findExtension } from './extensions.js';
import { supportedGroups } from './groups.js';
import type { ClientHello } from './hellos.js';
import type { Random } from './key-exchange.js';
import { expect } from './message-order.js';
import { type ExtensionName, ExtensionType, TLS10, TLS12 } from './registry.js';
import type { Binding } from './renegotiation.js';
import type { RsaPrivateKey } from './rsa.js';
import { type Answer, chooseAnswer, type Policy } from './server-choice.js';
import { abbreviatedHandshake, fullHandshake, type ServerHandshake } from './server-flights.js';
import { type Found, findSession, type Sessions } from './server-sessions.js';
import { preferredSuites } from './suites.js';
import type { ClientTrust } from './trust.js';

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
  /** Unix seconds for the first four bytes of our random, as servers once sent them (RFC 5246 7.4.1.2). */
  readonly gmtUnixTime?: number;
  /** How sessions are kept and resumed; without it every handshake is a full one. */
  readonly sessions?: Sessions;
  readonly clientCertificates?: ClientCertificates;
  /** The DER of an OCSP response about our certificate, for clients that ask (RFC 6066 8). */
  readonly ocspResponse?: Uint8Array;
}

/** A server that asks its clients for a certificate (RFC 5246 7.4.4). */
export interface ClientCertificates extends ClientTrust {
  /** Whether a client without one is turned away, with handshake_failure. */
  readonly required: boolean;
  /** Not in a connection's first handshake: only once the server has reason to ask. */
  readonly onlyWhenRenegotiating?: boolean;
}

/** A server connection; it waits for a ClientHello. */
export function createServer(options: ServerOptions): Connection {
  return new Connection(options, 'client_hello', (io, previous) => serverHandshake(io, options, previous));
}

function* serverHandshake(io: HandshakeIO, options: ServerOptions, previous?: Binding): Handshake {
  const { functions: f } = options;
  const clientHello = f.decodeClientHello((yield* expect('client_hello')).body);
  const serverRandom = serverRandomOf(options);
  const policy = policyOf(options, previous);
  const found = previous ? undefined : findSession(clientHello, policy, options);
  const answer = chooseAnswer(f, clientHello, found ? onlyFor(policy, found) : policy);
  const ticketDue = !found && !previous && ticketIsWelcome(clientHello, options);
  const sessionId = sessionIdOf(clientHello, options, found, ticketDue);
  const stapled = !found && asksForStatus(clientHello) ? options.ocspResponse : undefined;
  io.setVersion(answer.version);
  io.send(
    'server_hello',
    f.encodeServerHello({
      serverVersion: answer.version,
      random: serverRandom,
      sessionId,
      cipherSuite: answer.suite.id,
      compressionMethod: 0,
      ...extensionsOf(answer, ticketDue, stapled !== undefined),
    }),
  );

  const context = { ...answer, clientRandom: clientHello.random, serverRandom };
  const handshake: ServerHandshake = {
    io,
    options,
    clientHello,
    answer,
    context,
    sessionId,
    ticketDue,
    stapled,
  };
  if (found) return yield* abbreviatedHandshake(handshake, found);
  return yield* fullHandshake(handshake, previous !== undefined);
}

/** A connection keeps its version when it renegotiates. */
function policyOf(options: ServerOptions, previous: Binding | undefined): Policy {
  return {
    minVersion: previous?.version ?? options.minVersion ?? TLS10,
    maxVersion: previous?.version ?? options.maxVersion ?? TLS12,
    cipherSuites: options.cipherSuites ?? preferredSuites,
    groups: options.groups ?? supportedGroups,
    renegotiation: options.renegotiation,
    previous,
  };
}

const onlyFor = (policy: Policy, { session }: Found): Policy => ({
  ...policy,
  cipherSuites: [session.cipherSuite],
});

function serverRandomOf({ random, gmtUnixTime }: ServerOptions): Uint8Array {
  const bytes = random(32);
  if (gmtUnixTime !== undefined) new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, gmtUnixTime);
  return bytes;
}

function ticketIsWelcome(hello: ClientHello, { sessions }: ServerOptions): boolean {
  const [key] = sessions?.ticketKeys ?? [];
  return key !== undefined && findExtension(hello.extensions, 'session_ticket') !== undefined;
}

/** The client's when its session is resumed, none when it gets a ticket (RFC 5077 3.4), else a new one if we keep any. */
function sessionIdOf(
  hello: ClientHello,
  { sessions, random }: ServerOptions,
  found: Found | undefined,
  ticketDue: boolean,
): Uint8Array {
  if (found) return hello.sessionId;
  return sessions?.store && !ticketDue ? random(32) : new Uint8Array();
}

/** The answer's own, and two that are empty: each announces a message (RFC 5077 3.2, RFC 6066 8). */
function extensionsOf(
  answer: Answer,
  ticketDue: boolean,
  statusDue: boolean,
): Pick<Answer, 'extensions'> | undefined {
  const announce = (name: ExtensionName, due: boolean): Extension[] =>
    due ? [{ extensionType: ExtensionType[name], extensionData: new Uint8Array() }] : [];
  const extensions = [
    ...answer.extensions,
    ...announce('session_ticket', ticketDue),
    ...announce('status_request', statusDue),
  ];
  return extensions.length > 0 ? { extensions } : undefined;
}

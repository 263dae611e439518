// How a server keeps sessions and finds them again: by id in a store, or in a ticket that the client brings.
import { findExtension } from './extensions.js';
import type { ClientHello } from './hellos.js';
import type { ServerOptions } from './server.js';
import { chooseVersion, type Policy, requestedName } from './server-choice.js';
import { mayResume, type Resumption, type ServerSession } from './sessions.js';
import { openTicket, type TicketKey } from './tickets.js';

export interface Sessions {
  /** Unix seconds now, and for how many of them a session may be resumed. */
  readonly at: number;
  readonly lifetime: number;
  /** Sessions by id; leave out to give no ids. */
  readonly store?: SessionStore;
  /** The first seals tickets; all of them open tickets. Leave out to give no tickets. */
  readonly ticketKeys?: readonly TicketKey[];
}

/**
 * Where sessions are kept by id. Whoever owns it forgets the session of a connection that failed (RFC 5246 7.2.2).
 */
export interface SessionStore {
  find(sessionId: Uint8Array): ServerSession | undefined;
  keep(sessionId: Uint8Array, session: ServerSession): void;
}

export interface Found {
  readonly session: ServerSession;
  readonly resumed: Resumption;
}

/**
 * The session that this hello brings back and that may be resumed for it, or undefined for a full handshake. A ticket
 * counts before an id (RFC 5077 3.4).
 * @throws TlsError as mayResume does
 */
export function findSession(
  hello: ClientHello,
  policy: Policy,
  { sessions, clientCertificates }: ServerOptions,
): Found | undefined {
  const found = sessions && bringsBack(hello, sessions);
  if (!found) return undefined;
  const fits = mayResume(found.session, hello, {
    version: chooseVersion(hello, policy),
    cipherSuites: policy.cipherSuites,
    serverName: requestedName(hello),
    at: sessions.at,
    lifetime: sessions.lifetime,
    clientCertificateRequired:
      clientCertificates?.required === true && !clientCertificates.onlyWhenRenegotiating,
  });
  return fits ? found : undefined;
}

function bringsBack(hello: ClientHello, { store, ticketKeys }: Sessions): Found | undefined {
  const ticket = findExtension(hello.extensions, 'session_ticket');
  if (ticket && ticket.length > 0 && ticketKeys) {
    const session = openTicket(ticketKeys, ticket);
    return session && { session, resumed: 'session ticket' };
  }
  if (hello.sessionId.length === 0) return undefined;
  const session = store?.find(hello.sessionId);
  return session && { session, resumed: 'session id' };
}

// Sessions that outlive their connection, so that the next one can do without a key exchange: the abbreviated
// handshake (RFC 5246 7.3, F.1.4). A server finds them again by an id, or has the client carry them (tickets.ts).
import { equalBytes } from '@noble/curves/utils.js';
import { TlsError } from './errors.js';
import { findExtension } from './extensions.js';
import type { Negotiated } from './handshake-rules.js';
import type { ClientHello, ServerHello } from './hellos.js';
import { ExtensionType, versionName } from './registry.js';
import { suiteById, suiteName } from './suites.js';

/** What both sides keep of a full handshake; all of it stays as it was when the session is resumed. */
export interface Session {
  readonly version: number;
  readonly cipherSuite: number;
  /** 48 bytes. */
  readonly masterSecret: Uint8Array;
  readonly extendedMasterSecret: boolean;
}

/** A session as the client keeps it; plain data, to be saved and offered again. */
export interface ClientSession extends Session {
  /** 0 to 32 bytes; empty when the server gave a ticket alone. */
  readonly sessionId: Uint8Array;
  readonly ticket?: Uint8Array;
  /** DER certificates of the server, judged again when the session is resumed. */
  readonly serverChain: readonly Uint8Array[];
}

/** How a session was found again. */
export type Resumption = 'session id' | 'session ticket';

/**
 * The same ClientHello, with a session offered in it. With a ticket goes a session id of the client's own making,
 * which the server repeats if it takes the ticket (RFC 5077 3.4).
 * @param freshId 32 random bytes
 */
export function offerSession(hello: ClientHello, session: ClientSession, freshId: Uint8Array): ClientHello {
  const { ticket } = session;
  if (!ticket) return { ...hello, sessionId: session.sessionId };
  const extensions = (hello.extensions ?? []).map((extension) =>
    extension.extensionType === ExtensionType.session_ticket
      ? { ...extension, extensionData: ticket }
      : extension,
  );
  return { ...hello, sessionId: freshId, extensions };
}

/**
 * Whether the server resumes the session that was offered: then it repeats the session id.
 * @throws TlsError illegal_parameter when it resumes with another version or suite (RFC 5246 7.4.1.3),
 *   handshake_failure when only one of both handshakes has an extended master secret (RFC 7627 5.3)
 */
export function isResumed(
  offered: ClientHello,
  session: ClientSession | undefined,
  hello: ServerHello,
  negotiated: Negotiated,
): session is ClientSession {
  if (!session || offered.sessionId.length === 0 || !equalBytes(offered.sessionId, hello.sessionId))
    return false;
  if (negotiated.version !== session.version)
    throw new TlsError(
      'illegal_parameter',
      `the server resumes a session of ${versionName(session.version)} in ${versionName(negotiated.version)}`,
    );
  if (negotiated.cipherSuite !== session.cipherSuite)
    throw new TlsError(
      'illegal_parameter',
      `the server resumes a session of ${suiteName(session.cipherSuite)} with ${suiteName(negotiated.cipherSuite)}`,
    );
  if (negotiated.extendedMasterSecret !== session.extendedMasterSecret)
    throw new TlsError(
      'handshake_failure',
      session.extendedMasterSecret
        ? 'the server resumes a session with an extended master secret and does not say so'
        : 'the server resumes a session without an extended master secret as one that has it',
    );
  return true;
}

/** A session as the server keeps it. */
export interface ServerSession extends Session {
  /** Unix seconds of the full handshake. */
  readonly createdAt: number;
  /** The host name that the client asked for then. */
  readonly serverName?: string;
  /** DER certificates of the client, its own first; empty for one that showed none. */
  readonly clientChain: readonly Uint8Array[];
}

/** What a server would have a resumed session fit. */
export interface ResumptionPolicy {
  /** The version that the server would choose for this hello. */
  readonly version: number;
  readonly cipherSuites: readonly number[];
  readonly serverName: string | undefined;
  /** Unix seconds, and for how many of them a session may be resumed. */
  readonly at: number;
  readonly lifetime: number;
  readonly clientCertificateRequired: boolean;
}

/**
 * Whether a server may resume this session for this hello; if not, the full handshake takes its course.
 * @throws TlsError handshake_failure when the session has an extended master secret and the hello does not ask for
 *   one (RFC 7627 5.3)
 */
export function mayResume(session: ServerSession, hello: ClientHello, policy: ResumptionPolicy): boolean {
  const { createdAt, cipherSuite, version } = session;
  const age = policy.at - createdAt;
  const fits =
    version === policy.version &&
    hello.cipherSuites.includes(cipherSuite) &&
    policy.cipherSuites.includes(cipherSuite) &&
    suiteById(cipherSuite) !== undefined &&
    session.serverName === policy.serverName && // RFC 6066 3
    age >= 0 &&
    age <= policy.lifetime &&
    !(policy.clientCertificateRequired && session.clientChain.length === 0);
  if (!fits) return false;
  const extended = findExtension(hello.extensions, 'extended_master_secret') !== undefined;
  if (session.extendedMasterSecret && !extended)
    throw new TlsError(
      'handshake_failure',
      'the client resumes a session with an extended master secret and does not ask for one',
    );
  return session.extendedMasterSecret === extended;
}

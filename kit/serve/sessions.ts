// The sessions of a running server: by id in memory, and in tickets under a key that is gone when the server is.
import { bytesToHex } from '@noble/hashes/utils.js';
import type { SessionStore } from '../../lib/server-sessions.js';
import type { ServerSession } from '../../lib/sessions.js';
import type { TicketKey } from '../../lib/tickets.js';

/** Seconds for which a session may be resumed. */
export const LIFETIME = 300;
/** When there are more, the oldest goes. */
const MOST = 1000;

export class MemoryStore implements SessionStore {
  private readonly sessions = new Map<string, ServerSession>();

  find(sessionId: Uint8Array): ServerSession | undefined {
    return this.sessions.get(bytesToHex(sessionId));
  }

  keep(sessionId: Uint8Array, session: ServerSession): void {
    this.sessions.set(bytesToHex(sessionId), session);
    if (this.sessions.size > MOST) this.sessions.delete(this.sessions.keys().next().value as string);
  }

  /** The session of a connection that failed is not to be resumed (RFC 5246 7.2.2). */
  forget(masterSecret: Uint8Array): void {
    for (const [id, session] of this.sessions)
      if (bytesToHex(session.masterSecret) === bytesToHex(masterSecret)) this.sessions.delete(id);
  }
}

export function freshTicketKey(random: (length: number) => Uint8Array): TicketKey {
  return { name: random(16), key: random(32) };
}

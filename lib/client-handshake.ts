// What the client's flights share once the hellos are done.
import type { ClientOptions } from './client.js';
import type { HandshakeIO } from './connection-types.js';
import type { Finishing } from './finish.js';
import type { Negotiated, Offer } from './handshake-rules.js';
import type { ClientHello, ServerHello } from './hellos.js';
import type { ServerMessages } from './message-order.js';
import type { SessionContext } from './session-keys.js';

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

/** What it takes to send and to take a Finished. */
export const finishing = ({ io, options: { functions, random }, context }: ClientHandshake): Finishing => ({
  io,
  functions,
  random,
  context,
});

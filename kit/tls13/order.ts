// Which handshake message may come next: in the full handshake of TLS 1.3 with a server certificate, which is the one
// read here, there is no choice at any point (RFC 8446 2, figure 1).
import { TlsError } from '../../lib/errors.js';
import { nameOf } from '../../lib/registry.js';
import type { WireRecord } from '../sessions/wire.js';
import { HandshakeType, type HandshakeTypeName } from './registry.js';

export type Sender = WireRecord['direction'];

const order: readonly (readonly [Sender, HandshakeTypeName])[] = [
  ['client', 'client_hello'],
  ['server', 'server_hello'],
  ['server', 'encrypted_extensions'],
  ['server', 'certificate'],
  ['server', 'certificate_verify'],
  ['server', 'finished'],
  ['client', 'finished'],
];

/** How many messages the handshake has. */
export const HANDSHAKE_LENGTH = order.length;

/**
 * The name of a message that may come now. After the handshake only the server's tickets may.
 * @param before how many messages there have been
 * @throws TlsError unexpected_message for any other
 */
export function nextMessage(before: number, sender: Sender, msgType: number): HandshakeTypeName {
  const name = nameOf(HandshakeType, msgType);
  const [from, wanted] = order[before] ?? ['server', 'new_session_ticket'];
  if (sender === from && name === wanted) return wanted;
  throw new TlsError(
    'unexpected_message',
    `the ${sender} sent ${name ?? `a message of type ${msgType}`} where ${wanted} of the ${from} must come`,
  );
}

// Honest conversations, one of each kind: handshake, data both ways, close. The engines take the same random numbers
// every time, so an engine that starts again can be fed what its peer said then, spoilt or not.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  converse,
  dataOf,
  type Kind,
  kinds,
  type Role,
  securityOf,
  startEngine,
  takenMessages,
} from './engines.js';

/** What one end of a conversation was sent, and what came of it. */
export interface Side {
  readonly kind: Kind;
  readonly role: Role;
  /** The records of the peer, in order. */
  readonly records: readonly Uint8Array[];
  readonly masterSecret: Uint8Array;
  readonly messages: readonly Uint8Array[];
  readonly data: Uint8Array;
}

/** Both sides of a conversation of this kind. */
export function converseHonestly(kind: Kind): Side[] {
  const client = startEngine('client', kind);
  const server = startEngine('server', kind);
  const parts = [converse(client.connection, server.connection)];
  client.connection.write(utf8ToBytes('GET / HTTP/1.0\r\n\r\n'));
  parts.push(converse(client.connection, server.connection));
  server.connection.write(utf8ToBytes('HTTP/1.0 200 OK\r\n\r\n'));
  server.connection.write(utf8ToBytes('It works.\n'));
  parts.push(converse(client.connection, server.connection));
  client.connection.close();
  parts.push(converse(client.connection, server.connection));
  const masterSecret = securityOf(client)?.masterSecret;
  if (!masterSecret) throw new Error('the honest conversation failed');
  return [client, server].map((engine) => ({
    kind,
    role: engine.role,
    records: parts.flatMap(({ fromClient, fromServer }) => (engine === client ? fromServer : fromClient)),
    masterSecret,
    messages: takenMessages(engine),
    data: dataOf(engine),
  }));
}

let recorded: readonly Side[] | undefined;

/** Every conversation, from both sides; made when first asked for. */
export function honestSides(): readonly Side[] {
  recorded ??= kinds.flatMap(converseHonestly);
  return recorded;
}

export const bytesOf = ({ records }: Side) => concatBytes(...records);

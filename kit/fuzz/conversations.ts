// Honest conversations, one of each kind: handshake, data both ways, close. The engines take the same random numbers
// every time, so an engine that starts again can be fed what its peer said then, spoilt or not.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  converse,
  dataOf,
  type Kind,
  kinds,
  type MoreOptions,
  type Role,
  securityOf,
  startEngine,
  takenMessages,
} from './engines.js';
import { fuzzVariants } from './variants.js';

/** What one end of a conversation was sent, and what came of it. */
export interface Side {
  readonly kind: Kind;
  readonly role: Role;
  /** What the engines were told beside that. */
  readonly more?: MoreOptions;
  /** The records of the peer, in order. */
  readonly records: readonly Uint8Array[];
  readonly masterSecret: Uint8Array;
  /** Of the first handshake. */
  readonly messages: readonly Uint8Array[];
  readonly data: Uint8Array;
}

/** Both sides of a conversation of this kind; `again` asks for another handshake in the middle of it. */
export function converseHonestly(kind: Kind, more: MoreOptions = {}, again?: Role): Side[] {
  const client = startEngine('client', kind, more);
  const server = startEngine('server', kind, more);
  const ends = [client, server];
  const parts = [converse(client.connection, server.connection)];
  const messages = ends.map(takenMessages);
  const goOn = (act: () => void) => {
    act();
    parts.push(converse(client.connection, server.connection));
  };
  goOn(() => client.connection.write(utf8ToBytes('GET / HTTP/1.0\r\n\r\n')));
  if (again) goOn(() => ends.find(({ role }) => role === again)?.connection.renegotiate());
  goOn(() => {
    server.connection.write(utf8ToBytes('HTTP/1.0 200 OK\r\n\r\n'));
    server.connection.write(utf8ToBytes('It works.\n'));
  });
  goOn(() => client.connection.close());
  const masterSecret = securityOf(client)?.masterSecret;
  if (!masterSecret) throw new Error('the honest conversation failed');
  return ends.map((engine, index) => ({
    kind,
    role: engine.role,
    more,
    records: parts.flatMap(({ fromClient, fromServer }) => (engine === client ? fromServer : fromClient)),
    masterSecret,
    messages: messages[index] ?? [],
    data: dataOf(engine),
  }));
}

let recorded: readonly Side[] | undefined;

/** Every conversation, from both sides; made when first asked for. */
export function honestSides(): readonly Side[] {
  recorded ??= kinds.flatMap((kind) => converseHonestly(kind));
  return recorded;
}

export const bytesOf = ({ records }: Side) => concatBytes(...records);

let recordedVariants: readonly Side[] | undefined;

/** Conversations that are more than a first and full handshake; see variants.ts. */
export function variantSides(): readonly Side[] {
  recordedVariants ??= fuzzVariants().flatMap(({ kind, more, again }) =>
    // An engine begins no handshake by itself here: it is the peer that asks.
    converseHonestly(kind, more, again).filter(({ role }) => role !== again),
  );
  return recordedVariants;
}

// What the engines are told for handshakes that are more than first and full ones.
import { bytesToHex } from '@noble/hashes/utils.js';
import { TLS10, TLS12 } from '../../lib/registry.js';
import type { Sessions } from '../../lib/server-sessions.js';
import type { ClientSession, ServerSession } from '../../lib/sessions.js';
import { converse, type Kind, type MoreOptions, type Role, securityOf, startEngine } from './engines.js';
import { fuzzCa, fuzzClient, fuzzTrust } from './pki.js';

export interface FuzzVariant {
  readonly kind: Kind;
  readonly more: MoreOptions;
  /** Who asks for another handshake. */
  readonly again?: Role;
}

const rc4: Kind = { version: TLS10, suite: 0x0004 };
const gcm: Kind = { version: TLS12, suite: 0xc02f };

export function fuzzVariants(): FuzzVariant[] {
  const identity = { chain: [fuzzClient.certificate], key: fuzzClient.key };
  const clientCertificates = { anchors: [fuzzCa.certificate], at: fuzzTrust.at, required: true };
  const allowed = { renegotiation: 'allowed' } as const;
  return [rc4, gcm].flatMap((kind): FuzzVariant[] => [
    { kind, more: resuming(kind, byId()) },
    { kind, more: resuming(kind, byTicket) },
    { kind, more: { client: { sessionTicket: true }, server: { sessions: byTicket } } },
    { kind, more: { client: { identity }, server: { clientCertificates } } },
    ...(['client', 'server'] as const).map((again) => ({
      kind,
      more: { client: allowed, server: allowed },
      again,
    })),
  ]);
}

const { at } = fuzzTrust;
const byTicket: Sessions = {
  at,
  lifetime: 60,
  ticketKeys: [{ name: new Uint8Array(16), key: new Uint8Array(16) }],
};

function byId(): Sessions {
  const kept = new Map<string, ServerSession>();
  return {
    at,
    lifetime: 60,
    store: {
      find: (id) => kept.get(bytesToHex(id)),
      keep: (id, session) => void kept.set(bytesToHex(id), session),
    },
  };
}

function resuming(kind: Kind, sessions: Sessions): MoreOptions {
  const more = { client: { sessionTicket: sessions.ticketKeys !== undefined }, server: { sessions } };
  const [client, server] = [startEngine('client', kind, more), startEngine('server', kind, more)];
  converse(client.connection, server.connection);
  const session = securityOf(client)?.session as ClientSession;
  return { client: { session }, server: { sessions } };
}

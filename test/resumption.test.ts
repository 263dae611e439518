// Sessions resumed by id and by ticket, both engines against each other and against a puppet (RFC 5246 7.3, RFC 5077,
// RFC 7627 5.3).
import assert from 'node:assert/strict';
import { bytesToHex } from '@noble/hashes/utils.js';
import {
  converse,
  type Engine,
  type Kind,
  kinds,
  type MoreOptions,
  securityOf,
  startEngine,
} from '../kit/fuzz/engines.js';
import type { Security } from '../lib/connection-types.js';
import { findExtension } from '../lib/extensions.js';
import type { MessageName } from '../lib/handshake-rules.js';
import type { ClientHello, ServerHello } from '../lib/hellos.js';
import { HandshakeType, TLS10, TLS11, TLS12 } from '../lib/registry.js';
import type { Sessions } from '../lib/server-sessions.js';
import type { ClientSession, ServerSession } from '../lib/sessions.js';
import { type Functions, reference } from '../lib/stages.js';
import { suiteById } from '../lib/suites.js';
import type { TicketKey } from '../lib/tickets.js';
import { refuses } from './support/properties.js';
import { play } from './support/puppet.js';
import { seeded } from './support/random.js';

const at = 1_767_225_600;
const gcm: Kind = { version: TLS12, suite: 0xc02f };
const rc4: Kind = { version: TLS10, suite: 0x0004 };
const ticketKeys: readonly TicketKey[] = [
  { name: new Uint8Array(16).fill(1), key: new Uint8Array(32).fill(2) },
];

/** A store in memory, as `npm run serve` has one. */
function sessionsById(): Sessions & { readonly kept: Map<string, ServerSession> } {
  const kept = new Map<string, ServerSession>();
  return {
    kept,
    at,
    lifetime: 300,
    store: {
      find: (id) => kept.get(bytesToHex(id)),
      keep: (id, session) => void kept.set(bytesToHex(id), session),
    },
  };
}
const byTicket: Sessions = { at, lifetime: 300, ticketKeys };

/** With the random numbers of the first time a server would choose the same session id again. */
const freshRandom = () => seeded().bytes;

interface Ends {
  readonly client: Engine;
  readonly server: Engine;
  readonly settled: Security;
}

/** Two engines that have shaken hands and said a word each way. */
function connect(kind: Kind, more: MoreOptions): Ends {
  const [client, server] = [startEngine('client', kind, more), startEngine('server', kind, more)];
  converse(client.connection, server.connection);
  client.connection.write(Uint8Array.of(1));
  server.connection.write(Uint8Array.of(2));
  converse(client.connection, server.connection);
  const [settled, theirs] = [securityOf(client), securityOf(server)];
  assert.ok(settled && theirs);
  assert.deepEqual(settled.masterSecret, theirs.masterSecret);
  assert.equal(settled.resumed, theirs.resumed);
  return { client, server, settled };
}

const messages = ({ events }: Engine) =>
  events.flatMap((event) => (event.type === 'message' ? [`${event.sent ? '>' : '<'} ${event.name}`] : []));

/** The session that a full handshake leaves with the client. */
function sessionOf(kind: Kind, sessions: Sessions, more: MoreOptions = {}): ClientSession {
  const client = { sessionTicket: sessions.ticketKeys !== undefined, ...more.client };
  const { session } = connect(kind, { client, server: { sessions, ...more.server } }).settled;
  assert.ok(session);
  return session;
}

const title = ({ version, suite }: Kind) => `${suiteById(suite)?.name}, version ${version.toString(16)}`;

describe('resumption', () => {
  for (const kind of kinds) {
    it(`by id: ${title(kind)}`, () => {
      const sessions = sessionsById();
      const session = sessionOf(kind, sessions);
      const { client, settled } = connect(kind, { client: { session }, server: { sessions } });
      assert.equal(settled.resumed, 'session id');
      assert.deepEqual(settled.masterSecret, session.masterSecret);
      assert.deepEqual(messages(client), [
        '> client_hello',
        '< server_hello',
        '< change_cipher_spec',
        '< finished',
        '> change_cipher_spec',
        '> finished',
      ]);
    });

    it(`by ticket: ${title(kind)}`, () => {
      const session = sessionOf(kind, byTicket);
      assert.equal(session.sessionId.length, 0);
      const { client, settled } = connect(kind, { client: { session }, server: { sessions: byTicket } });
      assert.equal(settled.resumed, 'session ticket');
      assert.ok(!messages(client).includes('< certificate'));
      assert.deepEqual(settled.session?.ticket, session.ticket, 'the ticket is good for another time');
    });
  }

  it('the first handshake sends the ticket between the Finished of the client and the keys of the server', () => {
    const { client } = connect(gcm, { client: { sessionTicket: true }, server: { sessions: byTicket } });
    assert.deepEqual(messages(client).slice(-5), [
      '> change_cipher_spec',
      '> finished',
      '< new_session_ticket',
      '< change_cipher_spec',
      '< finished',
    ]);
  });

  it('the keys differ although the master secret is the same', () => {
    const sessions = sessionsById();
    const session = sessionOf(gcm, sessions);
    const random = (fill: number) => (length: number) => new Uint8Array(length).fill(fill);
    const records = [3, 4].map((fill) => {
      const { client } = connect(gcm, {
        client: { session, random: random(fill) },
        server: { sessions, random: random(fill + 10) },
      });
      client.connection.write(Uint8Array.of(7, 7, 7, 7));
      return bytesToHex(client.connection.takeOutput()[0] as Uint8Array);
    });
    assert.notEqual(records[0], records[1]);
  });

  it('is forgotten data: a server without store or keys gives nothing to offer', () => {
    const { settled } = connect(gcm, { client: { sessionTicket: true } });
    assert.equal(settled.session, undefined);
    assert.equal(settled.resumed, undefined);
  });

  describe('falls back to a full handshake', () => {
    const fallsBack = (kind: Kind, more: MoreOptions) =>
      assert.equal(connect(kind, more).settled.resumed, undefined);

    it('when the id is not known', () => {
      const session = sessionOf(gcm, sessionsById());
      fallsBack(gcm, { client: { session }, server: { sessions: sessionsById(), random: freshRandom() } });
      fallsBack(gcm, { client: { session } });
    });

    it('when the ticket was sealed under another key, was changed, or is no ticket at all', () => {
      const session = sessionOf(gcm, byTicket);
      const ticket = session.ticket as Uint8Array;
      const other = { ...byTicket, ticketKeys: [{ ...ticketKeys[0], key: new Uint8Array(32) } as TicketKey] };
      fallsBack(gcm, { client: { session }, server: { sessions: other } });
      const renamed = {
        ...byTicket,
        ticketKeys: [{ ...ticketKeys[0], name: new Uint8Array(16) } as TicketKey],
      };
      fallsBack(gcm, { client: { session }, server: { sessions: renamed } });
      for (let i = 0; i < ticket.length; i += 17) {
        const changed = { ...session, ticket: ticket.map((byte, k) => (k === i ? byte ^ 1 : byte)) };
        fallsBack(gcm, { client: { session: changed }, server: { sessions: byTicket } });
      }
      for (const length of [1, 16, 28, 44, ticket.length - 1])
        fallsBack(gcm, {
          client: { session: { ...session, ticket: ticket.subarray(0, length) } },
          server: { sessions: byTicket },
        });
    });

    it('when the session is too old, or of the future', () => {
      const session = sessionOf(gcm, byTicket);
      for (const now of [at + 301, at - 1])
        fallsBack(gcm, { client: { session }, server: { sessions: { ...byTicket, at: now } } });
      const last = connect(gcm, { client: { session }, server: { sessions: { ...byTicket, at: at + 300 } } });
      assert.equal(last.settled.resumed, 'session ticket');
    });

    it('when the version or the suite is another one', () => {
      const session = sessionOf({ version: TLS11, suite: 0x002f }, byTicket);
      fallsBack({ version: TLS12, suite: 0x002f }, { client: { session }, server: { sessions: byTicket } });
      const cipherSuites = [0x0035];
      fallsBack(
        { version: TLS11, suite: 0x002f },
        { client: { session, cipherSuites }, server: { sessions: byTicket, cipherSuites } },
      );
      fallsBack(
        { version: TLS11, suite: 0x002f },
        {
          client: { session, cipherSuites: [0x002f, 0x0035] },
          server: { sessions: byTicket, cipherSuites },
        },
      );
    });

    it('when the client asks for another host (RFC 6066 3)', () => {
      const session = sessionOf(gcm, byTicket);
      fallsBack(gcm, { client: { session, serverName: 'localhost2' }, server: { sessions: byTicket } });
    });
  });

  it('a client that holds a ticket rather than trusts it: the certificate is judged again, by the clock of now', () => {
    const session = sessionOf(gcm, byTicket);
    const trust = { anchors: [], host: 'localhost', at };
    refuses('unknown_ca', () => connect(gcm, { client: { session, trust }, server: { sessions: byTicket } }));
  });
});

/** The reference, with hellos of a peer that has its own ideas. */
function speaking(changes: {
  readonly client?: (hello: ClientHello) => ClientHello;
  readonly server?: (hello: ServerHello) => ServerHello;
}): Functions {
  const { client = (hello) => hello, server = (hello) => hello } = changes;
  return {
    ...reference,
    encodeClientHello: (hello) => reference.encodeClientHello(client(hello)),
    encodeServerHello: (hello) => reference.encodeServerHello(server(hello)),
  };
}

const without = <T extends ClientHello | ServerHello>(hello: T, type: number): T => ({
  ...hello,
  extensions: (hello.extensions ?? []).filter(({ extensionType }) => extensionType !== type),
});
const EXTENDED = 23;

describe('a resumed session stays what it was', () => {
  const resumedBy = (kind: Kind, functions: Functions, session: ClientSession, sessions: Sessions) => () =>
    connect(kind, { client: { session }, server: { sessions, functions } });

  it('a client refuses it in another version or with another suite', () => {
    const sessions = sessionsById();
    const session = sessionOf({ version: TLS11, suite: 0x002f }, sessions);
    const other = { ...session, version: TLS10 };
    refuses(
      'illegal_parameter',
      resumedBy({ version: TLS11, suite: 0x002f }, reference, other, sessions),
      /resumes a session of TLS 1\.0 in TLS 1\.1/,
    );
    const both = { cipherSuites: [0x002f, 0x0035] };
    const functions = speaking({ server: (hello) => ({ ...hello, cipherSuite: 0x0035 }) });
    refuses(
      'illegal_parameter',
      () =>
        connect(
          { version: TLS11, suite: 0x002f },
          { client: { session, ...both }, server: { sessions, functions } },
        ),
      /resumes a session of TLS_RSA_WITH_AES_128_CBC_SHA with TLS_RSA_WITH_AES_256_CBC_SHA/,
    );
  });

  it('a client refuses an extended master secret that came or went (RFC 7627 5.3)', () => {
    const sessions = sessionsById();
    const extended = sessionOf(gcm, sessions);
    assert.ok(extended.extendedMasterSecret);
    const dropping = speaking({ server: (hello) => without(hello, EXTENDED) });
    refuses('handshake_failure', resumedBy(gcm, dropping, extended, sessions), /does not say so/);
    const plain = { ...extended, extendedMasterSecret: false };
    refuses('handshake_failure', resumedBy(gcm, reference, plain, sessions), /without an extended master/);
  });

  it('a server refuses an extended session to a client that does not ask for one, and gives a plain one up', () => {
    const sessions = sessionsById();
    const session = sessionOf(gcm, sessions);
    const functions = speaking({ client: (hello) => without(hello, EXTENDED) });
    refuses(
      'handshake_failure',
      () => connect(gcm, { client: { session, functions }, server: { sessions } }),
      /does not ask for one/,
    );
    const plain = sessionOf(gcm, sessions, { client: { functions } });
    assert.equal(plain.extendedMasterSecret, false);
    const full = connect(gcm, { client: { session: plain }, server: { sessions, random: freshRandom() } });
    assert.equal(full.settled.resumed, undefined);
    const again = connect(gcm, { client: { session: plain, functions }, server: { sessions } });
    assert.equal(again.settled.resumed, 'session id');
  });

  it('whoever has another master secret fails at Finished', () => {
    const sessions = sessionsById();
    const session = sessionOf(gcm, sessions);
    const masterSecret = session.masterSecret.map((byte) => byte ^ 1);
    refuses('bad_record_mac', () =>
      connect(gcm, { client: { session: { ...session, masterSecret } }, server: { sessions } }),
    );
  });

  it('a ticket is no secret of the client: it holds none of the master secret', () => {
    const session = sessionOf(gcm, byTicket);
    assert.ok(
      !bytesToHex(session.ticket as Uint8Array).includes(bytesToHex(session.masterSecret).slice(0, 16)),
    );
  });
});

describe('the order of an abbreviated handshake', () => {
  const abbreviated: MessageName[] = ['change_cipher_spec', 'finished', 'application_data'];
  const lines = {
    client: ['server_hello', ...abbreviated],
    server: ['client_hello', ...abbreviated],
  } as const satisfies Record<string, MessageName[]>;

  /** What both the engine and its puppet have in mind. */
  function scene(role: 'client' | 'server', kind: Kind) {
    const sessions = sessionsById();
    const session = sessionOf(kind, sessions);
    if (role === 'server') {
      // The puppet's hello names no host.
      for (const [id, { serverName: _, ...kept }] of sessions.kept) sessions.kept.set(id, kept);
      return { resumes: session, options: { server: { sessions } } };
    }
    const resumes = { ...session, extendedMasterSecret: false }; // the puppet's hello has no extensions
    return { resumes, options: { client: { session: resumes } } };
  }

  for (const role of ['client', 'server'] as const)
    for (const kind of [rc4, gcm]) {
      it(`a ${role} goes through when all is in order: ${title(kind)}`, () => {
        const { engine, error } = play(role, kind, lines[role], undefined, scene(role, kind));
        assert.equal(error, undefined);
        assert.ok(securityOf(engine)?.resumed);
      });

      it(`a ${role} refuses every other message at every point: ${title(kind)}`, () => {
        const all = [
          ...Object.keys(HandshakeType),
          'change_cipher_spec',
          'application_data',
        ] as MessageName[];
        const honest: readonly MessageName[] = lines[role];
        for (const [at, due] of honest.slice(0, -1).entries())
          for (const other of all) {
            if (other === due || (role === 'client' && other === 'hello_request')) continue;
            const said = [...honest.slice(0, at), other, ...honest.slice(at)];
            const { error, engine } = play(role, kind, said, undefined, scene(role, kind));
            assert.ok(error, `${other} at ${at}: not refused`);
            assert.equal(error.alert, 'unexpected_message', `${other} at ${at}: ${error.message}`);
            assert.equal(securityOf(engine), undefined);
          }
      }).timeout(20_000);
    }

  it('a client whose session is resumed takes no certificate and no key exchange', () => {
    for (const more of ['certificate', 'server_hello_done', 'new_session_ticket'] as const) {
      const { error } = play('client', gcm, ['server_hello', more], undefined, scene('client', gcm));
      assert.equal(error?.alert, 'unexpected_message');
    }
  });

  it('a client whose session is not resumed takes no change_cipher_spec after the hello', () => {
    const session = sessionOf(gcm, sessionsById());
    const options = { client: { session } };
    const { error } = play('client', gcm, ['server_hello', 'change_cipher_spec'], undefined, { options });
    assert.equal(error?.alert, 'unexpected_message');
  });
});

describe('what a client offers', () => {
  /** The ClientHello of a client with these options. */
  function helloOf(more: MoreOptions['client']): ClientHello {
    let hello: ClientHello | undefined;
    const functions: Functions = {
      ...reference,
      encodeClientHello: (sent) => {
        hello = sent;
        return reference.encodeClientHello(sent);
      },
    };
    startEngine('client', gcm, { client: { ...more, functions } });
    assert.ok(hello);
    return hello;
  }

  it('its session id, or its ticket with an id of its own making that the server repeats (RFC 5077 3.4)', () => {
    const session = sessionOf(gcm, sessionsById());
    assert.deepEqual(helloOf({ session }).sessionId, session.sessionId);
    assert.equal(findExtension(helloOf({ session }).extensions, 'session_ticket'), undefined);
    const withTicket = sessionOf(gcm, byTicket);
    const hello = helloOf({ session: withTicket });
    assert.equal(hello.sessionId.length, 32);
    assert.deepEqual(findExtension(hello.extensions, 'session_ticket'), withTicket.ticket);
  });

  it('nothing without a session', () => {
    assert.equal(helloOf({}).sessionId.length, 0);
  });
});

import assert from 'node:assert/strict';
import { concatBytes } from '@noble/hashes/utils.js';
import { bytesOf, honestSides, type Side } from '../kit/fuzz/conversations.js';
import {
  dataOf,
  type Engine,
  type Kind,
  kinds,
  type Role,
  securityOf,
  startEngine,
} from '../kit/fuzz/engines.js';
import { honestLines } from '../kit/fuzz/honest-lines.js';
import { AlertReceived } from '../lib/errors.js';
import { encodeRecord, MAX_CIPHERTEXT, MAX_PLAINTEXT } from '../lib/records.js';
import { TLS10, TLS12 } from '../lib/registry.js';
import { suiteById } from '../lib/suites.js';
import { pump } from './support/memory.js';
import { refuses } from './support/properties.js';
import { play } from './support/puppet.js';

const rsa: Kind = { version: TLS10, suite: 0x0004 };
const gcm: Kind = { version: TLS12, suite: 0xc02f };
const title = ({ kind, role }: Side) => `${role}, ${suiteById(kind.suite)?.name}`;
const ends = ({ events }: Engine) => events.flatMap((event) => (event.type === 'end' ? [event.how] : []));
const data = (length: number) => Uint8Array.from({ length }, (_, i) => i % 251);

/** An engine that hears these bytes came to the end of the honest conversation. */
function hearsAll(side: Side, pieces: Iterable<Uint8Array>): void {
  const engine = startEngine(side.role, side.kind);
  for (const piece of pieces) engine.connection.receive(piece);
  assert.deepEqual(securityOf(engine)?.masterSecret, side.masterSecret);
  assert.deepEqual(dataOf(engine), side.data);
  assert.deepEqual(ends(engine), ['closed']);
}

/** Two engines that have shaken hands. */
function opened(kind: Kind): { client: Engine; server: Engine } {
  const client = startEngine('client', kind);
  const server = startEngine('server', kind);
  pump(client.connection, server.connection);
  assert.ok(client.connection.isOpen && server.connection.isOpen);
  return { client, server };
}

describe('connection', () => {
  describe('however the bytes are cut', () => {
    for (const side of honestSides()) {
      it(`one byte at a time: ${title(side)}`, () =>
        hearsAll(
          side,
          Array.from(bytesOf(side), (byte) => Uint8Array.of(byte)),
        ));

      it(`all in one piece, a Buffer as sockets give them: ${title(side)}`, () =>
        hearsAll(side, [Buffer.from(bytesOf(side))]));

      it(`every handshake message in fragments of one byte: ${title(side)}`, () =>
        hearsAll(side, inFragments(side.records, 1)));
    }

    for (const [role, kind] of [
      ['client', rsa],
      ['server', rsa],
    ] as const)
      it(`in two pieces, at every seventh place: ${role}`, () => {
        const side = honestSides().find((s) => s.role === role && s.kind.suite === kind.suite) as Side;
        const bytes = bytesOf(side);
        for (let at = 0; at <= bytes.length; at += 7)
          hearsAll(side, [bytes.subarray(0, at), bytes.subarray(at)]);
      });

    it('Finished itself may come in pieces, under the keys', () => {
      for (const kind of kinds)
        for (const role of ['client', 'server'] as const) {
          const lines = honestLines(role, kind).filter((l) => l !== 'finished' && l !== 'application_data');
          const { engine, error } = play(role, kind, lines, (puppet) => puppet.sayInPieces('finished', 1));
          assert.equal(error, undefined);
          assert.ok(engine.connection.isOpen);
        }
    });

    it('a flight goes into as few records as it fits', () => {
      const types = (role: Role) =>
        honestSides()
          .find((side) => side.role === role && side.kind.suite === gcm.suite)
          ?.records.map(([type]) => type);
      assert.deepEqual(types('client'), [22, 20, 22, 23, 23, 21]);
      assert.deepEqual(types('server'), [22, 22, 20, 22, 23, 21]);
    });
  });

  describe('records', () => {
    it('of up to 2^14 bytes are taken in the clear, and no longer ones', () => {
      const { connection } = startEngine('client', rsa);
      connection.receive(
        encodeRecord({
          type: 22,
          version: TLS10,
          fragment: concatBytes(Uint8Array.of(2, 0, 255, 255), data(MAX_PLAINTEXT - 4)),
        }),
      );
      const other = startEngine('client', rsa).connection;
      refuses('record_overflow', () => other.receive(Uint8Array.of(22, 3, 1, 0x40, 0x01)));
    });

    it('of up to 2^14 + 2048 bytes are taken under keys, and no longer ones', () => {
      const header = (length: number) => Uint8Array.of(23, 3, 3, length >> 8, length & 0xff);
      const { client, server } = opened(gcm);
      server.connection.receive(header(MAX_CIPHERTEXT));
      refuses('bad_record_mac', () => server.connection.receive(new Uint8Array(MAX_CIPHERTEXT)));
      refuses('record_overflow', () => client.connection.receive(header(MAX_CIPHERTEXT + 1)));
    });

    it('an alert in the clear may have another version: with it a client refuses the one that we chose', () => {
      const { engine, error } = play('server', rsa, ['client_hello']);
      assert.equal(error, undefined);
      const alert = encodeRecord({ type: 21, version: TLS12, fragment: Uint8Array.of(2, 70) });
      assert.throws(
        () => engine.connection.receive(alert),
        (thrown) => thrown instanceof AlertReceived && thrown.alert === 'protocol_version',
      );
      const { client } = opened(gcm);
      refuses('protocol_version', () =>
        client.connection.receive(encodeRecord({ type: 21, version: TLS10, fragment: new Uint8Array(26) })),
      );
    });

    it('after the hellos all have the version that was settled', () => {
      for (const version of [0x0300, 0x0301, 0x0302, 0x0304]) {
        const { client } = opened(gcm);
        refuses('protocol_version', () =>
          client.connection.receive(encodeRecord({ type: 23, version, fragment: new Uint8Array(40) })),
        );
      }
    });

    it('a ClientHello comes in records of any 3.x', () => {
      for (const version of [0x0300, 0x0301, 0x0303, 0x03ff]) {
        const side = honestSides().find(({ role }) => role === 'server') as Side;
        const [hello] = side.records as [Uint8Array];
        const { connection } = startEngine('server', side.kind);
        connection.receive(encodeRecord({ type: 22, version, fragment: hello.subarray(5) }));
        assert.ok(connection.takeOutput().length > 0);
      }
    });

    it('that are replayed, left out or exchanged do not open', () => {
      for (const kind of kinds) {
        const records = (): [Engine, Uint8Array[]] => {
          const { client, server } = opened(kind);
          for (let i = 0; i < 3; i++) client.connection.write(data(20));
          return [server, client.connection.takeOutput()];
        };
        const orders = [[0, 0], [1], [0, 2], [1, 0]];
        for (const order of orders) {
          const [server, sent] = records();
          refuses('bad_record_mac', () => {
            for (const index of order) server.connection.receive((sent[index] as Uint8Array).slice());
          });
        }
      }
    });

    it('of one side do not open at that side', () => {
      for (const kind of kinds) {
        const { client } = opened(kind);
        client.connection.write(data(20));
        const [own] = client.connection.takeOutput() as [Uint8Array];
        refuses('bad_record_mac', () => client.connection.receive(own));
      }
    });

    it('do not open as another type', () => {
      for (const kind of kinds) {
        const { client, server } = opened(kind);
        client.connection.write(Uint8Array.of(1, 0));
        const [record] = client.connection.takeOutput() as [Uint8Array];
        record[0] = 21;
        refuses('bad_record_mac', () => server.connection.receive(record));
      }
    });
  });

  describe('write', () => {
    it('waits for the handshake and ends with the connection', () => {
      const { connection } = startEngine('client', rsa);
      assert.throws(() => connection.write(data(1)), /only while the connection is open/);
      const { client } = opened(rsa);
      client.connection.close();
      assert.throws(() => client.connection.write(data(1)), /only while the connection is open/);
    });

    it('cuts data at 2^14 bytes, and sends no record for no data', () => {
      const { client, server } = opened(gcm);
      client.connection.write(new Uint8Array());
      assert.equal(client.connection.takeOutput().length, 0);
      client.connection.write(data(2 * MAX_PLAINTEXT + 1));
      const records = client.connection.takeOutput();
      assert.deepEqual(
        records.map(({ length }) => length),
        [1, 1, 0].map((f) => 5 + 24 + (f ? MAX_PLAINTEXT : 1)),
      );
      for (const record of records) server.connection.receive(record);
      assert.deepEqual(dataOf(server), data(2 * MAX_PLAINTEXT + 1));
    });
  });

  describe('the end', () => {
    it('close_notify is answered with close_notify, and both are over', () => {
      for (const kind of kinds) {
        const { client, server } = opened(kind);
        server.connection.close();
        pump(client.connection, server.connection);
        assert.deepEqual(ends(client), ['closed']);
        assert.ok(client.connection.isOver && server.connection.isOver);
        const alerts = ({ events }: Engine) =>
          events.flatMap((e) =>
            e.type === 'message' && e.name.startsWith('alert') ? [`${e.sent} ${e.name}`] : [],
          );
        assert.deepEqual(alerts(client), ['false alert close_notify', 'true alert close_notify']);
        assert.deepEqual(alerts(server), ['true alert close_notify']);
      }
    });

    it('data that came before close_notify counts, what comes after it does not', () => {
      const { client, server } = opened(gcm);
      client.connection.write(data(3));
      client.connection.close();
      const last = client.connection.takeOutput();
      const { client: other } = opened(gcm);
      for (let i = 0; i < 3; i++) other.connection.write(data(5));
      for (const record of [...last, ...other.connection.takeOutput()]) server.connection.receive(record);
      assert.deepEqual(dataOf(server), data(3));
      assert.deepEqual(ends(server), ['closed']);
    });

    it('the transport that ends without close_notify cut the data short, if there was any or not', () => {
      for (const length of [0, 10]) {
        const { client, server } = opened(gcm);
        client.connection.write(data(length));
        pump(client.connection, server.connection);
        server.connection.end();
        assert.deepEqual(dataOf(server), data(length));
        assert.deepEqual(ends(server), ['truncated']);
        assert.ok(server.connection.isOver);
      }
    });

    it('a record cut short by the end of the transport is not delivered', () => {
      const { client, server } = opened(gcm);
      client.connection.write(data(10));
      const [record] = client.connection.takeOutput() as [Uint8Array];
      server.connection.receive(record.slice(0, -1));
      server.connection.end();
      assert.equal(dataOf(server).length, 0);
      assert.deepEqual(ends(server), ['truncated']);
    });

    it('after close_notify the end of the transport is nothing new', () => {
      const { client, server } = opened(gcm);
      client.connection.close();
      pump(client.connection, server.connection);
      server.connection.end();
      client.connection.end();
      assert.deepEqual(ends(server), ['closed']);
      assert.deepEqual(ends(client), []);
    });

    it('in the handshake it is an error, whoever hangs up', () => {
      const { connection, events } = startEngine('client', rsa);
      refuses('handshake_failure', () => connection.end(), /hung up/);
      assert.ok(connection.isOver);
      assert.deepEqual(ends({ connection, events, role: 'client' }), ['truncated']);
      connection.end();
      const server = startEngine('server', rsa).connection;
      assert.throws(
        () => server.receive(Uint8Array.of(21, 3, 1, 0, 2, 1, 0)),
        (error) => error instanceof AlertReceived && error.alert === 'close_notify',
      );
    });

    it('close says so once', () => {
      const { client } = opened(rsa);
      client.connection.close();
      client.connection.close();
      assert.equal(client.connection.takeOutput().length, 1);
    });
  });

  describe('a refusal', () => {
    it('leaves a fatal alert in the output, and the connection takes and sends nothing more', () => {
      const { connection, events } = startEngine('server', rsa);
      refuses('unexpected_message', () => connection.receive(Uint8Array.of(23, 3, 1, 0, 1, 0)));
      assert.deepEqual(concatBytes(...connection.takeOutput()), Uint8Array.of(21, 3, 1, 0, 2, 2, 10));
      const before = events.length;
      connection.receive(bytesOf(honestSides().find(({ role }) => role === 'server') as Side));
      connection.close();
      connection.end();
      assert.equal(events.length, before);
      assert.equal(connection.takeOutput().length, 0);
    });

    it('of a mistake in our own code tells the peer internal_error', () => {
      const { client, server } = opened(gcm);
      client.connection.write(data(1));
      const mistake = new TypeError('a mistake in the application');
      server.events.push = () => {
        throw mistake;
      };
      assert.throws(
        () => pump(client.connection, server.connection),
        (error) => error === mistake,
      );
      assert.ok(server.connection.isOver);
    });
  });

  it('tells of every message, and which are encrypted', () => {
    const { client } = opened(rsa);
    const messages = client.events.flatMap((event) =>
      event.type === 'message'
        ? [`${event.sent ? '>' : '<'} ${event.name}${event.encrypted ? ' encrypted' : ''}`]
        : [],
    );
    assert.deepEqual(messages, [
      '> client_hello',
      '< server_hello',
      '< certificate',
      '< server_hello_done',
      '> client_key_exchange',
      '> change_cipher_spec',
      '> finished encrypted',
      '< change_cipher_spec',
      '< finished encrypted',
    ]);
  });
});

/** The handshake records before change_cipher_spec cut into records of `limit` bytes; the others as they are. */
function* inFragments(records: readonly Uint8Array[], limit: number): Generator<Uint8Array> {
  let encrypted = false;
  for (const record of records) {
    const [type, major = 3, minor = 0] = record;
    encrypted ||= type === 20;
    if (encrypted) yield record;
    else
      for (let at = 5; at < record.length; at += limit)
        yield encodeRecord({
          type: 22,
          version: major * 256 + minor,
          fragment: record.subarray(at, at + limit),
        });
  }
}

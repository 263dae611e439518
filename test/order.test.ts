// Who may say what, when: both engines against a puppet that has the right keys and says whatever it is told to.
import assert from 'node:assert/strict';
import type { Kind, Role } from '../kit/fuzz/engines.js';
import { honestLines } from '../kit/fuzz/honest-lines.js';
import { AlertReceived } from '../lib/errors.js';
import type { MessageName } from '../lib/handshake-rules.js';
import { AlertDescription, ContentType, HandshakeType, TLS10, TLS12 } from '../lib/registry.js';
import { type Line, type Outcome, play } from './support/puppet.js';

const rsa: Kind = { version: TLS10, suite: 0x0004 };
const dhe: Kind = { version: TLS12, suite: 0x009e };
const ecdhe: Kind = { version: TLS12, suite: 0xc02f };
const kinds = { RSA: rsa, DHE: dhe, ECDHE: ecdhe };
const roles = ['client', 'server'] as const;

const handshake = (...bytes: number[]): Line => ({ type: 22, content: Uint8Array.from(bytes) });
const alert = (level: number, description: number): Line => ({
  type: 21,
  content: Uint8Array.of(level, description),
});
const data = (...bytes: number[]): Line => ({ type: 23, content: Uint8Array.from(bytes) });
const early: Line = { type: 20, content: Uint8Array.of(1) };
const helloRequest = handshake(0, 0, 0, 0);

/** Refused with this alert, which the peer was told as the last thing, and nothing more is taken. */
function refused({ engine, puppet, error }: Outcome, name: keyof typeof AlertDescription): void {
  assert.ok(error, 'it was not refused');
  assert.equal(error.name, 'TlsError', error.stack);
  assert.equal(error.alert, name, error.message);
  assert.ok(engine.connection.isOver);
  assert.deepEqual(puppet.alerts.at(-1), Uint8Array.of(2, AlertDescription[name]));
}

function opened({ engine, error }: Outcome): void {
  assert.equal(error, undefined);
  assert.ok(engine.connection.isOpen);
}

function insert<T>(list: readonly T[], at: number, item: T): T[] {
  return [...list.slice(0, at), item, ...list.slice(at)];
}

function exchanged<T>(list: readonly T[], i: number, j: number): T[] {
  return list.map((item, k) => list[k === i ? j : k === j ? i : k] ?? item);
}

/** The honest lines with one left out, repeated or exchanged with another, each under a title. */
function* disorders(honest: readonly MessageName[]): Generator<[title: string, lines: MessageName[]]> {
  const counted = honest.length - 1; // the data at the end comes as a probe: it must not be taken early
  for (let i = 0; i < counted; i++) {
    yield [`without ${honest[i]}`, honest.filter((_, k) => k !== i)];
    yield [`${honest[i]} twice`, insert(honest, i, honest[i] as MessageName)];
    for (let j = i + 1; j < honest.length; j++)
      yield [`${honest[i]} and ${honest[j]} exchanged`, exchanged(honest, i, j)];
  }
}

describe('the order of messages', () => {
  for (const role of roles)
    for (const [name, kind] of Object.entries(kinds)) {
      const honest = honestLines(role, kind);

      it(`a ${role} goes through ${name} when all is in order`, () => opened(play(role, kind, honest)));

      it(`a ${role} in ${name} refuses every message skipped, repeated or exchanged`, () => {
        for (const [title, lines] of disorders(honest)) {
          const outcome = play(role, kind, lines);
          assert.ok(outcome.error, `${title}: not refused`);
          assert.equal(outcome.error.alert, 'unexpected_message', `${title}: ${outcome.error.message}`);
          refused(outcome, 'unexpected_message');
        }
      });

      it(`a ${role} in ${name} refuses every message that is not due, at every point`, () => {
        const due = new Set<string>(honest);
        const others = (Object.keys(HandshakeType) as MessageName[]).filter((message) => !due.has(message));
        for (let at = 0; at < honest.length; at++)
          for (const other of others) {
            if (role === 'client' && other === 'hello_request') continue;
            if (role === 'client' && other === 'certificate_request' && honest[at] === 'server_hello_done')
              continue;
            refused(play(role, kind, insert(honest, at, other)), 'unexpected_message');
          }
      }).timeout(20_000);
    }

  it('a client answers a certificate_request where it may come', () => {
    for (const kind of [rsa, ecdhe]) {
      const honest = honestLines('client', kind);
      opened(
        play('client', kind, insert(honest, honest.indexOf('server_hello_done'), 'certificate_request')),
      );
    }
  });

  it('a client refuses a certificate_request that is malformed', () => {
    const at = honestLines('client', rsa).indexOf('server_hello_done');
    const lines: Line[] = honestLines('client', rsa);
    refused(play('client', rsa, insert(lines, at, handshake(13, 0, 0, 2, 1, 1))), 'decode_error');
  });

  it('a client refuses server_key_exchange in an RSA suite', () => {
    refused(
      play('client', rsa, ['server_hello', 'certificate', 'server_key_exchange', 'server_hello_done']),
      'unexpected_message',
    );
  });

  it('a client refuses an ECDHE suite without server_key_exchange', () => {
    refused(
      play('client', ecdhe, ['server_hello', 'certificate', 'server_hello_done']),
      'unexpected_message',
    );
  });

  it('a client takes no new_session_ticket that was not announced', () => {
    const lines = honestLines('client', rsa);
    const at = lines.indexOf('change_cipher_spec');
    refused(play('client', rsa, insert(lines, at, 'new_session_ticket')), 'unexpected_message');
  });
});

describe('change_cipher_spec', () => {
  for (const role of roles) {
    it(`a ${role} refuses it at every point but its own (CVE-2014-0224)`, () => {
      for (const kind of Object.values(kinds)) {
        const honest = honestLines(role, kind);
        for (let at = 0; at < honest.length; at++)
          if (honest[at] !== 'change_cipher_spec' && honest[at] !== 'finished')
            refused(play(role, kind, insert(honest, at, 'change_cipher_spec')), 'unexpected_message');
      }
    });

    it(`a ${role} refuses a Finished that was sent without it, in the clear`, () => {
      const lines = honestLines(role, rsa).filter((line) => line !== 'change_cipher_spec');
      refused(play(role, rsa, lines), 'unexpected_message');
    });

    it(`a ${role} refuses it twice, under the new keys or after Finished`, () => {
      const lines = honestLines(role, ecdhe);
      const at = lines.indexOf('change_cipher_spec');
      refused(play(role, ecdhe, insert(lines, at, 'change_cipher_spec')), 'unexpected_message');
      refused(play(role, ecdhe, [...lines, 'change_cipher_spec']), 'unexpected_message');
    });

    it(`a ${role} takes it only as the one byte 01`, () => {
      const lines: Line[] = honestLines(role, rsa);
      const at = lines.indexOf('change_cipher_spec');
      for (const content of [[0], [2], [1, 1]])
        refused(
          play(role, rsa, insert(lines.slice(0, at), at, { type: 20, content: Uint8Array.from(content) })),
          'illegal_parameter',
        );
    });

    it(`a ${role} refuses a handshake message that straddles it`, () => {
      const lines = honestLines(role, rsa);
      const at = lines.indexOf('change_cipher_spec');
      const halfFinished = handshake(20, 0, 0, 12, 1, 2, 3);
      const { error, ...outcome } = play(role, rsa, insert<Line>(lines, at, halfFinished));
      refused({ error, ...outcome }, 'unexpected_message');
      assert.match(error?.message ?? '', /in the middle of a handshake message/);
    });
  }
});

describe('application data in a handshake', () => {
  for (const role of roles)
    it(`a ${role} refuses it before change_cipher_spec and between that and Finished`, () => {
      const lines = honestLines(role, ecdhe);
      for (const before of ['change_cipher_spec', 'finished'] as const) {
        const at = lines.indexOf(before);
        for (const content of [data(1), data()])
          refused(play(role, ecdhe, insert<Line>(lines, at, content)), 'unexpected_message');
      }
    });
});

describe('hello_request and renegotiation', () => {
  it('a client passes over a hello_request during the handshake, and leaves it out of the transcript', () => {
    const honest: Line[] = honestLines('client', ecdhe);
    for (let at = 0; at < honest.length - 2; at++)
      opened(play('client', ecdhe, insert(honest, at, 'hello_request')));
  });

  it('a client answers a hello_request after the handshake with no_renegotiation and goes on', () => {
    const outcome = play('client', ecdhe, [
      ...honestLines('client', ecdhe),
      'hello_request',
      'application_data',
    ]);
    opened(outcome);
    assert.deepEqual(outcome.puppet.alerts, [Uint8Array.of(1, 100)]);
  });

  it('a server answers a client_hello after the handshake with no_renegotiation and goes on', () => {
    const outcome = play('server', ecdhe, [
      ...honestLines('server', ecdhe),
      'client_hello',
      'application_data',
    ]);
    opened(outcome);
    assert.deepEqual(outcome.puppet.alerts, [Uint8Array.of(1, 100)]);
  });

  it('a hello_request is empty', () => {
    refused(play('client', rsa, [handshake(0, 0, 0, 1, 0)]), 'decode_error');
  });

  it('neither takes the invitation that belongs to the other', () => {
    refused(play('server', rsa, ['hello_request']), 'unexpected_message');
    refused(play('server', rsa, [...honestLines('server', rsa), 'hello_request']), 'unexpected_message');
    refused(play('client', rsa, [...honestLines('client', rsa), 'client_hello']), 'unexpected_message');
  });

  for (const role of roles)
    it(`a ${role} refuses every other handshake message after the handshake`, () => {
      const invitation = role === 'client' ? 'hello_request' : 'client_hello';
      for (const name of Object.keys(HandshakeType) as MessageName[])
        if (name !== invitation)
          refused(play(role, rsa, [...honestLines(role, rsa), name]), 'unexpected_message');
    });
});

describe('records out of place', () => {
  for (const role of roles) {
    const start: Line[] = honestLines(role, rsa);
    const begun = handshake(role === 'client' ? HandshakeType.server_hello : HandshakeType.client_hello, 0);

    it(`a ${role} refuses data and change_cipher_spec inside a fragmented message`, () => {
      for (const line of [data(1), early]) refused(play(role, rsa, [begun, line]), 'unexpected_message');
    });

    it(`a ${role} takes a warning inside a fragmented message`, () => {
      const { error, said } = play(role, rsa, [begun, alert(1, 90)]);
      assert.equal(error, undefined);
      assert.equal(said, 2);
    });

    it(`a ${role} refuses an unknown handshake type, before and after the handshake`, () => {
      for (const type of [3, 5, 21, 23, 255]) {
        refused(play(role, rsa, [handshake(type, 0, 0, 0)]), 'unexpected_message');
        refused(play(role, rsa, [...start, handshake(type, 0, 0, 0)]), 'unexpected_message');
      }
    });

    it(`a ${role} refuses a message that begins in the record of Finished`, () => {
      const { engine, puppet, error } = playFinishedWith(role, Uint8Array.of(0));
      refused({ engine, puppet, error, said: 0 }, 'unexpected_message');
    });

    it(`a ${role} refuses empty records that are not application data`, () => {
      for (const type of [ContentType.change_cipher_spec, ContentType.alert, ContentType.handshake])
        refused(play(role, rsa, [{ type, content: new Uint8Array() }]), 'unexpected_message');
      refused(play(role, rsa, [...start, { type: 22, content: new Uint8Array() }]), 'unexpected_message');
    });

    it(`a ${role} puts up with 32 records in a row that say nothing, and no more`, () => {
      const floods: Line[] =
        role === 'client' ? [alert(1, 90), data(), helloRequest] : [alert(1, 90), data()];
      for (const idle of floods) {
        const some = new Array<Line>(32).fill(idle);
        opened(play(role, rsa, [...start, ...some]));
        opened(play(role, rsa, [...start, ...some, data(1), ...some]));
        refused(play(role, rsa, [...start, ...some, idle]), 'unexpected_message');
      }
      const warnings = new Array<Line>(33).fill(alert(1, 90));
      refused(play(role, rsa, warnings), 'unexpected_message');
    });

    it(`a ${role} refuses an alert that is not two bytes`, () => {
      for (const content of [[2], [1, 0, 1], [1, 90, 1, 90]])
        refused(play(role, rsa, [{ type: 21, content: Uint8Array.from(content) }]), 'decode_error');
    });
  }
});

/** All in order, with `more` after Finished in one record. */
function playFinishedWith(role: Role, more: Uint8Array): Outcome {
  const lines = honestLines(role, rsa).filter((line) => line !== 'application_data' && line !== 'finished');
  return play(role, rsa, lines, (puppet) => {
    const { type, content } = puppet.compose('finished');
    puppet.sayPlain({ type, content: Uint8Array.from([...content, ...more]) });
  });
}

describe('alerts', () => {
  for (const role of roles) {
    for (const [name, description] of Object.entries(AlertDescription))
      it(`a ${role} that receives a fatal ${name} says so and sends none of its own`, () => {
        for (const lines of [[], honestLines(role, rsa)] as Line[][]) {
          if (name === 'close_notify' && lines.length > 0) continue;
          const { error, engine, puppet } = play(role, rsa, [...lines, alert(2, description)]);
          assert.ok(error instanceof AlertReceived);
          assert.equal(error.alert, name);
          assert.match(error.message, name === 'close_notify' ? /peer closed/ : new RegExp(name));
          assert.ok(engine.connection.isOver);
          assert.deepEqual(puppet.alerts, []);
        }
      });

    it(`a ${role} names an alert that no registry has by its number`, () => {
      const { error } = play(role, rsa, [alert(2, 199)]);
      assert.ok(error instanceof AlertReceived);
      assert.match(error.message, /unknown alert 199/);
    });

    it(`a ${role} takes a level that does not exist as fatal`, () => {
      assert.ok(play(role, rsa, [alert(3, 90)]).error instanceof AlertReceived);
    });
  }
});

// Whole sessions of TLS 1.3: the recorded one, forged ones, and some of node:tls here and now.
import assert from 'node:assert/strict';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { tls13Node, tls13NodeWire } from '../kit/sessions/tls13-node.js';
import type { WireRecord } from '../kit/sessions/wire.js';
import { converse } from '../kit/tls13/converse.js';
import { flightsOf13 } from '../kit/tls13/flights.js';
import { decodeClientHello13, decodeServerHello13, settle13 } from '../kit/tls13/hellos.js';
import { fieldsOf13, joinHandshake13 } from '../kit/tls13/messages.js';
import { readSession13 } from '../kit/tls13/session.js';
import { annotatedHex } from '../kit/views/annotated-hex.js';
import { TlsError } from '../lib/errors.js';
import type { Extension } from '../lib/extensions.js';
import { encodeHandshake } from '../lib/handshake-message.js';
import { reference } from '../lib/stages.js';
import { verifyChain } from '../lib/verify-chain.js';
import { Writer } from '../lib/writer.js';
import { flipped, withByte } from './support/bytes.js';
import { hex } from './support/hex.js';
import { testCa, testServer } from './support/pki.js';
import { runSeed, seeded } from './support/random.js';
import { plainRecord, recorded, recordedHandshake, type Said, wireOf, withMessage } from './support/tls13.js';

const { keyLog, request, reply } = tls13Node;
const read = (wire: readonly WireRecord[]) => readSession13(wire, keyLog);
const dataOf = (from: 'client' | 'server') =>
  concatBytes(
    ...recorded.records.flatMap((one) =>
      one.from === from && one.inner?.type === 23 ? [one.inner.content] : [],
    ),
  );

describe('tls13: the recorded session', () => {
  it('reads from end to end, with what was said', () => {
    assert.deepEqual(
      recorded.transcript.map(({ msgType }) => msgType),
      [1, 2, 8, 11, 15, 20, 20],
    );
    assert.deepEqual([dataOf('client'), dataOf('server')], [utf8ToBytes(request), utf8ToBytes(reply)]);
    const tickets = recorded.records.flatMap(({ messages }) =>
      messages.filter(({ msgType }) => msgType === 4),
    );
    assert.equal(tickets.length, 2);
    const ends = recorded.records.filter(({ inner }) => inner?.type === 21);
    assert.deepEqual(
      ends.map(({ from, inner }) => [from, inner?.content]),
      [
        ['server', hex('01 00')],
        ['client', hex('01 00')],
      ],
    );
  });

  it('has a certificate that the chain of the course stands behind', () => {
    const { certificates: chain } = recorded;
    const request = { chain, anchors: [tls13Node.caCertificate], host: 'localhost', at: tls13Node.at };
    assert.equal(verifyChain(reference, request).path.length, 2);
    assert.throws(() => verifyChain(reference, { ...request, host: 'example.com' }), {
      alert: 'bad_certificate',
    });
  });

  it('has a meaning for every byte of every message', () => {
    for (const { messages } of recorded.records)
      for (const message of messages.map(encodeHandshake)) {
        const html = annotatedHex(message, fieldsOf13(message));
        assert.doesNotMatch(html, /not as its type demands/);
      }
  });

  it('flows in five flights, with the request in the third', () => {
    const flights = flightsOf13(recorded).map(({ from, messages }) => [
      from,
      ...messages.map(({ name }) => name),
    ]);
    const hidden = ['EncryptedExtensions', 'Certificate', 'CertificateVerify', 'Finished'];
    assert.deepEqual(flights, [
      ['Client', 'ClientHello'],
      ['Server', 'ServerHello', 'ChangeCipherSpec', ...hidden],
      ['Client', 'ChangeCipherSpec', 'Finished', 'request'],
      ['Server', 'NewSessionTicket', 'NewSessionTicket', 'reply', 'close_notify'],
      ['Client', 'close_notify'],
    ]);
    const open = flightsOf13(recorded).flatMap(({ messages }) =>
      messages.filter(({ encrypted }) => !encrypted),
    );
    assert.deepEqual(
      open.map(({ name }) => name),
      ['ClientHello', 'ServerHello', 'ChangeCipherSpec', 'ChangeCipherSpec'],
    );
  });

  it('reads the same however its bytes were cut', () => {
    const crumbs = tls13NodeWire.flatMap(({ direction, bytes }) =>
      Array.from(bytes, (byte) => ({ direction, bytes: Uint8Array.of(byte) })),
    );
    assert.deepEqual(read(crumbs), recorded);
  });

  it(`does not read with a bit flipped (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (let i = 0; i < 60; i++) {
      const at = random.integer(tls13NodeWire.length);
      const { bytes, direction } = tls13NodeWire[at] as WireRecord;
      const index = random.integer(bytes.length);
      if (index < 3 && at < 3) continue; // the version of a plain record's header is covered by nothing
      const damaged = { direction, bytes: flipped(bytes, index, 1 << random.integer(8)) };
      assert.throws(() => read(tls13NodeWire.with(at, damaged)), `flight ${at}, byte ${index}`);
    }
  });

  it('does not read without its key log, or with the secrets mixed up', () => {
    for (const label of ['CLIENT_HANDSHAKE', 'SERVER_HANDSHAKE', 'CLIENT', 'SERVER'])
      assert.throws(
        () => readSession13(tls13NodeWire, keyLog.replace(new RegExp(`^${label}_TRAFFIC.*$`, 'm'), '')),
        {
          message: `the key log has no ${label}_TRAFFIC_SECRET${label.includes('_') ? '' : '_0'} for this session`,
        },
      );
    const swapped = keyLog.replace(
      /^(CLIENT|SERVER)_HANDSHAKE/gm,
      (_, side) => `${side === 'CLIENT' ? 'SERVER' : 'CLIENT'}_HANDSHAKE`,
    );
    assert.throws(() => readSession13(tls13NodeWire, swapped), { alert: 'bad_record_mac' });
  });

  it('does not read when it was cut short', () => {
    const without = (count: number) => tls13NodeWire.slice(0, count);
    assert.throws(() => read([]), { message: /ends before its handshake/ });
    for (const count of [1, 2])
      assert.throws(() => read(without(count)), { alert: 'unexpected_message' }, `${count}`);
    read(without(3));
    const last = tls13NodeWire[4] as WireRecord;
    const cut = [...without(4), { ...last, bytes: last.bytes.subarray(0, 20) }];
    assert.throws(() => read(cut), { alert: 'decode_error', message: /last 20 bytes are no whole record/ });
  });
});

describe('tls13: forged sessions', () => {
  const refuses = (said: readonly Said[], alert: string, message = /./) =>
    assert.throws(() => read(wireOf(said)), { name: 'TlsError', alert, message });
  const request: Said = ['client', 'application_data', utf8ToBytes('GET')];
  const ccs: Said = ['client', 'change_cipher_spec', Uint8Array.of(1)];
  const insert = (index: number, ...said: Said[]) => recordedHandshake.toSpliced(index, 0, ...said);
  const ticket: Said = ['server', 'handshake', hex('04 00 00 0e 00 00 00 01 00 00 00 02 00 00 01 aa 00 00')];

  it('a session put together again from its messages reads', () => {
    const said = [...recordedHandshake, request, ticket];
    assert.deepEqual(read(wireOf(said)).transcript, recorded.transcript);
  });

  it('each message has one place', () => {
    for (let i = 2; i < 6; i++)
      refuses(recordedHandshake.toSpliced(i, 1), 'unexpected_message', /must come$/);
    for (let i = 2; i < 5; i++) {
      const [one, other] = [recordedHandshake[i] as Said, recordedHandshake[i + 1] as Said];
      refuses(recordedHandshake.toSpliced(i, 2, other, one), 'unexpected_message', /must come$/);
    }
    for (let i = 1; i < 7; i++) refuses(insert(i + 1, recordedHandshake[i] as Said), 'unexpected_message');
    refuses(
      recordedHandshake.with(6, ['server', 'handshake', recordedHandshake[6]?.[2] as Uint8Array]),
      'unexpected_message',
    );
    refuses(
      insert(4, ticket),
      'unexpected_message',
      /server sent new_session_ticket where certificate_verify/,
    );
    refuses([...recordedHandshake, ['client', 'handshake', ticket[2]]], 'unexpected_message');
    refuses(
      [...recordedHandshake, ['server', 'handshake', hex('18 00 00 01 00')]],
      'unexpected_message',
      /key_update/,
    );
  });

  it('a Finished or a signature that is not right, under the right keys, is refused', () => {
    const flip = (at: number) => (message: { msgType: number; body: Uint8Array }) => ({
      ...message,
      body: flipped(message.body, at),
    });
    refuses(withMessage(5, flip(0)), 'decrypt_error', /Finished/);
    refuses(withMessage(6, flip(31)), 'decrypt_error', /Finished/);
    refuses(
      withMessage(6, ({ msgType, body }) => ({ msgType, body: body.subarray(0, 12) })),
      'decrypt_error',
    );
    refuses(withMessage(4, flip(100)), 'decrypt_error', /RSA-PSS/);
    refuses(
      withMessage(3, (message) => flip(message.body.length - 10)(message)),
      'decrypt_error',
      /RSA-PSS/,
    );
    refuses(
      withMessage(3, ({ msgType }) => ({ msgType, body: new Uint8Array(4) })),
      'decode_error',
      /empty list/,
    );
  });

  it('the record layer keeps its rules', () => {
    refuses(
      insert(5, ['server', 'application_data', utf8ToBytes('early')]),
      'unexpected_message',
      /before its Finished/,
    );
    refuses(insert(6, request), 'unexpected_message', /before its Finished/);
    read(wireOf(insert(6, ['server', 'application_data', utf8ToBytes('at once')])));
    refuses(
      insert(3, ['server', 'change_cipher_spec', Uint8Array.of(1)]),
      'unexpected_message',
      /protected record/,
    );
    const plain = (index: number, ...args: Parameters<typeof plainRecord>) =>
      wireOf(recordedHandshake).toSpliced(index, 0, { direction: 'client', bytes: plainRecord(...args) });
    read(plain(6, 'change_cipher_spec', ccs[2]));
    assert.throws(() => read(plain(6, 'change_cipher_spec', hex('02'))), { alert: 'illegal_parameter' });
    for (const index of [0, 7])
      assert.throws(() => read(plain(index, 'change_cipher_spec', ccs[2])), {
        message: /outside of the handshake/,
      });
    assert.throws(() => read(plain(6, 'handshake', hex('14 00 00 00'))), {
      message: /plain handshake record/,
    });
  });

  it('a message may span records, but not other records and no change of keys', () => {
    const [from, type, certificate] = recordedHandshake[3] as Said;
    const halves: Said[] = [
      [from, type, certificate.subarray(0, 100)],
      [from, type, certificate.subarray(100)],
    ];
    read(wireOf(recordedHandshake.toSpliced(3, 1, ...halves)));
    const between: Said[] = [halves[0] as Said, ['server', 'alert', hex('01 5a')], halves[1] as Said];
    refuses(
      recordedHandshake.toSpliced(3, 1, ...between),
      'unexpected_message',
      /in the middle of a message/,
    );
    const [, , finished] = recordedHandshake[5] as Said;
    const more: Said = ['server', 'handshake', concatBytes(finished, ticket[2].subarray(0, 6))];
    refuses(recordedHandshake.with(5, more), 'unexpected_message', /keys in the middle of a message/);
    const ticketToo: Said = ['server', 'handshake', concatBytes(finished, ticket[2])];
    refuses(recordedHandshake.with(5, ticketToo), 'unexpected_message', /keys in the middle of a record/);
    const [serverHello, extensions] = [recordedHandshake[1] as Said, recordedHandshake[2] as Said];
    const inTheOpen: Said = ['server', 'handshake', concatBytes(serverHello[2], extensions[2])];
    refuses(
      recordedHandshake.toSpliced(1, 2, inTheOpen),
      'unexpected_message',
      /keys in the middle of a record/,
    );
  });

  it('messages of unknown types and endless ones are refused', () => {
    assert.throws(() => joinHandshake13(hex('63 00 00 00')), { alert: 'unexpected_message' });
    assert.throws(() => joinHandshake13(hex('0b 02 00 01')), { alert: 'illegal_parameter' });
    assert.deepEqual(joinHandshake13(hex('0b 00 00 01')), { messages: [], rest: hex('0b 00 00 01') });
  });
});

describe('tls13: damaged messages', () => {
  const messages = recorded.records.flatMap((one) => one.messages.map(encodeHandshake));

  it(`are explained or refused, and nothing else (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (let i = 0; i < 400; i++) {
      const message = random.pick(messages).slice();
      for (let n = 1 + random.integer(3); n > 0; n--)
        message[random.integer(Math.min(message.length, 120))] = random.integer(256);
      const cut = random.integer(4) === 0 ? message.subarray(0, random.integer(message.length)) : message;
      try {
        annotatedHex(cut, fieldsOf13(cut));
      } catch (error) {
        assert.ok(error instanceof TlsError, `${error}: ${Buffer.from(cut).toString('hex')}`);
      }
    }
  });
});

describe('tls13: what the hellos settle', () => {
  const clientHello = decodeClientHello13(recorded.transcript[0]?.body as Uint8Array);
  const serverHello = decodeServerHello13(recorded.transcript[1]?.body as Uint8Array);
  const without = (list: readonly Extension[], type: number) =>
    list.filter((one) => one.extensionType !== type);
  const having = (list: readonly Extension[], extensionType: number, extensionData: Uint8Array) => [
    ...without(list, extensionType),
    { extensionType, extensionData },
  ];
  const answer = (change: Partial<typeof serverHello>) => () =>
    settle13(clientHello, { ...serverHello, ...change });
  const { extensions } = serverHello;

  it('an answer to the offer is taken', () => assert.equal(answer({})().cipherSuite, 0x1301));

  it('an answer that does not belong to it is refused', () => {
    const retry = hex(`cf 21 ad 74 e5 9a 61 11 be 1d 8c 02 1e 65 b8 91
                       c2 a2 11 16 7a bb 8c 5e 07 9e 09 e2 c8 a8 33 9c`); // RFC 8446 4.1.3
    assert.throws(answer({ random: retry }), { alert: 'unexpected_message', message: /HelloRetryRequest/ });
    assert.throws(answer({ extensions: without(extensions, 43) }), { alert: 'protocol_version' });
    assert.throws(answer({ extensions: having(extensions, 43, hex('03 03')) }), {
      alert: 'protocol_version',
    });
    assert.throws(answer({ cipherSuite: 0x1302 }), { alert: 'illegal_parameter' });
    assert.throws(answer({ legacySessionIdEcho: hex('aa') }), { alert: 'illegal_parameter' });
    assert.throws(answer({ extensions: without(extensions, 51) }), { alert: 'missing_extension' });
    const p256 = having(extensions, 51, hex('00 17 00 01 aa'));
    assert.throws(answer({ extensions: p256 }), { alert: 'illegal_parameter', message: /no share of/ });
  });

  it('two shares of a group, an extension twice, compression and another legacy_version are refused', () => {
    const twice = having(clientHello.extensions, 51, hex('00 0a 00 1d 00 01 aa 00 1d 00 01 bb'));
    const ask = () => settle13({ ...clientHello, extensions: twice }, serverHello);
    assert.throws(ask, { alert: 'illegal_parameter', message: /same group/ });
    const body = recorded.transcript[1]?.body as Uint8Array;
    const list = new Writer().nested(2, (w) =>
      w.uint16(43).vector(2, hex('03 04')).uint16(43).vector(2, hex('03 04')),
    );
    const front = body.subarray(0, 2 + 32 + 33 + 3);
    assert.throws(() => decodeServerHello13(concatBytes(front, list.bytes())), {
      message: /extension twice/,
    });
    assert.throws(() => decodeServerHello13(withByte(body, 2 + 32 + 33 + 2, 1)), { message: /compression/ });
    assert.throws(() => decodeServerHello13(withByte(body, 1, 4)), { alert: 'protocol_version' });
    const offer = recorded.transcript[0]?.body as Uint8Array;
    const method = 2 + 32 + 33 + 6 + 1;
    assert.throws(() => decodeClientHello13(withByte(offer, method, 1)), { message: /offers compression/ });
  });
});

describe('tls13: node:tls here and now', () => {
  const talk = { ca: testCa, server: testServer, request: 'one', reply: 'two' };

  for (const [ciphers, id] of [
    ['TLS_AES_128_GCM_SHA256', 0x1301],
    ['TLS_AES_256_GCM_SHA384', 0x1302],
  ] as const)
    it(`${ciphers}: what it says can be read, and both Finished and the signature are right`, async () => {
      const { wire, keyLog: log, reply: heard } = await converse({ ...talk, ciphers });
      const session = readSession13(wire, log);
      assert.equal(heard, 'two');
      assert.equal(session.cipherSuite, id);
      assert.deepEqual(session.certificates, [new Uint8Array(testServer.certificate)]);
      const data = session.records.flatMap(({ inner }) =>
        inner?.type === 23 ? [Buffer.from(inner.content).toString()] : [],
      );
      assert.deepEqual(data, ['one', 'two']);
      assert.throws(() => readSession13(wire, keyLog), /the key log has no/);
    });

  it('a client that does not trust the server leaves nothing open', async () => {
    const stranger = { ...talk, ca: testServer, ciphers: 'TLS_AES_128_GCM_SHA256' };
    await assert.rejects(converse(stranger), /unable to verify|unable to get|self-signed/);
  });
});

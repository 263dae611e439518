// Another handshake on an open connection (RFC 5246 7.4.1.1, RFC 5746), and the attack where nothing binds it.
import assert from 'node:assert/strict';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { GluedPrefix } from '../kit/attacks/glued-prefix.js';
import {
  converse,
  dataOf,
  type Engine,
  type Kind,
  kinds,
  type MoreOptions,
  securityOf,
  startEngine,
} from '../kit/fuzz/engines.js';
import { honestLines } from '../kit/fuzz/honest-lines.js';
import { fuzzTrust } from '../kit/fuzz/pki.js';
import { readPrivateKeyPem } from '../kit/private-key.js';
import type { Security } from '../lib/connection-types.js';
import { AlertReceived } from '../lib/errors.js';
import { type Extension, encodeRenegotiationInfo } from '../lib/extensions.js';
import { clientOffer } from '../lib/handshake-rules.js';
import type { ClientHello, ServerHello } from '../lib/hellos.js';
import { ExtensionType, SignallingSuite, TLS10, TLS12 } from '../lib/registry.js';
import {
  answerBinding,
  type Binding,
  bindClientHello,
  checkServerBinding,
  unboundRenegotiation,
} from '../lib/renegotiation.js';
import { reference } from '../lib/stages.js';
import { suiteById } from '../lib/suites.js';
import { ca, certificate } from './support/chains.js';
import { smallKeyPem } from './support/keys.js';
import { refuses } from './support/properties.js';
import { play } from './support/puppet.js';
import { seeded } from './support/random.js';

const gcm: Kind = { version: TLS12, suite: 0xc02f };
const allowed: MoreOptions = { client: { renegotiation: 'allowed' }, server: { renegotiation: 'allowed' } };
const title = ({ version, suite }: Kind) => `${suiteById(suite)?.name}, version ${version.toString(16)}`;

interface Ends {
  readonly client: Engine;
  readonly server: Engine;
}
function connect(kind: Kind, more: MoreOptions): Ends {
  const ends = { client: startEngine('client', kind, more), server: startEngine('server', kind, more) };
  talk(ends);
  return ends;
}
const talk = ({ client, server }: Ends) => converse(client.connection, server.connection);

const secured = ({ events }: Engine) =>
  events.flatMap((event): Security[] => (event.type === 'secured' ? [event.security] : []));
const declined = ({ events }: Engine) =>
  events.filter((event) => event.type === 'renegotiation_declined').length;

/** A byte each way, which both take. */
function saysOneByte(ends: Ends): void {
  const before = [dataOf(ends.client).length, dataOf(ends.server).length];
  ends.client.connection.write(Uint8Array.of(1));
  ends.server.connection.write(Uint8Array.of(2));
  talk(ends);
  assert.deepEqual(
    [dataOf(ends.client).length, dataOf(ends.server).length],
    [(before[0] as number) + 1, (before[1] as number) + 1],
  );
}

describe('renegotiation', () => {
  for (const kind of kinds)
    for (const asker of ['client', 'server'] as const)
      it(`asked for by the ${asker}, three times: ${title(kind)}`, () => {
        const ends = connect(kind, allowed);
        for (let count = 2; count <= 4; count++) {
          saysOneByte(ends);
          ends[asker].connection.renegotiate();
          talk(ends);
          const [mine, theirs] = [secured(ends.client), secured(ends.server)];
          assert.equal(mine.length, count);
          assert.deepEqual(mine.at(-1)?.masterSecret, theirs.at(-1)?.masterSecret);
          assert.notDeepEqual(mine.at(-1)?.masterSecret, mine.at(-2)?.masterSecret);
          assert.ok(mine.at(-1)?.secureRenegotiation);
        }
        saysOneByte(ends);
        ends.client.connection.close();
        talk(ends);
        assert.ok(ends.client.connection.isOver && ends.server.connection.isOver);
      });

  it('is all encrypted, and hides whose certificate is shown', () => {
    const clientCa = ca({ subject: 'Client CA' });
    const ada = certificate({ subject: 'Ada', issuer: 'Client CA' });
    const clientCertificates = { anchors: [clientCa], at: fuzzTrust.at, required: true };
    const ends = connect(gcm, {
      client: { renegotiation: 'allowed', identity: { chain: [ada], key: readPrivateKeyPem(smallKeyPem) } },
      server: {
        renegotiation: 'allowed',
        clientCertificates: { ...clientCertificates, onlyWhenRenegotiating: true },
      },
    });
    assert.deepEqual(securityOf(ends.server)?.clientChain, []);
    const before = ends.client.events.length;
    ends.server.connection.renegotiate();
    talk(ends);
    assert.deepEqual(secured(ends.server).at(-1)?.clientChain, [ada]);
    for (const event of ends.client.events.slice(before))
      if (event.type === 'message') assert.ok(event.encrypted, event.name);
  });

  it('keeps the version, and may change the suite', () => {
    let suites = [0x0033];
    const ends = connect(
      { version: TLS10, suite: 0x002f },
      {
        client: { ...allowed.client, maxVersion: TLS12, cipherSuites: [0x002f, 0x0033] },
        server: {
          ...allowed.server,
          functions: {
            ...reference,
            selectCipherSuite: (offered) => suites.find((s) => offered.includes(s)),
          },
          cipherSuites: [0x002f, 0x0033],
        },
      },
    );
    suites = [0x002f];
    ends.client.connection.renegotiate();
    talk(ends);
    assert.deepEqual(
      secured(ends.client).map(({ version, suite }) => [version, suite.id]),
      [
        [TLS10, 0x0033],
        [TLS10, 0x002f],
      ],
    );
  });

  it('lets through what the server said before it heard of it, and nothing after its hello', () => {
    const { client, server } = connect(gcm, allowed);
    server.connection.write(Uint8Array.of(5));
    const [underWay] = server.connection.takeOutput() as [Uint8Array];
    client.connection.renegotiate();
    client.connection.receive(underWay);
    assert.deepEqual(dataOf(client), Uint8Array.of(5));
    for (const record of client.connection.takeOutput()) server.connection.receive(record);
    assert.throws(() => server.connection.write(Uint8Array.of(6)), /only while the connection is open/);
    assert.throws(() => client.connection.write(Uint8Array.of(6)), /only while the connection is open/);
    talk({ client, server });
    saysOneByte({ client, server });
  });

  it('a server takes no data between the hellos and Finished', () => {
    const { client, server } = connect(gcm, allowed);
    client.connection.write(Uint8Array.of(5));
    const [late] = client.connection.takeOutput() as [Uint8Array];
    // Sealed before the hello and delivered after it, the record has the wrong number: it does not even open.
    client.connection.renegotiate();
    const [hello] = client.connection.takeOutput() as [Uint8Array];
    refuses('bad_record_mac', () => server.connection.receive(concatBytes(hello, late)));
  });

  describe('is declined', () => {
    const cases: [asker: 'client' | 'server', more: MoreOptions][] = [
      ['client', { client: { renegotiation: 'allowed' } }],
      ['server', { server: { renegotiation: 'allowed' } }],
    ];
    for (const [asker, more] of cases)
      it(`by default, with no_renegotiation, when a ${asker} asks; the connection goes on`, () => {
        const ends = connect(gcm, more);
        ends[asker].connection.renegotiate();
        talk(ends);
        assert.equal(declined(ends[asker]), 1);
        assert.equal(secured(ends.client).length, 1);
        saysOneByte(ends);
      });

    for (const role of ['client', 'server'] as const)
      it(`where nobody asked, the warning means nothing to a ${role}`, () => {
        const { engine, error } = play(role, gcm, [
          ...honestLines(role, gcm),
          { type: 21, content: Uint8Array.of(1, 100) },
          'application_data',
        ]);
        assert.equal(error, undefined);
        assert.equal(declined(engine), 0);
        assert.ok(engine.connection.isOpen);
      });

    it('before anything is sent, when it is not allowed here or nothing could bind it', () => {
      const { client, server } = connect(gcm, {});
      assert.throws(() => client.connection.renegotiate(), /not allowed/);
      assert.throws(() => server.connection.renegotiate(), /not allowed/);
      const old = connect(gcm, { ...allowed, server: { renegotiation: unboundRenegotiation } });
      assert.equal(securityOf(old.client)?.secureRenegotiation, false);
      assert.throws(() => old.client.connection.renegotiate(), /not allowed/);
      const unfinished = startEngine('client', gcm, allowed);
      assert.throws(() => unfinished.connection.renegotiate(), /only an open connection/);
    });

    it('by a client whose server has no secure renegotiation', () => {
      const ends = connect(gcm, { ...allowed, server: { renegotiation: unboundRenegotiation } });
      ends.server.connection.renegotiate();
      talk(ends);
      assert.equal(declined(ends.server), 1);
      saysOneByte(ends);
    });
  });

  it('without end and without data in between is a flood', () => {
    const ends = connect(gcm, allowed);
    assert.throws(
      () => {
        for (let count = 0; count < 40; count++) {
          ends.client.connection.renegotiate();
          talk(ends);
        }
      },
      (error) => !(error instanceof AlertReceived) && /33 records in a row/.test(String(error)),
    );
    assert.equal(secured(ends.server).length, 33);
  }).timeout(20_000);

  it('that the transport cuts short leaves the connection truncated', () => {
    const { client } = connect(gcm, allowed);
    client.connection.renegotiate();
    client.connection.end();
    assert.deepEqual(client.events.at(-1), { type: 'end', how: 'truncated' });
  });

  it('that the peer answers with close_notify is the end of the connection', () => {
    const { client, server } = connect(gcm, allowed);
    client.connection.renegotiate();
    client.connection.takeOutput();
    server.connection.close();
    for (const record of server.connection.takeOutput()) client.connection.receive(record);
    assert.deepEqual(client.events.at(-1), { type: 'end', how: 'closed' });
    assert.ok(client.connection.isOver);
  });

  it('that fails ends the connection with an alert', () => {
    let spoil = false;
    const functions = {
      ...reference,
      encodeServerHello: (hello: ServerHello) =>
        reference.encodeServerHello(spoil ? { ...hello, cipherSuite: 0x0004 } : hello),
    };
    const ends = connect(gcm, { ...allowed, server: { ...allowed.server, functions } });
    spoil = true;
    ends.client.connection.renegotiate();
    refuses('illegal_parameter', () => talk(ends));
    assert.ok(ends.client.connection.isOver);
  });
});

describe('what binds a renegotiation to its connection (RFC 5746)', () => {
  const bytes = (fill: number) => new Uint8Array(12).fill(fill);
  const previous: Binding = {
    version: TLS12,
    secureRenegotiation: true,
    clientVerifyData: bytes(1),
    serverVerifyData: bytes(2),
  };
  const legacy = { ...previous, secureRenegotiation: false };
  const info = (...parts: Uint8Array[]): Extension => ({
    extensionType: ExtensionType.renegotiation_info,
    extensionData: encodeRenegotiationInfo(concatBytes(...parts)),
  });
  const first = clientOffer({
    ...{ minVersion: TLS12, maxVersion: TLS12, cipherSuites: [0xc02f], groups: [23] },
    random: new Uint8Array(32),
    sessionTicket: false,
  });
  const clientSays = (extensions: Extension[], more: number[] = []): ClientHello => ({
    ...first,
    extensions,
    cipherSuites: [0xc02f, ...more],
  });
  const serverSays = (...extensions: Extension[]): ServerHello => ({
    ...{ serverVersion: TLS12, random: new Uint8Array(32), sessionId: new Uint8Array(), cipherSuite: 0xc02f },
    compressionMethod: 0,
    extensions,
  });
  const { TLS_EMPTY_RENEGOTIATION_INFO_SCSV: signal } = SignallingSuite;

  it('a client sends its own verify_data, and nothing where there was no secure renegotiation', () => {
    assert.equal(bindClientHello(first, undefined), first);
    const sent = (before: Binding) =>
      bindClientHello(first, before).extensions?.filter(
        ({ extensionType }) => extensionType === ExtensionType.renegotiation_info,
      );
    assert.deepEqual(sent(previous), [info(bytes(1))]);
    assert.deepEqual(sent(legacy), []);
  });

  it('a server answers with the verify_data of both, the client first', () => {
    assert.deepEqual(answerBinding(clientSays([info(bytes(1))]), previous), concatBytes(bytes(1), bytes(2)));
    assert.deepEqual(answerBinding(clientSays([info()]), undefined), new Uint8Array());
    assert.deepEqual(answerBinding(clientSays([], [signal]), undefined), new Uint8Array());
    assert.equal(answerBinding(clientSays([]), undefined), undefined);
    assert.equal(answerBinding(clientSays([]), legacy), undefined);
  });

  const clientRefusals: [string, ClientHello, Binding | undefined][] = [
    ['a first handshake that says it is none', clientSays([info(bytes(1))]), undefined],
    ['nothing at all', clientSays([]), previous],
    ['an empty binding: the attack', clientSays([info()]), previous],
    ['the signalling suite: the attack by an older client', clientSays([], [signal]), previous],
    ['the signalling suite beside the right binding', clientSays([info(bytes(1))], [signal]), previous],
    ["another connection's binding", clientSays([info(bytes(3))]), previous],
    ['too much', clientSays([info(bytes(1), bytes(2))]), previous],
    ['too little', clientSays([info(bytes(1).subarray(1))]), previous],
    ['a binding where there was none before', clientSays([info()]), legacy],
    ['the signalling suite where there was none before', clientSays([], [signal]), legacy],
  ];
  for (const [what, hello, before] of clientRefusals)
    it(`a server refuses ${what}`, () => refuses('handshake_failure', () => answerBinding(hello, before)));

  it('a client takes the binding of both, and hands on what a first handshake looks like', () => {
    assert.deepEqual(checkServerBinding(serverSays(info(bytes(1), bytes(2))), previous), serverSays(info()));
    assert.deepEqual(checkServerBinding(serverSays(), legacy), serverSays());
    assert.deepEqual(checkServerBinding(serverSays(info(bytes(9))), undefined), serverSays(info(bytes(9))));
  });

  const serverRefusals: [string, ServerHello, Binding][] = [
    ['no binding', serverSays(), previous],
    ['an empty one', serverSays(info()), previous],
    ["the client's half alone", serverSays(info(bytes(1))), previous],
    ['the halves exchanged', serverSays(info(bytes(2), bytes(1))), previous],
    ["another connection's", serverSays(info(bytes(1), bytes(3))), previous],
    ['one where there was none before', serverSays(info()), legacy],
  ];
  for (const [what, hello, before] of serverRefusals)
    it(`a client refuses ${what}`, () =>
      refuses('handshake_failure', () => checkServerBinding(hello, before)));
});

describe('the attack on renegotiation (CVE-2009-3555)', () => {
  const random = seeded();
  const prefix = 'POST /transfer?to=mallory HTTP/1.1\r\nX-Ignore: ';
  const request = 'GET /account HTTP/1.1\r\nCookie: session=of-the-victim\r\n\r\n';

  /** The server after an attacker glued its prefix to a victim's handshake, and what the victim saw. */
  function attack(kind: Kind, renegotiation: MoreOptions['server']): Ends {
    const victim = startEngine('client', kind);
    const server = startEngine('server', kind, { server: renegotiation ?? {} });
    const attacker = new GluedPrefix(random.bytes, utf8ToBytes(prefix));
    attacker.carry(victim.connection, server.connection);
    victim.connection.write(utf8ToBytes(request));
    attacker.carry(victim.connection, server.connection);
    return { client: victim, server };
  }
  const heard = (ends: Ends) => Buffer.from(dataOf(ends.server)).toString();

  for (const kind of kinds)
    it(`glues the attacker's words to the victim's where the check is off: ${title(kind)}`, () => {
      const ends = attack(kind, { renegotiation: unboundRenegotiation });
      assert.equal(heard(ends), prefix + request);
      // The victim verified the server's certificate and Finished, and saw one ordinary handshake.
      assert.equal(secured(ends.client).length, 1);
      assert.equal(secured(ends.server).length, 2);
      assert.match(securityOf(ends.client)?.trust ?? '', /verified up to/);
    });

  it('is refused with handshake_failure where renegotiation is bound', () => {
    refuses('handshake_failure', () => attack(gcm, { renegotiation: 'allowed' }), /first handshake/);
  });

  it('comes to nothing where renegotiation is declined: the victim never gets a server', () => {
    assert.throws(() => attack(gcm, {}), /only while the connection is open|no_renegotiation/);
  });

  it('leaves a trace: such a server cannot say that it has secure renegotiation', () => {
    const ends = attack(gcm, { renegotiation: unboundRenegotiation });
    assert.equal(securityOf(ends.client)?.secureRenegotiation, false);
  });
});

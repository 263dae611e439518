// slow: starts processes
// Rung k of the ladder: the solutions of the stages 1 to k and the reference after them complete real handshakes.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { freePort } from '../kit/net/free-port.js';
import { createClient } from '../lib/client.js';
import { TLS10, TLS12 } from '../lib/registry.js';
import { createServer } from '../lib/server.js';
import { type Exercises, type Ran, reference, stageNames, withReference } from '../lib/stages.js';
import { startRung, talkTo } from './support/ladder.js';
import { pump, Recorder } from './support/memory.js';
import { openNamespace } from './support/namespace.js';
import { needs } from './support/peers.js';
import { testCa, testServer, writePkiFiles } from './support/pki.js';
import { start } from './support/processes.js';

const offers = {
  RC4: { minVersion: TLS10, maxVersion: TLS10, cipherSuites: [0x0004] },
  GCM: { minVersion: TLS12, maxVersion: TLS12, cipherSuites: [0xc02f] },
} as const;
const rungs = Array.from({ length: stageNames.length + 1 }, (_, k) => k);
const nameOf = (k: number) =>
  k === 0 ? 'k = 0, the reference alone' : `k = ${k}, up to ${stageNames[k - 1]}`;

/** What rung k must have run: whose each function was, and nothing of a later stage the learner's. */
function assertRung(ran: readonly Ran[], k: number): void {
  const climbed = stageNames.slice(0, k) as readonly string[];
  for (const { stage, name, yours, reference: ours } of ran)
    if (climbed.includes(stage)) assert.equal(ours, 0, `${name} of ${stage} was the reference's`);
    else assert.equal(yours, 0, `${name} of ${stage} was the learner's`);
}

/** At the top nothing is the reference's on the way from the ClientHello to decrypted application data. */
function assertTop(ran: readonly Ran[], mustRun: readonly string[]): void {
  const used = ran.filter(({ yours, reference: ours }) => yours + ours > 0);
  assert.deepEqual(
    used.filter((one) => one.reference > 0).map(({ name }) => name),
    [],
  );
  const names = used.map(({ name }) => name as string);
  for (const name of mustRun) assert.ok(names.includes(name), `${name} did not run`);
}

const always = ['clientOffer', 'encodeClientHello', 'encodeRecord', 'decodeRecord', 'joinHandshake']
  .concat(['decodeServerHello', 'acceptServerHello', 'parseCertificate', 'checkSignedDigest', 'buildPath'])
  .concat(['checkHostName', 'modPow', 'extendedMasterSecret', 'keyExpansion', 'partitionKeyBlock'])
  .concat(['transcriptHash', 'verifyDataInput', 'checkVerifyData', 'expectedMessages']);
const mustRun = {
  RC4: [
    ...always,
    'rsaPreMasterSecret',
    'pkcs1Pad',
    'prf10',
    'hmac',
    'rc4KeySchedule',
    'macInput',
    'openStream',
  ],
  GCM: [
    ...always,
    'decodeServerKeyExchange',
    'signedKeyExchange',
    'ecdhePreMasterSecret',
    'prf12',
    'gcmDecrypt',
  ],
} as const;

describe('ladder in memory, with our own server', () => {
  for (const [name, offer] of Object.entries(offers))
    for (const k of rungs)
      it(`${name}, ${nameOf(k)}`, async () => {
        const { functions, ran } = withReference(await startRung(k));
        const [atClient, atServer] = [new Recorder(), new Recorder()];
        const random = (length: number) => new Uint8Array(randomBytes(length));
        const server = createServer({
          ...{ functions: reference, random, ...atServer, ...offer },
          chain: [testServer.certificate],
          key: testServer.key,
        });
        const at = Date.parse('2026-01-01T00:00:00Z') / 1000;
        const trust = { anchors: [testCa.certificate], host: 'localhost', at };
        const common = { functions, random, trust, serverName: 'localhost' };
        const client = createClient({ ...common, ...atClient, ...offer });
        pump(client, server);
        const [ping, pong] = [random(20_000), random(20_000)];
        client.write(ping);
        pump(client, server);
        server.write(pong);
        pump(client, server);
        client.close();
        pump(client, server);
        assert.deepEqual(new Uint8Array(atServer.data), ping);
        assert.deepEqual(new Uint8Array(atClient.data), pong);
        assert.deepEqual(atServer.ends, ['closed']);
        assertRung(ran, k);
        if (k === stageNames.length) assertTop(ran, mustRun[name as keyof typeof mustRun]);
      });

  it('a rung with a broken function does not pass', async () => {
    const broken: Exercises = {
      ...(await startRung(8)),
      '07-key-block': { keyExpansion: () => ({ label: '', seed: new Uint8Array(), length: 40 }) },
    };
    const { functions } = withReference(broken);
    const random = (length: number) => new Uint8Array(randomBytes(length));
    const server = createServer({
      functions: reference,
      random,
      chain: [testServer.certificate],
      key: testServer.key,
    });
    const trust = { anchors: [testCa.certificate], host: 'localhost', at: Date.parse('2026-01-01') / 1000 };
    const client = createClient({ functions, random, trust, ...offers.GCM });
    assert.throws(() => pump(client, server));
  });
});

describe('ladder with OpenSSL', function () {
  this.timeout(60_000);
  needs('openssl');
  let port = 0;
  let stop = async () => {};
  before(async () => {
    const pki = writePkiFiles();
    port = await freePort();
    const files = ['-cert', pki.certificate, '-key', pki.key];
    // -rev sends every line back, reversed.
    const server = start(['openssl', 's_server', '-rev', '-accept', `127.0.0.1:${port}`, ...files]);
    stop = async () => {
      await server.stop();
      pki.remove();
    };
    await server.waitFor(/ACCEPT/);
  });
  after(() => stop());

  for (const k of rungs)
    it(`GCM, ${nameOf(k)}`, async () => {
      const { functions, ran } = withReference(await startRung(k));
      assert.equal(await talkTo(port, functions, offers.GCM, 'eno gnur\n'), 'rung one\n');
      assertRung(ran, k);
      if (k === stageNames.length) assertTop(ran, mustRun.GCM);
    });
});

describe('ladder with GnuTLS', function () {
  this.timeout(60_000);
  needs('gnutls', 'netns');
  const seen = new Map<number, { answer: string; ran: readonly Ran[] }>();
  before(async () => {
    const ns = await openNamespace();
    const pki = writePkiFiles();
    const priority = 'NONE:+VERS-TLS1.0:+ARCFOUR-128:+MD5:+RSA:+SIGN-ALL:+GROUP-ALL:+COMP-NULL:+CTYPE-X509';
    const port = 4433;
    const server = start(
      ns.inside([
        ...['gnutls-serv', '--echo', '--crlf', '--quiet', '--port', `${port}`, '--disable-client-cert'],
        ...['--x509certfile', pki.certificate, '--x509keyfile', pki.key, '--priority', priority],
      ]),
    );
    const climber = ['--import', 'tsx', 'test/support/climb-ladder.ts', `${port}`];
    const client = start(ns.inside([process.execPath, ...climber]));
    try {
      assert.equal(await client.exited, 0, client.output());
      for (const [, k, json] of client.output().matchAll(/^rung (\d+) (.*)$/gm))
        seen.set(Number(k), JSON.parse(json as string));
    } finally {
      await server.stop();
      await ns.close();
      pki.remove();
    }
  });

  for (const k of rungs)
    it(`RC4, ${nameOf(k)}`, () => {
      const rung = seen.get(k);
      assert.equal(rung?.answer, `rung ${k}\n`);
      assertRung(rung.ran, k);
      if (k === stageNames.length) assertTop(rung.ran, mustRun.RC4);
    });
});

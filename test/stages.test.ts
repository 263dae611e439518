import assert from 'node:assert/strict';
import { createClient } from '../lib/client.js';
import { TlsError, Unsolved } from '../lib/errors.js';
import { createServer } from '../lib/server.js';
import {
  type Exercises,
  type Functions,
  reference,
  stageNames,
  stages,
  withReference,
} from '../lib/stages.js';
import { pump, Recorder } from './support/memory.js';
import { testCa, testServer } from './support/pki.js';
import { seeded } from './support/random.js';

const unsolved = (name: string) => () => {
  throw new Unsolved(name);
};
const trust = {
  anchors: [testCa.certificate],
  at: Date.parse('2026-01-01T00:00:00Z') / 1000,
  host: 'localhost',
};

/** A client with these functions against a reference server. */
function handshake(functions: Functions, cipherSuites = [0xc02f]) {
  const random = seeded(1).bytes;
  const recorder = new Recorder();
  const server = createServer({
    functions: reference,
    random,
    cipherSuites,
    chain: [testServer.certificate],
    key: testServer.key,
  });
  const client = createClient({ functions, random, cipherSuites, trust, ...recorder });
  pump(client, server);
  return { client, server, recorder };
}

describe('stages', () => {
  it('are eleven, numbered in order, and no function is in two', () => {
    assert.deepEqual(
      stageNames.map((name) => Number(name.slice(0, 2))),
      stageNames.map((_, i) => i + 1),
    );
    const names = stageNames.flatMap((stage) => Object.keys(stages[stage]));
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(Object.keys(reference).sort(), [...names].sort());
  });

  describe('withReference', () => {
    it("calls the learner's function and counts it", () => {
      const { functions, ran } = withReference({ '03-rsa': { os2ip: () => 42n } });
      assert.equal(functions.os2ip(new Uint8Array()), 42n);
      assert.equal(functions.modPow(2n, 3n, 5n), 3n);
      const counts = Object.fromEntries(ran.map(({ name, yours, reference }) => [name, [yours, reference]]));
      assert.deepEqual(counts.os2ip, [1, 0]);
      assert.deepEqual(counts.modPow, [0, 1]);
      assert.deepEqual(counts.hmac, [0, 0]);
    });

    it('falls back when a function is missing or Unsolved, and counts that', () => {
      const { functions, ran } = withReference({ '03-rsa': { modPow: unsolved('modPow') } });
      assert.equal(functions.modPow(2n, 3n, 5n), 3n);
      assert.equal(functions.modPow(2n, 4n, 5n), 1n);
      const { stage, yours, reference } = ran.find(({ name }) => name === 'modPow') ?? {};
      assert.deepEqual({ stage, yours, reference }, { stage: '03-rsa', yours: 0, reference: 2 });
    });

    it('lets every other exception through: a TypeError, a TlsError, a look-alike', () => {
      for (const error of [
        new TypeError('oops'),
        new TlsError('decode_error', 'no'),
        new Error('x is not solved yet'),
      ]) {
        const { functions, ran } = withReference({
          '01-records': {
            decodeAlert() {
              throw error;
            },
          },
        });
        assert.throws(
          () => functions.decodeAlert(Uint8Array.of(1, 0)),
          (thrown) => thrown === error,
        );
        const count = ran.find(({ name }) => name === 'decodeAlert');
        assert.equal(count?.yours, 1);
        assert.equal(count?.reference, 0);
      }
    });

    it('lets a wrong value through', () => {
      const { functions } = withReference({ '03-rsa': { modInverse: () => undefined as unknown as bigint } });
      assert.equal(functions.modInverse(3n, 7n), undefined);
    });

    it('passes every argument on', () => {
      const seen: unknown[] = [];
      const { functions } = withReference({
        '03-rsa': {
          modPow(...args) {
            seen.push(...args);
            return 0n;
          },
        },
      });
      functions.modPow(1n, 2n, 3n);
      assert.deepEqual(seen, [1n, 2n, 3n]);
    });

    it('does not touch the reference', () => {
      const before = { ...reference };
      withReference({ '03-rsa': { modPow: () => 0n } }).functions.modPow(1n, 1n, 2n);
      assert.deepEqual(reference, before);
    });
  });

  describe('a handshake with exercises', () => {
    it('none solved: the reference does it all', () => {
      const all = Object.fromEntries(
        stageNames.map((stage) => [
          stage,
          Object.fromEntries(Object.keys(stages[stage]).map((name) => [name, unsolved(name)])),
        ]),
      ) as Exercises;
      const { functions, ran } = withReference(all);
      const { client, recorder } = handshake(functions);
      assert.ok(client.isOpen);
      assert.equal(recorder.security?.trust.includes('localhost'), true);
      assert.ok(ran.every(({ yours }) => yours === 0));
      assert.ok(ran.some(({ name, reference }) => name === 'checkVerifyData' && reference === 1));
    });

    it('some solved: `ran` says whose code answered', () => {
      const { hmac, prf12 } = reference;
      const exercises: Exercises = {
        '01-records': {
          encodeRecord: (record) => reference.encodeRecord(record),
          decodeRecord: unsolved('decodeRecord'),
        },
        '06-master-secret': {
          hmac: (hash, key, message) => hmac(hash, key, message),
          prf12: (...args) => prf12(...args),
          pHash: unsolved('pHash'),
        },
      };
      const { functions, ran } = withReference(exercises);
      assert.ok(handshake(functions).client.isOpen);
      const answeredBy = (name: string) => {
        const count = ran.find((entry) => entry.name === name);
        return [count?.yours !== 0, count?.reference !== 0];
      };
      assert.deepEqual(answeredBy('encodeRecord'), [true, false]);
      assert.deepEqual(answeredBy('prf12'), [true, false]);
      assert.deepEqual(answeredBy('decodeRecord'), [false, true]);
      assert.deepEqual(answeredBy('transcriptHash'), [false, true]);
    });

    it('an unsolved check is the check of the reference, never a silent yes', () => {
      const { functions } = withReference({
        '04-certificates': {
          checkValidity: unsolved('checkValidity'),
          checkHostName: unsolved('checkHostName'),
        },
      });
      const random = seeded(1).bytes;
      const server = createServer({
        functions: reference,
        random,
        chain: [testServer.certificate],
        key: testServer.key,
      });
      const client = createClient({ functions, random, trust: { ...trust, host: 'example.org' } });
      assert.throws(() => pump(client, server), { name: 'TlsError', alert: 'bad_certificate' });
    });

    const wrong: [string, Exercises, RegExp][] = [
      [
        'verify data',
        { '08-finished': { verifyDataInput: (_, seed) => ({ label: 'wrong', seed, length: 12 }) } },
        /Finished/,
      ],
      [
        'master secret',
        { '06-master-secret': { extendedMasterSecret: () => new Uint8Array(48) } },
        /tag is wrong/,
      ],
      ['nonce', { '10-gcm-records': { gcmNonce: () => new Uint8Array(12) } }, /tag is wrong/],
      [
        'shared point',
        { '05-pre-master-secret': { ecdhePreMasterSecret: () => new Uint8Array(32) } },
        /tag is wrong/,
      ],
    ];
    for (const [what, exercises, message] of wrong)
      it(`a wrong ${what} fails the handshake`, () => {
        assert.throws(() => handshake(withReference(exercises).functions), message);
      });

    it('a mistake in an exercise surfaces as itself', () => {
      const { functions } = withReference({
        '02-hellos': {
          decodeServerHello() {
            throw new TypeError('undefined is not a function');
          },
        },
      });
      assert.throws(() => handshake(functions), {
        name: 'TypeError',
        message: 'undefined is not a function',
      });
    });
  });
});

import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { amazonSteps } from '../kit/replay/amazon.js';
import { exampleComSteps } from '../kit/replay/example-com.js';
import { replaySessions } from '../kit/replay/sessions.js';
import { replay, type Step } from '../kit/replay/step.js';
import { tls12Steps } from '../kit/replay/tls12-ecdhe-gcm.js';
import { toytlsSteps } from '../kit/replay/toytls.js';
import { type Amazon2009, amazon2009, amazonMistakes, amazonWire } from '../kit/sessions/amazon-2009.js';
import { exampleCom2017 } from '../kit/sessions/example-com-2017.js';
import { tls12EcdheGcm, tls12EcdheGcmWire } from '../kit/sessions/tls12-ecdhe-gcm.js';
import { toytlsGoogle2012 } from '../kit/sessions/toytls-google-2012.js';
import { decodeRecord, MAX_CIPHERTEXT } from '../lib/records.js';
import { seeded } from './support/random.js';

const fails = (steps: readonly Step[]) => steps.some((step) => !replay([step])[0]?.equal);

/** Read from a screenshot: only the fingerprint of the whole record sees a change in these. */
const standAlone = ['clientApplicationRecordLengthOnWire', 'serverApplicationRecordLengthOnWire'];

/** A copy of the session with one byte, character or digit changed. */
function changed(name: keyof Amazon2009, at: number): Amazon2009 {
  const value = amazon2009[name];
  return { ...amazon2009, [name]: changeValue(value, at) };
}

/** The last step is the fingerprint, which would notice anything. */
function seen(name: string, steps: readonly Step[]): Step[] {
  return steps.slice(0, standAlone.includes(name) ? undefined : -1).reverse();
}

function changeValue(value: Uint8Array | string | number | bigint, at: number) {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'bigint') return value ^ 1n;
  if (typeof value === 'string') return `${value.slice(0, at)}~${value.slice(at + 1)}`;
  const copy = value.slice();
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
}

describe('replay', () => {
  for (const [name, session] of Object.entries(replaySessions))
    it(`${name}: every value is as recorded`, () => {
      for (const { step, equal, error } of replay(session.steps()))
        assert.ok(equal, `${step.chapter}: ${step.name} ${error?.message ?? ''}`);
    });

  const random = seeded();
  const samples = (length: number) => Array.from({ length: 8 }, () => random.integer(length));
  it(`amazon-2009: one changed byte anywhere fails a step (seed ${random.seed})`, function () {
    this.timeout(60_000);
    for (const name of Object.keys(amazon2009) as (keyof Amazon2009)[]) {
      const value = amazon2009[name];
      const length = typeof value === 'object' || typeof value === 'string' ? value.length : 1;
      for (const at of new Set([0, length - 1, ...samples(length)]))
        assert.ok(fails(seen(name, amazonSteps(changed(name, at)))), `${name}, byte ${at}: nobody noticed`);
    }
  });

  it(`the other sessions: one changed value anywhere fails a step (seed ${random.seed})`, function () {
    this.timeout(60_000);
    const sessions: [object, (session: never) => readonly Step[]][] = [
      [toytlsGoogle2012, toytlsSteps],
      [exampleCom2017, exampleComSteps],
      [tls12EcdheGcm, tls12Steps],
    ];
    for (const [session, steps] of sessions)
      for (const [name, value] of Object.entries(session)) {
        const other =
          typeof value === 'object' && !(value instanceof Uint8Array) ? {} : changeValue(value, 0);
        const recorded = { ...session, [name]: other } as never;
        assert.ok(fails([...steps(recorded)].reverse()), `${name}: nobody noticed`);
      }
  });

  it(`tls12-ecdhe-gcm: one changed byte on the wire fails a step (seed ${random.seed})`, () => {
    for (const [i, { bytes }] of tls12EcdheGcmWire.entries())
      for (const at of new Set([0, 1, 2, 3, 4, bytes.length - 1, ...samples(bytes.length)])) {
        const wire = tls12EcdheGcmWire.map((part, j) =>
          j === i ? { ...part, bytes: changeValue(part.bytes, at) as Uint8Array } : part,
        );
        // The steps before the fingerprint, which would notice anything.
        assert.ok(fails(tls12Steps(tls12EcdheGcm, wire).slice(0, -1).reverse()), `flight ${i}, byte ${at}`);
      }
  });

  it('names the step and shows what it computed', () => {
    const [bad, ...others] = replay(amazonSteps(changed('masterSecretPMd5', 3))).filter((o) => !o.equal);
    assert.equal(bad?.step.name, 'P_MD5 of the first half of the pre-master secret');
    assert.deepEqual(bad?.computed, amazon2009.masterSecretPMd5);
    assert.deepEqual(
      others.map(({ step }) => step.name),
      ['the two, XORed', 'its fingerprint, SHA-256'],
    );
  });

  it('has no value in common with the usual mistakes', () => {
    const values = replay(amazonSteps()).map(({ computed }) => String(computed));
    for (const [name, wrong] of Object.entries(amazonMistakes)) {
      if (name === 'masterSecretPSha1NotXored') continue; // half of the PRF is a value of its own
      assert.ok(!values.includes(String(wrong)), name);
    }
  });

  it('the wire is whole records, of which the first four bytes in each say what the article says', () => {
    for (const { bytes } of amazonWire())
      assert.equal(decodeRecord(bytes, MAX_CIPHERTEXT)?.length, bytes.length);
    const lengths = amazonWire().map(({ bytes }) => bytes.length);
    assert.deepEqual(lengths, [163, 2551, 139, 6, 37, 6, 37, 513, 543]);
  });
});

describe('npm run replay', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'kit/replay/main.ts', ...args], { encoding: 'utf8' });

  it('tells the story and exits with 0', () => {
    const { status, stdout } = run('amazon-2009');
    assert.equal(status, 0);
    assert.match(stdout, /master secret +4caf20308f4caac5…/);
    assert.match(stdout, /All \d+ values are as recorded\./);
  });

  it('says which sessions there are when it does not know the name', () => {
    for (const args of [[], ['amazon'], ['constructor'], ['amazon-2009', 'more']]) {
      const { status, stdout, stderr } = run(...args);
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, /^replay: [^\n]*: amazon-2009, [^\n]*\.\n$/);
    }
  });
});

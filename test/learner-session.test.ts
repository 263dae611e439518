// slow: starts processes
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Outcome, StageChecks, Subject } from '../kit/check/check.js';
import type { StageReport } from '../kit/check/report.js';
import { runChecks } from '../kit/check/run-stage.js';
import { type Implementation, subjectOf } from '../kit/check/subject.js';
import { withOwnSession } from '../kit/learner-session/checks.js';
import { learnerOf, readClass, rememberedSeed, rememberSeed } from '../kit/learner-session/seed.js';
import { type LearnerSession, learnerSession } from '../kit/learner-session/session.js';
import { sessionSteps } from '../kit/learner-session/story.js';
import { copyCourse } from '../kit/loop/copy.js';
import { loadChecks } from '../kit/loop/course.js';
import { remember, standings } from '../kit/progress/standing.js';
import { replay } from '../kit/replay/step.js';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { type FunctionName, reference, type StageName } from '../lib/stages.js';
import { type CipherSuite, suiteById } from '../lib/suites.js';
import { start } from './support/processes.js';

const root = process.cwd();
const rc4Suite = suiteById(0x0004) as CipherSuite;

/** Runs a command of the kit in a copy of the course. */
const run = async (cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const { TLS_COURSE_SEED: _, ...rest } = process.env;
  const tsx = pathToFileURL(resolve('node_modules/tsx/dist/loader.mjs')).href;
  const inside = ['sh', '-c', 'cd "$0" && exec "$@"', cwd, process.execPath, '--import', tsx, ...args];
  const running = start(inside, { ...rest, NO_COLOR: '1', ...env });
  const code = await running.exited;
  return { code, text: running.output() };
};

describe("a learner's own session", () => {
  const ada = learnerSession('Ada Lovelace');
  const grace = learnerSession('Grace Hopper');

  it('is the same in another process, and on every spelling of the name', async () => {
    const copy = copyCourse(root);
    try {
      const args = ['kit/learner-session/main.ts', '--seed', ' ada  LOVELACE ', '--out', 'ada.json'];
      const { text } = await run(copy.root, args);
      assert.match(text, /ada\.json: the session of ada lovelace with www\.ada-lovelace\.example/);
      const values = JSON.parse(readFileSync(join(copy.root, 'ada.json'), 'utf8'));
      for (const [name, value] of Object.entries(ada))
        if (value instanceof Uint8Array) assert.equal(values[name], Buffer.from(value).toString('hex'), name);
      const again = await run(copy.root, args);
      assert.equal(again.code, 2);
      assert.match(again.text, /ada\.json exists; give --force/);
    } finally {
      copy.remove();
    }
  }).timeout(20_000);

  it('every value follows from the others, as in the replay of Amazon', () => {
    for (const session of [ada, grace, learnerSession('李雷'), learnerSession('7')]) {
      const outcomes = replay(sessionSteps(session));
      assert.ok(outcomes.length > 50);
      assert.deepEqual(
        outcomes.filter(({ equal }) => !equal).map(({ step }) => step.name),
        [],
      );
    }
  });

  it('a changed value is found by the replay', () => {
    const wrong = { ...ada, clientVerifyData: grace.clientVerifyData };
    assert.ok(replay(sessionSteps(wrong)).some(({ equal }) => !equal));
  });

  it('has no value in common with another one that the seed should change', () => {
    const same = ['publicExponent', 'serverCipherSuite', 'serverHelloDone', 'changeCipherSpecRecord'];
    for (const [name, value] of Object.entries(ada))
      if (value instanceof Uint8Array && !same.includes(name) && !name.startsWith('recordHeader'))
        assert.notDeepEqual(value, grace[name as keyof LearnerSession], name);
  });

  it("has Amazon's values by Amazon's names, of the same sizes where the protocol fixes them", () => {
    const free = /Application|certificate|clientHello$|recordHeader|Rc4|handshakeMessages/i;
    for (const [name, value] of Object.entries(amazon2009)) {
      if (!(name in ada)) continue;
      const own = ada[name as keyof LearnerSession];
      assert.equal(typeof own, typeof value, name);
      if (value instanceof Uint8Array && !free.test(name))
        assert.equal((own as Uint8Array).length, value.length, name);
    }
    const missing = Object.keys(amazon2009).filter((name) => !(name in ada));
    assert.deepEqual(
      missing.filter((name) => !/^(amazon|verisign|digestinfo)|LengthOnWire$/.test(name)),
      [],
    );
  });

  it('node:crypto takes its certificate', () => {
    const leaf = new X509Certificate(ada.serverCertificate);
    const ca = new X509Certificate(ada.caCertificate);
    assert.ok(leaf.verify(ca.publicKey));
    assert.equal(leaf.checkHost('www.ada-lovelace.example'), 'www.ada-lovelace.example');
    assert.equal(leaf.publicKey.asymmetricKeyDetails?.modulusLength, 1024);
    assert.equal(new X509Certificate(grace.serverCertificate).verify(ca.publicKey), false);
  });

  it('is made in less than a second', () => {
    const start = performance.now();
    for (const seed of ['one', 'two', 'three']) learnerSession(seed);
    assert.ok((performance.now() - start) / 3 < 1000);
  });

  it('a seed of nothing is refused', () => {
    assert.throws(() => learnerSession('  '), RangeError);
  });
});

const judged: readonly StageName[] = [
  '02-hellos',
  '03-rsa',
  '05-pre-master-secret',
  '06-master-secret',
  '07-key-block',
  '08-finished',
  '09-rc4-records',
];

async function reportOf(stage: StageChecks, implementation: Implementation | Subject) {
  const subject =
    'call' in implementation ? (implementation as Subject) : subjectOf(implementation as Implementation);
  return runChecks(stage, subject, 'seed');
}

describe("checks on a learner's own session", () => {
  for (const name of judged)
    it(`${name}: the reference passes, and an empty body fails each`, async () => {
      const plain = await loadChecks(root, name);
      const own = withOwnSession(plain, 'ada', ['grace']);
      const added = own.checks.slice(plain.checks.length);
      assert.ok(added.length > 0);
      assert.ok(
        added.every(({ name: check, points }) => check.endsWith(': your own session') && points === 0),
      );
      const reports = await reportOf(own, reference as unknown as Implementation);
      assert.deepEqual(
        reports.filter(({ status }) => status !== 'ok'),
        [],
      );
      const empty = { call: async (): Promise<Outcome> => ({ kind: 'value', value: undefined }) };
      for (const report of (await reportOf({ ...own, checks: added }, empty)).values())
        assert.equal(report.status, 'failed', report.name);
    });

  it('the mistakes of the stage are recognised on it', async () => {
    const own = withOwnSession(await loadChecks(root, '08-finished'), 'ada');
    const swapped = {
      verifyDataInput: (sender: 'client' | 'server', hash: Uint8Array) =>
        reference.verifyDataInput(sender === 'client' ? 'server' : 'client', hash),
    };
    const checks = own.checks.filter(({ name }) => name === 'verifyDataInput: your own session');
    const [report] = await reportOf({ ...own, checks }, swapped);
    assert.equal(report?.status, 'failed');
    assert.ok(report?.mistake, report?.message);
  });

  /** Every function of a stage answers with the values of another session, whatever it is asked. */
  async function copied(name: StageName, from: string, function_: FunctionName, value: unknown) {
    const own = withOwnSession(await loadChecks(root, name), 'ada', [from]);
    const checks = own.checks.filter((check) => check.name === `${function_}: your own session`);
    const [report] = await reportOf({ ...own, checks }, { [function_]: () => value } as Implementation);
    return report;
  }

  const grace = learnerSession('grace');
  for (const [stage, name, value] of [
    ['05-pre-master-secret', 'rsaPreMasterSecret', grace.preMasterSecret],
    ['06-master-secret', 'masterSecret', grace.masterSecret],
    ['06-master-secret', 'hmac', grace.clientFinishedMac],
    ['07-key-block', 'partitionKeyBlock', reference.partitionKeyBlock(0x0301, rc4Suite, grace.keyBlock)],
    [
      '08-finished',
      'transcriptHash',
      Uint8Array.of(...grace.handshakeMd5Client, ...grace.handshakeSha1Client),
    ],
    ['09-rc4-records', 'macInput', grace.clientFinishedMacInput],
    ['09-rc4-records', 'rc4KeySchedule', reference.rc4KeySchedule(grace.clientWriteKey)],
  ] as const)
    it(`${name} copied from a neighbour fails and is told as such`, async () => {
      const report = await copied(stage, 'grace', name, value);
      assert.equal(report?.status, 'failed');
      assert.match(
        report?.message ?? '',
        /belongs to another session's inputs: it is a value of the session of grace/,
      );
    });

  it("Amazon's and the TLS 1.2 session's values are recognised too", async () => {
    const amazon = await copied('06-master-secret', 'grace', 'masterSecret', amazon2009.masterSecret);
    assert.match(amazon?.message ?? '', /a value of the Amazon session of 2009/);
    const { tls12EcdheGcm } = await import('../kit/sessions/tls12-ecdhe-gcm.js');
    const tls12 = await copied('06-master-secret', 'grace', 'masterSecret', tls12EcdheGcm.masterSecret);
    assert.match(tls12?.message ?? '', /a value of the TLS 1\.2 session/);
  });

  it("a wrong value that is nobody else's is not called copied", async () => {
    const report = await copied('06-master-secret', 'grace', 'masterSecret', new Uint8Array(48).fill(7));
    assert.doesNotMatch(report?.message ?? '', /another session/);
  });

  it('a value of the session that is asked about is not called copied', async () => {
    const report = await copied(
      '06-master-secret',
      'grace',
      'masterSecret',
      learnerSession('ada').preMasterSecret,
    );
    assert.doesNotMatch(report?.message ?? '', /another session/);
  });
});

describe('the seed of a learner', function () {
  this.timeout(60_000);
  it('is remembered by npm run session and used by npm run check', async () => {
    const copy = copyCourse(root);
    try {
      const nobody = await run(copy.root, ['kit/learner-session/main.ts']);
      assert.equal(nobody.code, 2);
      assert.match(nobody.text, /whose session\? give --seed NAME once/);
      const told = await run(copy.root, ['kit/learner-session/main.ts', '--seed', 'Ada']);
      assert.equal(told.code, 0, told.text);
      assert.match(told.text, /The session of ada: a browser and www\.ada\.example/);
      assert.match(told.text, /All \d+ values are as recorded\./);
      assert.equal(rememberedSeed(copy.root), 'ada');
      const without = await run(copy.root, ['kit/learner-session/main.ts']);
      assert.match(without.text, /The session of ada/);
      const classFile = join(copy.root, 'class.txt');
      writeFileSync(classFile, '# our class\nAda\nGrace\n\n');
      assert.deepEqual(readClass(classFile), ['Ada', 'Grace']);
      const secret = Buffer.from(learnerSession('grace').masterSecret).toString('hex');
      writeFileSync(
        join(copy.root, 'exercises/06-master-secret.ts'),
        `${readFileSync('solutions/06-master-secret.ts', 'utf8').replace('export function masterSecret', 'export function notAsked')}
export function masterSecret(): Uint8Array {
  return Uint8Array.from('${secret}'.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
}
`,
      );
      const check = await run(copy.root, ['kit/check/main.ts', '06', '--class', classFile]);
      assert.equal(check.code, 1, check.text);
      assert.match(check.text, /failed +your own session/);
      assert.match(check.text, /a value of the session of grace/);
    } finally {
      copy.remove();
    }
  });

  it('comes from --seed, the environment or the file, in this order', () => {
    const folder = mkdtempSync(join(tmpdir(), 'seed-'));
    const before = process.env.TLS_COURSE_SEED;
    try {
      delete process.env.TLS_COURSE_SEED;
      assert.equal(learnerOf(folder, undefined), undefined);
      rememberSeed(folder, ' Ada ');
      assert.equal(learnerOf(folder, undefined), 'ada');
      assert.equal(learnerOf(folder, '0123abcd'), 'ada', 'the seed of random inputs is no name');
      process.env.TLS_COURSE_SEED = 'Grace';
      assert.equal(learnerOf(folder, undefined), 'grace');
      assert.equal(learnerOf(folder, 'Edsger'), 'edsger');
    } finally {
      if (before === undefined) delete process.env.TLS_COURSE_SEED;
      else process.env.TLS_COURSE_SEED = before;
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a remembered seed', () => {
  it('counts for progress: a stage is solved only when the own session passes too', async () => {
    const copy = copyCourse(root);
    try {
      const stage: StageName = '07-key-block';
      const solution = (await import(pathToFileURL(resolve(`solutions/${stage}.ts`)).href)) as Implementation;
      const own = withOwnSession(await loadChecks(root, stage), 'ada');
      const checks = await runChecks(own, subjectOf(solution), 'x');
      assert.ok(checks.every(({ status }) => status === 'ok'));
      const solved = async () => (await standings(copy.root)).find((one) => one.stage === stage)?.solved;
      const report = { stage, checks, typeErrors: [], solved: true, points: 100 } as unknown as StageReport;
      rememberSeed(copy.root, 'ada');
      remember(copy.root, own, report);
      assert.deepEqual(await solved(), ['keyExpansion', 'partitionKeyBlock']);
      const copied = checks.map((check) =>
        check.name === 'keyExpansion: your own session' ? { ...check, status: 'failed' } : check,
      );
      remember(copy.root, own, { ...report, checks: copied } as StageReport);
      assert.deepEqual(await solved(), ['partitionKeyBlock']);
    } finally {
      copy.remove();
    }
  });
});

// slow: starts sandboxes
// The forgery suite: submissions that try to score without being right, graded next to honest ones.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { SubmissionRecord } from '../kit/grade/record.js';
import { resultsFolder } from '../kit/grade/store.js';
import { builtins } from './grade/hostile/builtins.js';
import type { Hostile } from './grade/hostile/case.js';
import { channel } from './grade/hostile/channel.js';
import { ends } from './grade/hostile/ends.js';
import { lies } from './grade/hostile/lies.js';
import { reading } from './grade/hostile/reading.js';
import { resources } from './grade/hostile/resources.js';
import { type Grading, startGrading } from './support/grading.js';
import { needs } from './support/peers.js';

const kinds = { ends, builtins, channel, reading, resources, lies };
const hostile = Object.entries(kinds).flatMap(([kind, cases]) =>
  cases.map((one, i) => ({ ...one, id: `${kind}-${String(i + 1).padStart(2, '0')}` })),
);
/** They are graded in the midst of the others. */
const honest = [
  'builtins-00-honest',
  'channel-09-honest',
  'lies-99-honest',
  'resources-09-honest',
  'resources-99-honest',
];

describe('a hostile submission', () => {
  needs('bubblewrap');
  let grading: Grading;
  let records: Map<string, SubmissionRecord>;
  let listener: Server;
  let visits = 0;
  before(async function () {
    this.timeout(300_000);
    process.env.SECRET_OF_THE_JUDGE = 'not for children';
    listener = createServer((socket) => {
      visits++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    grading = await startGrading();
    for (const { id, code } of hostile)
      grading.submit(id, { 'exercises/08-finished.ts': code.replace('Number(PORT)', String(port)) });
    for (const name of honest) grading.submitSolved(name);
    records = await grading.grade();
  });
  after(async () => {
    delete process.env.SECRET_OF_THE_JUDGE;
    grading?.close();
    await new Promise((resolve) => listener?.close(resolve) ?? resolve(undefined));
  });

  for (const one of hostile)
    it(`gets nothing: ${one.name}`, () => getsNothing(one, records.get(one.id) as SubmissionRecord));

  it('takes nothing from its neighbours', () => {
    for (const name of honest) {
      const { score, maxScore, stages } = records.get(name) as SubmissionRecord;
      assert.equal(score, maxScore, name);
      assert.deepEqual(
        stages.flatMap(({ kills }) => kills),
        [],
        name,
      );
    }
  });

  it('reaches no network', () => assert.equal(visits, 0));

  it('leaves no process behind', () => {
    const commands = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readOr(`/proc/${pid}/cmdline`));
    assert.deepEqual(
      commands.filter((line) => /outlives the call|setInterval\(\(\) => \{\}, 9\)/.test(line)),
      [],
    );
  });

  it('leaves results that are small and plain', () => {
    const folder = resultsFolder(grading.out);
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), 'utf8');
      assert.ok(text.length < 100_000, `${name} has ${text.length} characters`);
      assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202e]|\\u00[01]/u, name);
    }
  });

  it('comes in more than forty kinds', () => assert.ok(hostile.length > 40, String(hostile.length)));
});

function getsNothing({ kill, frame, problem }: Hostile, record: SubmissionRecord): void {
  const stage = record.stages.find((one) => one.stage === '08-finished');
  assert.ok(stage);
  const shown = JSON.stringify({
    kills: stage.kills,
    refusedFrames: stage.refusedFrames,
    problem: stage.problem,
  });
  assert.equal(record.score, 0, JSON.stringify(stage.functions));
  assert.doesNotMatch(JSON.stringify(stage.printed ?? ''), /FOUND/);
  if (kill)
    assert.ok(
      stage.kills.some(({ why }) => [kill].flat().includes(why)),
      `${kill} is due: ${shown}`,
    );
  if (frame) assert.ok(stage.refusedFrames[frame], `${frame} is due: ${shown}`);
  if (problem) assert.match(stage.problem ?? '', problem);
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

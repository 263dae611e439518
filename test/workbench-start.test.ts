// slow: starts processes
// npm start: what it says, and how it ends.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CourseCopy } from '../kit/loop/copy.js';
import { start } from './support/processes.js';
import { keyOf, type RunningWorkbench, startWorkbench, workbenchCourse } from './support/workbench.js';

describe('npm start', function () {
  this.timeout(60_000);
  let course: CourseCopy;
  let workbench: RunningWorkbench;
  before(async () => {
    course = workbenchCourse();
    workbench = await startWorkbench(course.root);
  });
  after(async () => {
    await workbench.running.stop();
    course.remove();
  });

  /** The exit code and the output of a start that cannot be. */
  async function refused(...args: readonly string[]): Promise<{ code: number | null; output: string }> {
    const shell = `cd '${course.root}' && exec '${process.execPath}' --import tsx kit/workbench/main.ts --no-open "$@"`;
    const running = start(['sh', '-c', shell, 'sh', ...args]);
    return { code: await running.exited, output: running.output() };
  }

  it('refuses a port that is taken, or that is none, in one sentence', async () => {
    const taken = await refused('--port', `${workbench.port}`);
    assert.equal(taken.code, 2);
    assert.match(taken.output, /^start: port \d+ cannot be used \(EADDRINUSE\): choose another.*\n$/);
    for (const port of ['x', '-1', '70000', '1.5']) {
      const { code, output } = await refused(`--port=${port}`);
      assert.equal(code, 2);
      assert.match(output, /^start: --port takes a number from 0 to 65535, not .*\n$/);
    }
  });

  it('ends with Ctrl-C, and its kernels with it', async () => {
    const key = await keyOf(workbench);
    const headers = { authorization: `token ${key}` };
    const made = await fetch(`http://127.0.0.1:${workbench.port}/api/kernels`, { method: 'POST', headers });
    assert.equal(made.status, 201);
    const children = `ps -o pid= --ppid ${workbench.running.child.pid}`;
    const before = start(['sh', '-c', children]);
    await before.exited;
    const pids = before.output().trim().split(/\s+/).map(Number);
    assert.ok(pids.length >= 2, 'a kernel, and a process that waits for an exercise');
    workbench.running.child.kill('SIGINT');
    assert.equal(await workbench.running.exited, 0);
    assert.match(workbench.running.output(), /Ending: pages save what is open\.\n$/);
    const left = () => pids.filter((pid) => existsSync(`/proc/${pid}`));
    for (let wait = 0; wait < 50 && left().length > 0; wait++) await sleep(100); // each needs a moment to be gone
    assert.deepEqual(left(), []);
  });
});

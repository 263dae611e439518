// slow: starts a kernel
// A kernel as a page meets it: what tslab does not say itself is said in its place.
import assert from 'node:assert/strict';
import { request } from '../kit/kernel/messages.js';
import { Kernel } from '../kit/workbench/kernel.js';
import type { Framed } from '../kit/workbench/wire.js';

interface Heard {
  readonly type: string;
  readonly parent: string | undefined;
  readonly content: Record<string, unknown>;
}

describe('workbench: a kernel', function () {
  this.timeout(60_000);
  const heard: Heard[] = [];
  let look = () => {};
  const kernel = new Kernel('test', ({ parts }: Framed) => {
    const [header, parent, content] = [parts.header, parts.parent, parts.content].map((text) =>
      JSON.parse(text),
    );
    heard.push({ type: header.msg_type, parent: parent.msg_id, content });
    look();
  });
  before(() => kernel.start());
  after(() => kernel.stop());

  const send = (type: string, content: Record<string, unknown>): string => {
    const { id, parts } = request(type, content);
    void kernel.send({ channel: 'shell', parts });
    return id;
  };
  const run = (code: string) => send('execute_request', { code, silent: false });
  /** Waits for a message of this type that answers `parent`, or that answers nothing. */
  const answer = (type: string, parent?: string, test: (content: Heard['content']) => boolean = () => true) =>
    new Promise<Heard['content']>((resolve) => {
      look = () => {
        const found = heard.find((one) => one.type === type && one.parent === parent && test(one.content));
        if (found) resolve(found.content);
      };
      look();
    });
  const idle = (parent: string) => answer('status', parent, (content) => content.execution_state === 'idle');

  it('runs cells one after the other, and none behind one that failed', async () => {
    const ids = ['console.log(1)', "throw new Error('no')", 'console.log(2)'].map(run);
    const replies = [];
    for (const id of ids) replies.push((await answer('execute_reply', id)).status);
    assert.deepEqual(replies, ['ok', 'error', 'aborted']);
    for (const id of ids) await idle(id);
    const { ename, traceback } = await answer('execute_reply', ids[1] as string);
    assert.deepEqual([ename, traceback], ['Error', []]);
    assert.equal((await answer('execute_reply', run('3'))).status, 'ok'); // at once, in tslab's time of aborting
  });

  it('answers what tslab does not', async () => {
    assert.deepEqual(await answer('history_reply', send('history_request', {})), {
      status: 'ok',
      history: [],
    });
    assert.deepEqual(await answer('interrupt_reply', send('interrupt_request', {})), { status: 'ok' });
  });

  it('is stopped in an endless loop, and keeps its values', async () => {
    await answer('execute_reply', run('const kept = 5;'));
    const id = run("console.log('in'); while (true);");
    await answer('stream', id);
    kernel.interrupt();
    assert.equal((await answer('execute_reply', id)).status, 'error');
    const next = run('console.log(kept)');
    assert.equal((await answer('stream', next)).text, '5\n');
  });

  it('restarts in the middle of a cell, without its values', async () => {
    const id = run("console.log('in'); while (true);");
    await answer('stream', id);
    await kernel.restart();
    assert.equal((await answer('execute_reply', id)).status, 'aborted');
    assert.equal((await answer('execute_reply', run('kept'))).status, 'error');
  });

  it('says how its process ended, and comes back', async () => {
    const [id, behind] = [run('process.exit(3)'), run('1')] as [string, string];
    assert.match(String((await answer('stream', id)).text), /ended \(exit code 3\)\. A new kernel starts/);
    assert.equal((await answer('execute_reply', id)).status, 'error');
    assert.equal((await answer('execute_reply', behind)).status, 'aborted');
    await answer('status', undefined, (content) => content.execution_state === 'restarting');
    assert.equal((await answer('stream', run('console.log(6)'))).text, '6\n');
  });
});

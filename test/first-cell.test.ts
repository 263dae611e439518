// slow: starts processes
// The first cell of every notebook, under a kernel that is not the course's: somebody's own tslab, started where the
// notebooks are.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Dealer, Subscriber } from 'zeromq';
import {
  type Message,
  type Parts,
  readFrames,
  readMessage,
  request,
  writeFrames,
} from '../kit/kernel/messages.js';
import { DISPLAY_NAME, KERNEL_NAME } from '../kit/kernelspec/kernelspec.js';
import { freePort } from '../kit/net/free-port.js';
import { type CodeCell, isCode, readNotebook } from '../kit/notebooks/notebook.js';
import { type Running, start } from './support/processes.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NOTEBOOKS = join(ROOT, 'notebooks');
const KEY = 'key';

describe('first cell', function () {
  this.timeout(30_000);
  let files: string[];
  let source: string;
  before(async () => {
    files = readdirSync(NOTEBOOKS).filter((name) => name.endsWith('.ipynb'));
    source = (await firstCell(files[0] as string)).source;
  });

  async function firstCell(file: string): Promise<CodeCell> {
    const { cells } = await readNotebook(join(NOTEBOOKS, file));
    return cells.filter(isCode)[0] as CodeCell;
  }

  it('is the same in all notebooks, whose metadata name the course’s kernel', async () => {
    for (const file of files) {
      const cell = await firstCell(file);
      assert.deepEqual([cell.id, cell.source, cell.outputs], ['kernel', source, []], file);
      const { metadata } = await readNotebook(join(NOTEBOOKS, file));
      const kernelspec = { display_name: DISPLAY_NAME, language: 'typescript', name: KERNEL_NAME };
      assert.deepEqual((metadata as { kernelspec?: unknown }).kernelspec, kernelspec, file);
    }
  });

  it('says in the wrong folder what is wrong and how to mend it, and stops there', async () => {
    const { text, status } = await underPlainTslab(NOTEBOOKS, source);
    assert.equal(status, 'error');
    assert.ok(text.startsWith(`This kernel runs in ${NOTEBOOKS}, but the course needs its own`), text);
    assert.ok(text.includes(DISPLAY_NAME) && text.includes('npm run kernel'));
    assert.equal(text.trim().split('\n').length, 3, text);
  });

  it('says nothing at the root', async () => {
    assert.deepEqual(await underPlainTslab(ROOT, source), { text: '', status: 'ok' });
  });
});

/** What a cell prints, and its reply, in a tslab of its own that is started in `folder`. */
async function underPlainTslab(folder: string, code: string): Promise<{ text: string; status: unknown }> {
  const temporary = mkdtempSync(join(tmpdir(), 'tslab-'));
  const [shell_port, iopub_port] = [await freePort(), await freePort()];
  const ports = { shell_port, iopub_port, stdin_port: 0, control_port: 0, hb_port: 0 };
  const file = join(temporary, 'connection.json');
  writeFileSync(file, JSON.stringify({ transport: 'tcp', ip: '127.0.0.1', key: KEY, ...ports }));
  const tslab = join(ROOT, 'node_modules/tslab/bin/tslab');
  const kernel = start([process.execPath, tslab, 'kernel', '--config-path', file], process.env, folder);
  const [shell, iopub] = [new Dealer({ linger: 0 }), new Subscriber({ linger: 0 })];
  try {
    shell.connect(`tcp://127.0.0.1:${shell_port}`);
    iopub.connect(`tcp://127.0.0.1:${iopub_port}`);
    iopub.subscribe();
    return await execute(shell, iopub, code, kernel);
  } finally {
    shell.close();
    iopub.close();
    await kernel.stop();
    rmSync(temporary, { recursive: true });
  }
}

async function execute(shell: Dealer, iopub: Subscriber, code: string, kernel: Running) {
  const heard: Message[] = [];
  const hear = async (socket: Dealer | Subscriber) => {
    for await (const frames of socket) heard.push(readMessage(readFrames(KEY, frames)));
  };
  void hear(shell).catch(() => {}); // closed at the end
  void hear(iopub).catch(() => {});
  const until = async (found: () => Message | undefined, ask = () => {}): Promise<Message> => {
    for (let i = 0; i < 200; i++) {
      const message = found();
      if (message) return message;
      ask();
      await sleep(100);
    }
    throw new Error(`tslab did not answer: ${kernel.output()}`);
  };
  const send = ({ parts }: { parts: Parts }) => void shell.send(writeFrames(KEY, parts));
  // A subscriber that joins late misses the first messages.
  await until(
    () => heard.find(({ type }) => type === 'status'),
    () => send(request('kernel_info_request', {})),
  );
  const asked = request('execute_request', { code, silent: false, store_history: true });
  send(asked);
  const answers = (type: string) => heard.filter((one) => one.parent === asked.id && one.type === type);
  const { content } = await until(() => answers('execute_reply')[0]);
  await until(() => answers('status').find((one) => one.content.execution_state === 'idle'));
  const text = answers('stream').map((one) => String(one.content.text));
  return { text: text.join(''), status: content.status };
}

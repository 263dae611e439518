// A small client of a tslab kernel: one process, one cell at a time, and a failure that is always told.
//
// tslab's ways, all met here: a cell that fails sends no `error` message, its text goes to stderr and its reply
// is {status: 'error'} without a name; for 200 ms after that, whatever is sent is answered 'abort', which other
// tools take for success; process.exit() in a cell, or a crash, sends no reply at all; a promise that nobody
// awaits fails after the reply, in text on stderr only.
import { type Line, openLine } from './line.js';
import { type Message, readMessage, request } from './messages.js';

/** An output as a notebook stores it (nbformat 4), text not yet split into lines. */
export type Output =
  | { readonly output_type: 'stream'; readonly name: 'stdout' | 'stderr'; text: string }
  | { readonly output_type: 'display_data'; data: Record<string, string>; metadata: object };

/**
 * How a cell ended: 'ok'; 'error', it threw or did not compile; 'aborted', it never ran since a cell before it
 * failed; 'timeout'; 'died', the kernel process ended. After the last two the kernel is gone.
 */
export type Status = 'ok' | 'error' | 'aborted' | 'timeout' | 'died';

export interface Execution {
  readonly status: Status;
  readonly outputs: readonly Output[];
  /** What went wrong, in the kernel's words; empty when nothing did. */
  readonly error: string;
}

export interface Kernel {
  /** Runs a cell. Never rejects: what went wrong is in the status. */
  execute(code: string, timeoutMs: number): Promise<Execution>;
  /** Ends the kernel and every process that its cells started. */
  stop(): Promise<void>;
}

/** Starts a kernel at the repository root. Throws when it does not come up within 30 seconds. */
export async function startKernel(): Promise<Kernel> {
  const kernel = new Cells();
  kernel.line = await openLine({
    onMessage: (_, parts) => kernel.receive(readMessage(parts)),
    onEnd: (how) => kernel.close(how),
  });
  return kernel;
}

interface Running {
  readonly outputs: Output[];
  reply?: Record<string, unknown>;
  idle: boolean;
  finish(status: Status, error?: string): void;
}

class Cells implements Kernel {
  line!: Line;
  private readonly running = new Map<string, Running>();
  private end: string | undefined;

  execute(code: string, timeoutMs: number): Promise<Execution> {
    if (this.end !== undefined) return Promise.resolve({ status: 'died', outputs: [], error: this.end });
    return new Promise((resolve) => {
      const content = { code, silent: false, store_history: true, allow_stdin: false, stop_on_error: true };
      const { id, parts } = request('execute_request', content);
      const timer = globalThis.setTimeout(() => {
        running.finish('timeout', `the cell did not end within ${timeoutMs / 1000} seconds`);
        void this.stop();
      }, timeoutMs);
      const outputs: Output[] = [];
      const finish = (status: Status, error = '') => {
        clearTimeout(timer);
        this.running.delete(id);
        resolve({ status, outputs, error });
      };
      const running: Running = { outputs, idle: false, finish };
      this.running.set(id, running);
      this.line.send(parts);
    });
  }

  stop(): Promise<void> {
    return this.line.stop();
  }

  close(how: string): void {
    this.end = how;
    for (const cell of [...this.running.values()]) cell.finish('died', how);
  }

  receive(message: Message): void {
    const cell = this.running.get(message.parent ?? '');
    if (!cell) return;
    if (message.type === 'execute_reply') cell.reply = message.content;
    else if (message.type === 'status') cell.idle = message.content.execution_state === 'idle';
    else addOutput(cell.outputs, message);
    if (cell.idle && cell.reply) finishCell(cell, cell.reply);
  }
}

function finishCell(cell: Running, reply: Record<string, unknown>): void {
  const stderr = cell.outputs.filter((o) => o.output_type === 'stream' && o.name === 'stderr');
  const text = stderr.map((o) => (o.output_type === 'stream' ? o.text : '')).join('');
  if (reply.status === 'ok') cell.finish('ok');
  else if (reply.status === 'error') cell.finish('error', text.trim() || 'the cell failed without a message');
  else cell.finish('aborted', 'the cell did not run, since one before it failed');
}

/** Adds what an output message shows; text that follows text of the same stream joins it, as in Jupyter. */
function addOutput(outputs: Output[], { type, content }: Message): void {
  const last = outputs.at(-1);
  if (type === 'stream') {
    const { name, text } = content as { name: 'stdout' | 'stderr'; text: string };
    if (last?.output_type === 'stream' && last.name === name) last.text += text;
    else outputs.push({ output_type: 'stream', name, text });
  } else if (type === 'display_data') {
    const { data, metadata } = content as { data: Record<string, string>; metadata: object };
    outputs.push({ output_type: 'display_data', data, metadata });
  }
}

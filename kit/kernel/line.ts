// The line to a tslab kernel: its process and its two sockets. Messages go in and come out as the wire carries them.
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Dealer, Subscriber } from 'zeromq';
import { type Parts, readFrames, readMessage, request, writeFrames } from './messages.js';
import { startProcess } from './process.js';

export type Channel = 'shell' | 'iopub';

export interface LineEvents {
  onMessage(channel: Channel, parts: Parts): void;
  /** Called once, when the kernel is gone; `how` is a sentence without its end. */
  onEnd(how: string): void;
}

export interface Line {
  send(parts: Parts): void;
  /** Stops the cell that runs, as Ctrl-C would. */
  interrupt(): void;
  /** Ends the kernel and every process that its cells started. */
  stop(): Promise<void>;
}

const START_MS = 30_000;
const NUDGE_MS = 100;

/** Starts a kernel at the repository root. Throws when it does not come up within 30 seconds. */
export async function openLine(events: LineEvents): Promise<Line> {
  const key = randomBytes(32).toString('hex');
  const child = startProcess(key);
  const endpoints = await Promise.race([child.endpoints, child.ended, sleep(START_MS)]);
  if (typeof endpoints !== 'object') {
    await child.stop();
    throw new Error(endpoints ?? `the kernel did not start within ${START_MS / 1000} seconds`);
  }
  const line = new KernelLine(key, endpoints.shell, endpoints.iopub, child, events);
  await line.ready();
  return line;
}

class KernelLine implements Line {
  private readonly shell = new Dealer({ linger: 0 });
  private readonly iopub = new Subscriber({ linger: 0 });
  private heard = false;
  private end: string | undefined;
  private sending: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly key: string,
    shell: string,
    iopub: string,
    private readonly child: { ended: Promise<string>; interrupt(): void; stop(): Promise<void> },
    private readonly events: LineEvents,
  ) {
    this.shell.connect(shell);
    this.iopub.connect(iopub);
    this.iopub.subscribe();
    void this.listen('shell', this.shell);
    void this.listen('iopub', this.iopub);
    void child.ended.then((how) => this.close(how));
  }

  /** A subscriber that joins late misses the first messages: ask until a status is heard. */
  async ready(): Promise<void> {
    for (const start = Date.now(); !this.heard && !this.end && Date.now() - start < START_MS; ) {
      this.send(request('kernel_info_request', {}).parts);
      await sleep(NUDGE_MS);
    }
    if (this.heard) return;
    await this.stop();
    throw new Error(this.end ?? 'the kernel does not answer');
  }

  send(parts: Parts): void {
    this.sending = this.sending
      .then(() => this.shell.send(writeFrames(this.key, parts) as never))
      .catch(() => {}); // closed: told by onEnd
  }

  interrupt(): void {
    this.child.interrupt();
  }

  async stop(): Promise<void> {
    this.close('the kernel was stopped');
    await this.child.stop();
  }

  private close(how: string): void {
    if (this.end !== undefined) return;
    this.end = how;
    this.shell.close();
    this.iopub.close();
    this.events.onEnd(how);
  }

  private async listen(channel: Channel, socket: Dealer | Subscriber): Promise<void> {
    try {
      for await (const frames of socket) this.receive(channel, readFrames(this.key, frames));
    } catch (error) {
      if (this.end === undefined) this.close(String(error));
    }
  }

  private receive(channel: Channel, parts: Parts): void {
    if (!this.heard) this.heard = readMessage(parts).type === 'status';
    this.events.onMessage(channel, parts);
  }
}

/** Does not keep the process alive by itself. */
const sleep = (ms: number) => setTimeout(ms, undefined, { ref: false });

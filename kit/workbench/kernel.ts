// One kernel as Jupyter's clients expect it. tslab differs from that in some ways, each met here: it answers no
// history_request and no interrupt_request; a cell that fails gets a reply without a name of the error, and what is
// sent within 200 ms of it is answered 'abort'; a process that ends says nothing at all.
import { type Channel, type Line, openLine } from '../kernel/line.js';
import { type Parts, readMessage } from '../kernel/messages.js';
import { OutputCounts } from './output-limit.js';
import { ownParts } from './own-parts.js';
import type { Framed } from './wire.js';

export type KernelState = 'starting' | 'idle' | 'busy' | 'restarting' | 'dead';

/** tslab answers 'abort' for 200 ms after a cell that failed. */
const ABORT_MS = 250;
/** A reply without an idle status after it: the status was lost in a flood of output. */
const IDLE_MS = 500;

interface Cell {
  readonly id: string;
  readonly framed: Framed;
  /** Whether the kernel said that it is done with it: that and the reply come in either order. */
  idle: boolean;
}

export class Kernel {
  state: KernelState = 'starting';
  lastActivity = new Date();
  #line: Line | undefined;
  #starting: Promise<void> | undefined;
  #queue: Cell[] = [];
  #running: Cell | undefined;
  readonly #outputs = new OutputCounts();
  /** Requests that were answered and whose idle status has not come yet. */
  readonly #unsettled = new Set<string>();
  #resumeAt = 0;
  #stopped = false;

  constructor(
    readonly id: string,
    private readonly emit: (framed: Framed) => void,
    /** Whether pages may know it from before the server started again. */
    private restored = false,
  ) {}

  /** A page begins to listen. One that knows the kernel from an earlier server learns that its values are gone. */
  greet(fromThisServer: boolean): void {
    const gone = this.restored && !fromThisServer;
    this.restored = false;
    if (gone) this.#replace();
    else this.start().catch(() => this.#dead());
  }

  /** Starts the process unless it is there; resolves when it answers. */
  start(): Promise<void> {
    this.#starting ??= this.#open();
    return this.#starting;
  }

  async #open(): Promise<void> {
    let line: Line | undefined;
    const ours = () => line === undefined || line === this.#line;
    line = await openLine({
      onMessage: (channel, parts) => ours() && this.#receive(channel, parts),
      onEnd: (how) => line && ours() && this.#died(how),
    });
    if (this.#stopped) await line.stop();
    else this.#line = line;
  }

  /** A message from a page. What needs the process waits until it is there. */
  async send(framed: Framed): Promise<void> {
    const { id, type } = readMessage(framed.parts);
    if (type === 'history_request')
      return this.#answer(framed, 'history_reply', { status: 'ok', history: [] });
    if (type === 'interrupt_request') {
      this.interrupt();
      return this.#answer(framed, 'interrupt_reply', { status: 'ok' });
    }
    if (type !== 'execute_request') {
      await this.start();
      return this.#line?.send(framed.parts);
    }
    this.#queue.push({ id, framed, idle: false });
    if (!this.#running) await this.#next();
  }

  async #next(): Promise<void> {
    const cell = this.#queue.shift();
    this.#running = cell;
    if (!cell) return;
    await this.start();
    const wait = this.#resumeAt - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (this.#running === cell) this.#line?.send(cell.framed.parts);
  }

  #receive(channel: Channel, parts: Parts): void {
    this.lastActivity = new Date();
    const type: string = JSON.parse(parts.header).msg_type;
    const parent: string = JSON.parse(parts.parent).msg_id;
    const cell = this.#running;
    if (type === 'status') {
      this.state = JSON.parse(parts.content).execution_state;
      if (this.state === 'idle') this.#unsettled.delete(parent);
      if (this.state === 'idle' && cell?.id === parent) cell.idle = true;
    }
    if (type === 'execute_reply' && cell?.id === parent) {
      this.#finish(cell, parts);
      return;
    }
    const shown = this.#outputs.limit(parts, type, parent);
    if (shown) this.emit({ channel, parts: shown });
  }

  #finish(cell: Cell, parts: Parts): void {
    const content = JSON.parse(parts.content);
    if (content.status !== 'ok') {
      this.#resumeAt = Date.now() + ABORT_MS;
      Object.assign(content, {
        status: 'error',
        ename: 'Error',
        evalue: 'the cell shows why',
        traceback: [],
      });
    }
    this.emit({ channel: 'shell', parts: { ...parts, content: JSON.stringify(content) } });
    if (content.status !== 'ok') this.#abortQueue();
    this.#settle(cell);
    void this.#next();
  }

  /** Sends the idle status if the kernel's own does not come. */
  #settle(cell: Cell): void {
    if (cell.idle) return;
    this.#unsettled.add(cell.id);
    const late = () => this.#unsettled.delete(cell.id) && this.#status('idle', cell.framed.parts.header);
    setTimeout(late, IDLE_MS).unref();
  }

  /** As Jupyter does: what waits behind a cell that failed does not run. */
  #abortQueue(): void {
    for (const { framed } of this.#queue.splice(0)) {
      this.#answer(framed, 'execute_reply', { status: 'aborted' });
      this.#status('idle', framed.parts.header);
    }
  }

  /** The process is gone and nobody wanted that: say so in the cell, and start another one. */
  #died(how: string): void {
    const cell = this.#running;
    this.#reset();
    if (cell) {
      const text = `${how.charAt(0).toUpperCase()}${how.slice(1)}. A new kernel starts: the values of all cells are gone, so run the cells from the top again. Nothing that you wrote is lost.\n`;
      this.#publish('stream', { name: 'stderr', text }, cell.framed.parts.header);
      const reply = { status: 'error', ename: 'KernelDied', evalue: how, traceback: [] };
      this.#answer(cell.framed, 'execute_reply', reply);
      this.#status('idle', cell.framed.parts.header);
    }
    this.#abortQueue();
    this.#replace();
  }

  #replace(): void {
    this.state = 'restarting';
    this.#status('restarting');
    this.start().then(
      () => this.#status('idle'),
      () => this.#dead(),
    );
  }

  #dead(): void {
    this.state = 'dead';
    this.#status('dead');
  }

  #reset(): void {
    this.#line = undefined;
    this.#starting = undefined;
    this.#running = undefined;
    this.#resumeAt = 0;
  }

  interrupt(): void {
    this.#line?.interrupt();
  }

  /** Another process in the place of this one. The page that asks for it tells its user. */
  async restart(): Promise<void> {
    const cell = this.#running;
    await this.#end();
    if (cell) this.#queue.unshift(cell);
    this.#abortQueue();
    this.state = 'starting';
    await this.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#starting?.catch(() => {});
    await this.#end();
  }

  async #end(): Promise<void> {
    const line = this.#line;
    this.#reset();
    await line?.stop();
  }

  #status(execution_state: KernelState, parent?: string): void {
    this.#publish('status', { execution_state }, parent);
  }

  #publish(type: string, content: object, parent = '{}'): void {
    this.emit({ channel: 'iopub', parts: ownParts(type, content, parent) });
  }

  #answer({ channel, parts }: Framed, type: string, content: object): void {
    this.emit({ channel, parts: ownParts(type, content, parts.header) });
  }
}

// One process for a learner's module, as the judging process sees it: questions go in, answers come out, and every
// way in which it can fail to answer is told in the same form.
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { exitOnSignals } from '../exit-on-signals.js';
import { inspectArgument, placeOfLoop } from './loop-line.js';
import { Noise } from './noise.js';
import type { Answer, Question, Reply, Stopped } from './protocol.js';

const program = fileURLToPath(new URL('child.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
/** A stage needs a few; more is a loop that collects, and it should end before it hurts the machine. */
const heap = '--max-old-space-size=256';
/** How the end by too much memory is told. */
export const OUT_OF_MEMORY = 'it ran out of memory';
const LAST_WORDS_MS = 150;

type Unnumbered<Q> = Q extends unknown ? Omit<Q, 'id'> : never;

export class LearnerProcess {
  /** What the module printed. */
  readonly noise = new Noise();
  /** Resolves when the process has loaded all but the module. */
  readonly ready: Promise<unknown>;
  #child: ChildProcess;
  #count = 0;
  #answer: ((answer: Answer) => void) | undefined;
  #ended: Stopped | undefined;
  #over: Promise<void>;

  constructor() {
    const args = [heap, inspectArgument, '--no-warnings', '--import', tsx, program];
    const { NODE_OPTIONS: _, ...env } = process.env; // a debugger attached to us is not meant for the module
    this.#child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      env,
    });
    running.add(this.#child);
    endWithUs();
    this.noise.listen(this.#child);
    let ready = () => {};
    this.ready = new Promise<void>((resolve) => {
      ready = resolve;
    });
    this.#child.on('message', (reply: Reply) => {
      if ('ready' in reply) ready();
      else if (reply.id === this.#count) this.#answer?.(reply);
    });
    this.#over = this.#watchEnd().then(ready);
  }

  /** Whether it can be asked again. */
  get alive(): boolean {
    return this.#ended === undefined && this.#child.connected;
  }

  /** Asks one question; a process that takes longer than `timeoutMs` is ended, and the answer says where it was. */
  async ask(question: Unnumbered<Question>, timeoutMs: number, file: string): Promise<Answer> {
    await this.ready;
    if (this.#ended) return { stopped: this.#ended };
    const late = new AbortController();
    const answer = new Promise<Answer>((resolve) => {
      this.#answer = resolve;
      this.#child.send({ ...question, id: ++this.#count }, () => {}); // a failure shows as its end
    });
    const timeout = sleep(timeoutMs, undefined, { signal: late.signal }).catch(() => undefined);
    const first = await Promise.race([answer, timeout]);
    late.abort();
    this.#answer = undefined;
    if (!first) return { stopped: await this.#endLoop(timeoutMs, file) };
    if ('stopped' in first) await this.end(); // it has said so and is about to
    return first;
  }

  async #endLoop(timeoutMs: number, file: string): Promise<Stopped> {
    const place = await placeOfLoop(this.#child, file);
    await this.end();
    const detail = timeoutMs === 1000 ? '1 second' : `${timeoutMs / 1000} seconds`;
    return { kind: 'stopped', why: 'timeout', detail, ...place };
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#over;
  }

  async #watchEnd(): Promise<void> {
    const child = this.#child;
    const closed = new Promise((resolve) => child.once('close', resolve)); // all that it wrote has arrived
    const how = await new Promise<[code: number | string | null, signal: string | null]>((resolve) => {
      child.once('exit', (code, signal) => resolve([code, signal]));
      child.once('error', (error) => resolve([`it did not start: ${error.message}`, null]));
      child.once('disconnect', () =>
        setTimeout(() => resolve(['it closed its line to the checks', null]), LAST_WORDS_MS),
      );
    });
    running.delete(child);
    child.kill('SIGKILL');
    await Promise.race([closed, sleep(LAST_WORDS_MS)]);
    this.#ended = this.#howItEnded(...how);
    this.#answer?.({ stopped: this.#ended });
  }

  #howItEnded(code: number | string | null, signal: string | null): Stopped {
    if (this.noise.outOfMemory) return { kind: 'stopped', why: 'crash', detail: OUT_OF_MEMORY };
    if (typeof code === 'number') return { kind: 'stopped', why: 'exit', detail: `exit code ${code}` };
    return { kind: 'stopped', why: 'crash', detail: code ?? `it ended by ${signal}` };
  }
}

const running = new Set<ChildProcess>();
let watching = false;

/** Nothing that we started outlives us, except where we are killed outright. */
function endWithUs(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
  exitOnSignals();
}

// A learner's file as the subject of checks. It runs in a process of its own, which is replaced when the code ends it.
import { realpathSync } from 'node:fs';
import type { FunctionName } from '../../lib/stages.js';
import type { Outcome, Subject } from './check.js';
import { LearnerProcess, OUT_OF_MEMORY } from './child-process.js';
import type { LoopPlace } from './loop-line.js';
import { NOTHING_PRINTED, type Printed, printedMore } from './noise.js';
import type { Load, Stopped } from './protocol.js';

/** A call takes milliseconds; who needs longer than this is taken to be in an endless loop. */
const CALL_MS = 2000;
/** Compiling and importing the file, on a machine that is busy. */
const LOAD_MS = 10_000;

export class Learner implements Subject {
  readonly #file: string;
  readonly #callMs: number;
  #process: LearnerProcess;
  #loaded: Promise<Load | Stopped> | undefined;
  #printed: Printed = NOTHING_PRINTED;
  #slow = new Set<FunctionName>();
  #closed = false;

  /**
   * @param file the module, which must exist
   * @param warm a process that waits already
   * @param callMs how long a call may take, in milliseconds
   */
  constructor(file: string, { warm = new LearnerProcess(), callMs = CALL_MS } = {}) {
    this.#file = realpathSync(file);
    this.#process = warm;
    this.#callMs = callMs;
  }

  /** Loads the module, the first time it is asked: what it exports, or why nothing can be called. */
  load(): Promise<Load | Stopped> {
    this.#loaded ??= this.#process
      .ask({ kind: 'load', file: this.#file }, LOAD_MS, this.#file)
      .then((answer) =>
        'load' in answer
          ? answer.load
          : 'stopped' in answer
            ? answer.stopped
            : { problem: 'it gave no answer' },
      );
    return this.#loaded;
  }

  async call(name: FunctionName, args: readonly unknown[]): Promise<Outcome> {
    if (this.#closed) return { kind: 'stopped', why: 'crash', detail: 'the checks were broken off' };
    if (!this.#process.alive) this.#replace();
    const load = await this.load();
    if ('kind' in load) return load;
    if ('problem' in load) return { kind: 'threw', name: 'while loading', message: load.problem };
    const start = performance.now();
    const outcome = await this.#ask(name, args, this.#timeFor(name));
    if (outcome.kind !== 'stopped') return outcome;
    if (outcome.why === 'timeout') this.#slow.add(name);
    if (outcome.detail !== OUT_OF_MEMORY) return outcome;
    return { ...outcome, ...(await this.#lineOnTheWay(name, args, performance.now() - start)) };
  }

  async #ask(name: FunctionName, args: readonly unknown[], timeoutMs: number): Promise<Outcome> {
    const answer = await this.#process.ask({ kind: 'call', name, args }, timeoutMs, this.#file);
    if ('outcome' in answer) return answer.outcome;
    if ('stopped' in answer) return answer.stopped;
    return { kind: 'stopped', why: 'crash', detail: 'it gave no answer' };
  }

  /** A process out of memory says nothing more: the call is made once more and stopped on its way to the end. */
  async #lineOnTheWay(name: FunctionName, args: readonly unknown[], ms: number): Promise<LoopPlace> {
    for (const part of [2, 4, 8, 16]) {
      if (this.#closed) return {};
      this.#replace();
      await this.load();
      const outcome = await this.#ask(name, args, ms / part);
      if (outcome.kind !== 'stopped') return {};
      const { line, inside } = outcome;
      if (line !== undefined) return { line, ...(inside && { inside }) };
    }
    return {};
  }

  /** What the module printed, as far as it is kept; complete once this is closed. */
  get printed(): Printed {
    return printedMore(this.#printed, this.#process.noise.printed);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#process.end();
  }

  /** A function that looped once is not waited for as long again. */
  #timeFor(name: FunctionName): number {
    return this.#slow.has(name) ? this.#callMs / 4 : this.#callMs;
  }

  #replace(): void {
    this.#printed = this.printed;
    this.#process = new LearnerProcess();
    this.#loaded = undefined;
  }
}

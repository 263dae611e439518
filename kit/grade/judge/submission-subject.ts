// A submission as the subject of checks: each call is a question to a process in the sandbox, which is replaced when it
// ends or says what it should not.
import type { FunctionName, StageName } from '../../../lib/stages.js';
import type { Outcome, Subject } from '../../check/check.js';
import { NOTHING_PRINTED, Noise, type Printed, printedMore } from '../../check/noise.js';
import { sentence, stoppedSentence } from '../../check/sentences.js';
import { stageOfFunction } from '../capstone/capstone.js';
import { decodeLoaded, decodeOutcome, type Loaded, type Question } from '../channel/answer.js';
import { Broken, Line, type Patience } from '../channel/line.js';
import type { Kill, RefusedFrame } from '../record.js';
import type { Confined, Usage } from '../sandbox/sandbox.js';
import type { JudgeLimits } from './limits.js';

/** What happened to a stage's code besides its answers. */
export interface StageEvents {
  readonly kills: Kill[];
  readonly refusedFrames: { [kind in RefusedFrame]?: number };
  printed: Printed;
  problem?: string;
}

type Stopped = Extract<Outcome, { kind: 'stopped' }>;

interface Running {
  readonly confined: Confined;
  readonly line: Line;
  readonly noise: Noise;
  readonly loaded: Set<StageName>;
}

export class SubmissionSubject implements Subject {
  readonly #start: (first: boolean) => Confined;
  readonly #limits: JudgeLimits;
  readonly #began = performance.now();
  #running: Running | undefined;
  #stage: StageName | undefined;
  #events: StageEvents = freshEvents();
  /** Functions that ended the process once are not called again: one answer a function is enough. */
  #givenUp = new Map<string, Outcome>();
  #cpuMs = 0;
  #peak = 0;
  #measured = false;
  #started = 0;

  /** @param start begins a process in the sandbox that knows this submission */
  constructor(start: (first: boolean) => Confined, limits: JudgeLimits) {
    this.#start = start;
    this.#limits = limits;
  }

  /** The calls from now on are for this stage, or for any; their events gather in what is returned. */
  begin(stage: StageName | undefined): StageEvents {
    this.#stage = stage;
    this.#events = freshEvents();
    return this.#events;
  }

  async call(name: FunctionName, args: readonly unknown[]): Promise<Outcome> {
    const before = this.#givenUp.get(name) ?? (await this.#load(this.#stage ?? stageOfFunction(name)));
    if (before) return before;
    const outcome = await this.#ask({ kind: 'call', name, args }, decodeOutcome, this.#limits.call, name);
    if (outcome.kind === 'stopped') this.#givenUp.set(name, outcome);
    return outcome;
  }

  /** Ends the stage: what it has printed is complete, and what it sent unasked is found. */
  async finish(): Promise<void> {
    try {
      this.#running?.line.checkQuiet();
    } catch (error) {
      await this.#end(error as Broken);
    }
    if (this.#running) {
      const { noise } = this.#running;
      this.#events.printed = printedMore(this.#events.printed, noise.printed);
      this.#running = { ...this.#running, noise: this.#listen(this.#running.confined) };
    }
  }

  async close(): Promise<Usage> {
    await this.#stop();
    return this.#measured
      ? { cpuMs: this.#cpuMs, ...(this.#peak > 0 && { peakMemoryBytes: this.#peak }) }
      : {};
  }

  /** Loads a stage's file into the running process. @returns why that cannot be, once and for all */
  async #load(stage: StageName): Promise<Outcome | undefined> {
    const known = this.#givenUp.get(stage);
    if (known) return known;
    if (this.#events.problem !== undefined)
      return { kind: 'threw', name: 'while loading', message: this.#events.problem };
    if (this.#running?.loaded.has(stage)) return undefined;
    const loaded = await this.#ask({ kind: 'load', stage }, decodeLoaded, this.#limits.load);
    if ('kind' in loaded) return this.#stoppedLoading(stage, loaded);
    if ('problem' in loaded) return this.#unusable(cannotLoad(stage, loaded));
    this.#running?.loaded.add(stage);
    return undefined;
  }

  /** The file ended the process, and no function did; unless nothing is run any more. */
  #stoppedLoading(stage: StageName, stopped: Stopped): Outcome {
    const outcome = this.#usedUp()
      ? stopped
      : this.#unusable(`While it was loaded, ${stoppedSentence(`${stage}.ts`, stopped)}`);
    this.#givenUp.set(stage, outcome);
    return outcome;
  }

  #unusable(problem: string): Outcome {
    this.#events.problem = problem;
    return { kind: 'threw', name: 'while loading', message: problem };
  }

  async #ask<T>(
    question: Question,
    decode: (payload: Uint8Array) => T,
    patience: Patience,
    name?: string,
  ): Promise<T | Stopped> {
    const used = this.#usedUp();
    if (used) return used;
    this.#running ??= this.#begin();
    try {
      return await this.#running.line.ask(question, decode, patience);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      return this.#end(error, name);
    }
  }

  #begin(): Running {
    const confined = this.#start(this.#started++ === 0);
    return { confined, line: new Line(confined), noise: this.#listen(confined), loaded: new Set() };
  }

  #listen(confined: Confined): Noise {
    confined.errors.removeAllListeners('data');
    const noise = new Noise();
    noise.listen({ stdout: null, stderr: confined.errors });
    return noise;
  }

  /** Whether the whole submission has used up what it may. */
  #usedUp(): Stopped | undefined {
    const { cpuMs, wallMs } = this.#limits.submission;
    const clock = performance.now() - this.#began > wallMs;
    if (!clock && this.#cpuMs <= cpuMs) return undefined;
    const what = clock ? `${wallMs / 1000} seconds` : `${cpuMs / 1000} seconds of CPU time`;
    const detail = `all stages together have used up their ${what}`;
    const why = clock ? 'wall clock' : 'cpu time';
    if (!this.#events.kills.some((kill) => kill.why === why))
      this.#events.kills.push({ why, detail: `${detail}.` });
    return { kind: 'stopped', why: 'ended', detail };
  }

  /** The process is ended, and its end told. */
  async #end(cause: Broken, name?: string): Promise<Stopped> {
    const running = this.#running as Running;
    const { limit, code, signal } = await this.#stop();
    if (cause.frame)
      this.#events.refusedFrames[cause.frame] = (this.#events.refusedFrames[cause.frame] ?? 0) + 1;
    const end = endOf(cause, running.noise.outOfMemory ? 'memory' : limit, code, signal);
    const about = name === undefined ? {} : { function: name };
    this.#events.kills.push({ why: end.why, ...about, detail: `${end.stopped.detail}.` });
    return end.stopped;
  }

  async #stop(): Promise<{ limit?: Kill['why']; code: number | null; signal: string | null }> {
    const running = this.#running;
    if (!running) return { code: null, signal: null };
    this.#running = undefined;
    const { usage, ...ending } = await running.confined.kill();
    this.#events.printed = printedMore(this.#events.printed, running.noise.printed);
    if (usage.cpuMs !== undefined) this.#measured = true;
    this.#cpuMs += usage.cpuMs ?? 0;
    this.#peak = Math.max(this.#peak, usage.peakMemoryBytes ?? 0);
    return ending;
  }
}

function cannotLoad(stage: StageName, { problem, line }: Extract<Loaded, { problem: string }>): string {
  const place = line === undefined ? `${stage}.ts` : `${stage}.ts:${line}`;
  return `${place} cannot be loaded: ${sentence(problem)}`;
}

const freshEvents = (): StageEvents => ({ kills: [], refusedFrames: {}, printed: NOTHING_PRINTED });

interface End {
  readonly why: Kill['why'];
  readonly stopped: Stopped;
}

/** How the process ended, in the words of the checks. */
function endOf(
  cause: Broken,
  limit: Kill['why'] | undefined,
  code: number | null,
  signal: string | null,
): End {
  const stopped = (why: Stopped['why'], detail: string): Stopped => ({ kind: 'stopped', why, detail });
  if (cause.why === 'protocol') return { why: 'protocol', stopped: stopped('ended', cause.detail) };
  if (cause.why === 'call time') return { why: 'call time', stopped: stopped('timeout', cause.detail) };
  if (limit === 'memory')
    return { why: 'memory', stopped: stopped('ended', 'it took more memory than it may') };
  if (limit === 'processes' && signal !== null)
    return { why: 'processes', stopped: stopped('ended', 'it started more processes than it may') };
  if (signal === 'SIGXCPU' || code === 128 + 24)
    return { why: 'cpu time', stopped: stopped('ended', 'it used up its CPU time') };
  if (code !== null && code < 128) return { why: 'exit', stopped: stopped('exit', `exit code ${code}`) };
  const by = signal ?? `signal ${(code ?? 128) - 128}`;
  return { why: 'crash', stopped: stopped('crash', `it ended by ${by}`) };
}

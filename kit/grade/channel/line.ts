// The trusted end of the channel: one question at a time, one answer to it, and nothing else. Whatever else comes ends
// the process and costs the call that was under way.
import { randomBytes } from 'node:crypto';
import type { Kill, RefusedFrame } from '../record.js';
import type { Confined } from '../sandbox/sandbox.js';
import type { Question } from './answer.js';
import { encodeFrame, type Frame, type FrameFault, FrameReader, NONCE_LENGTH } from './frame.js';
import { encodeWire, WireError } from './wire.js';

/** No answer came that can be believed; the process is not to be asked again. */
export class Broken extends Error {
  constructor(
    readonly why: Kill['why'] | 'ended by itself',
    readonly detail: string,
    readonly frame?: RefusedFrame,
  ) {
    super(detail);
  }
}

export interface Patience {
  /** CPU time that the answer may take, where it can be measured. */
  readonly cpuMs: number;
  /** What it may take on the clock, on a machine that is busy with others. */
  readonly wallMs: number;
}

const barrier: Question = { kind: 'barrier' };
const done = encodeWire(undefined);
const says: { readonly [kind in RefusedFrame]: string } = {
  malformed: 'what it sent back is no answer',
  'too large': 'it sent back more than any answer has',
  forged: 'it sent back an answer that does not belong to the question',
  unasked: 'it sent an answer that nobody had asked for',
};

export class Line {
  readonly #confined: Confined;
  readonly #reader = new FrameReader();
  #arrived: (Frame | FrameFault)[] = [];
  #wake: () => void = () => {};
  #over = false;

  constructor(confined: Confined) {
    this.#confined = confined;
    confined.output.on('data', (chunk: Uint8Array) => {
      if (this.#arrived.length > 4) return; // it is broken by now; the rest is not kept
      this.#arrived.push(...this.#reader.add(chunk).slice(0, 5));
      this.#wake();
    });
    confined.over.then(() => {
      this.#over = true;
      this.#wake();
    });
  }

  /** Throws when something came that was not asked for. */
  checkQuiet(): void {
    const [first] = this.#arrived;
    if (first !== undefined) throw broken(typeof first === 'string' ? first : 'unasked');
    if (this.#reader.isPartial) throw broken('unasked');
  }

  /**
   * Asks, and waits for the answer and for a barrier behind it: by then all that the question made the submission send
   * has come, so that a second answer is counted against this call every time.
   * @throws Broken
   */
  async ask<T>(question: Question, decode: (payload: Uint8Array) => T, patience: Patience): Promise<T> {
    this.checkQuiet();
    const nonces = [randomBytes(NONCE_LENGTH), randomBytes(NONCE_LENGTH)] as const;
    const frames = [
      encodeFrame({ nonce: nonces[0], payload: encodeWire(question) }),
      encodeFrame({ nonce: nonces[1], payload: encodeWire(barrier) }),
    ];
    this.#confined.input.write(Buffer.concat(frames));
    const clock = new Clock(this.#confined, patience);
    try {
      const payload = await this.#next(nonces[0], clock);
      const end = await this.#next(nonces[1], clock);
      if (Buffer.compare(end, done) !== 0) throw broken('forged');
      return decode(payload);
    } catch (error) {
      throw error instanceof WireError ? broken('malformed') : error;
    }
  }

  async #next(nonce: Uint8Array, clock: Clock): Promise<Uint8Array> {
    while (this.#arrived.length === 0) {
      if (this.#over) throw new Broken('ended by itself', 'it ended');
      await clock.wait((wake) => {
        this.#wake = wake;
      });
    }
    const frame = this.#arrived.shift() as Frame | FrameFault;
    if (typeof frame === 'string') throw broken(frame);
    if (Buffer.compare(frame.nonce, nonce) !== 0) throw broken('forged');
    return frame.payload;
  }
}

const broken = (kind: RefusedFrame) => new Broken('protocol', says[kind], kind);

/** Most answers come at once: only then is it worth while to look how much CPU time was used. */
const FIRST_LOOK_MS = 250;
const LOOK_MS = 50;

/** How long an answer may still take. On a busy machine the clock runs on while the process waits for its turn. */
class Clock {
  readonly #start = performance.now();
  /** CPU time at the first look. */
  #cpuThen: number | undefined;

  constructor(
    readonly confined: Confined,
    readonly patience: Patience,
  ) {}

  /** @throws Broken when the time is up */
  async wait(listen: (wake: () => void) => void): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const woken = await new Promise<boolean>((resolve) => {
      listen(() => resolve(true));
      timer = setTimeout(() => resolve(false), this.#cpuThen === undefined ? FIRST_LOOK_MS : LOOK_MS);
    });
    clearTimeout(timer);
    if (!woken && this.#isUp()) throw new Broken('call time', `${this.patience.cpuMs / 1000} seconds`);
  }

  #isUp(): boolean {
    if (performance.now() - this.#start >= this.patience.wallMs) return true;
    const { cpuMs } = this.confined.usage();
    if (cpuMs === undefined) return false;
    this.#cpuThen ??= cpuMs;
    return cpuMs - this.#cpuThen >= this.patience.cpuMs;
  }
}

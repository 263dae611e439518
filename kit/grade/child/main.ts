// The program inside the sandbox. It loads the submission and answers questions about it; from then on every byte of
// this process belongs to the submission, and nothing that it says is believed on the other side. Questions are read
// and answered one by one without the event loop, so a promise or a timer of the submission runs only while a file is
// being loaded.
import { readSync, writeSync } from 'node:fs';
import type { Outcome } from '../../check/check.js';
import { callFunction, type Implementation } from '../../check/subject.js';
import type { Question } from '../channel/answer.js';
import { encodeFrame, HEADER_LENGTH, LARGEST_ANSWER, NONCE_LENGTH } from '../channel/frame.js';
import { decodeWire, encodeWire } from '../channel/wire.js';
import { compileAll, moduleOf, sourceLine } from './compiled.js';
import { loadStage } from './load.js';

/** The functions of all files that were loaded. */
const functions: Record<string, unknown> = {};
/** Where each came from. */
const files: Record<string, string> = {};

/** A value that fights back when it is looked at ends neither this loop nor the process. */
function attempt(question: Exclude<Question, { kind: 'load' }>): unknown {
  try {
    return question.kind === 'call' ? call(question) : undefined;
  } catch {
    return { kind: 'shape', what: 'something that cannot be read', where: '' };
  }
}

function load(stage: string): Promise<unknown> {
  return loadStage(stage, (name, value) => {
    functions[name] = value;
    files[name] = moduleOf(stage);
  });
}

function call({ name, args }: Extract<Question, { kind: 'call' }>): Outcome {
  const file = files[name];
  const outcome = callFunction(functions as Implementation, name, args, file);
  if (outcome.kind === 'missing') return { ...outcome, exports: Object.keys(functions) };
  if (!('line' in outcome) || outcome.line === undefined || file === undefined) return outcome;
  const { line, ...rest } = outcome;
  const there = sourceLine(file, line);
  return { ...rest, ...(there !== undefined && { line: there }) } as Outcome;
}

/** What has come and was not taken yet. */
let pending: Uint8Array = new Uint8Array();
const chunk = Buffer.alloc(1 << 16);

function readExactly(length: number): Uint8Array {
  const parts = [pending];
  for (let have = pending.length; have < length; ) {
    const count = readSome();
    if (count === 0) process.exit();
    parts.push(Uint8Array.from(chunk.subarray(0, count)));
    have += count;
  }
  const all = parts.length === 1 ? pending : Buffer.concat(parts);
  pending = all.subarray(length);
  return all.subarray(0, length);
}

function readSome(): number {
  for (;;)
    try {
      return readSync(0, chunk, 0, chunk.length, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      rest();
    }
}

/** An answer waits for the barrier behind its question, and goes out together with the barrier's. */
function send(frames: readonly Uint8Array[]): void {
  const bytes = Buffer.concat(frames);
  for (let at = 0; at < bytes.length; )
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      rest();
    }
}

function payloadOf(value: unknown): Uint8Array {
  try {
    const payload = encodeWire(value);
    if (payload.length <= LARGEST_ANSWER - NONCE_LENGTH) return payload;
    return encodeWire({ kind: 'shape', what: 'more data than any answer has', where: '' });
  } catch {
    return unreadable;
  }
}

const unreadable = encodeWire({ kind: 'shape', what: 'something that cannot be read', where: '' });

const pause = new Int32Array(new SharedArrayBuffer(4));
const rest = () => Atomics.wait(pause, 0, 0, 1);

async function serve(): Promise<void> {
  if (process.argv[2] === 'all') compileAll();
  for (let frames: Uint8Array[] = []; ; ) {
    const length = Buffer.from(readExactly(HEADER_LENGTH)).readUInt32BE();
    const nonce = readExactly(NONCE_LENGTH).slice();
    const question = decodeWire(readExactly(length - NONCE_LENGTH)) as Question;
    // Only loading needs the event loop: a call does not give it a turn.
    const reply = question.kind === 'load' ? await load(question.stage) : attempt(question);
    frames.push(encodeFrame({ nonce, payload: payloadOf(reply) }));
    if (question.kind !== 'barrier') continue;
    send(frames);
    frames = [];
  }
}

/** The channel is standard input and output; what the submission prints goes to standard error. */
Object.defineProperty(process, 'stdout', { get: () => process.stderr });
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, () => {});
setImmediate(serve); // only once this module, which the exercises' imports come from, has been loaded

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
function attempt(question: Extract<Question, { kind: 'call' }>): unknown {
  try {
    return call(question);
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

function readExactly(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const count = readSome(bytes, at);
    if (count === 0) process.exit();
    at += count;
  }
  return bytes;
}

function readSome(bytes: Buffer, at: number): number {
  for (;;)
    try {
      return readSync(0, bytes, at, bytes.length - at, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      rest();
    }
}

function send(nonce: Uint8Array, value: unknown): void {
  const bytes = encodeFrame({ nonce, payload: payloadOf(value) });
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
  for (;;) {
    const length = readExactly(HEADER_LENGTH).readUInt32BE();
    const nonce = readExactly(NONCE_LENGTH);
    const question = decodeWire(readExactly(length - NONCE_LENGTH)) as Question;
    if (question.kind === 'load') send(nonce, await load(question.stage));
    else send(nonce, question.kind === 'call' ? attempt(question) : undefined);
  }
}

/** The channel is standard input and output; what the submission prints goes to standard error. */
Object.defineProperty(process, 'stdout', { get: () => process.stderr });
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, () => {});
setImmediate(serve); // only once this module, which the exercises' imports come from, has been loaded

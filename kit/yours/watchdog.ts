// An endless loop in a learner's function stops everything in its thread. Another thread keeps an eye on it.
import { Worker } from 'node:worker_threads';
import type { FunctionName } from '../../lib/stages.js';

/** How long one call may take. */
const PATIENCE_MS = 5000;

export interface Watchdog {
  /** To be called before and, without a name, after each call. */
  entered(name?: FunctionName): void;
  stop(): void;
}

/** Watches calls of the functions in `names`: one that takes too long ends the process with a sentence and exit code 1. */
export function startWatchdog(names: readonly FunctionName[]): Watchdog {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(watch, { eval: true, workerData: { shared, names, PATIENCE_MS } });
  worker.unref();
  return {
    entered(name) {
      Atomics.add(shared, 1, 1);
      Atomics.store(shared, 0, name === undefined ? 0 : names.indexOf(name) + 1);
    },
    stop: () => void worker.terminate(),
  };
}

// Plain JavaScript, since a worker made from text does not pass through the TypeScript loader.
const watch = `
const { workerData: { shared, names, PATIENCE_MS } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let last = -1;
setInterval(() => {
  const calls = Atomics.load(shared, 1);
  const inside = Atomics.load(shared, 0);
  if (inside !== 0 && calls === last) {
    writeSync(2, 'handshake: ' + names[inside - 1] + ' did not come back within ' + PATIENCE_MS / 1000 + ' s: an endless loop? npm run check names the line\\n');
    process.kill(process.pid, 'SIGKILL');
  }
  last = calls;
}, PATIENCE_MS);
`;

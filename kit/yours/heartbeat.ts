// Code that loops outside of a call (at the top of a file, or after an await) stops everything in its thread, and
// nothing there can say so. A second thread listens for the heart of the first.
import { Worker } from 'node:worker_threads';

/** More than one call may take. */
const PATIENCE_MS = 8000;
const BEAT_MS = 500;

export interface Heartbeat {
  /** What to name if the heart stops from now on, such as 'exercises/06-master-secret.ts, while it was loaded,'. */
  doing(what: string): void;
  /** A process to be ended with this one. */
  alongWith(pid: number): void;
  stop(): void;
}

/** Ends the process with a sentence when its event loop stands still for several seconds. */
export function startHeartbeat(patienceMs = PATIENCE_MS): Heartbeat {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS);
  const worker = new Worker(listener, {
    eval: true,
    execArgv: [],
    workerData: { beats, patienceMs, lookMs: 2 * BEAT_MS },
  });
  worker.unref();
  timer.unref();
  return {
    doing: (what) => worker.postMessage({ what }),
    alongWith: (pid) => worker.postMessage({ pid }),
    stop() {
      clearInterval(timer);
      void worker.terminate();
    },
  };
}

// Plain JavaScript, since a worker made from text does not pass through the TypeScript loader.
const listener = `
const { workerData: { beats, patienceMs, lookMs }, parentPort } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let what = 'the code';
let pids = [];
parentPort.on('message', (message) => {
  if (message.what) what = message.what;
  if (message.pid) pids.push(message.pid);
});
let last = -1;
let still = 0;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  still = now === last ? still + lookMs : 0;
  last = now;
  if (still < patienceMs) return;
  writeSync(2, what + ' did not come back within ' + patienceMs / 1000 + ' seconds: an endless loop?\\n');
  for (const pid of pids) try { process.kill(pid); } catch {}
  process.kill(process.pid, 'SIGKILL');
}, lookMs);
`;

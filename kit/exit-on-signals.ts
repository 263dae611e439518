// A signal ends this process through its exit event, so that what it started ends too.
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let watching = false;

/** The exit code is then a shell's, 128 + signal. Whoever listens for a signal as well ends the process in its own way. */
export function exitOnSignals(): void {
  if (watching) return;
  watching = true;
  for (const signal of SIGNALS)
    process.once(signal, () => {
      if (process.listenerCount(signal) === 0) process.exit(128 + constants.signals[signal]);
    });
}

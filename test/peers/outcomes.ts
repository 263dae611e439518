// The runner of one peer as the tests see it: a child process, and a promise of each case's outcome.
import { createInterface } from 'node:readline';
import { type Running, start } from '../support/processes.js';
import type { MatrixPeer } from './cases.js';

/** What came of one case, in the order of `casesOf`. */
export interface Outcome {
  readonly index: number;
  /** What went wrong, or nothing when all went well. */
  readonly error?: string;
}

export interface Run {
  /** Waits for the outcome of a case. @throws Error when the runner ended without it */
  outcome(index: number): Promise<Outcome>;
  stop(): Promise<void>;
}

/** Starts the cases of `peer` in a runner; `inside` changes the command into one that runs elsewhere. */
export function startRun(
  runner: `test/peers/${string}.ts`,
  peer: MatrixPeer,
  inside = (command: readonly string[]) => [...command],
): Run {
  const running = start(inside([process.execPath, '--import', 'tsx', runner, peer]));
  const outcomes = new Map<number, Outcome>();
  const waiting = new Map<number, () => void>();
  createInterface(running.child.stdout).on('line', (text) => {
    const outcome: Outcome = JSON.parse(text);
    outcomes.set(outcome.index, outcome);
    waiting.get(outcome.index)?.();
  });
  return {
    async outcome(index) {
      const arrives = new Promise<void>((resolve) => waiting.set(index, resolve));
      if (!outcomes.has(index)) await Promise.race([arrives, running.exited]);
      return outcomes.get(index) ?? missing(running);
    },
    stop: () => running.stop(),
  };
}

function missing(running: Running): never {
  throw new Error(`the runner ended early:\n${running.output()}`);
}

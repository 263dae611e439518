import type { Effort } from './measure.js';
import type { BenchPki } from './pki.js';
import type { Row } from './rows.js';

/** What a group of measurements is given. */
export interface Bench {
  readonly pki: BenchPki;
  /** A short run, which shows that everything works and little more. */
  readonly quick: boolean;
  /** What is being measured, and how far it is. */
  progress(what: string, done: number, of: number): void;
}

export type Group = (bench: Bench) => Promise<Row[]>;

/** `effort`, or what is enough to see that it works. */
export function effortOf({ quick }: Bench, effort: Effort): Effort {
  return quick ? { rounds: 1, turnMs: 1 } : effort;
}

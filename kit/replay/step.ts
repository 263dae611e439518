// A replay computes a recorded session again, value by value, and holds each against the record.
import { equalBytes } from '@noble/curves/utils.js';

export type Value = Uint8Array | string;

/** One value of a session: how it comes about from others, and what was recorded. */
export interface Step {
  /** The part of the story that it belongs to. */
  readonly chapter: string;
  readonly name: string;
  /** Where it is specified, such as 'RFC 5246 8.1'. */
  readonly rfc: string;
  compute(): Value;
  readonly recorded: Value;
}

/** How a step came out: `computed` is absent when computing threw `error`. */
export interface Outcome {
  readonly step: Step;
  readonly computed?: Value;
  readonly error?: Error;
  readonly equal: boolean;
}

/** Runs every step, in order, whatever the ones before gave: each starts from recorded values. */
export function replay(steps: readonly Step[]): Outcome[] {
  return steps.map((step) => {
    try {
      const computed = step.compute();
      return { step, computed, equal: sameValue(computed, step.recorded) };
    } catch (error) {
      return { step, error: error as Error, equal: false };
    }
  });
}

function sameValue(a: Value, b: Value): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return equalBytes(a, b);
}

/** Adds steps to a list, chapter by chapter: `chapter(...)` gives the function that adds to it. */
export class Story {
  readonly steps: Step[] = [];

  chapter(chapter: string): (name: string, rfc: string, recorded: Value, compute: () => Value) => void {
    return (name, rfc, recorded, compute) => {
      this.steps.push({ chapter, name, rfc, compute, recorded });
    };
  }
}

// What a check is: data. One list per stage judges the reference, a solution, a learner's module and a submission
// behind a process boundary alike, because a check only ever calls functions by name and awaits what comes back.
import type { FunctionName, StageName } from '../../lib/stages.js';
import type { CheckDefinition } from './define.js';
import type { SeededRandom } from './random.js';

/** What a call came to. Only a value of plain data is a value; everything else has a sentence of its own. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  /** It threw a TlsError: `alert` is the alert's registry name. */
  | { readonly kind: 'refused'; readonly alert: string; readonly message: string; readonly line?: number }
  /** It threw anything else. */
  | { readonly kind: 'threw'; readonly name: string; readonly message: string; readonly line?: number }
  /** It is not written yet or, with `calls`, it calls another function that is not. */
  | { readonly kind: 'unsolved'; readonly calls?: string }
  /** The module does not export the function, though it may have it; `exports` is what it does export. */
  | { readonly kind: 'missing'; readonly exports: readonly string[]; readonly declared?: boolean }
  /** The value is no plain data: a Promise, a Buffer, a class instance, a function; `where` such as `.fragment`. */
  | { readonly kind: 'shape'; readonly what: string; readonly where: string }
  /** The function changed its argument number `argument`. */
  | { readonly kind: 'mutated'; readonly argument: number }
  /** The code never came back: an endless loop, process.exit(), a crash, too much memory. */
  | {
      readonly kind: 'stopped';
      /** 'ended': it was ended from outside, for what `detail` says. */
      readonly why: 'timeout' | 'exit' | 'crash' | 'ended';
      readonly detail: string;
      /** In the function that was called. */
      readonly line?: number;
      /** Where it was when that function had called another one of the file; `name` may be empty. */
      readonly inside?: Place;
    };

/** A line of a function. */
export interface Place {
  readonly name: string;
  readonly line: number;
}

/** Whoever answers calls: functions in this process, a child process, a sandbox. */
export interface Subject {
  call(name: FunctionName, args: readonly unknown[]): Promise<Outcome>;
}

export interface CheckContext {
  /** Fresh random input, from a seed that the report prints. */
  readonly random: SeededRandom;
}

export type Verdict =
  | { readonly passed: true }
  | {
      readonly passed: false;
      /** One or more sentences for the learner. */
      readonly message: string;
      /** The name of the recognised wrong turn. */
      readonly mistake?: string;
    };

export interface Check {
  /** One line, unique in its stage: 'masterSecret: the Amazon session of 2009'. */
  readonly name: string;
  /** The function it judges. */
  readonly function: FunctionName;
  readonly points: number;
  /** Names of checks of this stage without which this one says nothing new; it is skipped unless they pass. */
  readonly needs?: readonly string[];
  /** Changes when what the check asks or expects does: an older verdict says nothing about it then. */
  fingerprint(): string;
  run(subject: Subject, context: CheckContext): Promise<Verdict>;
  /** What it was made from: others may judge the same function on inputs of their own. */
  readonly definition: CheckDefinition;
}

/** A usual wrong turn: a function that goes wrong in one well-known way. */
export interface Mistake {
  readonly function: FunctionName;
  /** A short name, unique in its stage: 'randoms swapped'. */
  readonly name: string;
  /** One sentence to the learner that names the mistake and helps, without giving the code. */
  readonly says: string;
  /** What the mistaken code returns for the same arguments; it may throw where the mistake does not apply. */
  // biome-ignore lint/suspicious/noExplicitAny: as many argument lists as there are stage functions
  readonly wrong: (...args: any[]) => unknown;
}

/** Everything that judges one stage. */
export interface StageChecks {
  readonly stage: StageName;
  readonly checks: readonly Check[];
  readonly mistakes: readonly Mistake[];
}

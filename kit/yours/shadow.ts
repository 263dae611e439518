// Which of the learner's functions went wrong in a handshake? Stage functions are pure, so the reference can be asked
// the same question each time: the first answer that differs is where the trouble began.
import { Unsolved } from '../../lib/errors.js';
import {
  type Exercises,
  type FunctionName,
  type Functions,
  type Ran,
  reference,
  type StageName,
  stageNames,
  stages,
  withReference,
} from '../../lib/stages.js';
import type { Outcome } from '../check/check.js';
import { copyOf, sameData } from '../check/plain-data.js';
import { callFunction, type Implementation } from '../check/subject.js';
import { guarded, Stopped } from './guard.js';

/** A call in which the learner's function and the reference disagree. */
export interface Disagreement {
  readonly stage: StageName;
  readonly name: FunctionName;
  readonly args: readonly unknown[];
  readonly yours: Outcome;
  readonly reference: Outcome;
}

export interface Shadowed {
  readonly functions: Functions;
  readonly ran: readonly Ran[];
  /** In the order of the calls. */
  readonly disagreements: readonly Disagreement[];
}

/** Some of them may differ only where there is a choice, so the first few are not enough. */
const MOST = 500;

/**
 * `withReference`, with the reference looking over the learner's shoulder.
 * @param fileOf the source of a stage, to tell the line of an exception
 * @param patienceMs how long a call may take
 */
export function withShadow(
  exercises: Exercises,
  fileOf: (stage: StageName) => string | undefined = () => undefined,
  patienceMs?: number,
): Shadowed {
  const disagreements: Disagreement[] = [];
  const watched: Record<string, object> = {};
  for (const stage of stageNames) {
    const names = Object.keys(stages[stage]) as FunctionName[];
    const yours = (exercises[stage] ?? {}) as Implementation;
    watched[stage] = Object.fromEntries(
      names.flatMap((name) => {
        const own = yours[name];
        if (!own) return [];
        const ask = (args: readonly unknown[]) => guarded(() => own(...args), patienceMs);
        return [[name, watch({ stage, name, ask, file: fileOf(stage) }, disagreements)]];
      }),
    );
  }
  return { ...withReference(watched as Exercises), disagreements };
}

interface Watched {
  readonly stage: StageName;
  readonly name: FunctionName;
  readonly ask: (args: readonly unknown[]) => unknown;
  readonly file: string | undefined;
}

/** The function with its answers compared; it answers as if nobody looked. */
function watch({ stage, name, ask, file }: Watched, found: Disagreement[]) {
  return (...args: unknown[]): unknown => {
    // Sockets give Buffers, and subarrays of them are Buffers too: stage functions are promised plain bytes.
    const given = args.map(copyOf);
    const lent = args.map(copyOf);
    const compare = (yours: Outcome) => {
      if (found.length >= MOST) return;
      const right = callFunction(reference as unknown as Implementation, name, given);
      if (!agree(yours, right)) found.push({ stage, name, args: given, yours, reference: right });
    };
    let value: unknown;
    try {
      value = ask(lent);
    } catch (error) {
      if (!(error instanceof Unsolved)) compare(outcomeOfError(name, error, file));
      throw error;
    }
    const argument = lent.findIndex((arg, i) => !sameData(arg, given[i]));
    compare(argument >= 0 ? { kind: 'mutated', argument } : outcomeOf(name, () => value, file));
    return value;
  };
}

/** What a call came to, in the words of the checks; a copy, since a later step may change the value. */
function outcomeOf(name: FunctionName, again: () => unknown, file: string | undefined): Outcome {
  const outcome = callFunction({ [name]: again } as Implementation, name, [], file);
  return outcome.kind === 'value' ? { ...outcome, value: copyOf(outcome.value) } : outcome;
}

function outcomeOfError(name: FunctionName, error: unknown, file: string | undefined): Outcome {
  if (error instanceof Stopped) return { kind: 'stopped', why: error.why, detail: error.detail };
  const again = () => {
    throw error;
  };
  return outcomeOf(name, again, file);
}

/** The same value, or both refuse; which alert is for the checks to judge. */
function agree(a: Outcome, b: Outcome): boolean {
  if (a.kind === 'value' && b.kind === 'value') return sameData(a.value, b.value);
  return a.kind === b.kind;
}

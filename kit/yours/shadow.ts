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
import type { Watchdog } from './watchdog.js';

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

/** More than this and the first ones have told the story. */
const MOST = 20;

/** `withReference`, with the reference looking over the learner's shoulder. */
export function withShadow(exercises: Exercises, watchdog?: Watchdog): Shadowed {
  const disagreements: Disagreement[] = [];
  const watched: Record<string, object> = {};
  for (const stage of stageNames) {
    const functions = Object.keys(stages[stage]) as FunctionName[];
    const yours = (exercises[stage] ?? {}) as Implementation;
    watched[stage] = Object.fromEntries(
      functions
        .filter((name) => yours[name])
        .map((name) => [name, watch(stage, name, yours, disagreements, watchdog)]),
    );
  }
  return { ...withReference(watched as Exercises), disagreements };
}

function watch(
  stage: StageName,
  name: FunctionName,
  yours: Implementation,
  found: Disagreement[],
  watchdog: Watchdog | undefined,
) {
  return (...args: unknown[]): unknown => {
    const given = args.map(copyOf);
    let value: unknown;
    watchdog?.entered(name);
    try {
      value = yours[name]?.(...args);
    } catch (error) {
      watchdog?.entered();
      if (!(error instanceof Unsolved)) note(() => callFunction(yours, name, given));
      throw error;
    }
    watchdog?.entered();
    note(() => ({ kind: 'value', value: copyOf(value) }));
    return value;

    function note(outcome: () => Outcome): void {
      if (found.length >= MOST) return;
      const right = callFunction(reference as unknown as Implementation, name, given);
      const own = outcome();
      if (!agree(own, right)) found.push({ stage, name, args: given, yours: own, reference: right });
    }
  };
}

/** The same value, or both refuse; which alert is for the checks to judge. */
function agree(a: Outcome, b: Outcome): boolean {
  if (a.kind === 'value' && b.kind === 'value') return sameData(a.value, b.value);
  return a.kind === b.kind;
}

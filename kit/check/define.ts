// Checks written down as cases: a function, its arguments, and what must come of them.
import type { Field } from '../../lib/codec.js';
import { TlsError } from '../../lib/errors.js';
import type { AlertName } from '../../lib/registry.js';
import type { FunctionName, StageName } from '../../lib/stages.js';
import type { Check, CheckContext, Mistake, Outcome, StageChecks, Subject, Verdict } from './check.js';
import { type Answered, explainsAll, explainWrongValue } from './explain-value.js';
import { fingerprintOf } from './fingerprint.js';
import { copyOf, sameData } from './plain-data.js';
import {
  acceptedSentence,
  calledWith,
  isAccident,
  outcomeSentence,
  wrongAlertSentence,
  wrongThrowSentence,
} from './sentences.js';

/** The function must return `expected` for `args`. */
export interface ValueCase {
  readonly args: readonly unknown[];
  readonly expected: unknown;
  /** What this case is, for the message: 'an empty key'. */
  readonly about?: string;
}

/** The function must throw for `args`. */
export interface RefusalCase {
  readonly args: readonly unknown[];
  /** Alerts that a TlsError may carry; or 'RangeError' and the like, where the fault is the caller's. */
  readonly refuses: readonly (AlertName | 'RangeError')[];
  /** Why, to follow 'must be refused: ', such as 'the padding is not all ff'. */
  readonly because: string;
}

export type Case = ValueCase | RefusalCase;

export interface CheckDefinition {
  readonly function: FunctionName;
  readonly name: string;
  readonly points: number;
  readonly needs?: readonly string[];
  cases(context: CheckContext): readonly Case[];
  /** Names the fields of an expected byte string, so that the first wrong byte can be placed. */
  readonly fields?: (expected: Uint8Array, args: readonly unknown[]) => readonly Field[];
  /** Where several values are right: the one of them that is compared, such as RSA's d modulo lambda(n). */
  readonly canonical?: (value: unknown, args: readonly unknown[]) => unknown;
  /** One or two values on the way, for the learner to compare with: such as A(1) of P_hash. */
  readonly before?: (...args: readonly never[]) => readonly (readonly [name: string, value: unknown])[];
}

/** Puts a stage's checks together. @throws when two checks or two mistakes of the stage have the same name */
export function defineStage(
  stage: StageName,
  definition: { readonly mistakes: readonly Mistake[]; readonly checks: readonly CheckDefinition[] },
): StageChecks {
  const { mistakes } = definition;
  const names = [...definition.checks, ...mistakes].map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`${stage} has two checks or mistakes called "${twice}"`);
  const checks = definition.checks.map((check): Check => {
    const own = mistakes.filter((mistake) => mistake.function === check.function);
    return {
      name: check.name,
      function: check.function,
      points: check.points,
      ...(check.needs && { needs: check.needs }),
      fingerprint: () => fingerprintOf(check),
      run: (subject, context) => runCases(check, own, subject, context),
      definition: check,
    };
  });
  return { stage, checks, mistakes };
}

/** Case after case, until one fails. */
async function runCases(
  check: CheckDefinition,
  mistakes: readonly Mistake[],
  subject: Subject,
  context: CheckContext,
): Promise<Verdict> {
  const answered: Answered[] = [];
  for (const one of check.cases(context)) {
    const returned = await subject.call(check.function, one.args.map(copyOf));
    const outcome =
      returned.kind === 'value' && check.canonical
        ? { ...returned, value: check.canonical(returned.value, one.args) }
        : returned;
    const verdict = judge(check, mistakes, one, outcome, answered);
    if (!verdict.passed) return verdict;
    if ('expected' in one) answered.push({ args: one.args, expected: one.expected });
  }
  return { passed: true };
}

function judge(
  check: CheckDefinition,
  mistakes: readonly Mistake[],
  one: Case,
  outcome: Outcome,
  answered: readonly Answered[],
): Verdict {
  if ('refuses' in one) return judgeRefusal(check, mistakes, one, outcome, answered);
  if (outcome.kind !== 'value')
    return failed(notAValue(check, one, outcome, one.about), refusing(mistakes, one, outcome));
  if (sameData(outcome.value, one.expected)) return { passed: true };
  return { passed: false, ...explainWrongValue(check, mistakes, one, outcome.value, answered) };
}

function judgeRefusal(
  check: CheckDefinition,
  mistakes: readonly Mistake[],
  one: RefusalCase,
  outcome: Outcome,
  answered: readonly Answered[],
): Verdict {
  if (outcome.kind === 'refused' && one.refuses.includes(outcome.alert as AlertName)) return { passed: true };
  if (outcome.kind === 'threw' && one.refuses.includes(outcome.name as 'RangeError')) return { passed: true };
  if (outcome.kind === 'refused')
    return failed(wrongAlertSentence(check.function, one, outcome.alert), refusing(mistakes, one, outcome));
  if (outcome.kind === 'threw' && !isAccident(outcome))
    return failed(wrongThrowSentence(check.function, one, outcome), undefined);
  if (outcome.kind !== 'value') return failed(notAValue(check, one, outcome, one.because), undefined);
  const mistake = mistakes.find((candidate) => {
    try {
      const accepted = candidate.wrong(...one.args.map(copyOf));
      return sameData(accepted, outcome.value) && explainsAll(candidate, check, answered);
    } catch {
      return false;
    }
  });
  return failed(acceptedSentence(check.function, one), mistake);
}

/** An exception that may come of the arguments' lengths tells them. */
function notAValue(
  check: CheckDefinition,
  { args }: Case,
  outcome: Exclude<Outcome, { kind: 'value' }>,
  about?: string,
): string {
  const sentence = outcomeSentence(check.function, outcome, about);
  const called = outcome.kind === 'threw' && outcome.name !== 'while loading' && args.length > 0;
  return called ? `${sentence}\n${calledWith(args)}` : sentence;
}

/** The wrong turn that refuses the same input with the same alert, where that is wrong. */
function refusing(mistakes: readonly Mistake[], { args }: Case, outcome: Outcome): Mistake | undefined {
  if (outcome.kind !== 'refused') return undefined;
  return mistakes.find(({ wrong }) => {
    try {
      wrong(...args.map(copyOf));
      return false;
    } catch (error) {
      return error instanceof TlsError && error.alert === outcome.alert;
    }
  });
}

function failed(sentence: string, mistake: Mistake | undefined): Verdict {
  if (!mistake) return { passed: false, message: sentence };
  return { passed: false, message: `${mistake.says} ${sentence}`, mistake: mistake.name };
}

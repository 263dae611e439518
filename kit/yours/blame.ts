// Why a handshake with the learner's functions failed: the peer's view, what it objected to, joined with ours, which
// function made the bytes, and with the wrong turn behind it where the checks know one.
import { AlertReceived, TlsError } from '../../lib/errors.js';
import type { AlertName } from '../../lib/registry.js';
import type { FunctionName, StageName } from '../../lib/stages.js';
import type { Check, Outcome, StageChecks } from '../check/check.js';
import { type Case, type CheckDefinition, defineStage } from '../check/define.js';
import { shown } from '../check/explain-value.js';
import { sameData } from '../check/plain-data.js';
import { hasChecks, loadChecks } from '../loop/course.js';
import { shownFile } from './load.js';
import type { Disagreement } from './shadow.js';

/** One of the learner's functions that answered otherwise than the reference. */
export interface Culprit {
  readonly stage: StageName;
  readonly name: FunctionName;
  readonly file: string;
  /** How the calls' answers differed, in a sentence or more. */
  readonly why: string;
  /** The name of the recognised wrong turn. */
  readonly mistake?: string;
  readonly yours: string;
  readonly reference: string;
}

export interface Blame {
  /** What ended the handshake, or nothing when it went well all the same. */
  readonly said?: string;
  /** The first function to differ, where the trouble began. */
  readonly first?: Culprit;
  /** Other functions that differed later, by themselves or as the reference would not. */
  readonly later: readonly { readonly stage: StageName; readonly name: FunctionName }[];
}

/** Where to find what belongs to the exercises. */
export interface Place {
  /** The root of the course, whose checks know the usual wrong turns and what an answer is free to choose. */
  readonly root: string;
  /** The folder of the exercises. */
  readonly folder: string;
}

/** @param server who was at the other end, to begin a sentence with */
export async function blame(
  error: Error | undefined,
  disagreements: readonly Disagreement[],
  server: string,
  { root, folder }: Place,
): Promise<Blame> {
  const said = error && { said: sayWhatEnded(error, server) };
  const wrong: (Disagreement & { readonly checks: StageChecks | undefined })[] = [];
  for (const one of disagreements) {
    if (wrong.some(({ name }) => name === one.name)) continue;
    const checks = hasChecks(root, one.stage) ? await loadChecks(root, one.stage) : undefined;
    if (!sameMeaning(one, checks)) wrong.push({ ...one, checks });
  }
  const [first, ...later] = wrong;
  if (!first) return { ...said, later: [] };
  return {
    ...said,
    first: { ...(await explain(first, first.checks)), file: shownFile(folder, first.stage) },
    later: later.map(({ stage, name }) => ({ stage, name })),
  };
}

/** Whether the answers differ only where the checks leave a choice, such as the order of extensions. */
function sameMeaning({ name, args, yours, reference }: Disagreement, checks: StageChecks | undefined) {
  if (yours.kind !== 'value' || reference.kind !== 'value') return false;
  const canonical = definitionOf(name, checks)?.canonical;
  try {
    return (
      canonical !== undefined && sameData(canonical(yours.value, args), canonical(reference.value, args))
    );
  } catch {
    return false;
  }
}

/** How the checks look at a function's answers. */
function definitionOf(name: FunctionName, stage: StageChecks | undefined): CheckDefinition | undefined {
  const own = stage?.checks.filter((check) => check.function === name).map(({ definition }) => definition);
  return own?.find(({ canonical }) => canonical) ?? own?.find(({ fields }) => fields) ?? own?.[0];
}

/** Who broke off, and with what: a sentence. @param server to begin a sentence with */
export function sayWhatEnded(error: Error, server: string): string {
  const message = error.message.replace(/\.$/, '');
  if (error instanceof AlertReceived) return `${server} objected: it sent the alert ${error.alert}.`;
  if (error instanceof TlsError) return `Our side broke off and sent the alert ${error.alert}: ${message}.`;
  if (['Error', 'Stopped', 'Truncated'].includes(error.name)) return `The handshake stopped: ${message}.`;
  return `The handshake stopped with ${error.name}: ${message}.`;
}

/** The sentences of the checks about this one call, as if it were a check of its own. */
async function explain(
  { stage, name, args, yours, reference }: Disagreement,
  checks: StageChecks | undefined,
): Promise<Omit<Culprit, 'file'>> {
  const looks = definitionOf(name, checks);
  const expected =
    reference.kind === 'value' && looks?.canonical
      ? { ...reference, value: looks.canonical(reference.value, args) }
      : reference;
  const check = {
    ...looks,
    function: name,
    name: 'this call',
    points: 0,
    cases: () => [caseOf(args, expected)],
  };
  const { mistakes = [] } = checks ?? {};
  const [made] = defineStage(stage, { mistakes, checks: [check] }).checks;
  const verdict = await (made as Check).run({ call: async () => yours }, { random: noRandom });
  const mistake = verdict.passed === false ? verdict.mistake : undefined;
  return {
    stage,
    name,
    why: verdict.passed === false ? verdict.message : `${name} answered otherwise than the reference.`,
    ...(mistake !== undefined && { mistake }),
    yours: told(yours),
    reference: told(reference),
  };
}

function caseOf(args: readonly unknown[], reference: Outcome): Case {
  if (reference.kind === 'value') return { args, expected: reference.value };
  return {
    args,
    refuses: [reference.kind === 'refused' ? (reference.alert as AlertName) : 'RangeError'],
    because: 'message' in reference ? reference.message : 'the reference refuses it',
  };
}

const noRandom = {
  seed: '',
  bytes: unasked,
  integer: unasked,
  pick: unasked,
  bigint: unasked,
};

function unasked(): never {
  throw new Error('a call of a handshake has no random inputs');
}

/** An outcome in a few words, to follow 'yours'. */
function told(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'value':
      return `gave ${shown(outcome.value)}`;
    case 'refused':
      return `refused with the alert ${outcome.alert}: ${outcome.message}`;
    case 'threw':
      return `threw ${outcome.name}: ${outcome.message}`;
    case 'mutated':
      return `changed its argument number ${outcome.argument + 1}`;
    case 'shape':
      return `returned ${outcome.what}${outcome.where && ` in ${outcome.where}`}`;
    case 'stopped':
      return outcome.why === 'timeout'
        ? `did not come back within ${outcome.detail}`
        : `called ${outcome.detail}`;
    default:
      return 'gave nothing';
  }
}

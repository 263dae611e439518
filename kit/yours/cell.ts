// The learner's functions in a notebook cell:
//
//     import { yours } from './kit/yours/cell.js';
//     const { prf10 } = yours('06');
//     prf10(secret, 'master secret', seed, 48);
//
// Each call takes the file as it is saved at that moment, and the reference stands in for what is not there yet; under
// the cell the page says whose function answered.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { display } from 'tslab';
import { Unsolved } from '../../lib/errors.js';
import {
  type FunctionName,
  type Ran,
  type StageName,
  type Stages,
  stages,
  withReference,
} from '../../lib/stages.js';
import type { Implementation } from '../check/subject.js';
import { stageCalled } from '../loop/course.js';
import { numberOf } from '../loop/paths.js';
import { guarded, Stopped } from './guard.js';
import { whoseHtml } from './html.js';
import { functionsOf, missing, shownFile, unusable } from './load.js';

type Numbered<S> = S extends `${infer N}-${string}` ? N : never;
/** A stage as a cell calls it: '06', or its whole name. */
export type StageCall = StageName | Numbered<StageName>;

const FOLDER = 'exercises';

/**
 * The functions of a stage. An exception of the learner's passes through; an endless loop ends after five seconds.
 * @throws UsageError when there is no such stage
 */
export function yours<N extends StageCall>(call: N): Stages[Extract<StageName, N | `${N}-${string}`>] {
  const stage = stageCalled(call);
  const names = Object.keys(stages[stage]) as FunctionName[];
  const called: Called = { stage, ran: [], needs: new Map() };
  const asSaved = Object.fromEntries(
    names.map((name) => [name, (...args: readonly unknown[]) => callSaved(called, name, args)]),
  );
  const { functions, ran } = withReference({ [stage]: asSaved });
  called.ran = ran.filter((one) => one.stage === stage);
  if (saved(stage).problem !== undefined) sayLater(called);
  return Object.fromEntries(names.map((name) => [name, functions[name]])) as never;
}

/** What a cell has called of a stage. */
interface Called {
  readonly stage: StageName;
  ran: readonly Ran[];
  /** A function that is written, and the one it calls that is not. */
  readonly needs: Map<FunctionName, string>;
}

/** Calls the function that is in the file now. @throws Unsolved also when it is not there */
function callSaved(called: Called, name: FunctionName, args: readonly unknown[]): unknown {
  sayLater(called);
  const { stage, needs } = called;
  const f = saved(stage).functions[name];
  if (!f) throw new Unsolved(name);
  try {
    return guarded(() => f(...args));
  } catch (error) {
    if (error instanceof Unsolved && error.functionName !== name) needs.set(name, error.functionName);
    if (!(error instanceof Stopped)) throw error;
    const where = `await checkStage('${numberOf(stage)}') finds the line`;
    throw new Error(`${name} in ${shownFile(FOLDER, stage)}: ${error.message}; ${where}`);
  }
}

interface Saved {
  readonly functions: Implementation;
  /** Why there are none, in a sentence. */
  readonly problem?: string;
}

/** kit/kernel/saved.cjs, which the launcher puts there. */
type Load = (path: string) => { exports?: Record<string, unknown>; error?: unknown };
const kernel = globalThis as { rebuildTlsSaved?: Load };

function saved(stage: StageName): Saved {
  const path = resolve(FOLDER, `${stage}.ts`);
  const load = kernel.rebuildTlsSaved;
  if (!load) throw new Error('yours() needs the kernel of the course: choose TypeScript (Rebuild TLS)');
  if (!existsSync(path)) return { functions: {}, problem: missing(FOLDER, stage) };
  try {
    const { exports, error } = guarded(() => load(path));
    if (!exports) throw error;
    return { functions: functionsOf(stage, exports) as Implementation };
  } catch (error) {
    return { functions: {}, problem: unusable(FOLDER, stage, error, shownFile(FOLDER, stage)) };
  }
}

const waiting = new Set<Called>();

/** Says whose the functions were, once for all that the cell calls now. */
function sayLater(called: Called): void {
  if (waiting.has(called)) return;
  waiting.add(called);
  setImmediate(() => {
    waiting.delete(called);
    say(called);
  });
}

function say({ stage, ran, needs }: Called): void {
  const { functions, problem } = saved(stage);
  if (problem === undefined && ran.every((one) => one.yours + one.reference === 0)) return;
  const names = (whose: 'yours' | 'reference') => ran.filter((one) => one[whose] > 0).map(({ name }) => name);
  const lent = names('reference').map((name) => ({
    name,
    needs: needs.get(name),
    isThere: name in functions,
  }));
  display.html(whoseHtml({ file: shownFile(FOLDER, stage), problem, yours: names('yours'), lent }));
  for (const one of ran) Object.assign(one, { yours: 0, reference: 0 });
  needs.clear();
}

// Runs a lab with the flaw and with each fix, and holds what came of it against the contract.
import { seededRandom } from '../record/seeded-random.js';
import { type Attempt, type Clause, FLAW, type Lab } from './lab.js';

/** A clause of the contract and how it came out in one run. */
export interface Verdict extends Clause {
  readonly promised: boolean;
  readonly was: boolean;
}

export interface Run<Data = unknown> extends Attempt<Data> {
  /** FLAW or the name of a fix. */
  readonly variant: string;
  readonly verdicts: readonly Verdict[];
  readonly seconds: number;
}

export interface LabReport<Data = unknown> {
  readonly lab: string;
  readonly seed: string;
  /** The flaw first, then the fixes. */
  readonly runs: readonly Run<Data>[];
  /** Whether every clause came out as promised in every run. */
  readonly kept: boolean;
}

/** Told what happens while a lab runs. */
export interface Listener {
  begin?(variant: string): void;
  progress?(variant: string, text: string): void;
  end?(run: Run): void;
}

/** Other things of the process, such as Ctrl-C, have their turn at least this often. */
const TURN_MS = 40;

/** Runs all variants of a lab, one after the other; the same seed gives the same report but for the seconds. */
export async function runLab<Data>(
  lab: Lab<Data>,
  seed: string,
  listener: Listener = {},
): Promise<LabReport<Data>> {
  const runs: Run<Data>[] = [];
  for (const variant of [FLAW, ...lab.fixes]) {
    listener.begin?.(variant);
    const run = await runVariant(lab, variant, seed, (text) => listener.progress?.(variant, text));
    listener.end?.(run);
    runs.push(run);
  }
  const kept = runs.every(({ verdicts }) => verdicts.every(({ promised, was }) => promised === was));
  return { lab: lab.name, seed, runs, kept };
}

/** Runs a lab with the flaw, or with one of its fixes. @throws RangeError for a fix that it does not have */
export async function runVariant<Data>(
  lab: Lab<Data>,
  variant: string,
  seed: string,
  progress: (text: string) => void = () => {},
): Promise<Run<Data>> {
  if (variant !== FLAW && !lab.fixes.includes(variant))
    throw new RangeError(`${lab.name} has no variant ${variant}`);
  const start = performance.now();
  const steps = lab.attempt(variant, seededRandom(`lab ${lab.name}: ${seed}`));
  let turn = start;
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      const seconds = (performance.now() - start) / 1000;
      return { ...step.value, variant, verdicts: judge(lab, variant, step.value), seconds };
    }
    if (performance.now() - turn < TURN_MS) continue;
    progress(step.value);
    await new Promise((resolve) => setImmediate(resolve));
    turn = performance.now();
  }
}

/** Each clause of the contract. @throws Error when an attempt says nothing about one, or something about none */
export function judge(
  lab: Pick<Lab, 'name' | 'contract'>,
  variant: string,
  { checks }: Pick<Attempt, 'checks'>,
): Verdict[] {
  const promised = lab.contract.map(({ check }) => check);
  const stray = [
    ...promised.filter((check) => checks[check] === undefined),
    ...Object.keys(checks).filter((check) => !promised.includes(check)),
  ];
  if (stray.length > 0) throw new Error(`${lab.name}: attempt and contract differ in ${stray.join(', ')}`);
  return lab.contract.map((clause) => ({
    ...clause,
    promised: variant === FLAW ? clause.withFlaw : clause.withFix,
    was: checks[clause.check] as boolean,
  }));
}

// The mutation score of a stage: which share of its solution's mutants the checks catch.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageName } from '../../lib/stages.js';
import { randomFrom } from '../check/random.js';
import { solutionOf } from '../loop/paths.js';
import { equivalents } from './equivalents.js';
import { Judge } from './judge.js';
import { type Mutant, mutantsOf } from './mutants.js';

export interface Score {
  readonly stage: StageName;
  /** Mutants judged, without those that are known to be equivalent. */
  readonly mutants: number;
  readonly equivalent: number;
  readonly survivors: readonly Mutant[];
  /** Listed as equivalent, and yet a check tells them apart. */
  readonly notEquivalent: readonly Mutant[];
}

export interface Run {
  readonly root: string;
  readonly stage: StageName;
  readonly seed: string;
  /** How many mutants to judge, picked at random; without it, all. */
  readonly sample?: number;
  readonly onMutant?: (done: number, of: number) => void;
}

export async function scoreStage({ root, stage, seed, sample, onMutant }: Run): Promise<Score> {
  const source = readFileSync(join(root, solutionOf(stage)), 'utf8');
  const all = mutantsOf(source);
  const chosen = sample === undefined ? all : pick(all, sample, `${seed} ${stage}`);
  const judge = new Judge(root, stage, seed);
  const survivors: Mutant[] = [];
  const notEquivalent: Mutant[] = [];
  const known = chosen.filter((mutant) => isEquivalent(stage, mutant));
  try {
    const by = await judge.caughtBy(source);
    if (by !== undefined) throw new Error(`${solutionOf(stage)} itself is caught, by ${by}`);
    for (const [i, mutant] of chosen.entries()) {
      const caught = (await judge.caughtBy(mutant.source)) !== undefined;
      if (caught && known.includes(mutant)) notEquivalent.push(mutant);
      if (!caught && !known.includes(mutant)) survivors.push(mutant);
      onMutant?.(i + 1, chosen.length);
    }
  } finally {
    await judge.close();
  }
  const mutants = chosen.length - known.length;
  return { stage, mutants, equivalent: known.length, survivors, notEquivalent };
}

/** The share of mutants that the checks catch, from 0 to 1. */
export const shareOf = ({ mutants, survivors }: Pick<Score, 'mutants' | 'survivors'>) =>
  mutants === 0 ? 1 : (mutants - survivors.length) / mutants;

const isEquivalent = (stage: StageName, { from, to }: Mutant) =>
  (equivalents[stage] ?? []).some((known) => known.from === from && known.to.includes(to));

/** `count` of the items, in their order. */
function pick<T>(items: readonly T[], count: number, seed: string): T[] {
  const random = randomFrom(seed);
  const left = items.map((_, i) => i);
  const taken = Array.from({ length: Math.min(count, items.length) }, () =>
    left.splice(random.integer(left.length), 1),
  ).flat();
  return taken.sort((a, b) => a - b).map((i) => items[i] as T);
}

// Mutants that do the same as the solution, or differ only in what a learner is free to choose. No check can catch
// them, so they do not count. Each says why; the score says so when a check catches one all the same.
import type { StageName } from '../../lib/stages.js';
import { afterTheSecret } from './equivalents-after.js';
import { beforeTheSecret } from './equivalents-before.js';

export interface Equivalent {
  /** The line of the solution, and of each mutant, without the space around. */
  readonly from: string;
  readonly to: readonly string[];
  readonly because: string;
}

export type Equivalents = { readonly [S in StageName]?: readonly Equivalent[] };

export const equivalents: Equivalents = { ...beforeTheSecret, ...afterTheSecret };

import type { FunctionName, StageName } from '../../lib/stages.js';

/** A hint, as the terminal and a notebook show it. */
export interface Hint {
  readonly stage: StageName;
  readonly function: FunctionName;
  /** Which it is, from 1; `of` is how many there are. */
  readonly number: number;
  readonly of: number;
  readonly hint: string;
  /** What to do when this does not help. */
  readonly further: string;
}

// Three hints for every function, from a nudge to almost there. They are prose: the code is the learner's.
import type { StageName, Stages } from '../../lib/stages.js';

export type Hints<S extends StageName> = {
  readonly [F in keyof Stages[S]]: readonly [nudge: string, more: string, almostThere: string];
};

// Where things are in a copy of the course: paths from its root, with `/` between the parts.
import type { StageName } from '../../lib/stages.js';

export const exerciseOf = (stage: StageName) => `exercises/${stage}.ts`;
export const notebookOf = (stage: StageName) => `notebooks/${stage}.ipynb`;
export const solutionOf = (stage: StageName) => `solutions/${stage}.ts`;
export const checksOf = (stage: StageName) => `test/stages/${stage}.ts`;
export const hintsOf = (stage: StageName) => `kit/hints/${stage}.ts`;
/** The exercise as it came. The ending keeps compilers and editors away. */
export const stubOf = (stage: StageName) => `kit/stubs/${stage}.ts.txt`;

/** The number by which commands know a stage: '06'. */
export const numberOf = (stage: StageName) => stage.slice(0, 2);

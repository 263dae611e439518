import { join } from 'node:path';
import { stageNames } from '../../lib/stages.js';
import { hashOfFile } from '../check/file-hash.js';
import { exerciseOf, stubOf } from './paths.js';

/** The exercises that are not as they came, by their paths; a missing one counts. */
export function changedExercises(root: string): string[] {
  return stageNames
    .filter((stage) => hashOfFile(join(root, exerciseOf(stage))) !== hashOfFile(join(root, stubOf(stage))))
    .map(exerciseOf);
}

// What a student gets: the course without what is the instructor's, with the exercises as they came.
import { posix } from 'node:path';
import type { StageName } from '../../lib/stages.js';
import { resolveImport, specifiersOf, type Tree } from '../layout/tree.js';
import { exerciseOf, solutionOf, stubOf } from '../loop/paths.js';
import { readmeText } from './readme.js';

/** Path from the root of the copy, and what is in it. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

/** What of the top level goes along; anything else may be the instructor's own. */
const goesAlong = new Set([
  ...['lib', 'kit', 'notebooks', 'test', 'LICENSE', '.gitignore', '.npmrc'],
  ...['package-lock.json', 'tsconfig.json', 'biome.json', '.binder', '.devcontainer'],
]);
const instructors =
  /^solutions\/|^kit\/(?:release|mutate|grade|doctor|bench|mistakes)\/|(?:^|\/)private\/|\.private\.|(?:^|\/)\.(?:env|DS_Store)/;

/**
 * @param stages those that the course has
 * @param solved those that ship solved
 */
export function studentCopy(tree: Tree, stages: readonly StageName[], solved: readonly StageName[]): Files {
  const files = new Map<string, string | Uint8Array>();
  const left = leftOut(tree);
  for (const file of tree.files)
    if (goesAlong.has(file.split('/')[0] as string) && !left.has(file)) files.set(file, tree.bytes(file));
  for (const stage of stages)
    files.set(exerciseOf(stage), tree.read(solved.includes(stage) ? solutionOf(stage) : stubOf(stage)));
  files.set('package.json', packageJson(tree.read('package.json'), left));
  files.set('README.md', readmeText(stages, solved));
  return files;
}

/** The instructor's files, and the tests that cannot run without them. */
function leftOut(tree: Tree): Set<string> {
  const left = new Set(tree.files.filter((file) => instructors.test(file)));
  const tests = tree.files.filter((file) => file.startsWith('test/') && file.endsWith('.ts'));
  const needs = (file: string) =>
    /\bsolutions\b|\bREADME\.md\b|\bCONTRIBUTING\.md\b/.test(tree.read(file)) ||
    [...left].some((path) => tree.read(file).includes(path)) ||
    specifiersOf(tree.read(file)).some((specifier) => left.has(resolveImport(file, specifier) ?? ''));
  for (let before = -1; before < left.size; ) {
    before = left.size;
    for (const file of tests) if (!left.has(file) && needs(file)) left.add(file);
  }
  return left;
}

/** The same packages, without the commands that are not there, and with the mark that the layout check looks for. */
function packageJson(text: string, left: ReadonlySet<string>): string {
  const { scripts, ...rest } = JSON.parse(text) as { scripts: Record<string, string> };
  const kept = Object.entries(scripts).filter(
    ([, command]) => !command.split(' ').some((word) => left.has(posix.normalize(word))),
  );
  return `${JSON.stringify({ ...rest, studentCopy: true, scripts: Object.fromEntries(kept) }, null, 2)}\n`;
}

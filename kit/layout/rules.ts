// What the project's files promise each other. A rule looks at the tree and says, in one sentence each, what
// breaks it.
import { libHasNoCycles, stagesImportLittle } from './import-rules.js';
import { notebooksHoldNoAnswer, notebooksTeachStages } from './notebook-rules.js';
import {
  exercisesShipUnsolved,
  hintsAreThere,
  solutionsExportTheStage,
  stageFoldersAreTidy,
  stagesLineUp,
} from './stage-rules.js';
import { resolveImport, specifiersOf, type Tree } from './tree.js';

export type Rule = (tree: Tree) => string[] | Promise<string[]>;

const topLevel = new Set([
  ...['README.md', 'CONTRIBUTING.md', 'LICENSE', 'package.json', 'package-lock.json', 'tsconfig.json'],
  ...['biome.json', '.gitignore', '.npmrc', '.ci', '.binder', '.devcontainer'],
  ...['lib', 'notebooks', 'exercises', 'solutions', 'test', 'kit'],
]);
const longest = 220;

/** Every file of lib is imported by a test, or by a file of lib that is. */
export const libIsTested: Rule = (tree) => {
  const tested = new Set<string>();
  const visit = (file: string) => {
    for (const specifier of specifiersOf(tree.read(file))) {
      const target = resolveImport(file, specifier);
      if (!target?.startsWith('lib/') || tested.has(target) || !tree.files.includes(target)) continue;
      tested.add(target);
      visit(target);
    }
  };
  tree.files.filter(inFolder('test', '.ts')).forEach(visit);
  return tree.files
    .filter((file) => inFolder('lib', '.ts')(file) && !tested.has(file))
    .map((file) => `${file} has no test that imports it`);
};

/** lib is TLS and nothing else: it imports lib and @noble. */
export const libImportsLittle: Rule = (tree) =>
  tree.files.filter(inFolder('lib', '.ts')).flatMap((file) =>
    specifiersOf(tree.read(file))
      .filter((specifier) => !specifier.startsWith('@noble/'))
      .filter((specifier) => !resolveImport(file, specifier)?.startsWith('lib/'))
      .map((specifier) => `${file} imports ${specifier}: lib imports only lib and @noble`),
  );

/** A file holds one thing; recorded sessions are as long as they are. */
export const filesAreShort: Rule = (tree) =>
  tree.files
    .filter((file) => /^(lib|kit)\/.*\.ts$/.test(file) && !file.startsWith('kit/sessions/'))
    .map((file) => ({ file, lines: tree.read(file).split('\n').length - 1 }))
    .filter(({ lines }) => lines > longest)
    .map(({ file, lines }) => `${file} has ${lines} lines, more than ${longest}`);

/** No test is switched off in the source, and none switches the others off. */
export const testsRun: Rule = (tree) =>
  matches(tree, inFolder('test', '.ts'), /\b(?:it|describe|context)\.(?:only|skip)\b|\bx(?:it|describe)\(/);

export const topLevelIsTidy: Rule = (tree) =>
  [...new Set(tree.files.map((file) => file.split('/')[0] as string))]
    .filter((name) => !topLevel.has(name))
    .map((name) => `${name} does not belong at the top level`);

/** Nobody else's machine has these folders. */
export const noMachinePaths: Rule = (tree) =>
  matches(
    tree,
    (file) => !file.endsWith('.png'),
    /(?<![\w.~*])\/(?:home|root|Users|work|farm)\/\w+|\b[A-Z]:\\+Users/,
  );

/** The lock files work with any registry. */
export const noRegistryHosts: Rule = (tree) =>
  matches(
    tree,
    (file) => /(?:^|\/)(?:package-lock\.json|\.npmrc)$/.test(file),
    /"resolved": *"https?:|^registry *=/,
  );

const inFolder = (folder: string, extension: string) => (file: string) =>
  file.startsWith(`${folder}/`) && file.endsWith(extension);

/** At most one finding a file: the first line that matches. */
function matches(tree: Tree, wanted: (file: string) => boolean, pattern: RegExp): string[] {
  return tree.files.filter(wanted).flatMap((file) => {
    const lines = tree.read(file).split('\n');
    const index = lines.findIndex((line) => pattern.test(line));
    const found = lines[index]?.match(pattern)?.[0];
    return found === undefined ? [] : [`${file}:${index + 1} has ${found.trim()}`];
  });
}

export const rules: readonly Rule[] = [
  stagesLineUp,
  stageFoldersAreTidy,
  exercisesShipUnsolved,
  solutionsExportTheStage,
  hintsAreThere,
  stagesImportLittle,
  notebooksTeachStages,
  notebooksHoldNoAnswer,
  libIsTested,
  libImportsLittle,
  libHasNoCycles,
  filesAreShort,
  testsRun,
  topLevelIsTidy,
  noMachinePaths,
  noRegistryHosts,
];

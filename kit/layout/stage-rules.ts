// What the files of a stage promise each other. That a solution passes is proved by running it, in test/checks.test.ts.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StageName } from '../../lib/stages.js';
import { checksOf, exerciseOf, hintsOf, notebookOf, solutionOf, stubOf } from '../loop/paths.js';
import { type ExportedFunction, exportedFunctions } from './source.js';
import { isStudentCopy, type Tree } from './tree.js';

type Rule = (tree: Tree) => string[] | Promise<string[]>;
type Manifest = ReadonlyMap<StageName, readonly string[]>;

/** A stage is one string: its exercise, the exercise as it came, its solution, checks, hints and notebook carry it. */
export const stagesLineUp: Rule = async (tree) => {
  const stages = [...(await manifest(tree)).keys()];
  const folders = [
    exerciseOf,
    stubOf,
    checksOf,
    hintsOf,
    notebookOf,
    ...(isStudentCopy(tree) ? [] : [solutionOf]),
  ];
  const wanted = stages.flatMap((stage) => folders.map((path) => path(stage)));
  const isStrange = (file: string) =>
    /^(?:exercises|kit\/stubs|solutions|test\/stages|kit\/hints|notebooks)\/\d\d-[^/]*$/.test(file) &&
    !wanted.includes(file) &&
    !isNotebook(file, stages);
  return [
    ...wanted.filter((file) => !tree.files.includes(file)).map((file) => `${file} is missing`),
    ...tree.files.filter(isStrange).map((file) => `${file} has the name of no stage of lib/stages.ts`),
  ];
};

/** A notebook with the number of a stage has its name; others tell what comes before and after the stages. */
function isNotebook(file: string, stages: readonly string[]): boolean {
  const name = /^notebooks\/(.*)\.ipynb$/.exec(file)?.[1];
  return (
    name !== undefined &&
    (stages.includes(name) || !stages.some((stage) => stage.slice(0, 2) === name.slice(0, 2)))
  );
}

/** Nothing lies between exercises and solutions that is neither. */
export const stageFoldersAreTidy: Rule = (tree) =>
  tree.files
    .filter((file) => /^(?:exercises|solutions|kit\/stubs)\//.test(file))
    .filter(
      (file) => !/^(?:exercises|solutions)\/\d\d-[\w-]+\.ts$|^kit\/stubs\/\d\d-[\w-]+\.ts\.txt$/.test(file),
    )
    .map((file) => `${file} is neither an exercise nor a solution`);

/** An exercise ships unsolved, and says what to build and where it is specified. A student's is the student's. */
export const exercisesShipUnsolved: Rule = async (tree) => {
  const findings: string[] = [];
  for (const [stage, functions] of await manifest(tree)) {
    const [stub, exercise] = [stubOf(stage), exerciseOf(stage)];
    if (!tree.files.includes(stub)) continue; // stagesLineUp says so
    findings.push(...stubFindings(stub, tree.read(stub), functions));
    if (isStudentCopy(tree) || !tree.files.includes(exercise)) continue;
    if (tree.read(exercise) !== tree.read(stub)) findings.push(`${exercise} is not as it ships, in ${stub}`);
  }
  return findings;
};

function stubFindings(file: string, source: string, functions: readonly string[]): string[] {
  const exported = exportedFunctions(source);
  return [
    ...sameNames(
      file,
      exported.map(({ name }) => name),
      functions,
    ),
    ...exported.flatMap((one) => stubFaults(one).map((fault) => `${file}: ${one.name} ${fault}`)),
  ];
}

const reference = /\b(?:RFC \d{3,5}|SP 800-38D|X\.690)\b/;

const stubFaults = ({ name, docComment, body, throws }: ExportedFunction) => [
  ...(docComment === '' ? ['has no doc comment'] : []),
  ...(docComment === '' || reference.test(docComment) ? [] : ['names no RFC in its doc comment']),
  ...(/\/\/ TODO: \S/.test(body) ? [] : ['has no TODO that says what to build']),
  ...(throws === `new Unsolved('${name}')` ? [] : [`does more or less than throw new Unsolved('${name}')`]),
];

export const solutionsExportTheStage: Rule = async (tree) =>
  [...(await manifest(tree))].flatMap(([stage, functions]) => {
    const file = solutionOf(stage);
    if (!tree.files.includes(file)) return [];
    return sameNames(
      file,
      exportedFunctions(tree.read(file)).map(({ name }) => name),
      functions,
    );
  });

/** Three hints for each function, from a nudge to almost there. */
export const hintsAreThere: Rule = async (tree) => {
  const findings: string[] = [];
  for (const [stage, functions] of await manifest(tree)) {
    const file = hintsOf(stage);
    if (!tree.files.includes(file)) continue;
    const { hints } = (await load(tree, file)) as { hints: { readonly [name: string]: readonly string[] } };
    findings.push(...sameNames(file, Object.keys(hints), functions));
    for (const [name, own] of Object.entries(hints))
      if (own.length !== 3 || own.some((hint) => hint.trim() === ''))
        findings.push(`${file}: ${name} has ${own.filter((hint) => hint.trim()).length} hints, not 3`);
  }
  return findings;
};

function sameNames(file: string, there: readonly string[], wanted: readonly string[]): string[] {
  return [
    ...wanted.filter((name) => !there.includes(name)).map((name) => `${file} lacks ${name}`),
    ...there
      .filter((name) => !wanted.includes(name))
      .map((name) => `${file} has ${name}, which is not of its stage`),
  ];
}

export async function manifest(tree: Tree): Promise<Manifest> {
  const { stages } = (await load(tree, 'lib/stages.ts')) as { stages: Record<StageName, object> };
  return new Map(Object.entries(stages).map(([stage, own]) => [stage as StageName, Object.keys(own)]));
}

const load = (tree: Tree, file: string): Promise<unknown> =>
  import(pathToFileURL(join(tree.root, file)).href);

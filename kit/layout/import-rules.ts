// What an exercise and its solution may lean on: the codec, the tables and the hashes, never what the stage is about.
import { posix } from 'node:path';
import { numberOf } from '../loop/paths.js';
import { helpersForAll, helpersGiven } from '../loop/stage-imports.js';
import { importedNames, importsOf } from './source.js';
import { manifest } from './stage-rules.js';
import type { Tree } from './tree.js';

/** Types come from anywhere in lib. Values come from noble and a few files, never from one that holds the answer. */
export async function stagesImportLittle(tree: Tree): Promise<string[]> {
  const stages = await manifest(tree);
  const homes = importedNames(tree.read('lib/stages.ts'));
  return tree.files.filter(isStageFile).flatMap((file) => {
    const stage = [...stages].find(([name]) => posix.basename(file).startsWith(`${name}.ts`));
    if (!stage) return []; // stagesLineUp says so
    const [name, functions] = stage;
    const answers = functions.map((own) => inLib(homes.get(own)));
    const helpers = [...helpersForAll, ...(helpersGiven[numberOf(name)] ?? [])];
    const allowed = helpers.filter((one) => !answers.includes(one));
    return importsOf(tree.read(file))
      .filter(({ specifier, value }) => !mayImport(specifier, value ? allowed : undefined))
      .map(({ specifier }) => `${file} imports ${specifier}: a stage may not lean on that`);
  });
}

const isStageFile = (file: string) => /^(?:exercises|solutions|kit\/stubs)\/\d\d-/.test(file);

/** The bare topic of './hmac.js' and '../lib/hmac.js'. */
const inLib = (specifier: string | undefined) =>
  specifier && /^(?:\.|\.\.\/lib)\/([\w-]+)\.js$/.exec(specifier)?.[1];

/** @param allowed topics of lib; left out for types, for which all are */
function mayImport(specifier: string, allowed: readonly string[] | undefined): boolean {
  if (specifier.startsWith('@noble/')) return true;
  const topic = specifier.startsWith('../lib/') ? inLib(specifier) : undefined;
  return topic !== undefined && (allowed?.includes(topic) ?? true);
}

/** No file of lib needs itself to be loaded, through others: tslab's loader would go round for ever. Types do not count. */
export function libHasNoCycles(tree: Tree): string[] {
  const needs = new Map(
    tree.files
      .filter((file) => /^lib\/[\w-]+\.ts$/.test(file))
      .map((file) => [
        file,
        importsOf(tree.read(file)).flatMap(({ specifier, value }) => {
          const topic = value ? inLib(specifier) : undefined;
          return topic === undefined ? [] : [`lib/${topic}.ts`];
        }),
      ]),
  );
  const findings: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file))
      findings.push(`${[...path.slice(path.indexOf(file)), file].join(' > ')} is a cycle`);
    if (path.includes(file) || done.has(file)) return;
    for (const next of needs.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of needs.keys()) visit(file, []);
  return findings;
}

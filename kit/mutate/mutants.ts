// The mutants of a source: the same text with one small thing wrong.
import { createRequire } from 'node:module';
import type TypeScript from '@tslab/typescript-for-tslab';
import { isFree } from './free-text.js';
import { type Edit, mutators } from './mutators.js';

/** TypeScript's parser, as tslab brings it: version 7 has no compiler API of its own yet. */
export const ts: typeof TypeScript = createRequire(import.meta.url)('@tslab/typescript-for-tslab');

export interface Mutant {
  readonly line: number;
  /** The line, and what became of it, without the space around; a removed statement leaves `;`. */
  readonly from: string;
  readonly to: string;
  readonly source: string;
}

/** Every mutant of a TypeScript source that is still TypeScript, in the order of the text, each once. */
export function mutantsOf(source: string): Mutant[] {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2022, true);
  const edits: Edit[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isTypeAliasDeclaration(node) || isFree(ts, node)) return;
    edits.push(...mutators.flatMap((mutator) => mutator(ts, node)));
    ts.forEachChild(node, visit);
  };
  visit(file);
  const sources = new Set([source]);
  return edits
    .sort((a, b) => a.start - b.start)
    .map((edit) => mutant(source, edit))
    .filter(({ source }) => !sources.has(source) && sources.add(source) && parses(source));
}

function mutant(source: string, { start, end, text }: Edit): Mutant {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const ending = source.indexOf('\n', end);
  const lineEnd = ending < 0 ? source.length : ending;
  return {
    line: source.slice(0, start).split('\n').length,
    from: oneLine(source.slice(lineStart, lineEnd)),
    to: oneLine(source.slice(lineStart, start) + text + source.slice(end, lineEnd)),
    source: source.slice(0, start) + text + source.slice(end),
  };
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

function parses(source: string): boolean {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2022);
  return (file as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics.length === 0;
}

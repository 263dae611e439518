// What a source exports and imports, by TypeScript's own parser (the one that tslab brings: version 7 has no compiler
// API yet). A scan of the text would take a comment or a string for code.
import { createRequire } from 'node:module';
import type TypeScript from '@tslab/typescript-for-tslab';

const ts: typeof TypeScript = createRequire(import.meta.url)('@tslab/typescript-for-tslab');

export interface ExportedFunction {
  readonly name: string;
  /** The comment that begins with two stars, directly above; empty without one. */
  readonly docComment: string;
  /** The braces and what is between them. */
  readonly body: string;
  /** What the body throws, when throwing is all that it does: `new Unsolved('hmac')`. */
  readonly throws: string | undefined;
}

export interface Import {
  readonly specifier: string;
  /** Whether anything is left of it when the types are gone. */
  readonly value: boolean;
}

const parse = (source: string) => ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2022, true);

export function exportedFunctions(source: string): ExportedFunction[] {
  return parse(source)
    .statements.filter(ts.isFunctionDeclaration)
    .filter((node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .map((node) => ({
      name: node.name?.text ?? 'default',
      docComment: docComment(node),
      body: node.body?.getText() ?? '',
      throws: onlyThrows(node.body),
    }));
}

function docComment(node: TypeScript.Node): string {
  const text = node.getSourceFile().text;
  const comments = ts.getLeadingCommentRanges(text, node.pos) ?? [];
  const last = comments.map(({ pos, end }) => text.slice(pos, end)).at(-1);
  return last?.startsWith('/**') ? last : '';
}

function onlyThrows(body: TypeScript.Block | undefined): string | undefined {
  const [first, ...others] = body?.statements ?? [];
  return first && ts.isThrowStatement(first) && others.length === 0 ? first.expression.getText() : undefined;
}

export function importsOf(source: string): Import[] {
  const file = parse(source);
  const found = file.statements.flatMap((node): Import[] => {
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return [];
    const specifier = node.moduleSpecifier;
    if (!specifier || !ts.isStringLiteral(specifier)) return [];
    return [
      { specifier: specifier.text, value: ts.isExportDeclaration(node) ? !node.isTypeOnly : hasValue(node) },
    ];
  });
  const visit = (node: TypeScript.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      found.push({ specifier: node.arguments[0]?.getText().slice(1, -1) ?? '', value: true });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function hasValue({ importClause }: TypeScript.ImportDeclaration): boolean {
  if (!importClause) return true;
  if (importClause.isTypeOnly) return false;
  const { name, namedBindings } = importClause;
  if (name || !namedBindings || ts.isNamespaceImport(namedBindings)) return true;
  return namedBindings.elements.some(({ isTypeOnly }) => !isTypeOnly);
}

/** Every name that a source imports, with the specifier it comes from. */
export function importedNames(source: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const node of parse(source).statements) {
    if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) continue;
    const bindings = node.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    for (const { name } of bindings.elements) names.set(name.text, node.moduleSpecifier.text);
  }
  return names;
}

/** The functions and variables that a source declares at its top, by name. */
export function declaredNames(source: string): string[] {
  return parse(source).statements.flatMap((node) => {
    if (ts.isFunctionDeclaration(node)) return node.name ? [node.name.text] : [];
    if (!ts.isVariableStatement(node)) return [];
    return node.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  });
}

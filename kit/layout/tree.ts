import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The files of the project, by path relative to its root, with `/` between the parts. */
export interface Tree {
  readonly root: string;
  readonly files: readonly string[];
  read(path: string): string;
  bytes(path: string): Uint8Array;
}

/** What git ignores, and git itself. */
const notOurs = new Set([
  'node_modules',
  '.git',
  'out',
  'coverage',
  '.ipynb_checkpoints',
  '.progress',
  '.jupyter',
  '.backup',
]);

export function readTree(root: string): Tree {
  const cache = new Map<string, string>();
  return {
    root,
    files: walk(root, '').sort(),
    read(path) {
      const text = cache.get(path) ?? readFileSync(join(root, path), 'utf8');
      cache.set(path, text);
      return text;
    },
    bytes: (path) => readFileSync(join(root, path)),
  };
}

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name) || entry.name.endsWith('.log')) return [];
    const path = posix.join(folder, entry.name);
    return entry.isDirectory() ? walk(root, path) : [path];
  });
}

/** Whether `npm run release` made it: it has no solutions, and its exercises are somebody's work. */
export const isStudentCopy = (tree: Tree): boolean =>
  tree.files.includes('package.json') && JSON.parse(tree.read('package.json')).studentCopy === true;

/** The specifiers that a TypeScript source imports, type imports included. */
export function specifiersOf(source: string): string[] {
  return [...source.matchAll(/^(?:import|export|\}).*?\bfrom '([^']+)'|\bimport\(?\s*'([^']+)'/gm)].map(
    (match) => (match[1] ?? match[2]) as string,
  );
}

/** The path of the file that `specifier` names when imported by `file`, or undefined for a package. */
export function resolveImport(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
}

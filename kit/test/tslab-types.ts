// Do lib and the views compile in a notebook? tslab brings its own TypeScript 5.0 with its own options; these are
// tslab's (dist/converter.js in its package), without the types of Node, which neither may use.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type TypeScript from '@tslab/typescript-for-tslab';

const ts: typeof TypeScript = createRequire(import.meta.url)('@tslab/typescript-for-tslab');
const root = process.cwd();
// A main.ts is a command, and no notebook imports it.
const files = ['lib', 'kit/views'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && name !== 'main.ts')
    .map((name) => join(root, folder, name)),
);

const program = ts.createProgram(files, {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  esModuleInterop: true,
  target: ts.ScriptTarget.ES2022,
  // Of the globals around the language, those that every platform has: no process, no Buffer, no document.
  lib: ['lib.es2022.d.ts', 'lib.webworker.d.ts'],
  types: [],
  experimentalDecorators: true,
  resolveJsonModule: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  rootDir: root,
  noEmit: true,
});
const findings = ts.getPreEmitDiagnostics(program);
const host = {
  getCurrentDirectory: () => root,
  getCanonicalFileName: (name: string) => name,
  getNewLine: () => '\n',
};
process.stdout.write(ts.formatDiagnostics(findings, host));
if (findings.length > 0) process.exitCode = 1;

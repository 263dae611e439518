// The type check of learners' files: TypeScript's native compiler, started without the script around it, on these
// files and what they import. It takes a tenth of a second.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { TypeFault } from './report.js';

/** The faults of each file that has any, and what kept the compiler from its work, if anything. */
export interface TypeCheck {
  readonly faults: ReadonlyMap<string, readonly TypeFault[]>;
  readonly trouble?: string;
}

/** @param files paths from `root`, whose tsconfig.json says how strict we are */
export async function checkTypes(root: string, files: readonly string[]): Promise<TypeCheck> {
  const faults = new Map<string, TypeFault[]>();
  if (files.length === 0) return { faults };
  const { output, trouble } = await runCompiler(root, files);
  for (const { file, line, column, message } of diagnostics(output)) {
    if (!files.includes(file)) continue;
    const own = faults.get(file) ?? [];
    own.push(fault(join(root, file), line, column, message));
    faults.set(file, own);
  }
  if (trouble !== undefined && faults.size === 0) return { faults, trouble };
  return { faults };
}

/** file(line,column): error TS1234: message; the lines that explain it further are set in. */
const DIAGNOSTIC = /^(\S.*)\((\d+),(\d+)\): error TS\d+: (.*(?:\n +.*)*)/gm;

export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What the compiler printed without --pretty. */
export function diagnostics(output: string): Diagnostic[] {
  return [...output.matchAll(DIAGNOSTIC)].map(([, file, line, column, message]) => ({
    ...{ file: file as string, message: message as string },
    ...{ line: Number(line), column: Number(column) },
  }));
}

function fault(path: string, line: number, column: number, message: string): TypeFault {
  const code = readFileSync(path, 'utf8').split('\n')[line - 1] ?? '';
  return { line, column, message, code: code.trimEnd() };
}

function runCompiler(root: string, files: readonly string[]): Promise<{ output: string; trouble?: string }> {
  const options = [...compilerOptions(root), ...files];
  return new Promise((resolve) => {
    execFile(compiler(), options, { cwd: root, maxBuffer: 1 << 24 }, (error, stdout) => {
      if (!error) resolve({ output: stdout });
      else resolve({ output: stdout, trouble: (stdout || error.message).split('\n', 1)[0] as string });
    });
  });
}

function compiler(): string {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  const native = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  const name = process.platform === 'win32' ? 'tsc.exe' : 'tsc';
  return join(dirname(createRequire(typescript).resolve(native)), 'lib', name);
}

/** tsconfig.json's options as arguments: the compiler takes files or a configuration, not both. */
export function compilerOptions(root: string): string[] {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const options = Object.entries({ ...compilerOptions, types: ['node'] });
  return [
    '--ignoreConfig',
    '--pretty',
    'false',
    ...options.flatMap(([name, value]) => [`--${name}`, String(value)]),
  ];
}

// The submission's TypeScript as JavaScript, made inside the sandbox by esbuild, which only strips the types.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { inside } from '../sandbox/places.js';

export const moduleOf = (stage: string) => `${inside.exercises}/${stage}.js`;
const sourceOf = (stage: string) => `${inside.submission}/${stage}.ts`;

/** Compiles all files at once, which costs as much as one; a fault in one of them leaves it to `compile`. */
export function compileAll(): void {
  esbuild(readdirSync(inside.submission).map((name) => `${inside.submission}/${name}`));
}

/** Compiles a stage unless that is done. @returns what is wrong with it, if anything */
export function compile(stage: string): { problem: string; line?: number } | undefined {
  if (existsSync(moduleOf(stage))) return undefined;
  const said = esbuild([sourceOf(stage)]);
  if (existsSync(moduleOf(stage))) return undefined;
  const [, problem = 'it cannot be compiled', line] = /\[ERROR\] (.*)\n\n\s+\S+?:(\d+):\d+:/.exec(said) ?? [];
  return { problem, ...(line !== undefined && { line: Number(line) }) };
}

function esbuild(files: readonly string[]): string {
  const options = [
    '--format=esm',
    '--target=node20',
    '--sourcemap=external',
    '--log-level=error',
    '--color=false',
  ];
  const places = [`--outdir=${inside.exercises}`, `--outbase=${inside.submission}`, '--tsconfig-raw={}'];
  const { stderr, error } = spawnSync(inside.esbuild, [...options, ...places, ...files], {
    encoding: 'utf8',
  });
  return error ? error.message : stderr;
}

const maps = new Map<string, SourceMap>();

/** The line of the TypeScript that a line of the JavaScript came from. */
export function sourceLine(file: string, line: number): number | undefined {
  try {
    const map = maps.get(file) ?? new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
    maps.set(file, map);
    const entry = map.findEntry(line - 1, 10_000);
    return 'originalLine' in entry ? entry.originalLine + 1 : undefined;
  } catch {
    return undefined;
  }
}

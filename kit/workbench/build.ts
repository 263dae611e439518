// npm run workbench:build [-- --check]: makes the page of the workbench from kit/workbench/frontend.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCommand } from '../usage.js';

const FRONTEND = fileURLToPath(new URL('frontend/', import.meta.url));
const DIST = fileURLToPath(new URL('dist/', import.meta.url));
const COMPILER = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
const usage = `npm run workbench:build [-- --check]
  --check  builds into a folder of its own and compares every byte with kit/workbench/dist
Installs the page's packages (400 MB) into kit/workbench/frontend/node_modules, checks its types and bundles it.`;

function main(): number {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  run('npm', 'ci', '--ignore-scripts');
  run(process.execPath, COMPILER, '-p', '.');
  return values.check ? check() : build(DIST);
}

/** Runs a program in the front end's folder. @throws Error when it fails */
function run(command: string, ...args: readonly string[]): void {
  const { status } = spawnSync(command, args, {
    cwd: FRONTEND,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed`);
}

function build(folder: string): number {
  run(process.execPath, 'build.mjs', folder);
  return 0;
}

function check(): number {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-build-'));
  try {
    build(folder);
    const [made, committed] = [filesOf(folder), filesOf(DIST)];
    const names = [...new Set([...made.keys(), ...committed.keys()])];
    const others = names.filter((name) => !made.get(name)?.equals(committed.get(name) ?? Buffer.alloc(0)));
    for (const name of others) console.log(`kit/workbench/dist/${name} is not what the sources give`);
    if (others.length === 0) console.log(`${names.length} files, each as committed`);
    return others.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function filesOf(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

await runCommand('workbench:build', main);

// The one test command. Every stage runs, whatever came before it, so that one run shows all there is to mend;
// with arguments only mocha runs, and gets them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { type PeerName, peers } from '../peers/detect.js';
import type { Skipped, Totals } from './totals.js';

const bin = (name: string) => join('node_modules', '.bin', name);
const node = (...args: string[]) => [process.execPath, '--import', 'tsx', ...args];

/** What stands before mocha; each counts as one test. */
const stages: [name: string, command: string[]][] = [
  // By its own path: tslab's TypeScript 5.0 brings a `tsc` too, and either may be the one that npm puts into .bin.
  ['types', [process.execPath, join('node_modules', 'typescript', 'bin', 'tsc'), '-p', '.']],
  ['types of lib and views under tslab', node('kit/test/tslab-types.ts')],
  ['lint', [bin('biome'), 'check', '--error-on-warnings']],
  ['layout', node('kit/layout/main.ts')],
];

interface Run {
  readonly code: number | null;
  readonly output: string;
}

function run([command, ...args]: string[], env = process.env, show = false): Promise<Run> {
  const child = spawn(command as string, args, { env, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Runs the stages side by side and prints their results in order. @returns how many failed */
async function runStages(): Promise<number> {
  const runs = stages.map(([name, command]) => ({ name, result: run(command) }));
  let failed = 0;
  for (const { name, result } of runs) {
    const { code, output } = await result;
    console.log(`${name}: ${code === 0 ? pc.green('passed') : pc.red('failed')}`);
    if (code === 0) continue;
    failed++;
    console.log(output.trimEnd().replaceAll(/^/gm, '  '));
  }
  return failed;
}

/** Commands and functions under test write plain text, on a terminal and in CI too; only the report has colours. */
const plainText = { NO_COLOR: '1', FORCE_COLOR: undefined, TEST_COLORS: pc.isColorSupported ? '1' : '0' };

/** mocha writes its totals to a file; a run that died before that counts as one failure. */
async function runMocha(args: string[]): Promise<Totals> {
  const folder = mkdtempSync(join(tmpdir(), 'rebuild-tls-test-'));
  const file = join(folder, 'totals.json');
  try {
    const { code } = await run(
      node('kit/test/mocha.ts', ...args),
      { ...process.env, ...plainText, TEST_TOTALS: file },
      true,
    );
    const totals = readTotals(file);
    if (code !== 0 && totals.failed === 0) return { ...totals, failed: 1 };
    return totals;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readTotals(file: string): Totals {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.log(pc.red('mocha ended before it could report.'));
    return { passed: 0, failed: 1, skipped: 0, skippedTests: [] };
  }
}

function printSkipped(skipped: readonly Skipped[]): void {
  if (skipped.length === 0) return;
  console.log(pc.yellow('\nSkipped:'));
  const groups = new Map<string, Skipped[]>();
  for (const test of skipped) {
    const key = test.peers.join(' ');
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  for (const [key, tests] of groups) {
    const names = key.split(' ').filter(Boolean) as PeerName[];
    console.log(names.length === 0 ? '  for reasons of their own' : `  ${names.map(missing).join('; ')}`);
    for (const { title } of tests) console.log(pc.dim(`    ${title}`));
  }
}

const missing = (name: PeerName) => `without ${name} (${peers[name].howToGet})`;

const args = process.argv.slice(2);
const failedStages = args.length === 0 ? await runStages() : 0;
const passedStages = args.length === 0 ? stages.length - failedStages : 0;
const totals = await runMocha(args);
printSkipped(totals.skippedTests);
const failed = failedStages + totals.failed;
console.log(`\n${passedStages + totals.passed} passed, ${failed} failed, ${totals.skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

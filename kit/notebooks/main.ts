// npm run notebooks [-- [--update] [--summary] [NAME...]]
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { isCode, readNotebook, writeNotebook } from './notebook.js';
import { showProgress } from './progress.js';
import { describeChanges, describeFailure } from './report.js';
import { printedText, runNotebook, taggedCell } from './run.js';

const FOLDER = fileURLToPath(new URL('../../notebooks/', import.meta.url));
const CELL_TIMEOUT_MS = 60_000;
const USAGE = `usage: npm run notebooks -- [--update] [--summary] [NAME...]
Runs notebooks (all, or those named) and compares every output with the committed one.
  --update   writes the outputs of this run into the notebooks instead
  --summary  prints what each notebook's summary cell shows
A NAME is a file in notebooks/, with or without .ipynb, its number alone, or a path.`;

interface Options {
  readonly update?: boolean | undefined;
  readonly summary?: boolean | undefined;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { update: { type: 'boolean' }, summary: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const all = (await readdir(FOLDER)).filter((file) => file.endsWith('.ipynb')).sort();
  const paths = positionals.length > 0 ? positionals.map((name) => find(name, all)) : all.map(inFolder);
  let failed = 0;
  for (const path of paths) failed += (await run(path, values)) ? 0 : 1;
  return failed > 0 ? 1 : 0;
}

const inFolder = (file: string) => join(FOLDER, file);

function find(name: string, all: readonly string[]): string {
  const stem = basename(name, '.ipynb');
  const known = all.find((file) => file === `${stem}.ipynb` || file.startsWith(`${stem}-`));
  if (name.endsWith('.ipynb') && existsSync(name)) return name;
  if (known === undefined)
    throw new UsageError(
      `There is no notebook ${name}; there are: ${all.map((f) => basename(f, '.ipynb')).join(', ')}.`,
    );
  return inFolder(known);
}

class UsageError extends Error {}

/** Runs one notebook and prints what came of it; true when it passes. */
async function run(path: string, { update, summary }: Options): Promise<boolean> {
  const name = basename(path, '.ipynb');
  const committed = await readNotebook(path);
  const progress = showProgress(name, committed.cells.filter(isCode).length, process.stdout);
  const { notebook, failure } = await runNotebook(committed, progress.cell, CELL_TIMEOUT_MS);
  if (failure) {
    progress.end(pc.red('failed'));
    console.error(describeFailure(name, failure));
    return false;
  }
  const changes = describeChanges(name, committed, notebook);
  if (update) await writeNotebook(path, notebook);
  progress.end(verdict(changes.length, update));
  if (!update) for (const change of changes) console.error(change);
  const shown = summary ? taggedCell(notebook, 'summary') : undefined;
  if (shown) console.log(`\n${printedText(shown)}\n${whatNext(path)}`);
  return update || changes.length === 0;
}

/** After a summary: where to read the whole, and where it goes on. */
function whatNext(path: string): string {
  return `The whole story is in ${relative('.', path)}; VS Code, Jupyter and code hosting sites show it with its outputs.
Next you build it yourself: npm run progress shows the exercises, and which one to begin with.`;
}

function verdict(changes: number, update = false): string {
  if (update) return changes > 0 ? pc.yellow(`${changes} outputs updated`) : 'up to date';
  return changes > 0 ? pc.red(`${changes} outputs changed`) : pc.green('every output as committed');
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  const usage =
    error instanceof UsageError || String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
  process.exitCode = usage ? 2 : 1;
}

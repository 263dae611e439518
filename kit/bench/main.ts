// npm run bench: how our engines compare with node-forge's and with node:tls, all of it in one run.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { runCommand, UsageError } from '../usage.js';
import { bulk } from './bulk.js';
import { grading } from './grading.js';
import type { Bench, Group } from './group.js';
import { handshakes } from './handshakes.js';
import { memory } from './memory.js';
import { createBenchPki } from './pki.js';
import { showProgress } from './progress.js';
import { table } from './report.js';
import type { Row } from './rows.js';
import { rsa } from './rsa.js';
import { watchLatency } from './watch-latency.js';
import { workbench } from './workbench.js';

const groups: { readonly [name: string]: Group } = {
  handshakes,
  bulk,
  rsa,
  memory,
  watch: watchLatency,
  grading,
  workbench,
};
const names = Object.keys(groups).join(', ');

const usage = `npm run bench -- [options]
  --only NAME   one group of measurements: ${names}
  --quick       a short run, which shows that everything works; its figures mean little
  --json        the result as JSON on standard output`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const chosen = chooseGroups(values.only);
  const progress = showProgress(process.stderr);
  const bench: Bench = { pki: createBenchPki(), quick: values.quick, progress: progress.step };
  const rows: Row[] = [];
  for (const group of chosen) rows.push(...(await group(bench)));
  progress.end();
  console.log(
    values.json
      ? JSON.stringify({ machine, quick: values.quick, rows }, null, 2)
      : `${machineLine()}\n\n${table(rows)}`,
  );
  return rows.every(({ aim }) => !aim?.binding || aim.met) ? 0 : 1;
}

function chooseGroups(only: string | undefined): Group[] {
  if (only === undefined) return Object.values(groups);
  const group = Object.hasOwn(groups, only) ? groups[only] : undefined;
  if (!group) throw new UsageError(`--only ${only}: there is no such group; give one of ${names}`);
  return [group];
}

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  clock: 'CPU time, all threads together',
};

function machineLine(): string {
  return [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`,
    `Rates are per second of ${machine.clock}, medians of turns taken in one run; both ends are in one process.`,
  ].join('\n');
}

await runCommand('bench', main);

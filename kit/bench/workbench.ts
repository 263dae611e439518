// How long the workbench takes until its page can be opened, and the memory that it takes then.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { copyCourse } from '../loop/copy.js';
import type { Group } from './group.js';
import { median } from './measure.js';
import { aim, type Row } from './rows.js';

const course = fileURLToPath(new URL('../..', import.meta.url));
const group = 'workbench';

export const workbench: Group = async ({ quick, progress }) => {
  const rounds = quick ? 1 : 5;
  const starts: Start[] = [];
  for (let round = 0; round < rounds; round++) {
    starts.push(await startOnce());
    progress('the workbench, from its start', round + 1, rounds);
  }
  const measured = median(starts.map(({ ms }) => ms));
  const rows: Row[] = [
    {
      group,
      name: 'from npm start to an address that answers',
      unit: 'ms',
      figures: { ours: measured },
      aim: aim({ what: 'ms, median', unit: 'ms', measured, bound: { most: 5000 } }),
    },
  ];
  const memory = starts.flatMap(({ mebibytes }) => (mebibytes === undefined ? [] : [mebibytes]));
  if (memory.length > 0)
    rows.push({ group, name: 'memory of its server then', unit: 'MiB', figures: { ours: median(memory) } });
  return rows;
};

interface Start {
  readonly ms: number;
  /** Only where the system tells, which is Linux. */
  readonly mebibytes?: number;
}

async function startOnce(): Promise<Start> {
  const copy = copyCourse(course, ['notebooks']);
  const begin = performance.now();
  const args = ['--import', 'tsx', 'kit/workbench/main.ts', '--no-open', '--port', '0'];
  const child = spawn(process.execPath, args, { cwd: copy.root, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const address = /http:\S+(?=#)/.exec(line)?.[0];
    if (address === undefined || !(await fetch(address)).ok) throw new Error('the workbench does not answer');
    const ms = performance.now() - begin;
    return { ms, ...residentMemory(child.pid) };
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    copy.remove();
  }
}

function residentMemory(pid: number | undefined): { mebibytes?: number } {
  try {
    const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? {} : { mebibytes: Number(kibibytes) / 1024 };
  } catch {
    return {};
  }
}

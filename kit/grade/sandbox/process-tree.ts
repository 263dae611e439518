// Where no control group can be made: what a process and all its descendants use, looked up in /proc. It sees what is
// there when it looks, so a limit is noticed a moment late.
import { readFileSync } from 'node:fs';
import type { Limits } from './sandbox.js';

const TICK_MS = 10;
const PAGE = 4096;
/** Enough to know that it is too many. */
const MOST = 2000;

export interface TreeUse {
  readonly memoryBytes: number;
  readonly threads: number;
  readonly cpuMs: number;
}

export function useOfTree(pid: number): TreeUse {
  let [memoryBytes, threads, cpuMs] = [0, 0, 0];
  const todo = [pid];
  for (let seen = 0; todo.length > 0 && seen < MOST; seen++) {
    const one = todo.pop() as number;
    const stat = read(`/proc/${one}/stat`);
    // Behind the name, which may hold anything: state is field 3, utime 14, stime 15, num_threads 20, rss 24.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length < 22) continue;
    cpuMs += (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    threads += Number(fields[17]);
    memoryBytes += Number(fields[21]) * PAGE;
    todo.push(...childrenOf(one));
  }
  return { memoryBytes, threads, cpuMs };
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** The limit that the tree is over, if any. */
export function overLimit(use: TreeUse, limits: Limits): 'memory' | 'processes' | undefined {
  if (use.memoryBytes > limits.memoryBytes) return 'memory';
  return use.threads > limits.processes ? 'processes' : undefined;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

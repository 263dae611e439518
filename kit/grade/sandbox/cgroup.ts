// A control group for each process tree: memory, process count and CPU time of everything in it together, and a way to
// end all of it. Version 2 where it is, else the controllers of version 1.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits, Usage } from './sandbox.js';

/** Where groups can be made: one folder in version 2, one a controller in version 1. */
export interface CgroupHome {
  readonly version: 1 | 2;
  readonly folders: { readonly memory: string; readonly pids: string; readonly cpu: string };
}

const ROOT = '/sys/fs/cgroup';
const PREFIX = 'rebuild-tls-grade-';

/** @returns undefined when this process may not make groups that limit memory and processes */
export function findCgroupHome(root = ROOT, self = '/proc/self/cgroup'): CgroupHome | undefined {
  const lines = readOr(self)
    .split('\n')
    .map((line) => line.split(':'));
  const own = (controller: string) => lines.find(([, names]) => names?.split(',').includes(controller))?.[2];
  const candidates: CgroupHome[] = [];
  const unified = join(root, own('') ?? '');
  if (readOr(join(root, 'cgroup.controllers')) !== '')
    candidates.push({ version: 2, folders: { memory: unified, pids: unified, cpu: unified } });
  const [memory, pids, cpu] = ['memory', 'pids', 'cpuacct'].map((name) => join(root, name, own(name) ?? ''));
  if (memory && pids && cpu) candidates.push({ version: 1, folders: { memory, pids, cpu } });
  return candidates.find(works);
}

function works(home: CgroupHome): boolean {
  try {
    const group = new Cgroup(home, { memoryBytes: 1 << 28, processes: 16, cpuSeconds: 1, diskBytes: 0 });
    group.remove();
    return true;
  } catch {
    return false;
  }
}

let count = 0;

export class Cgroup {
  readonly #home: CgroupHome;
  readonly #folders: { readonly memory: string; readonly pids: string; readonly cpu: string };

  /** @throws Error when the limits cannot be set */
  constructor(home: CgroupHome, { memoryBytes, processes }: Limits) {
    const name = `${PREFIX}${process.pid}-${count++}`;
    const { memory, pids, cpu } = home.folders;
    this.#home = home;
    this.#folders = { memory: join(memory, name), pids: join(pids, name), cpu: join(cpu, name) };
    if (home.version === 2) delegate(memory);
    try {
      for (const folder of this.#all) mkdirSync(folder);
      const v2 = home.version === 2;
      writeFileSync(
        join(this.#folders.memory, v2 ? 'memory.max' : 'memory.limit_in_bytes'),
        String(memoryBytes),
      );
      writeFileSync(join(this.#folders.pids, 'pids.max'), String(processes));
      this.#noSwap(v2, memoryBytes);
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** A process that writes its own number into these is in the group. */
  get doors(): string[] {
    return this.#all.map((folder) => join(folder, 'cgroup.procs'));
  }

  get usage(): Usage {
    const { memory, cpu } = this.#folders;
    const peak = Number(
      readOr(join(memory, this.#home.version === 2 ? 'memory.peak' : 'memory.max_usage_in_bytes')),
    );
    const cpuMs =
      this.#home.version === 2
        ? Number(/^usage_usec (\d+)/m.exec(readOr(join(cpu, 'cpu.stat')))?.[1] ?? Number.NaN) / 1000
        : Number(readOr(join(cpu, 'cpuacct.usage')) || Number.NaN) / 1e6;
    return { ...(peak > 0 && { peakMemoryBytes: peak }), ...(Number.isFinite(cpuMs) && { cpuMs }) };
  }

  /** The limit that was run into; the kernel ends processes for memory and refuses new ones for their count. */
  get limit(): 'memory' | 'processes' | undefined {
    const { memory, pids } = this.#folders;
    const events = readOr(join(memory, this.#home.version === 2 ? 'memory.events' : 'memory.oom_control'));
    if (/^oom_kill [1-9]/m.test(events)) return 'memory';
    return /^max [1-9]/m.test(readOr(join(pids, 'pids.events'))) ? 'processes' : undefined;
  }

  /** Ends every process in the group, those too that are being born. @returns whether none is left */
  kill(): boolean {
    const all = join(this.#folders.pids, 'cgroup.kill');
    if (existsSync(all)) writeFileSync(all, '1');
    const left = readOr(join(this.#folders.pids, 'cgroup.procs')).split('\n').filter(Boolean).map(Number);
    for (const pid of left)
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it is gone already
      }
    return left.length === 0;
  }

  remove(): void {
    for (const folder of this.#all)
      try {
        rmdirSync(folder);
      } catch {
        // not made, or a process in it is still being buried: sweepCgroups takes it away later
      }
  }

  get #all(): string[] {
    return [...new Set(Object.values(this.#folders))];
  }

  #noSwap(v2: boolean, memoryBytes: number): void {
    const path = join(this.#folders.memory, v2 ? 'memory.swap.max' : 'memory.memsw.limit_in_bytes');
    if (existsSync(path)) writeFileSync(path, v2 ? '0' : String(memoryBytes));
  }
}

/** Takes away the empty groups of graders that were killed. */
export function sweepCgroups({ folders }: CgroupHome): void {
  for (const folder of new Set(Object.values(folders)))
    for (const name of readdirSync(folder).filter((entry) => entry.startsWith(PREFIX))) {
      if (existsSync(`/proc/${/(\d+)-\d+$/.exec(name)?.[1]}`)) continue;
      try {
        rmdirSync(join(folder, name));
      } catch {
        // not empty
      }
    }
}

/** Version 2 gives a group its controllers only when the one above hands them down. */
function delegate(folder: string): void {
  const path = join(folder, 'cgroup.subtree_control');
  if (!/\bmemory\b.*\bpids\b/.test(readOr(path))) writeFileSync(path, '+memory +pids');
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

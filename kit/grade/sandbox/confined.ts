// A process tree that was started inside a sandbox, and its end: nothing that it started may outlive it.
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cgroup } from './cgroup.js';
import { overLimit, useOfTree } from './process-tree.js';
import type { Confined, Ending, Limits, Usage } from './sandbox.js';

export interface Start {
  readonly command: readonly string[];
  /** Nothing of our own environment goes in. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whose user and group it runs as, where we may choose. */
  readonly uid?: number;
  /** Holds the limits, or else we look at the processes ourselves. */
  readonly cgroup?: Cgroup | undefined;
  readonly watch?: Limits;
  /** Ends what the sandbox's own end does not end. */
  readonly sweep?: () => void;
}

/** A shell enters the control groups and then becomes the command. */
const ENTER = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@"';
const BURIAL_MS = 5000;

export function confine({ command, env = {}, uid, cgroup, watch, sweep }: Start): Confined {
  const drop =
    uid === undefined ? [] : ['setpriv', '--reuid', `${uid}`, '--regid', `${uid}`, '--clear-groups', '--'];
  const enter = cgroup ? ['sh', '-c', ENTER, 'sh', ...cgroup.doors, '--'] : [];
  const [program, ...args] = [...enter, ...drop, ...command] as [string, ...string[]];
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...env },
    detached: true,
  });
  running.add(child);
  let usage: Usage = {};
  const watched = cgroup || !watch ? undefined : watchTree(child.pid, watch);
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  child.stdin.on('error', () => {}); // it ended before it read everything
  const over = exited.then(async (how): Promise<Ending> => {
    watched?.stop();
    sweep?.();
    const deadline = Date.now() + BURIAL_MS;
    while (cgroup && !cgroup.kill() && Date.now() < deadline) await sleep(2);
    running.delete(child);
    usage = (cgroup ?? watched)?.usage ?? {};
    const limit = (cgroup ?? watched)?.limit;
    cgroup?.remove();
    for (const stream of [child.stdout, child.stderr]) await drained(stream);
    return { ...how, usage, ...(limit && { limit }) };
  });
  return {
    ...{ input: child.stdin as Writable, output: child.stdout as Readable, errors: child.stderr as Readable },
    over,
    usage: () => (running.has(child) ? ((cgroup ?? watched)?.usage ?? {}) : usage),
    kill() {
      killTree(child.pid);
      return over;
    },
  };
}

/** What was written before the end has arrived, once nobody is left who holds the other end. */
async function drained(stream: Readable): Promise<void> {
  if (stream.closed || stream.readableEnded) return;
  const ended = new Promise((resolve) => stream.once('close', resolve));
  await Promise.race([ended, sleep(200, undefined, { ref: false })]);
  stream.destroy();
}

const WATCH_MS = 50;

/** Looks at a process and its descendants again and again, and ends them when they use too much. */
function watchTree(pid: number | undefined, limits: Limits) {
  let limit: ReturnType<typeof overLimit>;
  let [cpuMs, peakMemoryBytes] = [0, 0];
  const look = () => {
    if (pid === undefined) return;
    const use = useOfTree(pid);
    cpuMs = Math.max(cpuMs, use.cpuMs);
    peakMemoryBytes = Math.max(peakMemoryBytes, use.memoryBytes);
    limit ??= overLimit(use, limits);
    if (limit) killTree(pid);
  };
  const timer = setInterval(look, WATCH_MS).unref();
  return {
    stop: () => clearInterval(timer),
    get limit() {
      return limit;
    },
    get usage(): Usage {
      look();
      return { cpuMs, ...(peakMemoryBytes > 0 && { peakMemoryBytes }) };
    },
  };
}

function killTree(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it is gone
  }
}

const running = new Set<ReturnType<typeof spawn>>();
// A grader that ends takes everything along; one that is killed outright is followed by --die-with-parent.
process.on('exit', () => {
  for (const child of running) killTree(child.pid);
});

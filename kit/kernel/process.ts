// The process of a tslab kernel, and that it ends. A kernel runs in a process group of its own, so that what its
// cells start ends with it; and when this process ends, in whatever way, so do the kernels it started.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exitOnSignals } from '../exit-on-signals.js';

const LAUNCHER = fileURLToPath(new URL('launch.cjs', import.meta.url));

/** How long the text of a process that has ended may take to arrive. */
const LAST_WORDS_MS = 200;

/** Where the kernel listens, as the launcher reports it. */
export interface Endpoints {
  readonly shell: string;
  readonly iopub: string;
}

export interface KernelProcess {
  readonly endpoints: Promise<Endpoints>;
  /** Resolves when the process has ended, to a sentence that says how. */
  readonly ended: Promise<string>;
  /** What Ctrl-C does: to the process and all that it started. Windows knows no such thing and ends it. */
  interrupt(): void;
  /** Ends the process and all that it started; resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts a kernel whose messages are signed with `key`; its ports are chosen by the system. */
export function startProcess(key: string): KernelProcess {
  const folder = mkdtempSync(join(tmpdir(), 'tslab-kernel-'));
  const child = spawn(process.execPath, [LAUNCHER, writeConnectionFile(folder, key)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
  });
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors = (errors + chunk).slice(-2000);
  });
  const forget = () => rmSync(folder, { recursive: true, force: true });
  const end = () => {
    signalGroup(child, 'SIGKILL');
    forget();
  };
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`the kernel process did not start: ${error.message}`));
    child.once('exit', async (code, signal) => {
      end(); // what its cells started
      running.delete(end);
      await Promise.race([once(child, 'close'), setTimeout(LAST_WORDS_MS)]);
      resolve(
        `the kernel process ended (${signal ?? `exit code ${code}`})${errors && `:\n${errors.trim()}`}`,
      );
    });
  });
  const endpoints = new Promise<Endpoints>((resolve) =>
    child.once('message', (message) => {
      forget(); // the kernel has read it
      resolve(message as Endpoints);
    }),
  );
  watchSignals();
  running.add(end);
  return {
    endpoints,
    ended,
    interrupt: () => signalGroup(child, 'SIGINT'),
    async stop() {
      if (running.has(end)) end();
      await ended;
    },
  };
}

/** The connection file of Jupyter; port 0 leaves the choice to the system, so two kernels never collide. */
function writeConnectionFile(folder: string, key: string): string {
  const ports = { shell_port: 0, iopub_port: 0, stdin_port: 0, control_port: 0, hb_port: 0 };
  const connection = { transport: 'tcp', ip: '127.0.0.1', key, signature_scheme: 'hmac-sha256', ...ports };
  const file = join(folder, 'connection.json');
  writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
  return file;
}

function signalGroup({ pid }: ChildProcess, signal: 'SIGINT' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', `${pid}`, '/T', '/F']);
    else process.kill(-pid, signal);
  } catch {
    // nothing of the group is left
  }
}

const running = new Set<() => void>();
let watching = false;

/** Kernels end with this process, also when a signal ends it. */
function watchSignals(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const end of running) end();
  });
  exitOnSignals();
}

// The process of Jupyter's server, and that it ends with this one, its kernels included.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Jupyter takes a few seconds to end kernels that do not listen; who takes longer than this is ended outright. */
const GRACE_MS = 20_000;

export interface Server {
  /** The exit code, or null after a signal. */
  readonly ended: Promise<number | null>;
  /** Whether a signal to this process ended it. */
  stopping(): boolean;
}

/** Starts Jupyter; a signal to this process ends its kernels, then it. */
export function startServer(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Server {
  // A group of its own: Ctrl-C on a terminal would make Jupyter ask whether it is meant.
  const child = spawn(command, args, {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  let stopping = false;
  const stop = () => {
    if (stopping) return; // by way of npm, one Ctrl-C comes more than once
    stopping = true;
    console.log('Ending Jupyter and its kernels ...');
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  return { ended, stopping: () => stopping };
}

export interface Address {
  /** With a slash at its end. */
  readonly url: string;
  /** Empty where a password or nothing at all is asked for. */
  readonly token: string;
}

/** Waits until a server that was started after `since`, in milliseconds, says where it is. */
export async function serverAddress(runtimeDir: string, since: number): Promise<Address> {
  for (;;) {
    const file = readdirSync(runtimeDir)
      .filter((name) => /^(?:nb|jp)server-\d+\.json$/.test(name))
      .map((name) => join(runtimeDir, name))
      .find((path) => statSync(path).mtimeMs >= since);
    const text = file === undefined ? '' : readFileSync(file, 'utf8');
    if (text.trimEnd().endsWith('}')) return JSON.parse(text); // it has been written to its end
    await sleep(100, undefined, { ref: false });
  }
}

/**
 * Jupyter shows pictures that it did not make itself only in a notebook that is trusted. The course's are: who starts
 * it runs its code anyway. Where the server refuses, they appear when the cells are run.
 */
export async function trust({ url, token }: Address, notebooks: readonly string[]): Promise<void> {
  const headers = { Authorization: `token ${token}` };
  for (const name of notebooks)
    await fetch(`${url}api/contents/notebooks/${name}/trust`, { method: 'POST', headers }).catch(() => {});
}

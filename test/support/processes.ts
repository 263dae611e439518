// Child processes of tests. Each leads a process group of its own, so ending it ends its children too; what a
// test forgets keeps mocha from ending, which the run reports, and dies with mocha for certain.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** The last of what it wrote, standard output and standard error as they came. */
  output(): string;
  /** Waits until its output matches. @throws Error with the output when it ends or takes too long */
  waitFor(pattern: RegExp, milliseconds?: number): Promise<RegExpMatchArray>;
  /** The exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
  /** Ends it and everything that it started: asks first, insists after two seconds. */
  stop(): Promise<void>;
}

const keptOutput = 100_000;
const groups = new Set<number>();
process.once('exit', () => {
  for (const group of groups) signal(group, 'SIGKILL');
});
// Without a listener these end the process without its exit event. (SIGINT is mocha's.)
for (const name of ['SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(1));

export function start(
  [command, ...args]: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  cwd = process.cwd(),
): Running {
  const child = spawn(command as string, args, { detached: true, env, cwd });
  if (child.pid !== undefined) groups.add(child.pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => (output = (output + data).slice(-keptOutput)));
  child.stdin.on('error', () => {}); // it may end before it has read all
  const exited = new Promise<number | null>((resolve) => {
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => resolve(code));
  });
  exited.then(() => groups.delete(child.pid as number));

  return {
    child,
    exited,
    output: () => output,
    waitFor(pattern, milliseconds = 10_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const match = output.match(pattern);
          if (match) finish(() => resolve(match));
        };
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          for (const stream of [child.stdout, child.stderr]) stream.off('data', look);
          settle();
        };
        const fail = (what: string) =>
          finish(() => reject(new Error(`${command} ${what} without ${pattern}:\n${output}`)));
        const timer = setTimeout(() => fail(`ran ${milliseconds} ms`), milliseconds);
        for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
        exited.then(() => fail('ended'));
        look();
      });
    },
    async stop() {
      if (child.pid === undefined) return;
      signal(child.pid, 'SIGTERM');
      const insist = setTimeout(() => signal(child.pid as number, 'SIGKILL'), 2000);
      await exited;
      clearTimeout(insist);
    },
  };
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {
    // it is gone already
  }
}

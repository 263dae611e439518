// The processes that judge mutants, as the counting process sees them.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { StageName } from '../../lib/stages.js';
import type { Caught } from './worker.js';

const program = fileURLToPath(new URL('worker.ts', import.meta.url));
/** For a whole mutant; its calls have shorter limits of their own. */
const MUTANT_MS = 60_000;

export class Judge {
  readonly #args: readonly string[];
  #worker: Promise<ChildProcess> | undefined;

  constructor(root: string, stage: StageName, seed: string) {
    this.#args = [root, stage, seed];
  }

  /** What catches a source: a check's name, or how its process ended; undefined when it passes everything. */
  async caughtBy(source: string): Promise<string | undefined> {
    this.#worker ??= this.#start();
    const worker = await this.#worker;
    const late = new AbortController();
    const { signal } = late;
    const timer = setTimeout(() => worker.kill('SIGKILL'), MUTANT_MS);
    try {
      const answer = Promise.race([
        once(worker, 'message', { signal }).then(([caught]) => caught as Caught),
        once(worker, 'exit', { signal }).then(() => undefined),
      ]);
      worker.send(source, () => {}); // a failure shows as its end
      const caught = await answer;
      if (caught) return caught.by;
      this.#worker = undefined;
      return 'the end of its process';
    } finally {
      clearTimeout(timer);
      late.abort();
    }
  }

  async close(): Promise<void> {
    const worker = await this.#worker;
    if (!worker || worker.exitCode !== null || worker.signalCode !== null) return;
    worker.kill('SIGKILL');
    await once(worker, 'exit');
  }

  async #start(): Promise<ChildProcess> {
    const worker = fork(program, this.#args, {
      execArgv: ['--import', 'tsx', '--max-old-space-size=512'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let words = '';
    worker.stderr?.on('data', (text) => (words = (words + text).slice(-2000)));
    const [first] = await Promise.race([once(worker, 'message'), once(worker, 'exit')]);
    if (first !== 'ready') throw new Error(`what judges ${this.#args[1]} did not start: ${words}`);
    return worker;
  }
}

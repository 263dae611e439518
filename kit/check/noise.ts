// What a learner's module prints while it is judged. It changes no verdict; it is told once.
import type { ChildProcess } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const MOST_KEPT = 20_000;
/** Where Node's own report of its end begins. */
const crash = /^(<--- Last few GCs|FATAL ERROR|#\s*$|----- Native stack trace)/m;
const ownLines =
  /^(Debugger (listening on|attached|ending)|For help, see: https:\/\/nodejs|Waiting for the debugger)/;

export class Noise {
  #text = '';
  #errors = '';

  listen({ stdout, stderr }: ChildProcess): void {
    stdout?.on('data', (chunk) => {
      if (this.#text.length < MOST_KEPT) this.#text += chunk;
    });
    stderr?.on('data', (chunk) => {
      this.#errors = (this.#errors + chunk).slice(-MOST_KEPT);
    });
  }

  get outOfMemory(): boolean {
    return /heap out of memory|Zone Allocation failed|invalid table size/i.test(this.#errors);
  }

  /** Whether there was more than is kept. */
  get cut(): boolean {
    return this.#text.length >= MOST_KEPT || this.#errors.length >= MOST_KEPT;
  }

  /** The lines printed, standard output first. */
  get lines(): string[] {
    const [errors = ''] = this.#errors.split(crash, 1);
    const all = [...this.#text.split('\n'), ...errors.split('\n').filter((line) => !ownLines.test(line))];
    return all.map(stripVTControlCharacters).filter((line) => line.trim() !== '');
  }
}

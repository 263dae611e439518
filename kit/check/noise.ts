// What a learner's module prints while it is judged. It changes no verdict; its first lines are shown.
import type { ChildProcess } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const MOST_KEPT = 20_000;
const MOST_LINES = 20;
const LONGEST_LINE = 160;
/** Where Node's own report of its end begins. */
const crash = /^(<--- Last few GCs|FATAL ERROR|#\s*$|----- Native stack trace)/m;
const ownLines =
  /^(Debugger (listening on|attached|ending)|For help, see: https:\/\/nodejs|Waiting for the debugger)/;

/** The first lines that were printed, each cut at a sensible length, and how many came after them. */
export interface Printed {
  readonly lines: readonly string[];
  readonly more: number;
}

export const NOTHING_PRINTED: Printed = { lines: [], more: 0 };

/** What was printed first, and what came then. */
export function printedMore(first: Printed, then: Printed): Printed {
  const lines = [...first.lines, ...then.lines];
  const over = Math.max(0, lines.length - MOST_LINES);
  return { lines: lines.slice(0, MOST_LINES), more: over + first.more + then.more };
}

export class Noise {
  readonly #out = new Stream();
  readonly #errors = new Stream();
  /** The end of standard error, where Node says how it died. */
  #lastWords = '';

  listen({ stdout, stderr }: Pick<ChildProcess, 'stdout' | 'stderr'>): void {
    stdout?.on('data', (chunk) => this.#out.add(String(chunk)));
    stderr?.on('data', (chunk) => {
      this.#errors.add(String(chunk));
      this.#lastWords = (this.#lastWords + chunk).slice(-MOST_KEPT);
    });
  }

  get outOfMemory(): boolean {
    return /heap out of memory|Zone Allocation failed|invalid table size/i.test(this.#lastWords);
  }

  /** Standard output first. */
  get printed(): Printed {
    const [errors = ''] = this.#errors.text.split(crash, 1);
    const own = errors.split('\n').filter((line) => !ownLines.test(line));
    return printedMore(
      { lines: shownLines(this.#out.text.split('\n')), more: this.#out.dropped },
      { lines: shownLines(own), more: this.#errors.dropped },
    );
  }
}

/** The beginning of a stream, in whole lines where it has any, and how many lines came after it. */
class Stream {
  text = '';
  dropped = 0;
  #full = false;

  add(chunk: string): void {
    if (this.#full) {
      this.dropped += chunk.split('\n').length - 1;
      return;
    }
    const all = this.text + chunk;
    this.#full = all.length > MOST_KEPT;
    const kept = all.slice(0, MOST_KEPT);
    this.text = this.#full ? kept.slice(0, kept.lastIndexOf('\n') + 1 || MOST_KEPT) : all;
    this.dropped += all.slice(this.text.length).split('\n').length - 1;
  }
}

const shownLines = (lines: readonly string[]) =>
  lines
    .map((line) =>
      stripVTControlCharacters(line)
        .replaceAll('\t', '  ')
        .replace(/\p{Cc}/gu, '')
        .trimEnd(),
    )
    .filter((line) => line !== '')
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line));

// How far all stages are, in a line that a terminal shows while they run; a file gets only what is finished.
import type { StageName } from '../../lib/stages.js';

export class Progress {
  readonly #counts = new Map<StageName, string>();

  /** Told after each mutant of a stage. */
  of(stage: StageName): (done: number, of: number) => void {
    return (done, of) => {
      if (done === of) this.#counts.delete(stage);
      else this.#counts.set(stage, `${stage} ${done} of ${of}`);
      this.#draw([...this.#counts.values()].join(', '));
    };
  }

  print(text: string): void {
    this.#draw('');
    console.log(text);
  }

  #draw(text: string): void {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  }
}

// Says how far a run is. On a terminal: a line with a bar for each notebook that is running, and one for all of them,
// drawn again and again. In a pipe: a plain line now and then, and one for each notebook that is done.
const PLAIN_EVERY_MS = 5000;
const DRAW_EVERY_MS = 200;
const BAR = 20;

interface Lane {
  readonly name: string;
  readonly cells: number;
  readonly start: number;
  cell: number;
}

export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #width: number;
  readonly #of: number;
  readonly #start = Date.now();
  readonly #lanes: Lane[] = [];
  readonly #timer: NodeJS.Timeout | undefined;
  #done = 0;
  #drawn = 0;
  #printed = Date.now();

  constructor(names: readonly string[], stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#of = names.length;
    this.#width = Math.max(...names.map((name) => name.length));
    if (stream.isTTY) this.#timer = setInterval(() => this.#draw(), DRAW_EVERY_MS).unref();
  }

  /** A notebook begins; what comes back is told of each cell before it runs, counting from 1. */
  begin(name: string, cells: number): { cell(number: number): void; end(): string } {
    const lane: Lane = { name, cells, start: Date.now(), cell: 0 };
    this.#lanes.push(lane);
    this.#draw();
    return {
      cell: (number) => {
        lane.cell = number;
        if (!this.#stream.isTTY) this.#now(lane);
      },
      end: () => {
        this.#lanes.splice(this.#lanes.indexOf(lane), 1);
        this.#done++;
        return `${this.#name(name)}  ${cells} cells  ${elapsed(lane.start)}`;
      },
    };
  }

  /** Text that stays. */
  print(text: string, stream: NodeJS.WritableStream = this.#stream): void {
    this.#erase();
    this.#printed = Date.now();
    stream.write(`${text}\n`);
    this.#draw();
  }

  /** Leaves the terminal as if nothing had been drawn, and says how long it all took. */
  end(): string {
    clearInterval(this.#timer);
    this.#erase();
    return elapsed(this.#start);
  }

  #now({ name, cell, cells, start }: Lane): void {
    if (Date.now() - this.#printed > PLAIN_EVERY_MS)
      this.print(`${this.#name(name)}  cell ${cell} of ${cells}  ${elapsed(start)}`);
  }

  readonly #name = (name: string) => name.padEnd(this.#width);

  #draw(): void {
    if (!this.#stream.isTTY || this.#lanes.length === 0) return;
    this.#erase();
    const lines = this.#lanes.map((lane) => this.#line(lane));
    if (this.#of > 1) lines.push(`${this.#done} of ${this.#of} notebooks, ${elapsed(this.#start)}`);
    const wide = Math.max(1, (this.#stream.columns || 80) - 1);
    this.#stream.write(lines.map((line) => `${line.slice(0, wide)}\n`).join(''));
    this.#drawn = lines.length;
  }

  #line({ name, cell, cells, start }: Lane): string {
    const full = Math.round((BAR * Math.max(0, cell - 1)) / Math.max(1, cells));
    const bar = `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}]`;
    const what = cell === 0 ? 'starting' : `cell ${cell} of ${cells}`;
    return `${this.#name(name)}  ${bar}  ${what}  ${elapsed(start)}`;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#stream.write(`\x1b[${this.#drawn}A\x1b[J`);
    this.#drawn = 0;
  }
}

const elapsed = (start: number) => `${((Date.now() - start) / 1000).toFixed(1)} s`;

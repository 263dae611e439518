// A handshake with the learner's functions, told as it goes by and kept as a report.
import type { ConnectionEvent, Security } from '../../lib/connection-types.js';
import { type Teller, TerminalTeller } from '../handshake/teller.js';
import { messageLine, securityLines } from '../net/narrate.js';
import { blame } from './blame.js';
import { blameText, problemLines, ranTable, type YoursReport } from './report.js';
import type { Yours } from './yours.js';

export interface StoryOptions {
  /** Who is at the other end. */
  readonly server: string;
  /** Where it listens, when it was started for this. */
  readonly startedAt?: string;
  /** Says nothing until the end, and then the report as JSON. */
  readonly json?: boolean | undefined;
}

export class YoursStory implements Teller {
  readonly #messages: string[] = [];
  #security: readonly string[] = [];
  #answer: string | undefined;
  readonly #terminal = new TerminalTeller();

  constructor(
    private readonly yours: Yours,
    private readonly options: StoryOptions,
  ) {
    if (options.json) return;
    if (options.startedAt) console.log(`${options.server} listens on ${options.startedAt}.`);
    for (const line of problemLines(yours.problems)) console.log(line);
  }

  event(event: ConnectionEvent): void {
    const line = messageLine(event);
    if (line) this.#messages.push(line);
    if (!this.options.json) this.#terminal.event(event);
  }

  secured(security: Security): void {
    this.#security = securityLines(security).map((line) => line.trim());
    if (!this.options.json) this.#terminal.secured(security);
  }

  /** Of a server that we started, the first line of the answer is enough to see that it came. */
  answer(data: Uint8Array): void {
    const first = this.#answer === undefined;
    this.#answer ??= new TextDecoder().decode(data).split(/\r?\n/, 1)[0] as string;
    if (this.options.json) return;
    if (!this.options.startedAt) this.#terminal.answer(data);
    else if (first) console.log(`Answer, its first line: ${this.#answer}`);
  }

  /** Whose functions ran and, after `error`, which of them began the trouble. Gives the exit code. */
  async end(error?: Error): Promise<number> {
    const { ran, disagreements, problems, folder } = this.yours;
    const { server, json } = this.options;
    const found = await blame(error, disagreements, server, { root: process.cwd(), folder });
    const report: YoursReport = {
      server,
      problems,
      messages: this.#messages,
      security: this.#security,
      ...(this.#answer !== undefined && { answer: this.#answer }),
      ran,
      blame: found,
    };
    if (json) console.log(JSON.stringify(report));
    else {
      console.log(`\n${ranTable(ran)}`);
      const text = blameText(found);
      if (text !== '') console.error(`\n${text}`);
    }
    return error ? 1 : 0;
  }
}

// Judges exercises: when they are saved, whoever saves them, and when a page asks. And notices what changes on disk.
import { randomBytes } from 'node:crypto';
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { type StageName, stageNames } from '../../lib/stages.js';
import type { StageReport } from '../check/report.js';
import { remember } from '../progress/standing.js';
import { Watch } from '../watch/watch.js';

const FOLDERS = ['exercises', 'notebooks'];
/** A save comes as several events. */
const SETTLE_MS = 60;

export interface JudgeEvents {
  onReport(report: StageReport): void;
  /** `path` from the root of the course. */
  onChange(path: string): void;
  /** Saves cannot be noticed any more. */
  onError(error: Error): void;
}

export class Judge {
  readonly #watch: Watch;
  readonly #watchers: FSWatcher[] = [];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Judging is done one after the other: a second stage must not break off the first. */
  #queue: Promise<unknown>;

  constructor(
    root: string,
    private readonly events: JudgeEvents,
  ) {
    this.#watch = new Watch(root, () => randomBytes(4).toString('hex'), {
      onReport(stage, report) {
        remember(root, stage, report);
        events.onReport(report);
      },
      onError: events.onError,
    });
    this.#queue = this.#watch.start().catch(events.onError);
    for (const folder of FOLDERS) this.#listen(root, folder);
  }

  /** Judges a stage as soon as those before it are done. */
  judge(name: string): void {
    const stage = stageNames.find((one) => one === name);
    if (stage)
      this.#queue = this.#queue.then(() => this.#watch.check(stage as StageName)).catch(this.events.onError);
  }

  async close(): Promise<void> {
    for (const watcher of this.#watchers) watcher.close();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await this.#queue;
    await this.#watch.close();
  }

  #listen(root: string, folder: string): void {
    if (!existsSync(join(root, folder))) return;
    const watcher = watch(join(root, folder), (_, name) => {
      if (name && !name.startsWith('.')) this.#settle(`${folder}/${name}`);
    });
    watcher.on('error', this.events.onError);
    this.#watchers.push(watcher);
  }

  #settle(path: string): void {
    clearTimeout(this.#timers.get(path));
    this.#timers.set(
      path,
      setTimeout(() => this.events.onChange(path), SETTLE_MS),
    );
  }
}

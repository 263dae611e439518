// Checks a stage again each time its file is saved. All that takes long is done before: the checks are loaded, and a
// process for the learner's file waits with everything but that file.
import { type FSWatcher, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { type StageName, stageNames } from '../../lib/stages.js';
import type { StageChecks } from '../check/check.js';
import { checkStage } from '../check/check-stage.js';
import { LearnerProcess } from '../check/child-process.js';
import type { StageReport } from '../check/report.js';
import { checkTypes } from '../check/type-check.js';
import { withOwnSession } from '../learner-session/checks.js';
import { rememberedSeed } from '../learner-session/seed.js';
import { hasChecks, loadChecks } from '../loop/course.js';
import { exerciseOf } from '../loop/paths.js';

/** A save comes as several events; the last of them counts. */
const SETTLE_MS = 20;

export interface WatchEvents {
  /** A stage was judged; `ms` have gone by since the save. */
  onReport(stage: StageChecks, report: StageReport, ms: number): void;
  /** The folder cannot be watched any more. */
  onError(error: Error): void;
}

/** The watch of one copy of the course. */
export class Watch {
  /** Each stage's checks and, with the seed that they were made for, the learner's own. */
  readonly #checks = new Map<StageName, StageChecks>();
  readonly #personal = new Map<StageName, { seed: string; checks: StageChecks }>();
  readonly #saved = new Map<StageName, number>();
  readonly #timers = new Map<StageName, NodeJS.Timeout>();
  /** A process that waits for a file; undefined while one is in use. */
  #warm: LearnerProcess | undefined;
  #run: AbortController | undefined;
  #watcher: FSWatcher | undefined;

  constructor(
    readonly root: string,
    readonly seed: () => string,
    readonly events: WatchEvents,
  ) {}

  /** Begins to watch; resolves when a save would be noticed and judged at once. */
  async start(): Promise<void> {
    for (const stage of stageNames.filter((name) => hasChecks(this.root, name)))
      this.#checks.set(stage, await loadChecks(this.root, stage));
    this.#warm ??= new LearnerProcess();
    await this.#warm.ready;
    this.#watcher = watch(join(this.root, 'exercises'), (_, name) => {
      const stage = stageNames.find((one) => name === `${one}.ts`);
      if (stage && this.#checks.has(stage)) this.#settle(stage);
    });
    this.#watcher.on('error', this.events.onError);
  }

  async close(): Promise<void> {
    this.#watcher?.close();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#run?.abort();
    await this.#warm?.end();
  }

  #settle(stage: StageName): void {
    const now = performance.now();
    clearTimeout(this.#timers.get(stage));
    const check = () => {
      const saved = savedAt(this.root, stage);
      if (saved === undefined || saved === this.#saved.get(stage)) return; // it is gone, or judged as it is
      this.#saved.set(stage, saved);
      void this.check(stage, now);
    };
    this.#timers.set(stage, setTimeout(check, SETTLE_MS));
  }

  /** Judges a stage; a stage that is being judged is broken off, since its file is old. */
  async check(stage: StageName, since = performance.now()): Promise<void> {
    this.#run?.abort();
    const run = new AbortController();
    this.#run = run;
    const checks = this.#checksFor(stage);
    if (!checks) return;
    const { root, seed } = this;
    const types = checkTypes(root, [exerciseOf(stage)]);
    const { signal } = run;
    const report = await checkStage({
      root,
      stage: checks,
      seed: seed(),
      types,
      signal,
      ...this.#takeWarm(),
    });
    this.#warm ??= new LearnerProcess(); // not before: it would take time from this run
    if (!signal.aborted) this.events.onReport(checks, report, performance.now() - since);
  }

  /** A learner may get a session of their own at any time. */
  #checksFor(stage: StageName): StageChecks | undefined {
    const checks = this.#checks.get(stage);
    const seed = rememberedSeed(this.root);
    if (!checks || seed === undefined) return checks;
    const known = this.#personal.get(stage);
    if (known?.seed === seed) return known.checks;
    const own = withOwnSession(checks, seed);
    this.#personal.set(stage, { seed, checks: own });
    return own;
  }

  #takeWarm(): { warm?: LearnerProcess } {
    const warm = this.#warm;
    this.#warm = undefined;
    return warm?.alive ? { warm } : {};
  }
}

function savedAt(root: string, stage: StageName): number | undefined {
  return statSync(join(root, exerciseOf(stage)), { throwIfNoEntry: false })?.mtimeMs;
}

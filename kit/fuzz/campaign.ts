// A long run: every target in turn, a slice of time each, until the time is up or something is found.
import { type Finding, runCase, type Target } from './target.js';

/** How far one target has come. */
export interface Progress {
  readonly target: string;
  readonly cases: number;
  /** In this slice. */
  readonly casesPerSecond: number;
}

const SLICE_MS = 1000;

/**
 * @param seconds  how long to run; every target gets at least one case
 * @param report   called after each slice
 * @returns the first finding of each target; a target that has one is not run again
 */
export function campaign(
  targets: readonly Target[],
  seed: number,
  seconds: number,
  report: (progress: Progress) => void,
): Finding[] {
  const findings: Finding[] = [];
  const cases = new Map(targets.map((target) => [target, 0]));
  const end = performance.now() + seconds * 1000;
  const slice = Math.min(SLICE_MS, (seconds * 1000) / targets.length);
  do
    for (const [target, done] of cases) {
      if (done > 0 && performance.now() > end) break;
      const began = performance.now();
      let count = 0;
      let finding: Finding | undefined;
      do finding = runCase(target, seed, done + count++);
      while (!finding && performance.now() - began < slice);
      const casesPerSecond = (count * 1000) / (performance.now() - began);
      report({ target: target.name, cases: done + count, casesPerSecond });
      if (finding) {
        findings.push(finding);
        cases.delete(target);
      } else cases.set(target, done + count);
    }
  while (performance.now() < end && cases.size > 0);
  return findings;
}

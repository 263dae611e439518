// One line for each top-level suite, failures in full at the end, and totals for main.ts as JSON in the file
// that TEST_TOTALS names. A test that leaves a process, socket or timer behind keeps mocha from ending: then we
// say what is open, and the run fails.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import picocolors from 'picocolors';
import { missingFor } from './skipped.js';
import type { Skipped, Totals } from './totals.js';

const { EVENT_RUN_END, EVENT_SUITE_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } =
  Mocha.Runner.constants;
const pc = picocolors.createColors(process.env.TEST_COLORS === '1');
const secondsToEnd = 5;
/** Our own standard streams and this watch. */
const ours = new Set(['TTYWrap', 'PipeWrap', 'Timeout']);

export default class Reporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const skipped: Skipped[] = [];
    let counts = { passed: 0, failed: 0, skipped: 0 };
    let started = Date.now();

    runner.on(EVENT_TEST_PASS, () => counts.passed++);
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      counts.failed++;
      console.log(`  ${pc.red('failed')} ${test.titlePath().join(' > ')}: ${firstLine(error)}`);
    });
    runner.on(EVENT_TEST_PENDING, (test) => {
      counts.skipped++;
      skipped.push({ title: test.titlePath().join(' > '), peers: [...missingFor(test)] });
    });
    runner.on(EVENT_SUITE_END, (suite) => {
      if (!suite.parent?.root) return;
      console.log(suiteLine(suite.title, counts, Date.now() - started));
      counts = { passed: 0, failed: 0, skipped: 0 };
      started = Date.now();
    });
    runner.once(EVENT_RUN_END, () => {
      if (this.failures.length > 0) Mocha.reporters.Base.list(this.failures);
      const { passes, failures, pending } = this.stats;
      report({ passed: passes, failed: failures, skipped: pending, skippedTests: skipped });
    });
  }
}

function suiteLine(title: string, counts: Omit<Totals, 'skippedTests'>, milliseconds: number): string {
  const parts = [
    pc.green(`${counts.passed} passed`),
    counts.failed > 0 && pc.red(`${counts.failed} failed`),
    counts.skipped > 0 && pc.yellow(`${counts.skipped} skipped`),
  ].filter(Boolean);
  return `  ${title}: ${parts.join(', ')} ${pc.dim(`(${(milliseconds / 1000).toFixed(1)} s)`)}`;
}

const firstLine = (error: unknown) =>
  String(error instanceof Error ? error.message : error).split('\n')[0] as string;

/** Writes the totals, then watches that mocha ends by itself. */
function report(totals: Totals): void {
  const write = (t: Totals) =>
    process.env.TEST_TOTALS && writeFileSync(process.env.TEST_TOTALS, JSON.stringify(t));
  write(totals);
  const watch = setTimeout(() => {
    const open = process.getActiveResourcesInfo().filter((name) => !ours.has(name));
    console.log(
      pc.red(`  A test left something open (${open.join(', ') || 'a timer'}): mocha cannot end by itself.`),
    );
    write({ ...totals, failed: totals.failed + 1 });
    process.exit(1);
  }, secondsToEnd * 1000);
  watch.unref();
}

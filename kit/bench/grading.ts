// A class of 200 graded as npm run grade does it, and what the same work costs in the usual ways.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gradeBatch } from '../grade/batch.js';
import { capstoneBench } from '../grade/capstone/capstone.js';
import { discover } from '../grade/intake/discover.js';
import { loadGradedStages } from '../grade/judge/checks.js';
import { defaultLimits } from '../grade/judge/limits.js';
import type { SubmissionRecord } from '../grade/record.js';
import { openSandbox } from '../grade/sandbox/choose.js';
import { prepareCourse } from '../grade/sandbox/course.js';
import { hasPeer } from '../peers/detect.js';
import { MIX, writeClass } from './grading-class.js';
import { mochaCpuMs, notebookCpuMs } from './grading-others.js';
import type { Bench, Group } from './group.js';
import { median } from './measure.js';
import { aim, type Row } from './rows.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const group = 'grading';
const MiB = 2 ** 20;

interface Graded {
  readonly records: readonly SubmissionRecord[];
  readonly wallMs: number;
  /** The grader's own CPU time, without the sandboxes'. */
  readonly ownCpuMs: number;
  readonly peakBytes: number;
  /** What the grader grew by from a quarter of the batch to its end. */
  readonly grownBytes: number;
}

/** Needs bubblewrap; says nothing without it. */
export const grading: Group = async (bench) => {
  if (!hasPeer('bubblewrap')) return [];
  const count = bench.quick ? 4 : 200;
  const rows = rowsOf(await gradeClass(count, bench), count);
  return bench.quick ? rows : [...rows, ...others(bench)];
};

const row = (name: string, unit: string, ours: number): Row => ({ group, name, unit, figures: { ours } });

/** On a few runs: they do not depend on each other, so 200 cost 200 times as much. */
function others({ progress }: Bench): Row[] {
  progress('the same work in mocha and in a notebook', 0, 1);
  const times = (measure: (root: string) => number) => median([measure(root), measure(root), measure(root)]);
  return [
    row('CPU time of one mocha process for a solved submission, median of 3', 'ms', times(mochaCpuMs)),
    row(
      'CPU time of one notebook execution for a solved submission, median of 3',
      'ms',
      times(notebookCpuMs),
    ),
  ];
}

function rowsOf(graded: Graded, count: number): Row[] {
  const { records, wallMs, ownCpuMs, peakBytes, grownBytes } = graded;
  const times = records.map(({ timing }) => timing.wallMs).sort((a, b) => a - b);
  const percentile = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  const mean = (of: (record: SubmissionRecord) => number) =>
    records.reduce((sum, record) => sum + of(record), 0) / records.length;
  const sandboxed = mean(({ timing }) => timing.cpuMs ?? 0);
  const measured = sandboxed + ownCpuMs / records.length;
  const largest = Math.max(...records.map(({ timing }) => timing.peakMemoryBytes ?? 0));
  return [
    row(`submissions a minute: ${count}, ${MIX}`, '1/min', (60_000 * records.length) / wallMs),
    {
      ...row('CPU time a submission, sandbox and grader, without the type check', 'ms', measured),
      aim: aim({ what: 'ms of CPU time', unit: 'ms', measured, bound: { most: 500 } }),
    },
    row('  of it in the sandbox', 'ms', sandboxed),
    row(
      'CPU time of the type check besides',
      'ms',
      mean(({ timing }) => timing.typeCheckCpuMs ?? 0),
    ),
    row('time of a submission, p50', 'ms', percentile(0.5)),
    row('time of a submission, p95', 'ms', percentile(0.95)),
    row('peak memory of the grader', 'MiB', peakBytes / MiB),
    row(
      'growth of the grader from a quarter of the class to its end',
      'MiB',
      Math.max(0.01, grownBytes / MiB),
    ),
    row('peak memory of a sandbox', 'MiB', largest / MiB),
  ];
}

async function gradeClass(count: number, { progress }: Bench): Promise<Graded> {
  const base = mkdtempSync(join(tmpdir(), 'bench-grading-'));
  const course = await prepareCourse(root);
  const sandbox = openSandbox('bubblewrap', course.runtime);
  try {
    writeClass(root, join(base, 'class'), count);
    const stages = await loadGradedStages(root);
    const capstone = capstoneBench(course.engine);
    const judge = { course, sandbox, stages, capstone, limits: defaultLimits, typeCheck: true, root };
    const memory: number[] = [];
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    const { records } = await gradeBatch(judge, discover(join(base, 'class')).submissions, {
      ...{ out: join(base, 'out'), jobs: availableParallelism(), seed: 'bench', single: false, warnings: [] },
      onDone() {
        memory.push(process.memoryUsage.rss());
        progress('a class is graded', memory.length, count);
      },
    });
    const { user, system } = process.cpuUsage(cpu);
    const quarter = memory[Math.floor(memory.length / 4)] ?? 0;
    return {
      ...{ records, wallMs: performance.now() - start, ownCpuMs: (user + system) / 1000 },
      ...{ peakBytes: Math.max(...memory), grownBytes: (memory.at(-1) ?? 0) - quarter },
    };
  } finally {
    sandbox.close();
    course.close();
    rmSync(base, { recursive: true, force: true });
  }
}

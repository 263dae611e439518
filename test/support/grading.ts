// Submissions for the grader's tests, and a judge with less patience.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BatchOptions, gradeBatch } from '../../kit/grade/batch.js';
import { capstoneBench } from '../../kit/grade/capstone/capstone.js';
import { discover } from '../../kit/grade/intake/discover.js';
import { type GradedStage, loadGradedStages } from '../../kit/grade/judge/checks.js';
import type { Judge } from '../../kit/grade/judge/judge.js';
import { defaultLimits, type JudgeLimits } from '../../kit/grade/judge/limits.js';
import type { SubmissionRecord } from '../../kit/grade/record.js';
import { openSandbox, type SandboxKind } from '../../kit/grade/sandbox/choose.js';
import { prepareCourse } from '../../kit/grade/sandbox/course.js';

/** Hostile code is ended sooner than by default; honest code does not come near. */
export const shortLimits: JudgeLimits = {
  ...defaultLimits,
  call: { cpuMs: 400, wallMs: 3000 },
  load: { cpuMs: 800, wallMs: 15_000 },
  sandbox: { ...defaultLimits.sandbox, memoryBytes: 256 << 20, processes: 40 },
  typeCheck: { ...defaultLimits.typeCheck, memoryBytes: 512 << 20, wallMs: 4000 },
};

export interface Grading {
  /** For submissions. */
  readonly folder: string;
  readonly out: string;
  /** Adds a submission of these files, by their paths in it. */
  submit(name: string, files: Readonly<Record<string, string | Uint8Array>>): void;
  /** Adds one that solves everything. */
  submitSolved(name: string): void;
  grade(options?: Partial<BatchOptions>): Promise<Map<string, SubmissionRecord>>;
  close(): void;
}

export interface GradingOptions {
  readonly sandbox?: SandboxKind;
  readonly limits?: JudgeLimits;
  readonly stages?: readonly GradedStage[];
  readonly typeCheck?: boolean;
}

export async function startGrading(options: GradingOptions = {}): Promise<Grading> {
  const { sandbox: kind = 'bubblewrap', limits = shortLimits, stages, typeCheck = false } = options;
  const root = process.cwd();
  const base = mkdtempSync(join(tmpdir(), 'grading-test-'));
  const [folder, out] = [join(base, 'submissions'), join(base, 'out')];
  mkdirSync(folder);
  const course = await prepareCourse(root);
  const sandbox = openSandbox(kind, course.runtime);
  const judge: Judge = {
    ...{ course, sandbox, limits, typeCheck, root, capstone: capstoneBench(course.engine) },
    stages: stages ?? (await loadGradedStages(root)),
  };
  return {
    ...{ folder, out },
    submit(name, files) {
      for (const [path, content] of Object.entries(files)) {
        const place = join(folder, name, path);
        mkdirSync(join(place, '..'), { recursive: true });
        writeFileSync(place, content);
      }
    },
    submitSolved: (name) => cpSync('solutions', join(folder, name, 'exercises'), { recursive: true }),
    async grade(more = {}) {
      const batch = { out, jobs: 4, single: false, warnings: [], onDone: () => {}, ...more };
      const { records, failures } = await gradeBatch(judge, discover(folder).submissions, batch);
      if (failures.length > 0)
        throw new Error(failures.map((one) => `${one.submission}: ${one.message}`).join('\n'));
      return new Map(records.map((record) => [record.submission, record]));
    },
    close() {
      sandbox.close();
      course.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

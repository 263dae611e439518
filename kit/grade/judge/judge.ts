// One submission, from its files to its record. Nothing of it is loaded or parsed as code here: its files are bytes that
// are handed to the sandbox, and what comes back is compared.
import type { StageName } from '../../../lib/stages.js';
import { NOTHING_PRINTED } from '../../check/noise.js';
import type { CheckReport, TypeFault } from '../../check/report.js';
import { runChecks } from '../../check/run-stage.js';
import { type CapstoneBench, judgeCapstone } from '../capstone/capstone.js';
import type { Collected } from '../intake/collect.js';
import { RECORD_VERSION, type StageRecord, type SubmissionRecord } from '../record.js';
import type { Course } from '../sandbox/course.js';
import { inside } from '../sandbox/places.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import type { GradedStage } from './checks.js';
import { heapOption, type JudgeLimits } from './limits.js';
import { stageRecord } from './stage-record.js';
import { type StageEvents, SubmissionSubject } from './submission-subject.js';
import { checkTypesConfined, type TypeVerdict } from './type-check.js';

export interface Judge {
  readonly course: Course;
  readonly sandbox: Sandbox;
  readonly stages: readonly GradedStage[];
  readonly limits: JudgeLimits;
  readonly typeCheck: boolean;
  readonly capstone: CapstoneBench;
  readonly root: string;
}

export interface Assignment {
  readonly submission: string;
  readonly seed: string;
  readonly key: string;
  readonly collected: Collected;
  /** The folder on this side that holds the collected files and nothing else. */
  readonly folder: string;
  readonly slot: number;
  readonly warnings: readonly string[];
}

export async function judgeSubmission(judge: Judge, assignment: Assignment): Promise<SubmissionRecord> {
  const began = performance.now();
  const { submission, seed, key, collected, warnings } = assignment;
  const types = judge.typeCheck ? await checkTypesConfined(judge, assignment) : undefined;
  const subject = new SubmissionSubject((first) => startProcess(judge, assignment, first), judge.limits);
  const stages: StageRecord[] = [];
  let usage = {};
  try {
    for (const stage of judge.stages) stages.push(await judgeStage(stage, subject, assignment, types));
    stages.push(await judgeCapstone(judge.capstone, subject, begunStages(collected), seed));
  } finally {
    usage = await subject.close();
  }
  return {
    version: RECORD_VERSION,
    ...{ submission, seed, key },
    score: stages.reduce((total, { score }) => total + score, 0),
    maxScore: stages.reduce((total, { maxScore }) => total + maxScore, 0),
    stages,
    hasHiddenChecks: judge.stages.some(({ hidden }) => hidden.size > 0),
    sandbox: judge.sandbox.record,
    warnings: [...warnings, ...collected.warnings],
    timing: {
      wallMs: Math.round(performance.now() - began),
      ...rounded(usage),
      ...(types?.cpuMs !== undefined && { typeCheckCpuMs: Math.round(types.cpuMs) }),
    },
  };
}

const begunStages = ({ files }: Collected): ReadonlySet<StageName> =>
  new Set([...files].filter(([, { judged }]) => !judged.untouched).map(([stage]) => stage));

const rounded = ({ cpuMs, peakMemoryBytes }: { cpuMs?: number; peakMemoryBytes?: number }) => ({
  ...(cpuMs !== undefined && { cpuMs: Math.round(cpuMs) }),
  ...(peakMemoryBytes !== undefined && { peakMemoryBytes }),
});

async function judgeStage(
  stage: GradedStage,
  subject: SubmissionSubject,
  { collected, seed }: Assignment,
  types: TypeVerdict | undefined,
): Promise<StageRecord> {
  const began = performance.now();
  const file = collected.files.get(stage.stage);
  const wallMs = () => Math.round(performance.now() - began);
  const common = { stage, notes: types?.trouble ? [types.trouble] : [] };
  if (!file || file.judged.untouched) {
    const problem = file ? undefined : `${stage.stage}.ts was not handed in.`;
    const message = file ? 'It is as it came.' : `${stage.stage}.ts was not handed in.`;
    const reports = stage.checks.map((check) => empty(check, message));
    const events = nothingHappened(problem);
    return stageRecord({
      ...common,
      reports,
      events,
      typeErrors: [],
      wallMs: 0,
      ...(file && { file: file.judged }),
    });
  }
  const events = subject.begin(stage.stage);
  const reports = await runChecks(stage, subject, seed);
  await subject.finish();
  const typeErrors: readonly TypeFault[] = types?.faults.get(stage.stage) ?? [];
  return stageRecord({ ...common, reports, events, typeErrors, file: file.judged, wallMs: wallMs() });
}

const nothingHappened = (problem: string | undefined): StageEvents => ({
  ...{ kills: [], refusedFrames: {}, printed: NOTHING_PRINTED },
  ...(problem !== undefined && { problem }),
});

const empty = (
  { function: function_, name, points }: GradedStage['checks'][number],
  message: string,
): CheckReport => ({ function: function_, name, points, status: 'unsolved', message });

/** @param first whether every stage is still to come; a later process compiles only what it is asked for */
function startProcess({ course, sandbox, limits }: Judge, { folder, slot }: Assignment, first: boolean) {
  return sandbox.start({
    command: [
      inside.node,
      heapOption(limits.sandbox),
      '--no-warnings',
      inside.program,
      first ? 'all' : 'asked',
    ],
    mounts: [...course.judge, { from: folder, to: inside.submission }],
    writable: [inside.exercises],
    directory: inside.course,
    limits: limits.sandbox,
    slot: 2 * slot,
  });
}

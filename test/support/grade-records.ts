// A class that was never graded: records as the grader writes them, over the real checks and mistakes of the course.
import { createHash } from 'node:crypto';
import type { Check, StageChecks } from '../../kit/check/check.js';
import type {
  CheckRecord,
  FunctionRecord,
  Kill,
  StageRecord,
  SubmissionRecord,
} from '../../kit/grade/record.js';
import { RECORD_VERSION } from '../../kit/grade/record.js';
import { allStages } from '../../kit/mistakes/stages.js';
import { type Random, seeded } from './random.js';

const courses = await allStages();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const sum = (items: readonly { readonly score: number; readonly maxScore: number }[]) => ({
  score: items.reduce((total, { score }) => total + score, 0),
  maxScore: items.reduce((total, { maxScore }) => total + maxScore, 0),
});

export interface Learner {
  readonly name: string;
  /** How much of the course is solved: 0 to 1. */
  readonly skill: number;
  readonly hidden?: boolean;
  /** Whose answers these are; the name's when left out. */
  readonly copiedFrom?: string;
  readonly kills?: readonly Kill[];
}

/** A whole record of one learner, random from `random` and the learner's skill. */
export function recordOf(learner: Learner, random: Random): SubmissionRecord {
  const stages = courses.map((course, i) => stageOf(course, learner, random, i / courses.length));
  const all = [...stages, capstoneOf(learner)];
  return {
    version: RECORD_VERSION,
    submission: learner.name,
    seed: sha256(`${random.seed} ${learner.name}`).slice(0, 16),
    key: sha256(`key ${learner.name}`),
    ...sum(all),
    stages: all,
    hasHiddenChecks: learner.hidden === true,
    sandbox: {
      kind: 'bubblewrap',
      enforced: ['No network but its own loopback.'],
      notEnforced: ['Memory is limited for each process, not for all together.'],
    },
    warnings: [],
    timing: { wallMs: 900 + random.integer(4000), cpuMs: 400 + random.integer(600), peakMemoryBytes: 9e7 },
  };
}

function stageOf(course: StageChecks, learner: Learner, random: Random, at: number): StageRecord {
  const { stage } = course;
  const names = [...new Set(course.checks.map((check) => check.function))];
  const functions = names.map((name) => functionOf(course, name, learner, random, at));
  const isBegun = functions.some(({ status }) => status !== 'unsolved');
  const codeOf = `${learner.copiedFrom ?? learner.name} ${stage}`;
  return {
    stage,
    ...sum(functions),
    file: {
      path: `exercises/${stage}.ts`,
      bytes: 4000 + random.integer(2000),
      hash: sha256(`${learner.name} ${stage}`),
      codeHash: sha256(isBegun ? codeOf : `untouched ${stage}`),
      untouched: !isBegun,
    },
    typeErrors: [],
    functions,
    kills: stage === '09-rc4-records' ? (learner.kills ?? []) : [],
    refusedFrames: {},
    notes: [],
    wallMs: 60 + random.integer(300),
  };
}

function functionOf(
  course: StageChecks,
  name: Check['function'],
  { skill, hidden }: Learner,
  random: Random,
  at: number,
): FunctionRecord {
  const luck = skill - at + (random.integer(100) - 50) / 120;
  const status = luck > 0.05 ? 'ok' : luck > -0.2 ? 'failed' : 'unsolved';
  const own = course.checks.filter((check) => check.function === name);
  // Some mistakes are made more than others.
  const usual = course.mistakes.filter((mistake) => mistake.function === name).slice(0, 3);
  const mistake =
    status === 'failed' && random.integer(4) > 0 && usual.length > 0 ? random.pick(usual) : undefined;
  const checks: CheckRecord[] = own.map((check, i) => ({
    name: check.name,
    points: check.points,
    status: status === 'failed' && i === 0 && own.length > 1 ? 'ok' : status,
    hidden: false,
    ...(status === 'failed' && i > 0 && { message: mistake?.says ?? 'Byte 3 is 0e, it should be 0f.' }),
    ...(mistake && i === own.length - 1 && { mistake: mistake.name }),
  }));
  if (hidden) checks.push(hiddenCheck(name, status));
  const passed = checks.filter((check) => check.status === 'ok');
  return {
    name,
    score: passed.reduce((total, { points }) => total + points, 0),
    maxScore: checks.reduce((total, { points }) => total + points, 0),
    status: passed.length === checks.length ? 'solved' : status === 'unsolved' ? 'unsolved' : 'begun',
    checks,
  };
}

const hiddenCheck = (name: string, status: CheckRecord['status']): CheckRecord => ({
  name: `${name}: SECRET NAME`,
  points: 2,
  status,
  hidden: true,
  ...(status === 'failed' && {
    message: 'It goes wrong for long input.',
    mistake: 'SECRET MISTAKE',
    detail: 'SECRET DETAIL: byte 70 of input 0102 is 00.',
  }),
});

function capstoneOf({ skill }: Learner): StageRecord {
  const solved = skill >= 1.5;
  const check: CheckRecord = {
    name: 'handshake: with OpenSSL, TLS 1.2',
    points: 20,
    status: solved ? 'ok' : 'skipped',
    hidden: false,
    ...(!solved && { message: 'it waits for the stages before it.' }),
  };
  const scores = { score: solved ? 20 : 0, maxScore: 20 };
  const handshake = {
    name: 'handshake',
    ...scores,
    status: solved ? 'solved' : 'skipped',
    checks: [check],
  } as const;
  return {
    stage: 'capstone',
    ...scores,
    typeErrors: [],
    functions: [handshake],
    kills: [],
    refusedFrames: {},
    notes: [],
    wallMs: 40,
  };
}

/** Who solved everything, and who nothing. */
export const SOLVED = 2;
export const UNTOUCHED = -2;

const given = ['Ada', 'Barış', 'Chen', 'Dóra', 'Esi', 'Farid', 'Grace', 'Hana', 'Ivo', 'Jun', 'Kofi', 'Lena'];
const family = [
  'Abe',
  'Berg',
  'Costa',
  'Diaz',
  'Eze',
  'Fuchs',
  'Gupta',
  'Hopper',
  'Ito',
  'Jansen',
  'Kaya',
  'Lovelace',
];

/** A class: a few who solved all, a few who did nothing, two who handed in the same, and everybody between. */
export function classOf(size: number, seed?: number, hidden = false): SubmissionRecord[] {
  const random = seeded(seed);
  return Array.from({ length: size }, (_, i) => {
    const name = `${given[i % 12]} ${family[(i * 7 + Math.floor(i / 12)) % 12]}${i >= 144 ? ` ${i}` : ''}`;
    const skill = i === 0 ? SOLVED : i === 1 ? UNTOUCHED : random.integer(120) / 100;
    const loop: Kill = { why: 'call time', function: 'rc4', detail: 'A call took more than 2 seconds.' };
    return recordOf(
      {
        name,
        skill,
        hidden,
        ...((i === 5 || i === 9) && { copiedFrom: 'Chen Berg' }),
        ...(i % 11 === 4 && { kills: [loop] }),
      },
      random,
    );
  });
}

// What a check of one stage found out, as data: the terminal, a notebook and --json show the same.
import type { FunctionName, StageName } from '../../lib/stages.js';
import type { Printed } from './noise.js';

export interface StageReport {
  readonly stage: StageName;
  /** The learner's file, from the root of the course. */
  readonly file: string;
  /** Brings back the random inputs. */
  readonly seed: string;
  readonly typeErrors: readonly TypeFault[];
  /** Why nothing could be called: one sentence. */
  readonly problem?: string;
  readonly checks: readonly CheckReport[];
  /** What is worth knowing and changes no verdict; a sentence each. */
  readonly notes: readonly string[];
  /** What the learner's code printed; not there when it printed nothing. */
  readonly printed?: Printed;
  /** Tells the file from the one that it is later. */
  readonly fileHash?: string;
  readonly points: number;
  /** Every check passed and the types are right. */
  readonly solved: boolean;
}

/** Whether the file is more than stubs. */
export const isBegun = ({ checks, problem, typeErrors }: StageReport): boolean =>
  problem !== undefined ||
  typeErrors.length > 0 ||
  checks.some(({ status, calls }) => status === 'ok' || status === 'failed' || calls !== undefined);

export interface TypeFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** The line of code. */
  readonly code: string;
}

export interface CheckReport {
  readonly function: FunctionName;
  readonly name: string;
  readonly points: number;
  readonly status: 'ok' | 'failed' | 'unsolved' | 'skipped';
  /** Why it failed or was skipped. */
  readonly message?: string;
  /** The function that is not solved and without which this one cannot be judged, for it calls it. */
  readonly calls?: string;
  /** The recognised wrong turn. */
  readonly mistake?: string;
}

/** What has been done of one function. */
export interface FunctionReport {
  readonly name: FunctionName;
  readonly checks: readonly CheckReport[];
  readonly points: number;
  readonly of: number;
  /** 'skipped': every check of it waits for others. */
  readonly status: 'solved' | 'unsolved' | 'skipped' | 'begun';
}

/** The checks by function, in the order of the checks. */
export function byFunction(checks: readonly CheckReport[]): FunctionReport[] {
  const names = [...new Set(checks.map((check) => check.function))];
  return names.map((name) => {
    const own = checks.filter((check) => check.function === name);
    return { name, checks: own, points: pointsOf(own), of: sum(own), status: statusOf(own) };
  });
}

const sum = (checks: readonly CheckReport[]) => checks.reduce((total, { points }) => total + points, 0);
export const pointsOf = (checks: readonly CheckReport[]) =>
  sum(checks.filter(({ status }) => status === 'ok'));

function statusOf(checks: readonly CheckReport[]): FunctionReport['status'] {
  const met = new Set(checks.map(({ status }) => status));
  if (met.has('failed') || (met.has('ok') && met.size > 1)) return 'begun';
  if (met.has('ok')) return 'solved';
  return met.has('unsolved') ? 'unsolved' : 'skipped';
}

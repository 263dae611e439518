// What one submission came to, as plain data that JSON can hold. The grader writes one record a submission; every
// format, report and merge is made from these records and from nothing else.

import type { FunctionName, StageName } from '../../lib/stages.js';
import type { Printed } from '../check/noise.js';
import type { TypeFault } from '../check/report.js';

/** Raised when a field changes its meaning or goes away; a new optional field leaves it as it is. */
export const RECORD_VERSION = 1;

export interface SubmissionRecord {
  readonly version: typeof RECORD_VERSION;
  /** Unique in its batch; untrusted text, cleaned of control characters, at most 200 characters. */
  readonly submission: string;
  /** Brings back every random input, so that the same checks give the same scores. */
  readonly seed: string;
  /**
   * Hash over what was handed in, the checks, and the options that bear on the score. A result whose key is another
   * one is of another batch and is graded again.
   */
  readonly key: string;
  readonly score: number;
  readonly maxScore: number;
  /** All stages in their order, then the capstone. Scores and maxima add up to the ones above. */
  readonly stages: readonly StageRecord[];
  /** Whether there were private checks; a total of such a submission never says "all passed". */
  readonly hasHiddenChecks: boolean;
  readonly sandbox: SandboxRecord;
  /** For whoever reads the grade: '--sandbox none was forced', 'two files are called 06-master-secret.ts'. */
  readonly warnings: readonly string[];
  readonly timing: Timing;
}

export interface StageRecord {
  readonly stage: StageName | 'capstone';
  readonly score: number;
  readonly maxScore: number;
  /** Not there when no such file was handed in, and for the capstone. */
  readonly file?: JudgedFile;
  /** Why nothing of it could be called: one sentence to the learner. */
  readonly problem?: string;
  /** Faults of the type check; they cost no points. */
  readonly typeErrors: readonly TypeFault[];
  /** In the order of the course. */
  readonly functions: readonly FunctionRecord[];
  /** Every time that the code was ended, in order. */
  readonly kills: readonly Kill[];
  /** Answers that were thrown away, by kind; only kinds that came. Each cost the call that was under way. */
  readonly refusedFrames: { readonly [kind in RefusedFrame]?: number };
  /** What is worth knowing about the stage and changes no score; a sentence each, for the learner. */
  readonly notes: readonly string[];
  /** What the code printed, control characters removed and cut; untrusted text. */
  readonly printed?: Printed;
  /** Wall-clock time spent on it, sandbox included, without the type check. */
  readonly wallMs: number;
}

export interface FunctionRecord {
  readonly name: FunctionName | 'handshake';
  readonly score: number;
  readonly maxScore: number;
  /** 'solved': every check passed. 'unsolved': the body is still empty. 'skipped': its checks wait for others. */
  readonly status: 'solved' | 'begun' | 'unsolved' | 'skipped';
  readonly checks: readonly CheckRecord[];
}

export interface CheckRecord {
  /** Unique in its stage. Not for the learner when the check is hidden. */
  readonly name: string;
  readonly points: number;
  /** Only 'ok' brings its points; 'uncounted' passed on fixed inputs while every fresh one failed. */
  readonly status: 'ok' | 'failed' | 'unsolved' | 'skipped' | 'uncounted';
  /** From --checks: the learner may see its message and nothing else of it. */
  readonly hidden: boolean;
  /** For the learner; of a hidden check one sentence. It may quote the submission: escape it. */
  readonly message?: string;
  /** The name of the recognised mistake, as in `npm run mistakes-table`. */
  readonly mistake?: string;
  /** For the instructor alone: of a hidden check, the whole message. */
  readonly detail?: string;
}

/** An exercise file as it was judged. */
export interface JudgedFile {
  /** Where it lay in the submission; untrusted text. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly hash: string;
  /** SHA-256 of the code without comments and white space, names replaced by their order: equal for equal answers. */
  readonly codeHash: string;
  /** The code is the exercise as it came. */
  readonly untouched: boolean;
}

/** Why the code was ended, or ended itself. */
export interface Kill {
  readonly why:
    | 'call time'
    | 'wall clock'
    | 'cpu time'
    | 'memory'
    | 'processes'
    | 'protocol'
    | 'exit'
    | 'crash';
  /** The function that was being called; left out while the file was loaded. */
  readonly function?: string;
  /** One sentence. */
  readonly detail: string;
}

/** What can be wrong with a frame that the submission's process sends. */
export type RefusedFrame = 'malformed' | 'too large' | 'forged' | 'unasked';

export interface SandboxRecord {
  readonly kind: 'bubblewrap' | 'docker' | 'podman' | 'none';
  /** Sentences: what was enforced while this was graded, and what could not be. */
  readonly enforced: readonly string[];
  readonly notEnforced: readonly string[];
}

export interface Timing {
  readonly wallMs: number;
  /** CPU time of the submission's processes, sandbox included, where it could be measured. */
  readonly cpuMs?: number;
  /** CPU time of the type check, where there was one and it could be measured. */
  readonly typeCheckCpuMs?: number;
  /** Largest resident set of one of the submission's processes, where it could be measured. */
  readonly peakMemoryBytes?: number;
}

// One interface for every way of locking code in.
import type { Readable, Writable } from 'node:stream';
import type { Kill, SandboxRecord } from '../record.js';

/** A file or folder that the sandbox sees, read-only. */
export interface Mount {
  readonly from: string;
  readonly to: string;
}

export interface Limits {
  /** Of all processes together where a cgroup can be had, else of each. */
  readonly memoryBytes: number;
  /** Threads count. */
  readonly processes: number;
  /** Of each process. */
  readonly cpuSeconds: number;
  /** Of each folder that can be written to. */
  readonly diskBytes: number;
}

export interface Job {
  readonly command: readonly string[];
  readonly mounts: readonly Mount[];
  /** Folders in memory, the only ones that can be written to. */
  readonly writable: readonly string[];
  readonly directory: string;
  readonly limits: Limits;
  /** From 0; no two jobs that run at one time have the same. */
  readonly slot: number;
}

export interface Usage {
  readonly cpuMs?: number;
  readonly peakMemoryBytes?: number;
}

export interface Confined {
  readonly input: Writable;
  readonly output: Readable;
  readonly errors: Readable;
  /** Resolves when it has ended and everything that it started has too. */
  readonly over: Promise<Ending>;
  /** What it has used so far, and in the end. */
  usage(): Usage;
  /** Ends it and everything that it started. */
  kill(): Promise<Ending>;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  /** The limit that ended it, where the sandbox knows. */
  readonly limit?: Extract<Kill['why'], 'memory' | 'processes' | 'cpu time'>;
  readonly usage: Usage;
}

export interface Sandbox {
  readonly record: SandboxRecord;
  start(job: Job): Confined;
  /** Lets go of what it holds; nothing runs any more. */
  close(): void;
}

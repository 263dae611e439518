// How much a submission may use. A solved one takes half a second of CPU time for all stages, and 100 MB.
import type { Patience } from '../channel/line.js';
import type { Limits } from '../sandbox/sandbox.js';

export interface JudgeLimits {
  readonly call: Patience;
  readonly load: Patience;
  /** CPU and wall-clock time of the whole submission. */
  readonly submission: Patience;
  readonly sandbox: Limits;
  readonly typeCheck: Limits & { readonly wallMs: number };
}

const MiB = 2 ** 20;

export const defaultLimits: JudgeLimits = {
  call: { cpuMs: 2000, wallMs: 15_000 },
  load: { cpuMs: 5000, wallMs: 60_000 },
  submission: { cpuMs: 90_000, wallMs: 300_000 },
  sandbox: { memoryBytes: 512 * MiB, processes: 64, cpuSeconds: 90, diskBytes: 16 * MiB },
  typeCheck: { memoryBytes: 1024 * MiB, processes: 64, cpuSeconds: 20, diskBytes: 16 * MiB, wallMs: 60_000 },
};

/** Half of the memory is V8's heap; Buffers and typed arrays lie outside of it. */
export const heapOption = ({ memoryBytes }: Limits) =>
  `--max-old-space-size=${Math.floor(memoryBytes / MiB / 2)}`;

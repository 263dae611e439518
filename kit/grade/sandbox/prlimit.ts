// Limits that the kernel keeps for each process (getrlimit(2)).
import type { Limits } from './sandbox.js';

/** Node reserves far more addresses than it uses memory; below this it does not start. */
const RESERVED_BYTES = 4 * 2 ** 30;

/**
 * A command that sets limits and runs what stands behind it.
 * @param ownUser whether the job's user runs nothing else, so that a count of its processes is a count of the job's
 * @param cgroup whether a control group limits memory and processes already
 */
export function limitsCommand(
  { memoryBytes, processes, cpuSeconds, diskBytes }: Limits,
  { ownUser, cgroup }: { readonly ownUser: boolean; readonly cgroup: boolean },
): string[] {
  return [
    ...['prlimit', `--cpu=${cpuSeconds}`, `--fsize=${diskBytes}`, '--core=0', '--nofile=256'],
    ...(cgroup ? [] : [`--as=${RESERVED_BYTES + memoryBytes}`, ...(ownUser ? [`--nproc=${processes}`] : [])]),
    '--',
  ];
}

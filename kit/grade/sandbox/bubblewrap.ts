// The sandbox of bubblewrap: namespaces of its own for everything, a root that holds what the job needs and no more, and
// another user. Started by root, that user is another one for the kernel too.
import { spawnSync } from 'node:child_process';
import { Cgroup, type CgroupHome, findCgroupHome, sweepCgroups } from './cgroup.js';
import { confine } from './confined.js';
import { limitsCommand } from './prlimit.js';
import type { Job, Mount, Sandbox } from './sandbox.js';

/** Far above the users that a system gives out; each slot has its own, so that they do not share a process count. */
const FIRST_USER = 1_870_000_000;
const NOBODY = '65534';

export interface BubblewrapOptions {
  /** Left out where control groups cannot be made. */
  readonly cgroups?: CgroupHome;
  /** Whether we are root and may become another user. */
  readonly otherUser: boolean;
  /** Whether it can forbid namespaces inside (bubblewrap 0.8). */
  readonly sealed: boolean;
}

/** What this machine allows. @returns undefined, or why bubblewrap does not work here */
export function bubblewrapTrouble(): string | undefined {
  const { error, status, stderr } = probe([]);
  if (error) return 'bubblewrap is not installed (apt-get install bubblewrap)';
  if (status === 0) return undefined;
  return `bubblewrap does not work here: ${stderr.split('\n')[0] || `exit code ${status}`}`;
}

export function bubblewrapOptions(): BubblewrapOptions {
  const cgroups = findCgroupHome();
  return {
    ...(cgroups && { cgroups }),
    otherUser: process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0,
    sealed: probe(['--disable-userns']).status === 0,
  };
}

const probe = (more: string[]) =>
  spawnSync('bwrap', ['--unshare-all', '--unshare-user', ...more, '--ro-bind', '/', '/', 'true'], {
    encoding: 'utf8',
    timeout: 20_000,
  });

/** @param runtime Node and its libraries, which every job sees */
export function bubblewrap(options: BubblewrapOptions, runtime: readonly Mount[]): Sandbox {
  const { cgroups, otherUser } = options;
  if (cgroups) sweepCgroups(cgroups);
  return {
    record: { kind: 'bubblewrap', ...enforcement(options) },
    start(job) {
      const cgroup = cgroups && new Cgroup(cgroups, job.limits);
      return confine({
        command: [
          ...limitsCommand(job.limits, { ownUser: otherUser, cgroup: !!cgroup }),
          ...bubblewrapCommand({ ...job, mounts: [...runtime, ...job.mounts] }, options),
        ],
        ...(otherUser && { uid: FIRST_USER + job.slot }),
        ...{ cgroup, watch: job.limits },
      });
    },
    close: () => cgroups && sweepCgroups(cgroups),
  };
}

export function bubblewrapCommand(job: Job, { sealed }: Pick<BubblewrapOptions, 'sealed'>): string[] {
  const size = ['--size', String(job.limits.diskBytes)];
  return [
    'bwrap',
    ...['--unshare-all', '--unshare-user', ...(sealed ? ['--disable-userns'] : [])],
    ...['--die-with-parent', '--new-session', '--uid', NOBODY, '--gid', NOBODY, '--hostname', 'sandbox'],
    ...['--clearenv', '--setenv', 'HOME', '/tmp', '--setenv', 'PATH', '/tools'],
    ...['--proc', '/proc', '--dev', '/dev', '--remount-ro', '/dev', ...size, '--tmpfs', '/tmp'],
    ...job.mounts.flatMap(({ from, to }) => ['--ro-bind', from, to]),
    ...job.writable.flatMap((folder) => [...size, '--tmpfs', folder]),
    ...['--remount-ro', '/', '--chdir', job.directory, '--', ...job.command],
  ];
}

function enforcement({ cgroups, otherUser, sealed }: BubblewrapOptions) {
  const enforced = [
    'no network but a loopback of its own',
    'a read-only root that holds Node, the course without its reference, and this one submission',
    'folders in memory, limited in size, are all that can be written to',
    'an empty home, a cleared environment, a session and process namespace of its own; whatever is started in it ends with it',
    'time limits: each call, the CPU time of each process, and the whole submission',
  ];
  const notEnforced = ['system calls are not filtered (seccomp): the kernel itself is trusted'];
  (otherUser ? enforced : notEnforced).push(
    otherUser
      ? 'another user and group, also for the kernel'
      : 'another user only inside its namespace: for the kernel it is the user who runs the grader (run it as root to change that)',
  );
  (sealed ? enforced : notEnforced).push(
    sealed
      ? 'no namespaces inside the sandbox'
      : 'it may make namespaces inside its own (bubblewrap 0.8 would forbid that)',
  );
  (cgroups ? enforced : notEnforced).push(
    cgroups
      ? `memory and number of processes of all of it together, by control groups (version ${cgroups.version})`
      : 'memory and processes by the kernel: no control group can be made here, so they are looked at 20 times a second, and what is over its limit is ended (run the grader as root, or give it a group of its own)',
  );
  return { enforced, notEnforced };
}

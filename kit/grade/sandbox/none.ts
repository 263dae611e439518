// No sandbox: the submission runs as whoever runs the grader. For one's own work on a machine without any sandbox, and
// for nothing else.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Cgroup, findCgroupHome } from './cgroup.js';
import { confine } from './confined.js';
import { limitsCommand } from './prlimit.js';
import type { Job, Mount, Sandbox } from './sandbox.js';

export function noSandbox(runtime: readonly Mount[]): Sandbox {
  const cgroups = findCgroupHome();
  return {
    record: {
      kind: 'none',
      enforced: [
        'the checks, the seed and the expected values stay in another process',
        'time limits: each call, the CPU time of each process, and the whole submission',
        ...(cgroups ? ['memory and number of processes of all of it together, by control groups'] : []),
      ],
      notEnforced: [
        'the submission can read, change and send away whatever the user who runs the grader can, the grader and its results included',
      ],
    },
    start(job) {
      const root = lay({ ...job, mounts: [...runtime.slice(0, 1), ...job.mounts] });
      const cgroup = cgroups && new Cgroup(cgroups, job.limits);
      const [program = '', ...args] = job.command;
      const command = [join(root, program), '--preserve-symlinks', '--preserve-symlinks-main', ...args];
      return confine({
        command: [
          ...['env', '--chdir', join(root, job.directory)],
          ...limitsCommand(job.limits, { ownUser: false, cgroup: !!cgroup }),
          ...(program.endsWith('node')
            ? command.map((part) => (part.startsWith('/course/') ? join(root, part) : part))
            : [join(root, program), ...args]),
        ],
        env: { GRADE_ROOT: root, HOME: root },
        ...{ cgroup, watch: job.limits },
        sweep: () => rmSync(root, { recursive: true, force: true }),
      });
    },
    close() {},
  };
}

/** The job's view as a folder: links, and copies of what has something to be written in it. */
function lay({ mounts, writable }: Job): string {
  const root = mkdtempSync(join(tmpdir(), `rebuild-tls-grade-${process.pid}-`));
  const holds = (to: string) =>
    [...writable, ...mounts.map((one) => one.to)].some((path) => path.startsWith(`${to}/`));
  for (const { from, to } of mounts) {
    const place = join(root, to);
    mkdirSync(dirname(place), { recursive: true });
    if (holds(to)) cpSync(from, place, { recursive: true });
    else {
      rmSync(place, { recursive: true, force: true });
      symlinkSync(from, place);
    }
  }
  return root;
}

// The sandbox of Docker or Podman: the same limits and the same view, made by a container engine.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { confine } from './confined.js';
import { inside } from './places.js';
import type { Job, Sandbox } from './sandbox.js';

export type Engine = 'docker' | 'podman';

/** Node comes from the image, at the version that runs the grader. */
export const image = `node:${process.versions.node}-slim`;

/** @returns undefined, or why this engine cannot be used here */
export function containerTrouble(engine: Engine): string | undefined {
  const version = spawnSync(engine, ['version', '--format', '{{.Server.Version}}'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (version.error) return `${engine} is not installed`;
  if (version.status !== 0) return `${engine} is installed but its engine does not answer`;
  const found = spawnSync(engine, ['image', 'inspect', image], { stdio: 'ignore', timeout: 20_000 });
  return found.status === 0
    ? undefined
    : `the image ${image} is not here; get it with ${engine} pull ${image}`;
}

export function container(engine: Engine): Sandbox {
  return {
    record: {
      kind: engine,
      enforced: [
        'no network',
        'a read-only root that holds the image, the course without its reference, and this one submission',
        'folders in memory, limited in size, are all that can be written to',
        'another user, no capabilities, no new privileges, the process namespace of a container',
        `memory and number of processes of the container, by ${engine}`,
        'time limits: each call, the CPU time of each process, and the whole submission',
      ],
      notEnforced: [`the kernel and ${engine} are trusted; CPU time and memory are not measured`],
    },
    start(job) {
      const name = `rebuild-tls-grade-${randomBytes(6).toString('hex')}`;
      return confine({
        command: containerCommand(engine, name, job),
        env: { HOME: process.env.HOME ?? '/' }, // where the engine's own settings are
        sweep: () => void spawnSync(engine, ['rm', '--force', name], { stdio: 'ignore', timeout: 30_000 }),
      });
    },
    close() {},
  };
}

/** The engine reads its mounts as a line of CSV. */
const field = (name: string, path: string) =>
  /[",]/.test(path) ? `"${name}=${path.replaceAll('"', '""')}"` : `${name}=${path}`;

export function containerCommand(engine: Engine, name: string, job: Job): string[] {
  const { memoryBytes, processes, cpuSeconds, diskBytes } = job.limits;
  const [program = '', ...args] = job.command;
  return [
    ...[engine, 'run', '--rm', '--interactive', '--pull', 'never', '--name', name, '--hostname', 'sandbox'],
    ...['--network', 'none', '--read-only', '--user', '65534:65534', '--cap-drop', 'ALL'],
    ...['--security-opt', 'no-new-privileges', '--ipc', 'none'],
    ...[
      '--memory',
      String(memoryBytes),
      '--memory-swap',
      String(memoryBytes),
      '--pids-limit',
      String(processes),
    ],
    ...['--ulimit', `cpu=${cpuSeconds}`, '--ulimit', `fsize=${diskBytes}`],
    ...['--ulimit', 'core=0', '--ulimit', 'nofile=256'],
    ...job.mounts.flatMap(({ from, to }) => [
      '--mount',
      `type=bind,${field('source', from)},${field('target', to)},readonly`,
    ]),
    ...['/tmp', ...job.writable].flatMap((folder) => [
      '--tmpfs',
      `${folder}:rw,nosuid,nodev,size=${diskBytes},mode=1777`,
    ]),
    ...['--env', 'HOME=/tmp', '--workdir', job.directory],
    ...['--entrypoint', program === inside.node ? 'node' : program, image, ...args],
  ];
}

// Tries out what the sandbox is said to hold: a small program for each, run inside.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { inside } from '../grade/sandbox/places.js';
import type { Ending, Limits, Sandbox } from '../grade/sandbox/sandbox.js';

export interface Finding {
  readonly what: string;
  readonly held: boolean;
  readonly detail?: string;
}

interface Probe {
  readonly what: string;
  readonly code: (port: number) => string;
  /** Whether it was held, from what was printed and how it ended; or what got through. */
  readonly judge: (output: string, ending: Ending) => true | string;
}

const MiB = 2 ** 20;
const limits: Limits = { memoryBytes: 160 * MiB, processes: 32, cpuSeconds: 2, diskBytes: 4 * MiB };
const MARK = 'rebuild-tls-doctor-probe';
/** The sandbox has a /tmp of its own. */
const ownPlaces = () =>
  ['/etc/passwd', process.env.HOME, process.cwd()].filter((path) => path && path !== '/tmp');
const nothing = (output: string): true | string => output.trim() === '' || output.trim();

const probes: readonly Probe[] = [
  {
    what: 'no network: this machine cannot be reached',
    code: (port) =>
      `require('net').connect(${port}, '127.0.0.1', () => console.log('reached the grader')).on('error', () => {});`,
    judge: nothing,
  },
  {
    what: 'no files of this machine: /etc, the home folder, the course',
    code: () =>
      `const fs = require('fs'); for (const path of ${JSON.stringify(ownPlaces())}) try { fs.statSync(path); console.log('saw', path); } catch {}`,
    judge: nothing,
  },
  {
    what: 'nothing can be written but in memory',
    code: () =>
      `const fs = require('fs'); for (const path of ['/x', '/usr/x', '${inside.course}/x', '/dev/x', '${inside.node}']) try { fs.writeFileSync(path, 'x'); console.log('wrote', path); } catch {}`,
    judge: nothing,
  },
  {
    what: 'an empty environment',
    code: () =>
      `console.log(Object.keys(process.env).filter((name) => !/^(HOME|PATH|PWD|NODE_VERSION|YARN_VERSION|HOSTNAME)$/.test(name)).join(' '))`,
    judge: nothing,
  },
  {
    what: 'a disk of limited size',
    code: () =>
      `const fs = require('fs'); fs.writeFileSync('/tmp/a', Buffer.alloc(3 << 20)); fs.writeFileSync('/tmp/b', Buffer.alloc(3 << 20)); console.log('wrote 6 MiB');`,
    judge: nothing,
  },
  {
    what: 'memory outside of the JavaScript heap',
    code: () =>
      'const all = []; for (let i = 0; i < 40; i++) all.push(Buffer.alloc(1 << 24, 1)); console.log("took 640 MiB of 160");',
    judge: nothing,
  },
  {
    what: 'CPU time of a process',
    code: () => 'for (;;);',
    judge: (_, { limit, signal, code }) =>
      limit === 'cpu time' || signal !== null || code !== 0 || 'it went on',
  },
  {
    what: 'the number of processes',
    code: () =>
      `const { spawn } = require('child_process'); let n = 0; for (let i = 0; i < 60; i++) spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3000)']).on('spawn', () => n++).on('error', () => {}); setTimeout(() => { if (n >= 40) console.log('started', n); process.exit(); }, 500);`,
    judge: nothing,
  },
  {
    what: 'what it started ends with it',
    code: () =>
      `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000) // ${MARK}'], { detached: true, stdio: 'ignore' }).unref();`,
    judge: () => (commands().some((line) => line.includes(MARK)) ? 'a child is still running' : true),
  },
];

export async function examine(sandbox: Sandbox): Promise<Finding[]> {
  const listener = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  const findings: Finding[] = [];
  for (const probe of probes) findings.push(await run(probe, sandbox, port));
  await new Promise((resolve) => listener.close(resolve));
  return findings;
}

async function run({ what, code, judge }: Probe, sandbox: Sandbox, port: number): Promise<Finding> {
  const confined = sandbox.start({
    command: [inside.node, '-e', code(port)],
    ...{ mounts: [], writable: [], directory: '/', limits, slot: 0 },
  });
  let output = '';
  confined.output.on('data', (text) => (output += text));
  confined.errors.resume();
  const timer = setTimeout(() => void confined.kill(), 15_000);
  const ending = await confined.over;
  clearTimeout(timer);
  const verdict = ending.code === 127 ? 'it did not start' : judge(output, ending);
  return verdict === true ? { what, held: true } : { what, held: false, detail: verdict };
}

function commands(): string[] {
  if (!existsSync('/proc/self')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    });
}

// Time, memory, processes, disk, output, network.
import { all, type Hostile, one } from './case.js';

export const resources: readonly Hostile[] = [
  { name: 'an endless loop', code: one('for (;;);'), kill: 'call time' },
  { name: 'an endless loop while it is loaded', code: one('return 1;', 'for (;;);'), kill: 'call time' },
  {
    name: 'promises without end while it is loaded',
    code: one('return 1;', 'for (;;) await null;'),
    kill: 'call time',
  },
  {
    name: 'an endless loop in a getter',
    code: one('return { get label() { for (;;); } };'),
    kill: 'call time',
  },
  {
    name: 'an endless loop in a proxy',
    code: one('return new Proxy({}, { ownKeys() { for (;;); } });'),
    kill: 'call time',
  },
  {
    name: 'an await at the top that never ends',
    code: one('return 1;', 'setInterval(() => {}, 1000); await new Promise(() => {});'),
    kill: 'call time',
  },
  {
    name: 'a pattern that takes for ever',
    code: one("/^(a+)+$/.test('a'.repeat(40) + 'b'); return 1;"),
    kill: 'call time',
  },
  {
    name: 'asleep for ever',
    code: one('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'),
    kill: 'call time',
  },
  {
    name: 'a bomb of processes',
    code: one(
      "for (let i = 0; i < 200; i++) spawn('/tools/node', ['-e', 'setInterval(() => {}, 9)'], { detached: true, stdio: 'ignore' }).on('error', () => {}); return 1;",
      "import { spawn } from 'node:child_process';",
    ),
  },
  {
    name: 'a detached child that outlives the call',
    code: one(
      "spawn('/tools/node', ['-e', 'setInterval(() => {}, 9) // outlives the call'], { detached: true, stdio: 'ignore' }).unref(); return 1;",
      "import { spawn } from 'node:child_process';",
    ),
  },
  {
    name: 'memory in Buffers',
    code: one('const all: Buffer[] = []; for (;;) all.push(Buffer.alloc(1 << 24, 1));'),
    kill: ['memory', 'call time'],
  },
  {
    name: 'memory in typed arrays',
    code: one('const all: Float64Array[] = []; for (;;) all.push(new Float64Array(1 << 21).fill(1));'),
    kill: ['memory', 'call time'],
  },
  {
    name: 'memory in strings and objects',
    code: one('const all: unknown[] = []; for (;;) all.push(new Array(200_000).fill(all));'),
    kill: ['memory', 'call time'],
  },
  {
    name: 'one array of two gigabytes',
    code: one('return new Uint8Array(2 ** 31).fill(1);'),
    kill: ['memory', 'call time'],
  },
  {
    name: 'a full disk',
    code: all(
      'return 1;',
      `import fs from 'node:fs';
for (const folder of ['/tmp', '/course/exercises', '/dev/shm']) try { for (let i = 0; i < 100; i++) fs.writeFileSync(folder + '/' + i, Buffer.alloc(1 << 20, 1)); console.error('FOUND', folder); } catch {}
`,
    ),
  },
  {
    name: 'a megabyte of prints in every call',
    code: all("process.stderr.write('x'.repeat(1 << 20)); return 1;"),
  },
  {
    name: 'the network',
    code: all(
      'return 1;',
      `import net from 'node:net'; import os from 'node:os';
for (const host of ['127.0.0.1', '10.0.0.1', '1.1.1.1']) net.connect(Number(PORT), host, () => console.error('FOUND', host)).on('error', () => {});
await new Promise((resolve) => setTimeout(resolve, 100));
if (Object.keys(os.networkInterfaces()).some((name) => name !== 'lo')) console.error('FOUND an interface');
`,
    ),
  },
  {
    name: 'something left for the next one, and taken from the last',
    code: all(
      'return 1;',
      `import fs from 'node:fs';
for (const folder of ['/tmp', '/course/exercises', '/dev/shm', '/var/tmp']) try { if (fs.existsSync(folder + '/left-behind')) console.error('FOUND', folder); fs.writeFileSync(folder + '/left-behind', 'x'); } catch {}
`,
    ),
  },
  {
    name: 'the same once more',
    code: all(
      'return 1;',
      `import fs from 'node:fs';
for (const folder of ['/tmp', '/course/exercises', '/dev/shm', '/var/tmp']) if (fs.existsSync(folder + '/left-behind')) console.error('FOUND', folder);
`,
    ),
  },
  {
    name: 'types that hang the compiler',
    code: `type Grow<T extends unknown[], N extends number> = T['length'] extends N ? T : Grow<[...T, 0], N> | Grow<[0, ...T, 1], N>;
type Word<A extends string, N extends unknown[]> = N['length'] extends 14 ? A : Word<\`\${A}a\` | \`\${A}b\` | \`\${A}c\` | \`\${A}d\`, [...N, 0]>;
export const long: Word<'', []> extends infer X ? Grow<[], 900> & X : never = 1 as never;
${all('return 1;')}`,
  },
];

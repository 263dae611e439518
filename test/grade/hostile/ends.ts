// Ending the process, or whoever is near.
import { all, type Hostile, one } from './case.js';

export const ends: readonly Hostile[] = [
  { name: 'process.exit(0) in a call', code: all('process.exit(0);'), kill: 'exit' },
  { name: 'process.exit(0) while it is loaded', code: all('return 1;', 'process.exit(0);'), kill: 'exit' },
  {
    name: 'the exit below process.exit',
    code: all('(process as any).reallyExit(0);'),
    kill: 'exit',
  },
  { name: 'process.abort()', code: one('process.abort();'), kill: 'crash' },
  { name: 'a signal to itself', code: one("process.kill(process.pid, 'SIGKILL');"), kill: 'crash' },
  {
    name: 'a signal to everybody it can reach',
    code: one(
      "process.kill(-1, 'SIGKILL'); process.kill(1, 'SIGKILL'); process.kill(process.ppid, 'SIGKILL'); process.exit(0);",
    ),
  },
  {
    name: 'an error while it is loaded',
    code: all('return 1;', "throw new Error('no');"),
    problem: /cannot be loaded/,
  },
  { name: 'no TypeScript at all', code: 'this is no program', problem: /cannot be loaded/ },
  { name: 'an empty file', code: '' },
  {
    name: 'the standard output closed',
    code: one(
      "require_('node:fs').closeSync(1);",
      "import { createRequire } from 'node:module'; const require_ = createRequire(import.meta.url);",
    ),
  },
];

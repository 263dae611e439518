// Looking for the answers: the reference, the checks, the solutions, other submissions, the judge's memory. Where one of
// these finds what it looks for, it answers with it.
import { all, type Hostile } from './case.js';

const root = process.cwd();

/** Takes the functions of a module for its own. */
const borrow = (specifier: string) => `export * from '${specifier}';`;
/** Tries paths, and answers with whatever module comes of one. */
const tryPaths = (paths: readonly string[]) =>
  all(
    'return undefined;',
    `let found: any;
for (const path of ${JSON.stringify(paths)}) try { found ??= await import(path); } catch {}
if (found) throw new Error('found');
`,
  );
/** Reads files, and complains loudly where it can read one. */
const reads = (paths: readonly string[], what: string) =>
  all(
    'return undefined;',
    `import fs from 'node:fs';
for (const path of ${JSON.stringify(paths)}) try { if (/${what}/.test(fs.readFileSync(path, 'latin1'))) throw 'found'; } catch (error) { if (error === 'found') console.error('FOUND', path); }
`,
  );

export const reading: readonly Hostile[] = [
  {
    name: 'the reference of its own stage',
    code: borrow('../lib/finished.js'),
    problem: /imports \.\.\/lib\/finished\.js, which is not there/,
  },
  {
    name: 'the reference of all stages',
    code: borrow('../lib/stages.js'),
    problem: /imports \.\.\/lib\/stages\.js/,
  },
  { name: 'the solution', code: borrow('../solutions/08-finished.js'), problem: /imports \.\.\/solutions/ },
  { name: 'the checks', code: borrow('../test/stages/08-finished.js'), problem: /imports \.\.\/test/ },
  {
    name: 'the course by its path on this machine',
    code: tryPaths(
      ['lib/finished.ts', 'solutions/08-finished.ts', 'test/stages/08-finished.ts'].map(
        (path) => `${root}/${path}`,
      ),
    ),
  },
  {
    name: 'the course by ways around',
    code: tryPaths(
      ['/proc/1/root', '/proc/self/root', '/proc/self/cwd/../..', '/proc/1/cwd'].map(
        (path) => `${path}${root}/lib/finished.ts`,
      ),
    ),
  },
  {
    name: 'the environment of whoever started it',
    code: reads(
      ['/proc/self/environ', '/proc/1/environ', '/proc/2/environ'],
      'TEST_SEED|npm_|INIT_CWD|SECRET_OF_THE_JUDGE',
    ),
  },
  {
    name: 'the memory and the files of other processes',
    code: all(
      'return undefined;',
      `import fs from 'node:fs';
for (const pid of fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)))
  for (const file of ['mem', 'maps', 'cmdline', 'fd'])
    try {
      const text = file === 'fd' ? fs.readdirSync('/proc/' + pid + '/fd').map((fd) => fs.readlinkSync('/proc/' + pid + '/fd/' + fd)).join() : fs.readFileSync('/proc/' + pid + '/' + file, 'latin1');
      if (/mocha|kit.grade.main|tsx/.test(text)) console.error('FOUND', pid, file);
    } catch {}
`,
    ),
  },
  {
    name: 'other submissions and results',
    code: all(
      'return undefined;',
      `import fs from 'node:fs';
const look = (folder: string, depth: number): void => {
  if (depth > 4) return;
  let entries: fs.Dirent[] = [];
  try { entries = fs.readdirSync(folder, { withFileTypes: true }); } catch {}
  for (const entry of entries) {
    const path = folder + '/' + entry.name;
    if (/honest|results|grades\\.csv|solutions|\\.git$/.test(path)) console.error('FOUND', path);
    if (entry.isDirectory() && !/^\\/(proc|dev|sys)/.test(path)) look(path, depth + 1);
  }
};
for (const folder of ['/', '/submission/..', '/tmp', '/course/../..', process.env.HOME ?? '/root']) look(folder, 0);
`,
    ),
  },
  {
    name: 'a link to a file outside',
    code: all(
      'return undefined;',
      `import fs from 'node:fs';
for (const target of ['/etc/passwd', '${root}/package.json']) try { fs.symlinkSync(target, '/tmp/link'); if (fs.readFileSync('/tmp/link').length > 0) console.error('FOUND', target); } catch {}
`,
    ),
  },
  {
    name: 'files of the course written over',
    code: all(
      'return undefined;',
      `import fs from 'node:fs';
for (const path of ['/course/program.js', '/course/lib/errors.js', '/submission/08-finished.ts', '/tools/node', '/dev/x', '/x', '${root}/package.json'])
  try { fs.writeFileSync(path, 'x'); console.error('FOUND', path); } catch {}
`,
    ),
  },
  {
    name: 'a namespace of its own, to see more',
    code: all(
      'return undefined;',
      `import { spawnSync } from 'node:child_process';
for (const program of ['/usr/bin/unshare', '/usr/bin/bwrap', '/bin/sh', '/usr/bin/openssl']) if (!spawnSync(program, ['-r', 'true']).error) console.error('FOUND', program);
`,
    ),
  },
];

// slow: starts processes
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Execution, type Kernel, startKernel } from '../kit/kernel/client.js';
import { eventually } from './support/eventually.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CELL_MS = 10_000;
/** tslab aborts whatever comes within 200 ms after a failure. */
const ABORT_WINDOW_MS = 250;

function printed({ outputs }: Execution): string {
  return outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join('');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('kernel', function () {
  this.timeout(20_000);
  let kernel: Kernel;
  const run = (code: string) => kernel.execute(code, CELL_MS);
  const fail = async (code: string) => {
    const execution = await run(code);
    await sleep(ABORT_WINDOW_MS);
    assert.equal(execution.status, 'error', printed(execution));
    return execution;
  };

  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.stop());

  it('runs cells that share their names, and imports from the repository root', async () => {
    assert.equal(
      (await run(`import { suiteById } from './lib/suites.js';\nconst two: number = 2;`)).status,
      'ok',
    );
    const { status, outputs, error } = await run(`console.log(two);\nsuiteById(4).name`);
    assert.deepEqual([status, error], ['ok', '']);
    assert.deepEqual(outputs, [
      { output_type: 'stream', name: 'stdout', text: '2\nTLS_RSA_WITH_RC4_128_MD5\n' },
    ]);
  });

  it('takes a property of an earlier value under another name', async () => {
    await run('const give = (n: number) => ({ record: n, rest: -n });');
    const { outputs, error } = await run(
      'const { record: taken, rest } = give(7);\nconsole.log(taken, rest);',
    );
    assert.equal(error, '');
    assert.deepEqual(outputs, [{ output_type: 'stream', name: 'stdout', text: '7 -7\n' }]);
  });

  it('puts an earlier value into an object by its name alone', async () => {
    await run('const [kept, changed] = [7, 8];\nlet later = 0;');
    const { outputs, error } = await run(
      'const own = 9;\n({ later } = { later: 10 });\nconsole.log(JSON.stringify({ kept, changed, own, later }));',
    );
    assert.equal(error, '');
    const text = '{"kept":7,"changed":8,"own":9,"later":10}\n';
    assert.deepEqual(outputs.slice(0, 1), [{ output_type: 'stream', name: 'stdout', text }]);
  });

  it('gives HTML and SVG as display data', async () => {
    const code = `import * as tslab from 'tslab';\ntslab.display.html('<b>1</b>');\ntslab.display.svg('<svg/>');`;
    assert.deepEqual((await run(code)).outputs, [
      { output_type: 'display_data', data: { 'text/html': '<b>1</b>' }, metadata: {} },
      { output_type: 'display_data', data: { 'image/svg+xml': '<svg/>' }, metadata: {} },
    ]);
  });

  it('a stack names lines of cells and of our files, and nothing of the machine', async () => {
    const types = `interface A {\n  a: number;\n}\n`;
    await run(`import { decodeAll } from './lib/codec.js';\n${types}function read(n: number) {
  return decodeAll(new Uint8Array(n), 'x', (r) => r.uint8('a'));\n}`);
    const { error } = await fail(`const a = 1;\n\n${types}  read(2);`);
    assert.match(error, /^TlsError: x ends with 1 bytes that belong to no field\n/);
    assert.match(error, /at Reader\.end \(lib\/codec\.ts:\d+:\d+\)/);
    assert.match(error, /at read \(cell-\d+:6:\d+\)\n {4}at cell-\d+:6:3\b/);
    assert.ok(!error.includes(ROOT) && !error.includes('node:') && !error.includes('evalmachine'), error);
  });

  it('a type error fails with its line', async () => {
    assert.match(
      (await fail(`const a = 1;\nconst b: string = a;`)).error,
      /^2:7 - Type 'number' is not assignable/,
    );
  });

  it('what is queued behind a failing cell is aborted, not passed', async () => {
    const [first, second] = await Promise.all([run(`throw new Error('first')`), run(`1 + 1`)]);
    await sleep(ABORT_WINDOW_MS);
    assert.deepEqual([first?.status, second?.status], ['error', 'aborted']);
    assert.notEqual(second?.error, '');
  });

  it('a rejected promise that nobody awaits fails the cell', async () => {
    assert.match((await fail(`Promise.reject(new Error('left behind'));\n1`)).error, /^Error: left behind/);
    assert.equal((await run('1')).status, 'ok');
  });

  it('an awaited failure fails the cell', async () => {
    assert.match((await fail(`await Promise.reject(new TypeError('no'))`)).error, /^TypeError: no/);
  });
});

// In a project of its own, since a kernel sees only files below its root.
describe('kernel: files that change under it', function () {
  this.timeout(20_000);
  const root = mkdtempSync(join(tmpdir(), 'kernel-test-'));
  const write = (name: string, text: string) => writeFileSync(join(root, 'exercises', name), text);
  const code = `import { get } from './exercises/outer.js';\nimport { Other } from './exercises/other.js';\nget()`;
  let kernel: Kernel;
  let last: Execution;
  const run = async (source: string) => {
    last = await kernel.execute(source, CELL_MS);
    if (last.status === 'error') await sleep(ABORT_WINDOW_MS);
    return last;
  };

  before(async () => {
    cpSync(join(ROOT, 'kit/kernel'), join(root, 'kit/kernel'), { recursive: true });
    for (const file of ['package.json', 'kit/exit-on-signals.ts']) cpSync(join(ROOT, file), join(root, file));
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
    mkdirSync(join(root, 'exercises'));
    write('inner.ts', `export const value = 'old';\n`);
    write('outer.ts', `import { value } from './inner.js';\nexport const get = (): string => value;\n`);
    write('other.ts', `import '@noble/hashes/utils.js';\nexport class Other {}\n`);
    const client = await import(pathToFileURL(join(root, 'kit/kernel/client.ts')).href);
    kernel = await client.startKernel();
  });
  after(async () => {
    await kernel?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it('a changed module reloads the one that imports it, and no other', async () => {
    assert.equal(printed(await run(code)), 'old\n');
    await run('const before = Other;');
    write('inner.ts', `export const value = 'new';\n`);
    await eventually(async () => printed(await run(code)) === 'new\n');
    assert.equal(printed(await run('before === Other')), 'true\n');
  });

  it('a change that no longer fits the module that imports it is a type error there', async () => {
    write('inner.ts', 'export const value = 3;\n');
    await eventually(async () => (await run(code)).status === 'error');
    assert.match(
      last.error,
      /^exercises\/outer\.ts 2:\d+ - Type 'number' is not assignable to type 'string'/,
    );
    write('inner.ts', `export const value = 'mended';\n`);
    await eventually(async () => printed(await run(code)) === 'mended\n');
  });

  it("of the course's own modules, which npm test checks, only a syntax error counts", async () => {
    mkdirSync(join(root, 'lib'));
    writeFileSync(join(root, 'lib/mistyped.ts'), `export const n: number = 'text' as never;\nn.none;\n`);
    assert.equal((await run(`import { n } from './lib/mistyped.js';\nn.length`)).status, 'error'); // the cell's
    assert.match(last.error, /^2:\d+ - Property 'length' does not exist/);
    assert.equal(printed(await run(`import { n } from './lib/mistyped.js';\nn`)), 'text\n');
    writeFileSync(join(root, 'lib/cut.ts'), 'export const n = (;\n');
    assert.match(
      (await run(`import { n } from './lib/cut.js';`)).error,
      /^lib\/cut\.ts \d+:\d+ - Expression expected/,
    );
  });

  it('a new file next to the imported ones breaks nothing', async () => {
    write('new.ts', '');
    for (let i = 0; i < 5; i++) {
      await sleep(400); // for the file watcher
      assert.equal((await run('1 + 1')).status, 'ok', last.error);
    }
  });
});

describe('kernel: compiled modules', () => {
  const require = createRequire(import.meta.url);
  const { compiler } = require('../kit/kernel/compile.cjs') as {
    compiler(ts: object, folder: string): (text: string, name: string) => string;
  };
  const ts = require('@tslab/typescript-for-tslab');
  const folder = mkdtempSync(join(tmpdir(), 'compile-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const text = `import { x } from './x.js';\nexport const y: number = x;\n`;

  it('are CommonJS, and compiled once for each text, name and compiler', () => {
    let runs = 0;
    const counting = {
      ...ts,
      transpileModule: (...args: unknown[]) => {
        runs++;
        return ts.transpileModule(...args);
      },
    };
    const compile = compiler(counting, folder);
    const first = compile(text, '/r/y.ts');
    assert.match(first, /require\("\.\/x\.js"\)/);
    assert.equal(compiler(counting, folder)(text, '/r/y.ts'), first);
    assert.equal(runs, 1);
    compile(`${text}// more`, '/r/y.ts');
    compile(text, '/r/z.ts');
    compiler({ ...counting, version: '0' }, folder)(text, '/r/y.ts');
    assert.equal(runs, 4);
  });

  it('a folder that cannot be written only costs time', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    assert.match(compiler(ts, file)(text, '/r/y.ts'), /exports\.y/);
  });
});

describe('kernel: reloadDependents', () => {
  type Output = { path: string; data: string };
  type Convert = (previous: string, source: string) => { sideOutputs?: Output[] };
  const { reloadDependents } = createRequire(import.meta.url)('../kit/kernel/reload.cjs') as {
    reloadDependents(convert: Convert): Convert;
  };
  const module = (name: string, ...imports: string[]): Output => ({
    path: `/r/${name}.js`,
    data: imports.map((path) => `const x = require("${path}");`).join('\n'),
  });

  it('follows imports through other modules and round a circle, and leaves the rest', () => {
    const all = [
      module('a'),
      module('b', './a.js', './c.js'),
      module('c', './b.js'),
      module('d'),
      module('e', './c.js'),
    ];
    const emitted: (Output[] | undefined)[] = [all, undefined, [module('f', './d.js')], [module('a')]];
    const convert = reloadDependents(() => {
      const sideOutputs = emitted.shift();
      return sideOutputs ? { sideOutputs } : {};
    });
    const paths = () =>
      convert('', '')
        .sideOutputs?.map(({ path }) => path.slice(3, 4))
        .sort()
        .join('');
    assert.deepEqual([paths(), paths(), paths(), paths()], ['abcde', undefined, 'f', 'abce']);
  });
});

describe('kernel: processes', function () {
  this.timeout(60_000);

  it('stop ends what a cell started', async () => {
    const kernel = await startKernel();
    const code = `import { spawn } from 'node:child_process';
spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).pid`;
    const pid = Number(printed(await kernel.execute(code, CELL_MS)));
    assert.ok(pid > 0 && isRunning(pid));
    await kernel.stop();
    await eventually(() => !isRunning(pid));
    assert.equal((await kernel.execute('1', CELL_MS)).status, 'died');
  });

  const parent = `import { startKernel } from './kit/kernel/client.ts';
const kernel = await startKernel();
console.log((await kernel.execute('process.pid', 5000)).outputs[0].text);`;
  it('a kernel ends with its parent, whatever ends that', async () => {
    const ends = [
      ['SIGTERM', 143],
      ['SIGINT', 130],
      ['SIGKILL', null],
    ] as const;
    await Promise.all(ends.map(([signal, code]) => endParent(signal, code)));
  });

  async function endParent(signal: NodeJS.Signals, code: number | null): Promise<void> {
    const args = ['--import', 'tsx', '--input-type=module', '-e', parent];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const pid = await new Promise<number>((resolve) =>
      child.stdout.once('data', (data) => resolve(Number(data))),
    );
    assert.ok(isRunning(pid));
    child.kill(signal);
    assert.equal(await exited, code, signal);
    await eventually(() => !isRunning(pid));
  }
});

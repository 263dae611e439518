// slow: starts processes
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatNotebook, type Notebook, readNotebook } from '../kit/notebooks/notebook.js';
import { describeChanges, describeFailure } from '../kit/notebooks/report.js';
import { printedText, runNotebook, taggedCell } from '../kit/notebooks/run.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FIRST = join(ROOT, 'notebooks/00-the-first-milliseconds.ipynb');

/** A notebook that was never run, one code cell for each source. */
function notebook(...sources: string[]): Notebook {
  const cells = sources.map((source, i) => ({
    cell_type: 'code' as const,
    id: `c${i + 1}`,
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
  }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

/** Runs the command as a user would, in a pipe. */
function cli(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const all = ['--import', 'tsx', 'kit/notebooks/main.ts', ...args];
  const child = spawn(process.execPath, all, { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

describe('notebooks: failures', function () {
  this.timeout(20_000);
  const cases: [what: string, sources: string[], timeoutMs: number, report: RegExp[]][] = [
    [
      'a cell that throws',
      [
        'const f = (x: number) => {\n  throw new Error("no " + x);\n};',
        '1 + 1',
        'const a = 1;\n  f(a);\nf(2);',
        '4',
      ],
      5000,
      [/^tiny: cell 3 \(c3\), line 2 failed\n {6}f\(a\);\n {6}\^\nError: no 1\n/, /at f \(cell-1:2:9\)/],
    ],
    [
      'a type error',
      ['const a = 1;\nconst b: string = a;'],
      5000,
      [/^tiny: cell 1 \(c1\), line 2 failed\n {4}const b: string = a;\n {10}\^\n2:7 - Type 'number' is not/],
    ],
    [
      'process.exit(0)',
      ['process.exit(0)', '2'],
      5000,
      [/cell 1 \(c1\) ended the kernel\n.*\n.*ended \(exit code 0\)/],
    ],
    [
      'an endless loop',
      ['1', 'while (true) {}'],
      500,
      [/cell 2 \(c2\) did not end\n.*\n.*within 0.5 seconds/],
    ],
  ];
  for (const [what, sources, timeoutMs, reports] of cases)
    it(`${what} is reported, and nothing after it runs`, async () => {
      const ran: number[] = [];
      const { failure } = await runNotebook(notebook(...sources), (number) => ran.push(number), timeoutMs);
      assert.ok(failure);
      assert.equal(ran.at(-1), failure.number);
      for (const report of reports) assert.match(describeFailure('tiny', failure), report);
    });
});

describe('notebooks: the command', function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), 'notebooks-test-'));
  const path = join(folder, 'tiny.ipynb');
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('reports an output that is not the committed one, writes it only with --update', async () => {
    const source = notebook(`console.log('one');\nconsole.log('two')`, `import './lib/errors.js';\n[1, 2]`);
    writeFileSync(path, formatNotebook(source));
    assert.equal((await cli(path, '--update')).code, 0);
    const updated = readFileSync(path, 'utf8');
    assert.deepEqual(
      (await readNotebook(path)).cells.map((cell) => 'execution_count' in cell && cell.execution_count),
      [1, 2],
    );
    writeFileSync(path, updated.replace('two\\n"', 'three\\n"'));
    const { code, stderr } = await cli(path);
    assert.equal(code, 1);
    assert.match(stderr, /tiny: cell 1 \(c1\) gives another output than the committed one/);
    assert.match(stderr, /\n-three\n\+two\n/);
    assert.equal(readFileSync(path, 'utf8'), updated.replace('two\\n"', 'three\\n"'));
  });

  it('--summary prints what the summary cell shows, and what to do next', async () => {
    const [cell] = notebook(`console.log('42 values')`).cells;
    const summary = { ...cell, metadata: { tags: ['summary'] } } as never;
    writeFileSync(path, formatNotebook({ ...notebook(), cells: [summary] }));
    const { stdout } = await cli(path, '--update', '--summary');
    assert.match(stdout, /\n42 values\n\nThe whole story is in .*tiny\.ipynb; .*\n.*npm run progress .*\n$/);
  });

  it('a failing cell ends it with 1, and --update does not write it', async () => {
    const failing = formatNotebook(notebook('1', `throw new Error('no')`));
    writeFileSync(path, failing);
    const { code, stderr } = await cli(path, '--update');
    assert.equal(code, 1);
    assert.match(stderr, /cell 2 \(c2\), line 1 failed/);
    assert.equal(readFileSync(path, 'utf8'), failing);
  });

  it('a wrong name or option ends it with 2 and a sentence', async () => {
    const [name, option] = await Promise.all([cli('77'), cli('--nothing')]);
    assert.equal(name.code, 2);
    assert.match(name.stderr, /^There is no notebook 77; there are: 00-/);
    assert.equal(option.code, 2);
    assert.match(option.stderr, /--nothing/);
  });
});

describe('notebooks: 00-the-first-milliseconds', function () {
  this.timeout(60_000);

  it('gives the committed outputs to the byte, and ends with the reply', async () => {
    const committed = await readNotebook(FIRST);
    const { notebook: now, failure } = await runNotebook(committed, () => {}, 30_000);
    assert.equal(failure && describeFailure('00', failure), undefined);
    assert.deepEqual(describeChanges('00', committed, now), []);
    assert.equal(formatNotebook(now), readFileSync(FIRST, 'utf8'));
    const summary = taggedCell(now, 'summary');
    assert.ok(summary);
    assert.match(printedText(summary), /GET \/gp\/cart\/view\.html/);
    assert.match(printedText(summary), /HTTP\/1\.1 200 OK/);
    assert.doesNotMatch(printedText(summary), /differs|✗/);
  });
});

describe('notebooks: files', () => {
  it('are formatted as Jupyter does: keys sorted, lines apart, no volatile metadata', () => {
    const [cell] = notebook('a\nb\n').cells;
    const messy = {
      ...cell,
      metadata: { tags: ['t'], collapsed: true, execution: { 'iopub.status': 'x' } },
    } as never;
    const text = formatNotebook({ ...notebook(), cells: [messy] });
    assert.equal(text.at(-1), '\n');
    const stored = JSON.parse(text);
    assert.deepEqual(Object.keys(stored), ['cells', 'metadata', 'nbformat', 'nbformat_minor']);
    assert.deepEqual(stored.cells[0].source, ['a\n', 'b\n']);
    assert.deepEqual(stored.cells[0].metadata, { tags: ['t'] });
  });
});

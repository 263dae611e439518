// slow: starts processes
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Output } from '../kit/kernel/client.js';
import { changedExercises } from '../kit/loop/changed.js';
import { copyCourse } from '../kit/loop/copy.js';
import { exerciseOf, stubOf } from '../kit/loop/paths.js';
import {
  type Cell,
  type CodeCell,
  formatNotebook,
  type Notebook,
  readNotebook,
} from '../kit/notebooks/notebook.js';
import { Progress } from '../kit/notebooks/progress.js';
import { describeChanges, describeFailure } from '../kit/notebooks/report.js';
import { printedText, runNotebook, taggedCell } from '../kit/notebooks/run.js';
import { settle } from '../kit/notebooks/settle.js';
import { stageNames } from '../lib/stages.js';

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
  this.timeout(60_000);
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

  it('cells that were never run have nothing to compare, and one line says so', async () => {
    writeFileSync(path, formatNotebook(notebook('1', '2')));
    const { code, stdout } = await cli(path);
    assert.equal(code, 0);
    assert.match(stdout, /^2 cells had never been run in the file, so there was nothing to compare\.$/m);
    assert.match((await cli(path, '--update')).stdout, /2 outputs updated/);
    assert.match((await cli(path)).stdout, /every output as committed\n$/);
  });

  it('a file that is no notebook is refused before anything runs', async () => {
    const other = join(folder, 'other.ipynb');
    for (const text of ['{"cells": [', '{}', '']) {
      writeFileSync(other, text);
      const { code, stdout, stderr } = await cli(path, other);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /other\.ipynb is not a notebook of nbformat 4; git checkout/);
    }
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
    assert.match(name.stderr, /^notebooks: there is no notebook 77; there are 00-/);
    assert.equal(option.code, 2);
    assert.match(option.stderr, /--nothing/);
  });
});

describe('notebooks: the course', function () {
  this.timeout(300_000);

  it('every notebook gives its committed outputs, and the first ends with the reply', async () => {
    const { code, stdout, stderr } = await cli();
    assert.deepEqual([code, stderr], [0, ''], `${stdout}\n${stderr}`);
    assert.doesNotMatch(stdout, /not compared|nothing to compare|updated|changed|failed/);
    const summary = taggedCell(await readNotebook(FIRST), 'summary');
    assert.ok(summary);
    assert.match(printedText(summary), /GET \/gp\/cart\/view\.html/);
    assert.match(printedText(summary), /HTTP\/1\.1 200 OK/);
    assert.doesNotMatch(printedText(summary), /differs|✗/);
  });
});

describe('notebooks: what is not compared', () => {
  const folder = mkdtempSync(join(tmpdir(), 'notebooks-test-'));
  const path = join(folder, 'one.ipynb');
  after(() => rmSync(folder, { recursive: true, force: true }));
  const html = (text: string): Output => ({
    output_type: 'display_data',
    data: { 'text/html': text },
    metadata: {},
  });
  const shows = (cell: Cell | undefined, ...outputs: Output[]) => ({
    ...(cell as CodeCell),
    execution_count: 1,
    outputs,
  });
  const [cell] = notebook('await live()').cells;
  const one = (...outputs: Output[]): Notebook => ({ ...notebook(), cells: [shows(cell, ...outputs)] });
  const changes = (before: Notebook, after: Notebook, changed = false) =>
    describeChanges('n', before, settle(before, after, changed).notebook).length;

  const committed = one(html('with <span class="varies">OpenSSL</span>, <b>93</b>'));

  it('is what varies; the committed outputs stay, to the byte', () => {
    const elsewhere = one(html('with <span class="varies">GnuTLS &amp; more</span>, <b>93</b>'));
    assert.equal(changes(committed, elsewhere), 0);
    assert.deepEqual(settle(committed, elsewhere, false).notebook, committed);
  });

  it('does not hang on the order in which a file has the keys of an output', async () => {
    writeFileSync(path, formatNotebook(committed));
    const read = await readNotebook(path);
    const elsewhere = one(html('with <span class="varies">node:tls</span>, <b>93</b>'));
    assert.deepEqual(settle(read, elsewhere, false).notebook.cells, read.cells);
    assert.equal(changes(read, elsewhere), 0);
  });

  it('whatever else differs counts, and is then stored with what varies', () => {
    for (const text of [
      'with <span class="varies">OpenSSL</span>, <b>94</b>',
      'with OpenSSL, <b>93</b>',
      'with <span class="other">OpenSSL</span>, <b>93</b>',
    ])
      assert.equal(changes(committed, one(html(text))), 1, text);
    const other = one(html('with <span class="varies">GnuTLS</span>, <b>94</b>'));
    assert.deepEqual(settle(committed, other, false).notebook, other);
    assert.equal(changes(committed, one()), 1);
    const printed: Output = { output_type: 'stream', name: 'stdout', text: '<b class="varies">1</b>' };
    assert.equal(
      changes(one(printed), one({ ...printed, text: '<b class="varies">2</b>' })),
      1,
      'text is no HTML',
    );
  });

  it('is a cell that shows your own work, once an exercise is not as it came', () => {
    const tagged = (notebook: Notebook): Notebook => ({
      ...notebook,
      cells: notebook.cells.map((each) => ({ ...each, metadata: { tags: ['yours'] } })),
    });
    const [before, after] = [tagged(one(html('unsolved'))), tagged(one(html('solved')))];
    assert.equal(changes(before, after, true), 0);
    assert.deepEqual(settle(before, after, true), { notebook: before, yours: 1, neverRun: 0 });
    assert.equal(changes(before, after, false), 1, 'exercises as they came');
    assert.equal(changes(one(html('a')), one(html('b')), true), 1, 'a cell without the tag');
  });

  it('changed exercises are found: another text, and no file', () => {
    const copy = copyCourse(ROOT);
    try {
      for (const stage of stageNames) cpSync(join(ROOT, stubOf(stage)), join(copy.root, exerciseOf(stage)));
      assert.deepEqual(changedExercises(copy.root), []);
      writeFileSync(join(copy.root, 'exercises/06-master-secret.ts'), '// mine');
      rmSync(join(copy.root, 'exercises/09-rc4-records.ts'));
      assert.deepEqual(changedExercises(copy.root), [
        'exercises/06-master-secret.ts',
        'exercises/09-rc4-records.ts',
      ]);
    } finally {
      copy.remove();
    }
  });
});

describe('notebooks: progress', () => {
  /** What a terminal, or a pipe, got to see. */
  function stream(isTTY: boolean): { stream: NodeJS.WriteStream; text(): string } {
    let text = '';
    const write = (more: string) => {
      text += more;
      return true;
    };
    return { stream: { isTTY, columns: 40, write } as NodeJS.WriteStream, text: () => text };
  }

  it('on a terminal has a line with a bar for each notebook, cut to its width, and leaves only what stays', () => {
    const { stream: terminal, text } = stream(true);
    const progress = new Progress(['00-a', '01-longer'], terminal);
    const [first, second] = [progress.begin('00-a', 4), progress.begin('01-longer', 2)];
    first.cell(3);
    progress.print('stays');
    assert.match(text(), /00-a {7}\[#{10}-{10}\] {2}cell\n/);
    assert.match(text(), /01-longer {2}\[-{20}\] {2}star\n/);
    assert.match(text(), /0 of 2 notebooks, \d+\.\d s\n/);
    for (const line of stripVTControlCharacters(text()).split('\n')) assert.ok(line.length < 40, line);
    first.end();
    second.end();
    progress.end();
    assert.match(text(), /stays\n/);
    assert.ok(text().endsWith('\x1b[3A\x1b[J'), JSON.stringify(text().slice(-80)));
  });

  it('in a pipe is quiet until something took long, and plain', () => {
    const { stream: pipe, text } = stream(false);
    const progress = new Progress(['00-a'], pipe);
    const notebook = progress.begin('00-a', 4);
    notebook.cell(1);
    assert.equal(text(), '');
    progress.print(notebook.end());
    assert.match(text(), /^00-a {2}4 cells {2}0\.\d s\n$/);
    progress.end();
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

// The workbench's parts that need neither a kernel nor a browser.
import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Parts } from '../kit/kernel/messages.js';
import { formatNotebook, readNotebook } from '../kit/notebooks/notebook.js';
import { contents } from '../kit/workbench/contents.js';
import { courseView } from '../kit/workbench/course.js';
import { HttpError } from '../kit/workbench/http.js';
import { notebookText, parseNotebook } from '../kit/workbench/notebook-file.js';
import { limitOutput, OUTPUT_LIMIT } from '../kit/workbench/output-limit.js';
import { decodeFramed, encodeFramed } from '../kit/workbench/wire.js';
import { standInCourse } from './support/stand-in.js';

const parts = (content: object, type = 'stream'): Parts => ({
  header: JSON.stringify({ msg_type: type }),
  parent: '{}',
  metadata: '{}',
  content: JSON.stringify(content),
  buffers: [],
});

describe('workbench: messages on the WebSocket', () => {
  it('come back as they went, buffers and all', () => {
    const message = {
      channel: 'shell',
      parts: { ...parts({ text: 'é€' }), buffers: [Buffer.from([1, 2]), Buffer.alloc(0)] },
    };
    assert.deepEqual(decodeFramed(encodeFramed(message)), message);
  });

  it('are refused when their offsets lie', () => {
    const good = encodeFramed({ channel: 'shell', parts: parts({}) });
    const cut = good.subarray(0, -1);
    const count = Buffer.from(good);
    count.writeBigUInt64LE(1n << 60n);
    const backwards = Buffer.from(good);
    backwards.writeBigUInt64LE(0xffffn, 8);
    for (const bad of [Buffer.alloc(0), Buffer.alloc(7), Buffer.alloc(8), cut, count, backwards])
      assert.throws(() => decodeFramed(bad), /no kernel message/);
  });
});

describe('workbench: the output of a cell', () => {
  it('is cut where it gets too long, and that is said once', () => {
    const count = { characters: 0, told: false };
    const text = 'x'.repeat(OUTPUT_LIMIT * 0.6);
    const first = parts({ name: 'stdout', text });
    assert.equal(limitOutput(first, 'stream', count), first);
    const second = limitOutput(first, 'stream', count);
    const shown = JSON.parse(second?.content ?? '{}').text;
    assert.ok(shown.length < OUTPUT_LIMIT * 0.5);
    assert.match(shown, /the rest is not shown/);
    assert.equal(limitOutput(first, 'stream', count), undefined);
    const picture = parts({ data: {} }, 'display_data');
    assert.equal(limitOutput(picture, 'display_data', count), undefined);
    const status = parts({ execution_state: 'idle' }, 'status');
    assert.equal(limitOutput(status, 'status', count), status);
  });

  it('tells of a picture that is too long in its place', () => {
    const picture = parts({ data: { 'image/svg+xml': 'x'.repeat(OUTPUT_LIMIT) } }, 'display_data');
    const told = limitOutput(picture, 'display_data', { characters: 0, told: false });
    assert.equal(JSON.parse(told?.header ?? '{}').msg_type, 'stream');
    assert.match(told?.content ?? '', /the rest is not shown/);
  });
});

describe('workbench: files', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'workbench-files-')));
    mkdirSync(join(root, 'notebooks'));
    writeFileSync(join(root, 'notebooks', 'a.ts'), 'one\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const ask = async (method: string, path: string, body = {}, query = '') => {
    const request = {
      method,
      path: ['contents', ...path.split('/')],
      query: new URLSearchParams(query),
      body,
    };
    // biome-ignore lint/suspicious/noExplicitAny: JSON
    return (await contents(root, request)) as { status: number; body: any };
  };
  const refused = (status: number) => (error: unknown) =>
    error instanceof HttpError && error.status === status;

  it('are read, written in one step, moved and deleted', async () => {
    assert.equal((await ask('GET', 'notebooks/a.ts')).body.content, 'one\n');
    const before = (await ask('GET', 'notebooks/a.ts', {}, 'content=0&hash=1')).body.hash;
    await ask('PUT', 'notebooks/a.ts', { type: 'file', format: 'text', content: 'two\n' });
    assert.notEqual((await ask('GET', 'notebooks/a.ts', {}, 'content=0&hash=1')).body.hash, before);
    assert.deepEqual(readdirSync(join(root, 'notebooks')), ['a.ts']);
    await ask('PATCH', 'notebooks/a.ts', { path: 'notebooks/b.ts' });
    assert.equal(
      (await ask('POST', 'notebooks', { copy_from: 'notebooks/b.ts' })).body.path,
      'notebooks/b-copy.ts',
    );
    assert.equal(
      (await ask('POST', 'notebooks', { type: 'notebook' })).body.path,
      'notebooks/untitled.ipynb',
    );
    assert.equal(
      (await ask('POST', 'notebooks', { type: 'notebook' })).body.path,
      'notebooks/untitled-1.ipynb',
    );
    await ask('DELETE', 'notebooks/b.ts');
    await assert.rejects(ask('GET', 'notebooks/b.ts'), refused(404));
  });

  it('are not lost to a request that is wrong', async () => {
    await ask('PUT', 'notebooks/c.ts', { type: 'file', format: 'text', content: 'c' });
    await assert.rejects(ask('PATCH', 'notebooks/c.ts', { path: 'notebooks/a.ts' }), refused(409));
    await assert.rejects(ask('PUT', 'notebooks/a.ts', { type: 'file' }), refused(400));
    await assert.rejects(
      ask('PUT', 'notebooks', { type: 'file', format: 'text', content: '' }),
      refused(400),
    );
    await assert.rejects(
      ask('PUT', 'notebooks/n.ipynb', { type: 'notebook', content: { cells: 1 } }),
      refused(400),
    );
    await assert.rejects(ask('DELETE', ''), refused(403));
    await assert.rejects(ask('TRACE', 'notebooks'), refused(405));
    assert.equal(readFileSync(join(root, 'notebooks', 'a.ts'), 'utf8'), 'one\n');
  });

  it('that are notebooks are answered with texts in one piece', async () => {
    const notebook = { cells: [{ cell_type: 'raw', source: ['a\n', 'b'] }], metadata: {}, nbformat: 4 };
    writeFileSync(join(root, 'notebooks', 'n.ipynb'), JSON.stringify(notebook));
    assert.equal((await ask('GET', 'notebooks/n.ipynb')).body.content.cells[0].source, 'a\nb');
  });

  it('that are no notebooks are told apart from those that are', async () => {
    writeFileSync(join(root, 'notebooks', 'broken.ipynb'), '{"cells": [');
    await assert.rejects(ask('GET', 'notebooks/broken.ipynb'), /cannot be read as a notebook/);
    assert.equal((await ask('GET', 'notebooks/broken.ipynb', {}, 'format=text')).body.content, '{"cells": [');
  });
});

describe('workbench: a notebook on disk', () => {
  const folder = fileURLToPath(new URL('../notebooks/', import.meta.url));
  const files = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));

  it('has the bytes that the kit writes: a notebook that is read and saved stays as it is', async () => {
    assert.ok(files.length > 0);
    for (const name of files) {
      const text = readFileSync(join(folder, name), 'utf8');
      assert.equal(notebookText(parseNotebook(text)), text, name);
      assert.equal(formatNotebook(await readNotebook(join(folder, name))), text, name);
    }
  });

  it('is shown with each of its texts in one piece, and a list in JSON stays a list', () => {
    const data = {
      'text/html': ['<pre>one\n', 'two</pre>'],
      'image/svg+xml': ['<svg>\n', '</svg>'],
      'application/json': ['one', 'two'],
      'application/geo+json': ['three'],
    };
    const outputs = [
      { output_type: 'stream', name: 'stdout', text: ['a\n', 'b'] },
      { output_type: 'display_data', metadata: {}, data },
      { output_type: 'error', ename: 'Error', evalue: '', traceback: ['at one', 'at two'] },
    ];
    const cell = { cell_type: 'code', id: 'a', metadata: {}, source: ['x;\n', 'y;'], outputs };
    const text = notebookText({ cells: [cell], metadata: {}, nbformat: 4 });
    // biome-ignore lint/suspicious/noExplicitAny: JSON
    const [shown] = parseNotebook(text).cells as any;
    assert.equal(shown.source, 'x;\ny;');
    assert.equal(shown.outputs[0].text, 'a\nb');
    assert.deepEqual(shown.outputs[1].data, {
      ...data,
      'text/html': '<pre>one\ntwo</pre>',
      'image/svg+xml': '<svg>\n</svg>',
    });
    assert.deepEqual(shown.outputs[2], outputs[2]);
    assert.equal(notebookText({ cells: [shown], metadata: {}, nbformat: 4 }), text);
    assert.throws(() => parseNotebook('{"cells": 1}'), /no notebook of nbformat 4/);
  });

  it('forgets what holds for one session', () => {
    const cell = {
      cell_type: 'code',
      id: 'a',
      metadata: { trusted: true, tags: ['x'] },
      source: 'a\nb',
      outputs: [],
    };
    const language_info = { name: 'typescript', version: '3.7.2', codemirror_mode: {} };
    const metadata = { orig_nbformat: 4, language_info };
    const stored = JSON.parse(notebookText({ cells: [cell], metadata, nbformat: 4 }));
    assert.deepEqual(stored.cells[0].metadata, { tags: ['x'] });
    assert.deepEqual(stored.cells[0].source, ['a\n', 'b']);
    assert.deepEqual(stored.metadata, { language_info: { name: 'typescript' } });
  });
});

describe('workbench: the course', () => {
  it('begins with the story, and goes on with what is open', async () => {
    const copy = standInCourse();
    try {
      assert.match((await courseView(copy.root)).next.text, /^Begin stage 08: write transcriptHash/);
      const notebook = {
        cells: [{ cell_type: 'markdown', source: ['# A story\n'] }],
        metadata: {},
        nbformat: 4,
      };
      copy.write('notebooks/00-a.ipynb', JSON.stringify(notebook));
      copy.write('notebooks/01-broken.ipynb', '{');
      const { next, notebooks, stages } = await courseView(copy.root);
      assert.equal(next.notebook, 'notebooks/00-a.ipynb');
      assert.deepEqual(
        notebooks.map(({ title }) => title),
        ['A story', '01-broken.ipynb'],
      );
      assert.deepEqual(
        stages.map(({ stage, state, points }) => [stage, state, points]),
        [['08-finished', 'new', 0]],
      );
    } finally {
      copy.remove();
    }
  });
});

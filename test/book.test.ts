// slow: drives a browser
// The book's pages: what they say, where they lead, and that a browser, a keyboard and a screen reader can use them.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { Links } from '../kit/book/links.js';
import { notebookPage } from '../kit/book/notebook-page.js';
import { outputHtml } from '../kit/book/outputs.js';
import { pageHtml } from '../kit/book/page.js';
import { PageText } from '../kit/book/text.js';
import { committedBook, writeBook } from '../kit/book/write.js';
import type { Output } from '../kit/kernel/client.js';
import { copyCourse } from '../kit/loop/copy.js';
import { type CodeCell, formatNotebook } from '../kit/notebooks/notebook.js';
import { startBrowser } from './support/browser.js';
import { needs } from './support/peers.js';
import { start } from './support/processes.js';

const ROOT = process.cwd();
type Look = readonly [width: number, colorScheme: 'light' | 'dark'];
const WIDE: Look = [1280, 'light'];
const NARROW: Look = [390, 'dark'];
const chapter = { name: '01-x', title: 'X <1>', about: 'It is.', minutes: 30, needs: [] };
const code = (id: string, source: string, ...outputs: Output[]): CodeCell => ({
  cell_type: 'code',
  id,
  metadata: {},
  source,
  execution_count: 1,
  outputs,
});
const text = (source: string) => ({ cell_type: 'markdown' as const, id: 't', metadata: {}, source });
const printed = (line: string): Output => ({ output_type: 'stream', name: 'stdout', text: `${line}\n` });
const notebook = (...cells: (CodeCell | ReturnType<typeof text>)[]) => ({
  cells,
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

describe('book: text', () => {
  const html = (markdown: string) => new PageText((href) => `to:${href}`).html(markdown);

  it('headings, links, questions and terms can be told from the rest', () => {
    assert.match(html('# A b, c'), /<h1 id="a-b-c">/);
    assert.match(html('# Same\n## Same'), /id="same">[\s\S]*id="same-2">/);
    assert.match(html('[x](y.ipynb)'), /<a href="to:y.ipynb">x<\/a>/);
    assert.match(html('*Which one?*'), /<p class="question"><em>/);
    assert.doesNotMatch(html('*Which* one?'), /question/);
    assert.match(
      html('A **keystream** is; **Keystreams** are.'),
      /<dfn id="term-keystream">keystream<\/dfn> is; <strong>/,
    );
    assert.doesNotMatch(html('**Predict.** **nonsense** > **keystream**.').replace(/<dfn.*dfn>/, ''), /dfn/);
  });

  it('the empty corner of a table is no header', () => {
    assert.match(html('| | a |\n|---|---|\n| b | c |'), /<td><\/td>\s*<th>a<\/th>/);
  });

  it('code is coloured and stays text', () => {
    const shown = html('```ts\nconst a = "<b>";\n```');
    assert.match(shown, /hljs-keyword/);
    assert.match(shown, /&lt;b&gt;/);
  });
});

describe('book: outputs', () => {
  it('what a cell printed is text, never markup', () => {
    assert.equal(outputHtml(printed('<b>&'), 'i'), '<pre class="stdout">&lt;b&gt;&amp;</pre>');
  });

  it('a picture that is shown twice has ids of its own each time', () => {
    const svg =
      '<svg aria-labelledby="t"><title id="t">x</title><path id="a"/><use href="#a"/><g fill="url(#a)"/></svg>';
    const output: Output = { output_type: 'display_data', data: { 'image/svg+xml': svg }, metadata: {} };
    const shown = outputHtml(output, 'c-0');
    assert.match(shown, /aria-labelledby="c-0-t"><title id="c-0-t">/);
    assert.match(shown, /id="c-0-a"\/><use href="#c-0-a"\/><g fill="url\(#c-0-a\)"/);
  });
});

describe('book: pages', () => {
  const resolve = (href: string) => href;

  it('a notebook that failed is shown up to there, and says so', () => {
    const cells = [
      code('a', '1', printed('one')),
      code('b', '2', printed('two')),
      code('c', '3', printed('old')),
    ];
    const failure = {
      cell: cells[1] as CodeCell,
      number: 2,
      execution: { status: 'error' as const, outputs: [], error: 'no' },
    };
    const { html } = notebookPage(chapter, notebook(...cells), resolve, failure);
    assert.match(html, /two<\/pre><p class="failed">This cell failed/);
    assert.doesNotMatch(html, /old/);
    assert.doesNotMatch(notebookPage(chapter, notebook(...cells), resolve).html, /failed/);
  });

  it('titles are text, and the neighbours are linked', () => {
    const chapters = ['00-a', '01-x', '02-b'].map((name) => ({ ...chapter, name }));
    const html = pageHtml(notebookPage(chapter, notebook(text('# T\n\n## Part')), resolve), chapters);
    assert.match(html, /<title>X &lt;1&gt; - Rebuild TLS<\/title>/);
    assert.match(html, /rel="prev" href="00-a.html"[\s\S]*rel="next" href="02-b.html"/);
    assert.match(html, /aria-current="page"[\s\S]*<li><a href="#part">Part<\/a>/);
  });

  it('links of notebooks lead to pages, and one to nothing is refused', () => {
    const links = new Links(ROOT);
    const go = links.resolver('notebooks/00-the-first-milliseconds.ipynb');
    assert.equal(go('00-the-first-milliseconds.ipynb'), '00-the-first-milliseconds.html');
    assert.equal(go('../exercises/06-master-secret.ts'), 'file-exercises-06-master-secret-ts.html');
    assert.equal(go('https://example.com/a'), 'https://example.com/a');
    assert.deepEqual([...links.files], ['exercises/06-master-secret.ts']);
    for (const none of ['99-none.ipynb', '../lib', '../README.mdd'])
      assert.throws(
        () => go(none),
        /00-the-first-milliseconds\.ipynb links to .*, and there is no such file/,
      );
  });
});

describe('book: the command', function () {
  this.timeout(60_000);
  const first = '# Tiny\n\nIt is.\n\n**About 20 minutes.** Needs nothing before it.';
  const copy = copyCourse(ROOT);
  const index = join(copy.root, 'out/book/index.html');
  const page = join(copy.root, 'out/book/00-tiny.html');
  after(() => copy.remove());

  /** Runs it on a course of one notebook. */
  async function book(...cells: Parameters<typeof notebook>) {
    mkdirSync(join(copy.root, 'notebooks'), { recursive: true });
    writeFileSync(join(copy.root, 'notebooks/00-tiny.ipynb'), formatNotebook(notebook(...cells)));
    const program = join(ROOT, 'kit/book/main.ts');
    const command = [process.execPath, '--import', 'tsx', program, '--summary', '00-tiny'];
    const running = start(command, { ...process.env, NO_COLOR: '1' }, copy.root);
    return { code: await running.exited, text: running.output() };
  }

  it('runs the course, leaves the pages, and ends with the summary and what to do next', async () => {
    const summary = {
      ...code('s', `console.log('42 values')`, printed('42 values')),
      metadata: { tags: ['summary'] },
    };
    const { code: exit, text: said } = await book(text(first), summary);
    assert.equal(exit, 0, said);
    assert.match(
      said,
      /every output as committed\n\n42 values\n\n\nThe whole story is in out\/book\/index\.html: open/,
    );
    assert.match(said, /\nNext you build it yourself: npm run progress .*\n$/);
    assert.match(readFileSync(index, 'utf8'), /Tiny<\/a><\/h3>\n<p>It is\.<\/p>/);
  });

  it('with an output that is not the committed one it fails, and the pages show what came out', async () => {
    const { code: exit, text: said } = await book(
      text(first),
      code('a', `console.log('new')`, printed('old')),
    );
    assert.equal(exit, 1);
    assert.match(said, /-old\n\+new\n/);
    assert.match(readFileSync(page, 'utf8'), /<pre class="stdout">new/);
  });

  it('with a cell that fails the pages end there', async () => {
    const { code: exit, text: said } = await book(
      text(first),
      code('a', `throw new Error('no')`),
      code('b', '2'),
    );
    assert.equal(exit, 1);
    assert.match(said, /cell 1 \(a\), line 1 failed[\s\S]*It ends where a cell failed\./);
    assert.match(readFileSync(page, 'utf8'), /Error: no[\s\S]*This cell failed/);
  });

  it('a notebook that cannot become a page is told before anything runs, and the old pages stay', async () => {
    const old = readFileSync(page, 'utf8');
    for (const [cell, says] of [
      [text('# Tiny'), /^book: the first cell of notebooks\/00-tiny\.ipynb has to begin/],
      [
        text(`${first}\n\n[x](01-none.ipynb)`),
        /^book: notebooks\/00-tiny\.ipynb links to 01-none\.ipynb, and there is/,
      ],
    ] as const) {
      const { code: exit, text: said } = await book(cell);
      assert.equal(exit, 2);
      assert.match(said, says);
    }
    assert.equal(readFileSync(page, 'utf8'), old);
  });
});

describe('book: the course as pages', function () {
  this.timeout(60_000);
  const out = mkdtempSync(join(tmpdir(), 'book-test-'));
  let files: string[];
  const read = (file: string) => readFileSync(join(out, file), 'utf8');

  before(async () => {
    writeBook(ROOT, out, await committedBook(ROOT));
    files = readdirSync(out);
  });
  after(() => rmSync(out, { recursive: true, force: true }));

  it('every link leads to a page, and to a place in it', () => {
    const ids = new Map(
      files.map((file) => [file, new Set([...read(file).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id))]),
    );
    let followed = 0;
    for (const file of files)
      for (const [, href = ''] of read(file).matchAll(/<a [^>]*href="([^"]+)"/g)) {
        if (href.startsWith('https:')) continue;
        const [page = '', fragment] = href.split('#');
        const there = ids.get(page || file);
        assert.ok(there, `${file} links to ${href}`);
        if (fragment) assert.ok(there.has(fragment), `${file} links to ${href}`);
        followed++;
      }
    assert.ok(followed > 100, `${followed} links`);
  });

  it('there is an index, a glossary, and a page for each notebook and exercise', () => {
    const count = (pattern: RegExp) => files.filter((file) => pattern.test(file)).length;
    assert.equal(count(/^(index|glossary)\.html$/), 2);
    assert.equal(count(/^file-exercises-.*-ts\.html$/), 11);
    assert.equal(
      count(/^\d\d-.*\.html$/),
      readdirSync('notebooks').filter((file) => file.endsWith('.ipynb')).length,
    );
    assert.match(read('file-exercises-06-master-secret-ts.html'), /Unsolved/);
  });

  describe('in a browser', () => {
    needs('chromium');
    let browser: Browser;
    const requests: string[] = [];
    before(async () => {
      browser = await startBrowser();
    });
    after(() => browser?.close());

    /** Without `trusted` the page's own policy holds, also for what a test does in it. */
    async function open(file: string, [width, colorScheme]: Look, trusted = true): Promise<Page> {
      const viewport = { width, height: 900 };
      const page = await browser.newPage({ viewport, colorScheme, bypassCSP: trusted });
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(join(out, file)).href);
      return page;
    }

    async function violations(page: Page): Promise<string[]> {
      await page.evaluate(axe.source);
      const { violations: found } = (await page.evaluate(
        'axe.run({ resultTypes: ["violations"] })',
      )) as axe.AxeResults;
      return found.map(
        ({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html.slice(0, 200)} (${nodes.length})`,
      );
    }

    /** What axe finds, and how much wider than the window the page is. */
    async function look(file: string, at: Look): Promise<void> {
      const page = await open(file, at);
      assert.deepEqual(await violations(page), [], `${file}, ${at}`);
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.ok(Number(over) <= 0, `${file} is wider than ${at[0]}`);
      await page.close();
    }

    it('nothing is amiss for axe, wide and light or narrow and dark', async () => {
      const ofAKind = files.filter((file) => file.startsWith('file-exercises-')).slice(1);
      for (const file of files.filter((name) => !ofAKind.includes(name)))
        await Promise.all([look(file, WIDE), look(file, NARROW)]);
    }).timeout(240_000);

    it('axe would notice', async () => {
      const page = await open('index.html', WIDE);
      const bad = '<img src="data:,"><p style="color:#ccc">pale</p>';
      await page.evaluate(`document.querySelector('main').innerHTML += '${bad}'`);
      const found = (await violations(page)).join('\n');
      assert.match(found, /image-alt/);
      assert.match(found, /color-contrast/);
      await page.close();
    });

    it('the keyboard skips to the text', async () => {
      const page = await open('glossary.html', WIDE);
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate('document.activeElement.className'), 'skip');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate('document.activeElement.id'), 'text');
      await page.close();
    });

    it('pages ask for nothing but themselves, and may not', async () => {
      requests.length = 0;
      const page = await open('index.html', WIDE, false);
      assert.deepEqual(requests, [pathToFileURL(join(out, 'index.html')).href]);
      const refused = await page.evaluate(`new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ blockedURI }) => resolve(blockedURI));
        document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }));
      })`);
      assert.equal(refused, 'http://127.0.0.1:9/x.png');
      await page.close();
    });
  });
});

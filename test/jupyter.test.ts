// slow: starts processes
// The learner's path in Debian's Jupyter Notebook, driven in a browser on a copy of the course.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type CourseCopy, copyCourse } from '../kit/loop/copy.js';
import { freePort } from '../kit/net/free-port.js';
import { writeNotebook } from '../kit/notebooks/notebook.js';
import { startBrowser } from './support/browser.js';
import { eventually } from './support/eventually.js';
import { needs } from './support/peers.js';
import { type Running, start } from './support/processes.js';
import { stageNotebook } from './support/stage-notebook.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NOTEBOOK = 'notebooks/06-master-secret.ipynb';
const EXERCISE = 'exercises/06-master-secret.ts';
const CHECK = `checkStage('06')`;
/** tslab aborts whatever comes within 200 ms after a failure. */
const ABORT_WINDOW_MS = 300;
const HANDSHAKE = 'handshakeWithYours(';

describe('jupyter: a stage in the browser', function () {
  needs('jupyter', 'chromium', 'openssl');
  this.timeout(150_000);
  let copy: CourseCopy;
  let server: Running;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let address: string;

  before(async () => {
    copy = copyCourse(ROOT, ['kit', 'lib', 'notebooks']);
    if (!existsSync(join(copy.root, NOTEBOOK))) await writeNotebook(join(copy.root, NOTEBOOK), stageNotebook);
    const options = ['06', '--no-browser', `--port=${await freePort()}`, '--allow-root'];
    server = start(['npm', '--prefix', copy.root, 'run', 'jupyter', '--', ...options]);
    [browser, [, address = '']] = await Promise.all([
      startBrowser(),
      server.waitFor(/^The notebook: (\S+)$/m, 100_000),
    ]);
    context = await browser.newContext();
    page = await open();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    copy?.remove();
  });

  async function open(): Promise<Page> {
    const opened = await context.newPage();
    await opened.goto(address);
    await opened.locator('.kernel_idle_icon').waitFor({ timeout: 100_000 });
    return opened;
  }

  /** The last cell whose code has this text. */
  const cell = (text: string) =>
    page
      .locator('.code_cell')
      .filter({ has: page.locator('.CodeMirror-code', { hasText: text }) })
      .last();
  const prompt = (text: string) => cell(text).locator('.input_prompt');

  /** Runs a cell, as a learner does, and waits until it has ended. */
  async function run(text: string): Promise<string> {
    await cell(text).locator('.CodeMirror').click();
    await page.keyboard.press('Control+Enter');
    await ended(text);
    if ((await cell(text).locator('.output_stderr').count()) > 0) await sleep(ABORT_WINDOW_MS);
    return cell(text).locator('.output').innerText();
  }

  async function ended(text: string): Promise<void> {
    await prompt(text)
      .filter({ hasText: /\[\d+\]/ })
      .waitFor({ timeout: 100_000 });
  }

  /** A new cell at the end of the notebook. */
  async function write(text: string): Promise<void> {
    await page.locator('.code_cell').last().click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('b');
    await page.locator('.cell.selected .CodeMirror').click();
    await page.keyboard.insertText(text);
  }

  async function menu(name: string, item: string): Promise<void> {
    await page.locator('#menubar').getByText(name, { exact: true }).click();
    await page.locator(item).click();
  }

  it('opens the notebook, trusted, with the kernel of the course', async () => {
    await page.locator('#kernel_indicator', { hasText: 'TypeScript (Rebuild TLS)' }).waitFor();
    assert.equal(await page.locator('#notification_trusted').innerText(), 'Trusted');
  });

  it('runs all cells: a table of verdicts, a picture, and a handshake by the reference', async () => {
    await menu('Cell', '#run_all_cells');
    await ended(HANDSHAKE);
    assert.match(await cell(CHECK).locator('.output_html').innerText(), /hmac: not solved yet/);
    assert.ok(await cell(CHECK).locator('.output_html table').isVisible());
    const picture = await page.locator('.output_svg svg').first().boundingBox();
    assert.ok(picture && picture.width > 100 && picture.height > 50, JSON.stringify(picture));
    assert.match(await cell(HANDSHAKE).locator('.output').innerText(), /both Finished verified/);
  });

  it('the link to the exercise opens the editor, and what is saved there is judged', async () => {
    const opening = context.waitForEvent('page');
    await page.locator(`.text_cell_render a[href$="${EXERCISE}"]`).first().click();
    const editor = await opening;
    await editor.locator('.CodeMirror').click();
    assert.match(editor.url(), new RegExp(`/edit/${EXERCISE}$`));
    const solved = readFileSync(join(ROOT, 'solutions/06-master-secret.ts'), 'utf8');
    await editor.keyboard.press('Control+A');
    await editor.keyboard.insertText(solved);
    await editor.keyboard.press('Control+S');
    await eventually(() => readFileSync(join(copy.root, EXERCISE), 'utf8') === solved, 30);
    await editor.close();
    assert.match(await run(CHECK), /Solved: 100 of 100 points/);
  });

  it('the learner’s functions run in a handshake with OpenSSL', async () => {
    const text = await run(HANDSHAKE);
    assert.match(text, /both Finished verified/);
    assert.match(text, /06-master-secret\s+\w+\s+yours/);
  });

  it('an exception of the learner’s names the function and the line', async () => {
    await write(
      `import { yours } from './kit/yours/cell.js';\nyours('06').prf12('SHA-256', null, 'x', null, 3);`,
    );
    const text = await run('prf12(');
    assert.match(text, /^TypeError: /);
    assert.match(text, new RegExp(`at prf12 \\(${EXERCISE}:\\d+:\\d+\\)`));
    assert.ok(text.split('\n').length < 20 && !text.includes('node_modules'), text);
  });

  it('an endless loop is interrupted, and the kernel goes on', async () => {
    const running = join(copy.root, 'out');
    await write(`import { mkdirSync } from 'node:fs';\nmkdirSync('out'); while (true) {}`);
    await cell('while (true)').locator('.CodeMirror').click();
    await page.keyboard.press('Control+Enter');
    await eventually(() => existsSync(running), 30);
    await page.locator('button[data-jupyter-action="jupyter-notebook:interrupt-kernel"]').click();
    await ended('while (true)');
    assert.match(await cell('while (true)').locator('.output_stderr').innerText(), /interrupted/);
    await sleep(ABORT_WINDOW_MS);
    await write('const two = 1 + 1; console.log(two);');
    assert.equal((await run('const two')).trim(), '2');
  });

  it('a notebook left half-run and opened again has its outputs and its kernel', async () => {
    await page.keyboard.press('Control+S');
    await page.locator('#notification_notebook', { hasText: 'Checkpoint created' }).waitFor();
    await page.close();
    page = await open();
    assert.match(await cell(CHECK).locator('.output').innerText(), /Solved: 100 of 100/);
    await write('console.log(two + 40, process.pid);');
    assert.match(await run('two + 40'), /^42 \d+/);
  });

  it('after a restart nothing is left of before, and the cells run again', async () => {
    await menu('Kernel', '#restart_kernel');
    await page.getByRole('button', { name: 'Restart' }).click();
    await page.locator('.modal').waitFor({ state: 'hidden' });
    await page.locator('.kernel_idle_icon').waitFor();
    assert.match(await run('two + 40'), /Cannot find name 'two'/);
    assert.equal((await run('const two')).trim(), '2');
    assert.match(await run('two + 40'), /^42/);
  });

  it('Ctrl-C ends Jupyter and its kernels', async () => {
    await write('console.log("kernel", process.pid);');
    const kernel = Number(/kernel (\d+)/.exec(await run('"kernel"'))?.[1]);
    process.kill(-(server.child.pid as number), 'SIGINT');
    await server.exited;
    assert.match(server.output(), /Ending Jupyter and its kernels/);
    assert.throws(() => process.kill(kernel, 0), /ESRCH/);
  });
});

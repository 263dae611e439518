// slow: starts a browser
// A learner's whole way through stage 06 in a real browser, what can go wrong on it, and a hostile page beside it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { CourseCopy } from '../kit/loop/copy.js';
import { startBrowser } from './support/browser.js';
import { needs } from './support/peers.js';
import {
  type RunningWorkbench,
  STAGE_NOTEBOOK,
  startWorkbench,
  workbenchCourse,
} from './support/workbench.js';
import {
  addCell,
  assertQuiet,
  cellWith,
  ended,
  kernelIdle,
  openExercise,
  openStage,
  outputs,
  prompt,
  runCell,
  runInCell,
  saved,
  type Watched,
  watchPage,
} from './support/workbench-page.js';

/** What tells the cells of the notebook that are run here apart. */
const PICTURE = 'courseMap(';
const CHECK = "checkStage('06')";
const HANDSHAKE = "handshakeWithYours({ suite: '0x009c";
const EXERCISE = 'exercises/06-master-secret.ts';
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** Generous: the machine may be busy with other tests. */
const LONG = 60_000;

describe('workbench: in a browser', function () {
  needs('chromium', 'openssl');
  this.timeout(3 * LONG);
  let course: CourseCopy;
  let workbench: RunningWorkbench;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let watched: Watched;
  let solution: string;
  before(async () => {
    course = workbenchCourse();
    solution = readFileSync(new URL(`../solutions/06-master-secret.ts`, import.meta.url), 'utf8');
    [workbench, browser] = await Promise.all([startWorkbench(course.root), startBrowser()]);
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(LONG);
    page = await context.newPage();
    watched = watchPage(page, workbench.port);
  });
  after(async () => {
    await browser?.close();
    await workbench?.running.stop();
    course?.remove();
  });

  /** Serious violations that axe-core finds, each with the first element that has it. */
  async function violations(): Promise<string[]> {
    await page.evaluate(readFileSync(axe, 'utf8'));
    return page.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: axe-core puts itself into the page
      const { violations } = await (globalThis as any).axe.run();
      return violations
        .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
            `${id}: ${nodes[0]?.html.slice(0, 200)}`,
        );
    });
  }

  it('shows the course first: the stages, the progress, and what to do next', async () => {
    await page.goto(workbench.address);
    await page.getByRole('heading', { name: 'Rebuild TLS' }).last().waitFor();
    assert.equal(await page.locator('.wb-mod-page .wb-Stage').count(), 11);
    await page.getByText('Begin with the story').last().waitFor();
    assert.equal(new URL(page.url()).hash, '');
    assert.deepEqual(await violations(), []);
  });

  it('runs a cell that is started before the kernel is there', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/sessions*', async (route) => {
      if (route.request().method() === 'POST') await released; // this one starts the kernel
      await route.continue();
    });
    await openStage(page);
    await runCell(page, PICTURE);
    await prompt(page, PICTURE, '[*]:').waitFor();
    release();
    await prompt(page, PICTURE, '[1]:').waitFor();
    await outputs(page, PICTURE).locator('.jp-RenderedSVG img').waitFor();
    await page.unroute('**/api/sessions*');
  });

  it('shows the outputs that the notebook came with as they were made', async () => {
    const pictures = page.locator('.jp-NotebookPanel .jp-RenderedSVG img');
    await pictures.nth(3).waitFor();
    assert.match((await pictures.first().getAttribute('alt')) ?? '', /\w+ \w+/);
    const shown = await page.locator('.jp-NotebookPanel .jp-OutputArea').allInnerTexts();
    assert.doesNotMatch(shown.join('\n'), /^\s*,|,,/m); // a list of lines that was taken for a text
  });

  it('shows the notebook of stage 06 beside the exercise, whose verdict turns when it is saved', async () => {
    await openExercise(page);
    await page.locator('.wb-Verdict').getByText('0 of 100 points.').waitFor();
    const editor = page.locator('.jp-FileEditor .cm-content');
    assert.equal(await editor.locator('span').first().isVisible(), true); // colours
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(solution);
    await page.keyboard.press('Control+s');
    await page.locator('.wb-Verdict').getByText('Solved: 100 of 100 points.').waitFor();
    assert.equal(readFileSync(join(course.root, EXERCISE), 'utf8'), solution);
  });

  it('the check cell and the live handshake see the new code', async () => {
    await runCell(page, CHECK);
    await prompt(page, CHECK, '[2]:').waitFor();
    await outputs(page, CHECK).getByText('Solved: 100 of 100 points').waitFor();
    await runCell(page, HANDSHAKE);
    await prompt(page, HANDSHAKE, '[3]:').waitFor();
    await outputs(page, HANDSHAKE).getByText('both Finished verified').waitFor();
    assert.match(await outputs(page, HANDSHAKE).innerText(), /masterSecret\s+yours/i);
    assert.deepEqual(await violations(), []);
  });

  it('finds everything there after a reload', async () => {
    await saved(page);
    await page.reload();
    await prompt(page, HANDSHAKE, '[3]:').waitFor();
    await outputs(page, HANDSHAKE).getByText('both Finished verified').waitFor();
    await page.locator('.wb-Verdict').getByText('Solved: 100 of 100 points.').waitFor();
    assertQuiet(watched);
  });

  it('completes and explains code from the kernel', async () => {
    await kernelIdle(page);
    const cell = await addCell(page);
    await cell.locator('.cm-content').click();
    await page.keyboard.insertText('console.lo');
    await kernelIdle(page);
    await page.keyboard.press('Tab');
    await page.locator('.jp-Completer-item', { hasText: 'timeLog' }).first().waitFor();
    await page.keyboard.press('Escape');
    await cell.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText("import { hmac } from './lib/hmac.js';\nhmac");
    await page.keyboard.press('Shift+Tab');
    await page.locator('.jp-Tooltip').getByText('The HMAC of a message').waitFor();
    await page.keyboard.press('Escape');
  });

  it('a kernel that a cell ends says so, starts again, and works', async () => {
    const cell = await addCell(page);
    await runInCell(page, cell, "process.exit(3); // 'the end'");
    await outputs(page, "'the end'")
      .getByText(/ended \(exit code 3\)\. A new kernel starts/)
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Ok' }).click();
    const next = await addCell(page);
    await runInCell(page, next, "console.log('alive', 6 * 7)");
    await outputs(page, "'alive'").getByText('alive 42').waitFor();
  });

  it('an endless loop is stopped', async () => {
    const cell = await addCell(page);
    await runInCell(page, cell, "console.log('round'); while (true);");
    await outputs(page, "'round'").getByText('round').waitFor();
    await page
      .getByRole('button', { name: /Interrupt the kernel/i })
      .first()
      .click();
    await ended(page, "'round'");
    const next = await addCell(page);
    await runInCell(page, next, "console.log('free', 1 + 1)");
    await outputs(page, "'free'").getByText('free 2').waitFor();
  });

  it('an output of 100 MB is cut, and the page stays quick', async () => {
    const cell = await addCell(page);
    await runInCell(page, cell, "console.log('long'); console.log('x'.repeat(1e8)); console.log('after')");
    await outputs(page, "'long'").getByText('the rest is not shown').waitFor();
    await ended(page, "'long'");
    const begin = performance.now();
    const next = await addCell(page);
    await runInCell(page, next, "console.log('quick', 2 + 2)");
    await outputs(page, "'quick'").getByText('quick 4').waitFor();
    assert.ok(performance.now() - begin < LONG);
    await page.keyboard.press('Control+s');
    await saved(page);
    assert.ok(readFileSync(join(course.root, STAGE_NOTEBOOK)).length < 3_000_000);
  });

  it('a change that another editor makes is shown, and overwrites nothing', async () => {
    const file = join(course.root, EXERCISE);
    const editor = page.locator('.jp-FileEditor .cm-content');
    writeFileSync(file, `// from elsewhere\n${solution}`);
    await editor.getByText('// from elsewhere').waitFor(); // nothing was unsaved: the new text is shown
    await editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.insertText('// mine\n');
    writeFileSync(file, `// once more\n${solution}`);
    const dialog = page.getByRole('dialog').filter({ hasText: 'has changed on disk' });
    await dialog.waitFor();
    assert.match(readFileSync(file, 'utf8'), /^\/\/ once more/);
    await dialog.getByRole('button', { name: 'Revert' }).click();
    await editor.getByText('// once more').waitFor();
  });

  it('two tabs show one notebook with one kernel', async () => {
    const other = await context.newPage();
    await other.goto(`http://127.0.0.1:${workbench.port}/`);
    await cellWith(other, CHECK).waitFor();
    await kernelIdle(other);
    const cell = await addCell(other);
    await runInCell(other, cell, "console.log('second tab')");
    await outputs(other, "'second tab'").getByText('second tab').last().waitFor();
    await saved(other);
    await cellWith(page, "'second tab'").waitFor(); // the first tab takes up what the second one saved
    await other.close();
  });

  it('the server stops and starts again with the page open, and nothing is lost', async () => {
    const { port, running } = workbench;
    const cell = await addCell(page);
    await cell.locator('.cm-content').click();
    await page.keyboard.insertText("console.log('kept', 3 + 3)");
    await running.stop();
    assert.match(readFileSync(join(course.root, STAGE_NOTEBOOK), 'utf8'), /'kept'/); // saved before the end
    await page.getByText('The workbench does not answer').waitFor();
    workbench = await startWorkbench(course.root, port);
    await page.getByText('The workbench is back').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Ok' }).click();
    await runCell(page, "'kept'");
    await outputs(page, "'kept'").getByText('kept 6').waitFor();
    // What the browser and JupyterLab say of a server that is away, and of a question to its kernel that got no answer.
    assertQuiet(
      watched,
      /ERR_CONNECTION_(REFUSED|RESET)|WebSocket|Failed to fetch|NetworkError|Canceled future for kernel_info/i,
    );
  });

  it('works by keyboard alone', async () => {
    await cellWith(page, "'kept'").locator('.cm-content').click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('b');
    await page.keyboard.press('Enter');
    await page.keyboard.insertText("console.log('keys', 8)");
    await page.keyboard.press('Control+Enter');
    await outputs(page, "'keys'").getByText('keys 8').waitFor();
    await page.keyboard.press('d');
    await page.keyboard.press('d');
    await cellWith(page, "'keys'").waitFor({ state: 'detached' });
    await page.keyboard.press('Control+f');
    await page
      .locator('.jp-DocumentSearch-overlay input, .jp-DocumentSearch-overlay textarea')
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
  });

  it('a hostile page in the same browser gets nowhere', async () => {
    const server = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<p>hostile'),
    ).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const hostile = await context.newPage();
    await hostile.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const found = await hostile.evaluate<Record<string, string>>(
      hostilePage(`http://127.0.0.1:${workbench.port}`),
    );
    await hostile.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const { notebooks, ...others } = found;
    assert.match(notebooks ?? '', /^(opaque 0|refused)$/);
    assert.deepEqual(others, {
      exercises: 'refused',
      lib: 'refused',
      socket: 'refused',
      frame: 'refused',
      key: '0 keys',
    });
  });

  it('a page without a ticket is told how to come in', async () => {
    const stranger = await browser.newPage();
    await stranger.goto(workbench.address.replace(/#.*/, '#used-before'));
    await stranger.getByText('This address opens the workbench once').waitFor();
    await stranger.close();
  });
});

/** What a page of another origin tries, as a script for it. */
const hostilePage = (home: string) => `(async () => {
  const tried = {};
  const read = async (name, init) => {
    tried[name] = await fetch('${home}/api/contents/' + name, init).then(
      (answer) => answer.type + ' ' + answer.status,
      () => 'refused',
    );
  };
  await read('exercises');
  await read('notebooks', { mode: 'no-cors' });
  await read('lib', { method: 'PUT', body: '{}' });
  tried.socket = await new Promise((resolve) => {
    const socket = new WebSocket('${home.replace('http', 'ws')}/api/course/events');
    socket.onopen = () => resolve('opened');
    socket.onerror = () => resolve('refused');
  });
  tried.frame = await new Promise((resolve) => {
    const frame = Object.assign(document.createElement('iframe'), { src: '${home}' });
    frame.onload = () => {
      try {
        resolve(frame.contentDocument ? 'readable' : 'refused');
      } catch {
        resolve('refused');
      }
    };
    document.body.append(frame);
  });
  tried.key = Object.keys(localStorage).length + ' keys';
  return tried;
})()`;

// The workbench's page in a real browser, and what it must not do: complain on the console, or ask anybody else.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

export interface Watched {
  readonly page: Page;
  /** Errors on the console that `expected` does not match, and requests that left for somebody else. */
  complaints(expected?: RegExp): string[];
}

export function watchPage(page: Page, port: number): Watched {
  const found: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') found.push(message.text());
  });
  page.on('pageerror', (error) => found.push(error.stack ?? error.message));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && host !== `127.0.0.1:${port}`)
      found.push(`request to ${request.url()}`);
  });
  return { page, complaints: (expected) => found.filter((text) => !expected?.test(text)) };
}

/** The code cell that holds this text. */
export const cellWith = (page: Page, text: string): Locator =>
  page.locator('.jp-CodeCell').filter({ hasText: text }).first();

/** Opens the notebook of stage 06 and waits for its kernel. */
export async function openStage(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Stage 06/ })
    .first()
    .click();
  await page.locator('.jp-NotebookPanel .jp-CodeCell').first().waitFor();
  await kernelIdle(page);
}

/** Waits until the notebook's kernel has nothing to do. */
export async function kernelIdle(page: Page): Promise<void> {
  await page
    .locator('.jp-NotebookPanel .jp-Notebook-ExecutionIndicator[data-status="idle"]')
    .first()
    .waitFor({ timeout: 40_000 });
}

/** Runs the cell that holds this text. */
export async function runCell(page: Page, text: string): Promise<void> {
  await cellWith(page, text).locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
}

/** What stands before the cell that holds this text: [*]: while it runs, then the number of its run in this kernel. */
export const prompt = (page: Page, text: string, shown: string | RegExp): Locator =>
  cellWith(page, text).locator('.jp-InputPrompt').getByText(shown, { exact: true });

/** Waits until the cell that holds this text has run. */
export const ended = (page: Page, text: string): Promise<void> => prompt(page, text, /^\[\d+\]:$/).waitFor();

/** Writes code into the cell that is active, in the place of what is there, and runs it. */
export async function runInCell(page: Page, cell: Locator, code: string): Promise<void> {
  await cell.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(code);
  await page.keyboard.press('Control+Enter');
}

export function assertQuiet(watched: Watched, expected?: RegExp): void {
  assert.deepEqual(watched.complaints(expected), []);
}

/** Follows the notebook's link to its exercise. */
export async function openExercise(page: Page): Promise<void> {
  await page.locator('.jp-NotebookPanel a[href*="exercises/06-master-secret.ts"]').first().click();
  await page.locator('.jp-FileEditor .cm-content').waitFor();
}

/** What the cell that holds this text shows. */
export const outputs = (page: Page, text: string): Locator => cellWith(page, text).locator('.jp-OutputArea');

/** A new code cell at the end of the notebook. */
export async function addCell(page: Page): Promise<Locator> {
  const cells = page.locator('.jp-NotebookPanel .jp-Cell');
  const last = cells.last();
  await last.locator('.jp-InputPrompt').click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('b');
  return page.locator('.jp-NotebookPanel .jp-Cell.jp-mod-active');
}

/** Waits until nothing on the page has changes that are not saved. */
export async function saved(page: Page): Promise<void> {
  await page.locator('.jp-mod-dirty').first().waitFor({ state: 'detached' });
}

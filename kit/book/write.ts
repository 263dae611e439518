// The book: every notebook as it ran, and what belongs to it, as pages that need nothing else.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stageNames } from '../../lib/stages.js';
import { exerciseOf, numberOf, stubOf } from '../loop/paths.js';
import type { Result } from '../notebooks/course.js';
import { allNotebooks, nameOf } from '../notebooks/find.js';
import { isCode, type Notebook, readNotebook } from '../notebooks/notebook.js';
import { escapeHtml } from '../views/html.js';
import { type Chapter, chapterOf } from './chapters.js';
import { glossaryPage } from './glossary-page.js';
import { indexPage } from './index-page.js';
import { Links } from './links.js';
import { notebookPage } from './notebook-page.js';
import { type Page, pageHtml } from './page.js';
import { sourcePage } from './source-page.js';
import { headword, markedTerms } from './terms.js';
import { markdown } from './text.js';

/** A notebook that was run, and what it says of itself. */
export interface Told extends Pick<Result, 'now' | 'failure'> {
  readonly chapter: Chapter;
}

/** The notebooks as they are on disk, not run. @throws UsageError when one of them cannot become a page */
export async function committedBook(root: string): Promise<Told[]> {
  const told = await Promise.all(
    allNotebooks(root).map(async (path) => {
      const now = await readNotebook(path);
      return { chapter: chapterOf(nameOf(path), now), now, failure: undefined };
    }),
  );
  bookPages(root, told);
  return told;
}

/** Replaces the folder `out` with the pages of the course; `index.html` is the first. */
export function writeBook(root: string, out: string, told: readonly Told[]): void {
  const chapters = told.map(({ chapter }) => chapter);
  const pages = bookPages(root, told);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const page of pages) writeFileSync(join(out, page.file), pageHtml(page, chapters));
}

function bookPages(root: string, told: readonly Told[]): Page[] {
  const links = new Links(root);
  const chapters = told.map(({ chapter }) => chapter);
  const notebooks = told.map(({ chapter, now, failure }) =>
    notebookPage(chapter, now, links.resolver(`notebooks/${chapter.name}.ipynb`), failure),
  );
  for (const stage of stageNames) links.files.add(exerciseOf(stage));
  return [indexPage(chapters), ...notebooks, glossaryPage(termPlaces(told)), ...filePages(root, links)];
}

/** The pages of all files that something leads to; such a file may lead to more. */
function filePages(root: string, links: Links): Page[] {
  const pages: Page[] = [];
  for (const path of links.files) {
    const stage = stageNames.find((name) => exerciseOf(name) === path);
    const text = readFileSync(join(root, stage ? stubOf(stage) : path), 'utf8');
    const note = stage
      ? `<p>The exercise as it came. Your own copy is <code>${escapeHtml(path)}</code>;
<code>npm run check -- ${numberOf(stage)}</code> judges it.</p>`
      : '';
    pages.push(sourcePage(path, text, note, links.resolver(path)));
  }
  return pages;
}

/** For each headword the chapters whose text marks it, in order. */
export function termPlaces(told: readonly { chapter: Chapter; now: Notebook }[]): Map<string, Chapter[]> {
  const parser = markdown();
  const places = new Map<string, Chapter[]>();
  for (const { chapter, now } of told) {
    const terms = now.cells.flatMap((cell) => (isCode(cell) ? [] : markedTerms(parser, cell.source)));
    for (const word of new Set(terms.map(headword)))
      if (word !== undefined) places.set(word, [...(places.get(word) ?? []), chapter]);
  }
  return places;
}

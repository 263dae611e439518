// The frame of every page: complete in itself, without scripts, and forbidden to fetch anything.
import { readFileSync } from 'node:fs';
import { escapeHtml } from '../views/html.js';
import type { Chapter } from './chapters.js';
import type { Heading } from './text.js';

const STYLE = readFileSync(new URL('style.css', import.meta.url), 'utf8');
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

export interface Page {
  /** The file's name in the book. */
  readonly file: string;
  readonly title: string;
  /** The text, with its h1. */
  readonly html: string;
  readonly headings?: readonly Heading[];
}

export const pageOf = (notebook: string) => `${notebook}.html`;

/** A page as the text of a file. */
export function pageHtml(page: Page, chapters: readonly Chapter[]): string {
  const { title, html } = page;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(title === COURSE ? title : `${title} - ${COURSE}`)}</title>
<style>
${STYLE}</style>
</head>
<body>
<header>
<a class="skip" href="#text">Skip to the text</a>
<a class="course" href="index.html">${COURSE}</a>
<a class="contents" href="#contents">Contents</a>
</header>
<main id="text" tabindex="-1">
${html}
${neighbours(page.file, chapters)}</main>
<nav id="contents" class="side" aria-label="Contents">
${contents(page, chapters)}
</nav>
</body>
</html>
`;
}

export const COURSE = 'Rebuild TLS';

/** The course, and in it the headings of this page. */
function contents({ file, headings = [] }: Page, chapters: readonly Chapter[]): string {
  const entry = (target: string, html: string) => {
    const here = target === file;
    const inside = here ? headings.filter(({ level }) => level === 2) : [];
    const list = inside.map(({ id, html: text }) => `<li><a href="#${id}">${text}</a></li>`).join('\n');
    const current = here ? ' aria-current="page"' : '';
    return `<li><a href="${target}"${current}>${html}</a>${list && `\n<ul>\n${list}\n</ul>\n`}</li>`;
  };
  return [
    '<ul>',
    entry('index.html', 'The course'),
    ...chapters.map(({ name, title }) => entry(pageOf(name), numbered(name, title))),
    entry('glossary.html', 'Glossary'),
    '</ul>',
  ].join('\n');
}

/** '06 The master secret', in HTML. */
export const numbered = (name: string, title: string) =>
  `<span class="number">${escapeHtml(name.slice(0, 2))}</span> ${escapeHtml(title)}`;

/** Links to the chapter before and the one after; nothing on other pages. */
function neighbours(file: string, chapters: readonly Chapter[]): string {
  const at = chapters.findIndex(({ name }) => pageOf(name) === file);
  if (at === -1) return '';
  const link = (chapter: Chapter | undefined, rel: string, words: string) =>
    chapter
      ? `<a rel="${rel}" href="${pageOf(chapter.name)}"><span>${words}</span> ${numbered(chapter.name, chapter.title)}</a>`
      : '';
  return `<nav class="neighbours" aria-label="Before and after">
${link(chapters[at - 1], 'prev', 'Before:')}
${link(chapters[at + 1], 'next', 'Next:')}
</nav>
`;
}

// A file of the course as a page, for links to it.
import { extname } from 'node:path/posix';
import { escapeHtml } from '../views/html.js';
import { codeHtml } from './code.js';
import type { Page } from './page.js';
import { PageText } from './text.js';

/** The name of a file's page: 'file-exercises-06-master-secret-ts.html'. */
export const sourcePageOf = (path: string) => `file-${path.replaceAll(/[^\w]+/g, '-')}.html`;

/**
 * @param path from the root of the course
 * @param note what to know about it, in HTML
 * @param resolve gives the target of a link in Markdown as the page has to write it
 */
export function sourcePage(
  path: string,
  text: string,
  note: string,
  resolve: (href: string) => string,
): Page {
  const file = sourcePageOf(path);
  if (extname(path) === '.md') return { file, title: path, html: new PageText(resolve).html(text) };
  const html = `<h1>${escapeHtml(path)}</h1>
${note}
<pre class="code"><code>${codeHtml(text, extname(path).slice(1))}</code></pre>`;
  return { file, title: path, html };
}

// A notebook that was run, as a page.

import { type CodeCell, isCode, type Notebook } from '../notebooks/notebook.js';
import type { Failure } from '../notebooks/run.js';
import type { Chapter } from './chapters.js';
import { codeHtml } from './code.js';
import { outputHtml } from './outputs.js';
import { type Page, pageOf } from './page.js';
import { PageText } from './text.js';

/**
 * @param resolve gives a link's target as the page has to write it
 * @param failure the cell at which the run ended, when it did
 */
export function notebookPage(
  { name, title }: Chapter,
  notebook: Notebook,
  resolve: (href: string) => string,
  failure?: Failure,
): Page {
  const text = new PageText(resolve);
  const last = failure ? notebook.cells.findIndex(({ id }) => id === failure.cell.id) : notebook.cells.length;
  const parts = notebook.cells.map((cell, i) => {
    if (!isCode(cell)) return text.html(cell.source);
    if (cell.id === GUARD && cell.outputs.length === 0) return '';
    return cellHtml(i > last ? { ...cell, outputs: [] } : cell, i === last ? FAILED : '');
  });
  return { file: pageOf(name), title, html: parts.join('\n'), headings: text.headings };
}

/** The cell that looks whether the kernel is ours: a reader of pages has none. */
const GUARD = 'kernel';

const FAILED = '<p class="failed">This cell failed, and nothing after it was run.</p>';

function cellHtml({ id, source, outputs }: CodeCell, more: string): string {
  const shown = outputs.map((output, i) => outputHtml(output, `${id}-${i}`)).join('\n') + more;
  return `<div class="cell">
<pre class="code"><code>${codeHtml(source, 'typescript')}</code></pre>${shown && `\n<div class="outputs">\n${shown}\n</div>`}
</div>`;
}

// A sortable table's parts.
import { escapeHtml } from '../../views/html.js';

interface Head {
  readonly column: number;
  readonly text: string;
  /** Which way the first press sorts: names go up, numbers down. */
  readonly first: 'up' | 'down';
  /** How the rows are sorted when the page comes. */
  readonly sorted?: 'ascending' | 'descending';
  readonly className?: string;
}

/** A column's head, which sorts when it is pressed. */
export function sortHead({ column, text, first, sorted, className }: Head): string {
  const attributes = [
    'scope="col"',
    `data-column="${column}"`,
    ...(first === 'up' ? ['data-first="up"'] : []),
    ...(sorted ? [`aria-sort="${sorted}"`] : []),
    ...(className ? [`class="${className}"`] : []),
  ];
  return `<th ${attributes.join(' ')}><button type="button"><span>${escapeHtml(text)}</span></button></th>`;
}

/** What a wide table may be scrolled in, with the keyboard too. */
export const scrollable = (label: string, html: string) =>
  `<div class="scroll" role="region" aria-label="${escapeHtml(label)}, table" tabindex="0">${html}</div>`;

/** A bar whose length is a share; the number stands beside it as text. */
export const bar = (share: number) =>
  `<span class="bar" aria-hidden="true"><span style="width:${(100 * share).toFixed(1)}%"></span></span>`;

export const percent = (part: number, all: number) =>
  all === 0 ? '0 %' : `${Math.round((100 * part) / all)} %`;

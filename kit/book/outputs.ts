// What cells showed, as HTML.
import type { Output } from '../kernel/client.js';
import { escapeHtml } from '../views/html.js';

/** @param id is used for nothing else in the page, and makes the ids inside a picture different from all others */
export function outputHtml(output: Output, id: string): string {
  if (output.output_type === 'stream')
    return `<pre class="${output.name}">${escapeHtml(output.text.trimEnd())}</pre>`;
  const { data } = output;
  const svg = data['image/svg+xml'];
  // Whatever is wider than a phone can be moved sideways, with the keyboard too.
  if (svg !== undefined) return wide('picture', ownIds(svg, id));
  const html = data['text/html'];
  if (html !== undefined)
    return html.includes('<svg') || html.includes('<table') ? wide('output', ownIds(html, id)) : html;
  return `<pre>${escapeHtml(data['text/plain'] ?? '')}</pre>`;
}

const wide = (what: string, html: string) =>
  `<div class="wide ${what}" tabindex="0" role="group" aria-label="${what}">${html}</div>`;

/** Ids, and what refers to them, get a prefix: the same picture may be shown twice. */
function ownIds(html: string, prefix: string): string {
  const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id as string));
  if (ids.size === 0) return html;
  const own = (id: string) => (ids.has(id) ? `${prefix}-${id}` : id);
  return html
    .replaceAll(/(\sid=")([^"]+)/g, (_, before, id) => before + own(id))
    .replaceAll(/(href="#|url\(#)([^")]+)/g, (_, before, id) => before + own(id))
    .replaceAll(
      /(aria-(?:labelledby|describedby)=")([^"]+)/g,
      (_, before, all: string) => before + all.split(' ').map(own).join(' '),
    );
}

// The glossary: every term, what it means, and which notebook introduces it.
import { escapeHtml } from '../views/html.js';
import type { Chapter } from './chapters.js';
import { type Definition, definitions } from './glossary.js';
import { numbered, type Page, pageOf } from './page.js';
import { anchorOf } from './terms.js';

/** @param places for each headword the chapters that mark it, in order */
export function glossaryPage(places: ReadonlyMap<string, readonly Chapter[]>): Page {
  const entries = definitions.map((definition) => entry(definition, places.get(definition.forms[0]) ?? []));
  const html = `<h1>Glossary</h1>
<p>Every term, in one sentence. The link leads to the place that introduces it.</p>
<dl class="glossary">
${entries.join('\n')}
</dl>`;
  return { file: 'glossary.html', title: 'Glossary', html };
}

function entry({ forms: [word, ...others], means }: Definition, chapters: readonly Chapter[]): string {
  const also = others.length > 0 ? `, also ${others.map(escapeHtml).join(', ')}` : '';
  const [first, ...again] = chapters.map((chapter) => link(chapter, word));
  const places =
    first === undefined
      ? ''
      : [first, ...(again.length > 0 ? [`again in ${again.join(', ')}`] : [])].join('; ');
  return `<dt id="${anchorOf(word)}"><b>${escapeHtml(word)}</b>${also}</dt>
<dd>${escapeHtml(means)} <span class="places">${places}</span></dd>`;
}

const link = ({ name, title }: Chapter, word: string) =>
  `<a href="${pageOf(name)}#${anchorOf(word)}">${numbered(name, title)}</a>`;

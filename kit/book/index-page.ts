// The first page: what the course is, and its map.
import { stageNames } from '../../lib/stages.js';
import { exerciseOf } from '../loop/paths.js';
import { escapeHtml } from '../views/html.js';
import { type Chapter, duration } from './chapters.js';
import { COURSE, numbered, type Page, pageOf } from './page.js';
import { sourcePageOf } from './source-page.js';
import { markdown } from './text.js';

export function indexPage(chapters: readonly Chapter[]): Page {
  const total = chapters.reduce((sum, { minutes }) => sum + minutes, 0);
  const html = `<h1>${COURSE}</h1>
<p class="lead">A TLS handshake, rebuilt byte by byte. The story is one real session, Firefox to Amazon on 10 June 2009;
every number in it is computed in front of you.</p>
<blockquote><p><strong>Danger.</strong> This is for learning. It speaks retired protocols so that you can see how they
worked and why they had to go. Do not use it to protect anything.</p></blockquote>
<h2 id="map">The course</h2>
<p>${chapters.length === 1 ? 'One notebook' : `${chapters.length} notebooks`}, about ${duration(total)} in all.</p>
<ol class="map">
${chapters.map((chapter) => entry(chapter, chapters)).join('\n')}
</ol>
<h2 id="how">How to work with it</h2>
<p>These pages are the notebooks as they ran on your machine. To change a cell and run it again, open the same notebooks
in <code>notebooks/</code> with Jupyter or VS Code. The exercises are the files in <code>exercises/</code>:</p>
<ul>
<li><code>npm run progress</code> says where you stand, and what to do next;</li>
<li><code>npm run check -- 01</code> judges a stage, and names the mistake where it knows it;</li>
<li><code>npm run hint -- 01</code> gives the next hint for one of its functions;</li>
<li><code>npm run handshake -- --yours</code> is a real handshake with your functions in it.</li>
</ul>
<p>Words that are not clear: <a href="glossary.html">the glossary</a>.</p>`;
  return { file: 'index.html', title: COURSE, html };
}

function entry({ name, title, about, minutes, needs }: Chapter, chapters: readonly Chapter[]): string {
  const stage = stageNames.find((one) => one === name);
  const facts = [
    `about ${duration(minutes)}`,
    needs.length === 0
      ? 'needs nothing before it'
      : `needs ${needs.map((need) => short(need, chapters)).join(', ')}`,
    ...(stage ? [`<a href="${sourcePageOf(exerciseOf(stage))}">the exercise ${escapeHtml(stage)}</a>`] : []),
  ];
  return `<li>
<h3><a href="${pageOf(name)}">${numbered(name, title)}</a></h3>
<p>${markdown().renderInline(about)}</p>
<p class="facts">${facts.join('; ')}</p>
</li>`;
}

/** A chapter by its number, its title for those who ask. */
function short(name: string, chapters: readonly Chapter[]): string {
  const title = chapters.find((chapter) => chapter.name === name)?.title ?? name;
  return `<a href="${pageOf(name)}" title="${escapeHtml(title)}">${escapeHtml(name.slice(0, 2))}</a>`;
}

// The instructor's page: one file, nothing loaded from anywhere, readable without its script, which only sorts.
import { createHash } from 'node:crypto';
import { escapeHtml } from '../../views/html.js';
import type { ClassView } from './class-view.js';
import { heatMap } from './heat-map.js';
import { mistakesSection, sameAnswersSection, stoppedSection } from './lists.js';
import { SCRIPT } from './script.js';
import { stuckSection } from './stuck.js';
import { STYLE } from './style.js';
import { summarySection } from './summary.js';

export interface PageOptions {
  readonly title: string;
  /** Sentences that whoever reads the grades has to know. */
  readonly remarks: readonly string[];
}

export function reportPage(view: ClassView, { title, remarks }: PageOptions): string {
  const sections = [
    { id: 'stuck', name: 'Where the room is stuck', html: stuckSection(view) },
    { id: 'map', name: 'Learners by function', html: heatMap(view) },
    { id: 'mistakes', name: 'Mistakes most made', html: mistakesSection(view) },
    { id: 'stopped', name: 'What was stopped or could not run', html: stoppedSection(view) },
    { id: 'same', name: 'Same answers', html: sameAnswersSection(view) },
  ];
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><title>${escapeHtml(title)}</title>`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<style>${STYLE}</style></head>`,
    '<body>',
    `<header><h1>${escapeHtml(title)}</h1>`,
    ...remarks.map((remark) => `<p class="remark">${escapeHtml(remark)}</p>`),
    summarySection(view),
    `<nav aria-label="Sections">${sections.map(({ id, name }) => `<a href="#${id}">${name}</a>`).join(' ')}</nav>`,
    '</header>',
    '<main>',
    ...sections.map(
      ({ id, name, html }) =>
        `<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${name}</h2>\n${html}</section>`,
    ),
    '</main>',
    `<script>${SCRIPT}</script>`,
    '</body></html>',
    '',
  ].join('\n');
}

const scriptHash = createHash('sha256').update(SCRIPT).digest('base64');
/** No script but ours can run, whatever a submission is called. */
const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'`;

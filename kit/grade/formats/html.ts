// Feedback for the learner as a page of its own: no script, nothing loaded from anywhere.
import { escapeHtml } from '../../views/html.js';
import { type FeedbackFunction, type FeedbackStage, feedbackStages, missingStages } from './feedback.js';
import type { SubmissionFormat } from './format.js';
import { learnerView } from './learner-view.js';

export const html: SubmissionFormat = {
  scope: 'submission',
  about: 'feedback for the learner, as a page',
  extension: '.html',
  render(record) {
    const view = learnerView(record);
    const missing = missingStages(view);
    const name = escapeHtml(view.submission);
    return [
      '<!doctype html>',
      `<html lang="en"><head><meta charset="utf-8"><title>${name}</title>`,
      '<meta name="viewport" content="width=device-width">',
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
      `<style>${STYLE}</style></head><body><main>`,
      `<h1>${name}</h1>`,
      `<p class="total">${escapeHtml(view.total)}</p>`,
      ...view.warnings.map(paragraph),
      ...feedbackStages(view).flatMap(stageHtml),
      ...(missing.length > 0 ? [`<p>Not handed in: ${codes(missing)}.</p>`] : []),
      '</main></body></html>',
      '',
    ].join('\n');
  },
};

function stageHtml({ stage, score, remarks, right, open, notBegun }: FeedbackStage): string[] {
  return [
    `<section><h2>${escapeHtml(stage)} <small>${score}</small></h2>`,
    ...remarks.map(paragraph),
    ...(right.length > 0 ? [`<p>Right: ${codes(right)}.</p>`] : []),
    ...open.flatMap(functionHtml),
    ...(notBegun.length > 0 ? [`<p>Not written yet: ${codes(notBegun)}.</p>`] : []),
    '</section>',
  ];
}

function functionHtml({ name, state, findings, reading }: FeedbackFunction): string[] {
  return [
    `<h3><code>${escapeHtml(name)}</code> <small>${escapeHtml(state)}</small></h3>`,
    ...findings.flatMap(({ message, mistake }) => [
      ...(mistake === undefined ? [] : [`<p>Recognised: <b>${escapeHtml(mistake)}</b></p>`]),
      paragraph(message),
    ]),
    ...(reading.length > 0 ? [`<p class="reading">Read on: ${reading.map(escapeHtml).join('; ')}</p>`] : []),
  ];
}

const paragraph = (text: string) => `<p class="lines">${escapeHtml(text)}</p>`;
const codes = (names: readonly string[]) =>
  names.map((name) => `<code>${escapeHtml(name)}</code>`).join(', ');

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1b1b1b;background:#fff}
main{max-width:44rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;margin:0 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid #bbb;padding-bottom:.2rem}
h3{font-size:1rem;margin:1.2rem 0 .2rem}
small{font-weight:normal;font-size:.9rem;color:#555}
p{margin:.3rem 0}
.total{font-size:1.15rem;font-weight:600}
.lines{white-space:pre-wrap;overflow-wrap:anywhere}
.reading{color:#555}
code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.95em}
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}h2{border-color:#555}small,.reading{color:#aaa}}`;

// The page's shorter sections: mistakes, what was stopped, and same answers.
import { escapeHtml } from '../../views/html.js';
import { plainLine } from '../formats/plain.js';
import type { ClassView, MistakeRow, SameAnswers } from './class-view.js';
import { bar, scrollable, sortHead } from './html-table.js';

const SHOWN = 15;

export function mistakesSection({ mistakes, learners }: ClassView): string {
  if (mistakes.length === 0) return '<p>No known mistake was recognised.</p>';
  const [first, rest] = [mistakes.slice(0, SHOWN), mistakes.slice(SHOWN)];
  return [
    mistakesTable('The mistakes most made', first, learners.length),
    ...(rest.length === 0
      ? []
      : [
          `<details><summary>${rest.length} more</summary>`,
          mistakesTable('The other mistakes', rest, learners.length),
          '</details>',
        ]),
  ].join('\n');
}

function mistakesTable(label: string, mistakes: readonly MistakeRow[], all: number): string {
  const rows = mistakes.map(
    ({ stage, name, mistake, learners }) =>
      `<tr><th scope="row">${escapeHtml(mistake)}</th><td data-value="${escapeHtml(`${stage} ${name}`)}"><code>${escapeHtml(name)}</code> <small>${escapeHtml(stage)}</small></td><td class="share" data-value="${learners}">${bar(learners / all)} ${learners}</td></tr>`,
  );
  const head = [
    sortHead({ column: 0, text: 'Mistake', first: 'up' }),
    sortHead({ column: 1, text: 'Function', first: 'up' }),
    sortHead({ column: 2, text: 'Learners', first: 'down', sorted: 'descending' }),
  ];
  return scrollable(
    label,
    `<table class="list"><thead><tr>${head.join('')}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`,
  );
}

export function stoppedSection({ learners }: ClassView): string {
  const rows = learners.flatMap(({ name, kills, problems, warnings }) => [
    ...problems.map(({ stage, problem }) => [name, stage, problem] as const),
    ...kills.map(
      ({ stage, why, function: own, detail }) =>
        [name, own ? `${stage}, ${own}` : stage, `${why}: ${detail}`] as const,
    ),
    ...warnings.map((warning) => [name, '', warning] as const),
  ]);
  if (rows.length === 0) return '<p>Nothing: all that was handed in could be loaded and came to its end.</p>';
  const body = rows.map(
    ([name, where, what]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(plainLine(where))}</td><td>${escapeHtml(plainLine(what))}</td></tr>`,
  );
  const head = [
    sortHead({ column: 0, text: 'Learner', first: 'up' }),
    sortHead({ column: 1, text: 'Where', first: 'up' }),
    sortHead({ column: 2, text: 'What', first: 'up' }),
  ];
  return scrollable(
    'What was stopped or could not run',
    `<table class="list"><thead><tr>${head.join('')}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`,
  );
}

export function sameAnswersSection({ sameAnswers }: ClassView): string {
  const intro =
    '<p>Files whose code is the same once comments, white space and the choice of names are left out. This is something to look at and to ask about, not a verdict: pairs work together, short answers often come out the same, and a solution that was handed out looks like this too.</p>';
  if (sameAnswers.length === 0) return `${intro}\n<p>There are none.</p>`;
  const items = sameAnswers.map(
    ({ names, stages }: SameAnswers) =>
      `<li><b>${names.map(escapeHtml).join(', ')}</b>: ${stages.map((stage) => `<code>${escapeHtml(stage)}</code>`).join(', ')}</li>`,
  );
  return `${intro}\n<ul>${items.join('\n')}</ul>`;
}

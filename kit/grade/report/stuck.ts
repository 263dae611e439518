// Functions by the share of learners who have not solved them, with the usual mistakes there.
import { escapeHtml } from '../../views/html.js';
import type { ClassView, FunctionRow } from './class-view.js';
import { bar, percent, scrollable, sortHead } from './html-table.js';

const SHOWN = 10;
const MISTAKES = 3;

export function stuckSection({ functions, learners }: ClassView): string {
  const all = learners.length;
  const open = functions
    .filter(({ solved }) => solved < all)
    .sort((a, b) => a.solved - b.solved || b.begun - a.begun);
  if (open.length === 0) return '<p>Nowhere: everybody has solved everything.</p>';
  // Those that many have begun and not solved say more than those that nobody has reached.
  const tried = [...open]
    .sort((a, b) => b.begun - a.begun)
    .slice(0, SHOWN)
    .filter(({ begun }) => begun > 0);
  return [
    '<h3>Begun by most and not right yet</h3>',
    '<p>Here a word to the whole room helps now.</p>',
    tried.length === 0
      ? '<p>Nothing is begun and left.</p>'
      : table('Functions begun and not right yet', tried, all, 'begun'),
    '<details><summary>All functions that somebody has not solved, by how many</summary>',
    table('All functions that somebody has not solved', open, all, 'open'),
    '</details>',
  ].join('\n');
}

function table(label: string, rows: readonly FunctionRow[], all: number, by: 'begun' | 'open'): string {
  const head = [
    sortHead({ column: 0, text: 'Function', first: 'up' }),
    sortHead({
      column: 1,
      text: 'Begun, not right',
      first: 'down',
      ...(by === 'begun' && { sorted: 'descending' }),
    }),
    sortHead({
      column: 2,
      text: 'Not solved',
      first: 'down',
      ...(by === 'open' && { sorted: 'descending' }),
    }),
    sortHead({ column: 3, text: 'Does not load', first: 'down' }),
    '<th scope="col">Usual mistakes there</th>',
  ];
  const body = rows.map((row) => rowHtml(row, all));
  return scrollable(
    label,
    `<table class="list"><thead><tr>${head.join('')}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`,
  );
}

function rowHtml({ stage, name, solved, begun, notLoaded, mistakes }: FunctionRow, all: number): string {
  const usual = mistakes
    .slice(0, MISTAKES)
    .map(({ mistake, learners }) => `<li>${escapeHtml(mistake)} <small>${learners}×</small></li>`);
  return [
    `<tr><th scope="row" data-value="${escapeHtml(`${stage} ${name}`)}"><code>${escapeHtml(name)}</code><br><small>${escapeHtml(stage)}</small></th>`,
    `<td class="share" data-value="${begun}">${bar(begun / all)} ${begun} <small>of ${all}</small></td>`,
    `<td class="share" data-value="${all - solved}">${bar((all - solved) / all)} ${all - solved} <small>(${percent(all - solved, all)})</small></td>`,
    `<td class="share" data-value="${notLoaded}">${notLoaded}</td>`,
    `<td>${usual.length > 0 ? `<ul class="plain">${usual.join('')}</ul>` : '<small>none recognised</small>'}</td></tr>`,
  ].join('');
}

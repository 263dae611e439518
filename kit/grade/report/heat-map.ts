// A row for each learner, a column for each function. A cell's sign says what its colour says.
import { escapeHtml } from '../../views/html.js';
import type { Cell, ClassView, FunctionRow, LearnerRow } from './class-view.js';
import { percent, scrollable, sortHead } from './html-table.js';

const LEADING = 4;

export function heatMap({ learners, functions }: ClassView): string {
  const table = [
    '<table class="map">',
    `<thead>${stageHeads(functions)}<tr>${heads(functions).join('')}</tr></thead>`,
    `<tbody>\n${learners.map(learnerHtml).join('\n')}\n</tbody>`,
    `<tfoot><tr><th scope="row">Solved by, %</th><td></td><td></td><td></td>${functions.map(({ solved }) => `<td>${Math.round((100 * solved) / learners.length)}</td>`).join('')}</tr></tfoot>`,
    '</table>',
  ];
  return [
    '<ul class="legend">',
    '<li><span class="s">✓</span> solved</li><li><span class="b1">20</span> <span class="b2">50</span> <span class="b3">80</span> begun: percent of its points</li>',
    '<li><span class="u">·</span> not written yet</li><li><span class="w">–</span> waits for others</li><li><span class="w">×</span> its file does not load</li></ul>',
    '<p>Press a name at the top to sort by that column.</p>',
    scrollable('Learners by function', table.join('\n')),
  ].join('\n');
}

function stageHeads(functions: readonly FunctionRow[]): string {
  const stages = [...new Set(functions.map(({ stage }) => stage))];
  const cells = stages.map((stage) => {
    const width = functions.filter((one) => one.stage === stage).length;
    return `<th scope="colgroup" colspan="${width}" class="stage"><abbr title="${escapeHtml(stage)}">${short(stage)}</abbr></th>`;
  });
  return `<tr><td colspan="${LEADING}"></td>${cells.join('')}</tr>`;
}

const short = (stage: string) => (stage === 'capstone' ? '★' : escapeHtml(stage.slice(0, 2)));

const heads = (functions: readonly FunctionRow[]) => [
  sortHead({ column: 0, text: 'Learner', first: 'up', sorted: 'ascending', className: 'name' }),
  sortHead({ column: 1, text: 'Points', first: 'down' }),
  sortHead({ column: 2, text: '%', first: 'down' }),
  sortHead({ column: 3, text: 'Seconds', first: 'down' }),
  ...functions.map(({ name, stage }, i) =>
    sortHead({
      column: LEADING + i,
      text: name,
      first: 'down',
      className: functions[i - 1]?.stage === stage ? 'function' : 'function edge',
    }),
  ),
];

function learnerHtml({ name, score, maxScore, seconds, cells, kills }: LearnerRow): string {
  const stopped = kills.length > 0 ? ' <abbr title="code of it was stopped">!</abbr>' : '';
  return [
    `<tr><th scope="row">${escapeHtml(name)}${stopped}</th>`,
    `<td>${score}</td>`,
    `<td data-value="${maxScore === 0 ? 0 : score / maxScore}">${percent(score, maxScore).replace(' %', '')}</td>`,
    `<td>${seconds.toFixed(1)}</td>`,
    ...cells.map(cellHtml),
    '</tr>',
  ].join('');
}

/** Sorted, what is not begun comes below what is begun. */
function cellHtml(cell: Cell | undefined): string {
  if (cell === undefined || cell.status === 'skipped') return '<td class="w" data-value="-2">–</td>';
  if (cell.status === 'not loaded') return '<td class="w" data-value="-2">×</td>';
  if (cell.status === 'solved') return '<td class="s" data-value="101">✓</td>';
  if (cell.status === 'unsolved') return '<td class="u" data-value="-1">·</td>';
  return `<td class="b${1 + Math.min(2, Math.floor(cell.percent / 34))}">${cell.percent}</td>`;
}

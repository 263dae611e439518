// A lab and its runs as HTML that reads well without scripts and style sheets.
import { CELL, escapeHtml, head, table } from '../views/html.js';
import { valueTable } from '../views/values.js';
import { FLAW, type Lab } from './lab.js';
import { WARNING } from './report.js';
import type { LabReport, Run } from './run.js';

/** What there is to know before the attack. */
export function introductionHtml(lab: Lab): string {
  const rows = lab.contract.map(({ says, withFlaw, withFix }) => row(says, yesNo(withFlaw), yesNo(withFix)));
  return [
    `<h3>${escapeHtml(lab.title)} (${lab.year})</h3>`,
    paragraph(lab.paper),
    paragraph(WARNING),
    paragraph(lab.story),
    table([head('the contract', 'with the flaw', 'with a fix'), ...rows]),
  ].join('\n');
}

/** What came of each run, and what became law. */
export function reportHtml<Data>(lab: Lab<Data>, { runs, kept }: LabReport<Data>): string {
  const laws = lab.laws.map(({ rfc, says }) => row(rfc, says));
  return [
    ...runs.map((run) => runHtml(lab, run)),
    table([head('RFC', 'what became law'), ...laws]),
    paragraph(
      kept ? 'The contract is kept.' : 'The contract is broken: one of its clauses came out otherwise.',
    ),
  ].join('\n');
}

function runHtml<Data>(lab: Lab<Data>, { variant, outcome, found, verdicts, data }: Run<Data>): string {
  const title = variant === FLAW ? 'With the flaw' : `With the fix: ${variant}`;
  const rows = verdicts.map(({ says, was, promised }) =>
    row(yesNo(was), says, was === promised ? 'as promised' : `the contract says ${yesNo(promised)}`),
  );
  return [
    `<p><b>${escapeHtml(title)}</b></p>`,
    paragraph(outcome),
    ...(found.length === 0 ? [] : [valueTable(found)]),
    ...(lab.picture ? [lab.picture(data)] : []),
    table(rows),
  ].join('\n');
}

const yesNo = (value: boolean) => (value ? 'yes' : 'no');
const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
const row = (...cells: readonly string[]) =>
  `<tr>${cells.map((text) => `<td style="${CELL}">${escapeHtml(text)}</td>`).join('')}</tr>`;

// A lab and its runs as lines of text.
import pc from 'picocolors';
import { valueLines } from '../views/values.js';
import { FLAW, type Lab } from './lab.js';
import type { LabReport, Run, Verdict } from './run.js';

/** Said whenever a lab runs. */
export const WARNING =
  'Attack code, for teaching: it works only on weak peers of our own, in memory, and on what they recorded.';

/** What there is to know before the attack: its story and the contract. */
export function introduction(lab: Lab): string[] {
  const width = Math.max(...lab.contract.map(({ says }) => says.length));
  const row = (says: string, flaw: string, fix: string) =>
    `  ${says.padEnd(width)}  ${flaw.padEnd(4)}  ${fix}`;
  return [
    pc.bold(`${lab.title} (${lab.year})`),
    pc.dim(wrapped(lab.paper)),
    '',
    wrapped(WARNING),
    '',
    wrapped(lab.story),
    '',
    pc.bold('The contract'),
    row('', 'flaw', 'fix'),
    ...lab.contract.map(({ says, withFlaw, withFix }) => row(says, yesNo(withFlaw), yesNo(withFix))),
    '',
  ];
}

export const heading = (variant: string) =>
  pc.bold(variant === FLAW ? 'With the flaw' : `With the fix: ${variant}`);

/** What came of one run, and how it stands to the contract. */
export function runLines({ outcome, found, verdicts }: Run): string[] {
  return [
    wrapped(outcome),
    ...(found.length === 0 ? [] : [valueLines(found)]),
    ...verdicts.map(verdictLine),
    '',
  ];
}

function verdictLine({ says, promised, was }: Verdict): string {
  const answer = `${yesNo(was).padEnd(3)}  ${says}`;
  return promised === was
    ? `  ${pc.green('as promised')}   ${answer}`
    : `  ${pc.red('BROKEN')}        ${answer}: the contract says ${yesNo(promised)}`;
}

export function conclusion(lab: Lab, { kept, seed }: LabReport): string[] {
  return [
    pc.bold('What became law'),
    ...lab.laws.map(({ rfc, says }) => wrapped(`  ${rfc}: ${says}`)),
    '',
    kept
      ? `The contract is kept (seed ${seed}).`
      : pc.red(`The contract is broken: one of its clauses came out otherwise (seed ${seed}).`),
  ];
}

const yesNo = (value: boolean) => (value ? 'yes' : 'no');

/** Lines of at most 100 columns. */
const wrapped = (text: string) => text.replace(/(?![^\n]{1,100}$)([^\n]{1,100})\s/g, '$1\n');

// What a handshake with the learner's functions has to say at its end.
import pc from 'picocolors';
import { AlertReceived, TlsError } from '../../lib/errors.js';
import type { Ran, StageName } from '../../lib/stages.js';
import type { Outcome } from '../check/check.js';
import { shown } from '../check/explain-value.js';
import type { Disagreement } from './shadow.js';

/** Every stage function that ran, whose it was and how often; functions that did not run are left out. */
export function ranTable(ran: readonly Ran[]): string {
  const rows = ran.filter(({ yours, reference }) => yours + reference > 0);
  const line = ({ stage, name, yours, reference }: Ran) => {
    const whose = yours === 0 ? pc.dim('reference') : reference === 0 ? pc.green('yours') : pc.yellow('both');
    return `  ${stage.padEnd(22)} ${name.padEnd(26)} ${whose.padEnd(9)} ${String(yours + reference).padStart(5)} calls`;
  };
  const mine = rows.filter(({ yours }) => yours > 0).length;
  return [
    'Stage functions that ran:',
    ...rows.map(line),
    `${mine} of ${rows.length} functions were yours, ${rows.length - mine} the reference's.`,
  ].join('\n');
}

/** Joins the two views of a failure: what the peer or we objected to, and which function gave the bytes for it. */
export function blame(error: Error, disagreements: readonly Disagreement[]): string {
  const said =
    error instanceof AlertReceived
      ? `The server objected: it sent the alert ${error.alert}.`
      : error instanceof TlsError
        ? `Our side broke off with the alert ${error.alert}: ${error.message}.`
        : `The handshake stopped: ${error.message}.`;
  const [first] = disagreements;
  if (!first)
    return `${said}\nNone of your functions differed from the reference; the trouble lies elsewhere.`;
  return [
    said,
    `The first of your functions to differ from the reference was ${pc.bold(first.name)} in exercises/${first.stage}.ts:`,
    `  it ${gave(first.yours)};`,
    `  the reference ${gave(first.reference)} for the same arguments.`,
    `npm run check -- ${first.stage.slice(0, 2)} looks closer.`,
  ].join('\n');
}

function gave(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'value':
      return `gave ${shown(outcome.value)}`;
    case 'refused':
      return `refused with the alert ${outcome.alert} (${outcome.message})`;
    case 'threw':
      return `threw ${outcome.name}: ${outcome.message}`;
    case 'mutated':
      return `changed its argument number ${outcome.argument + 1}`;
    case 'shape':
      return `returned ${outcome.what}${outcome.where && ` in ${outcome.where}`}`;
    default:
      return 'gave nothing';
  }
}

/** The files that could not be used, in one line each. */
export function problemLines(
  problems: readonly { readonly stage: StageName; readonly message: string }[],
): string {
  return problems.map(({ message }) => `${message}; the reference stands in.`).join('\n');
}

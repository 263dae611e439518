import { bytesToHex } from '@noble/hashes/utils.js';
import pc from 'picocolors';
import type { Outcome, Value } from './step.js';

/** The replay as a story: chapter by chapter, one line a value; what differs is shown in full. */
export function replayReport(outcomes: readonly Outcome[]): string {
  const lines: string[] = [];
  let chapter = '';
  for (const outcome of outcomes) {
    if (outcome.step.chapter !== chapter) {
      chapter = outcome.step.chapter;
      lines.push('', pc.bold(chapter));
    }
    lines.push(...outcomeLines(outcome));
  }
  return lines.join('\n');
}

/** What it all comes to, in one sentence, with the names of the steps that failed. */
export function replayVerdict(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter((outcome) => !outcome.equal);
  if (failed.length === 0) return pc.green(`All ${outcomes.length} values are as recorded.`);
  const names = failed.map(({ step }) => `"${step.chapter}: ${step.name}"`).join(', ');
  return pc.red(`${failed.length} of ${outcomes.length} values are not as recorded: ${names}.`);
}

function outcomeLines({ step, computed, error, equal }: Outcome): string[] {
  const name = step.name.padEnd(56);
  if (equal) return [`  ${pc.green('=')} ${name} ${shorten(step.recorded)} ${pc.dim(step.rfc)}`];
  if (error) return [`  ${pc.red('!')} ${name} ${pc.red(error.message)}`];
  return [
    `  ${pc.red('≠')} ${name} ${pc.dim(step.rfc)}`,
    `      computed ${whole(computed as Value)}`,
    `      recorded ${whole(step.recorded)}`,
    ...firstDifference(computed as Value, step.recorded),
  ];
}

function firstDifference(a: Value, b: Value): string[] {
  const at = [...a].findIndex((unit, i) => unit !== b[i]);
  return [
    `      first different at ${typeof a === 'string' ? 'character' : 'byte'} ${at < 0 ? a.length : at}`,
  ];
}

const whole = (value: Value) => (typeof value === 'string' ? JSON.stringify(value) : bytesToHex(value));

/** Up to 16 bytes as they are; of more, the first eight, the last four, and how many. Padded to one width. */
function shorten(value: Value): string {
  if (typeof value === 'string') {
    const [line] = value.split('\r\n') as [string];
    const short = line.length < value.length || line.length > 37 ? `${line.slice(0, 36)}…` : line;
    return short.padEnd(38);
  }
  if (value.length <= 16) return bytesToHex(value).padEnd(38);
  const short = `${bytesToHex(value.subarray(0, 8))}…${bytesToHex(value.subarray(-4))}`;
  return `${short} ${value.length} bytes`.padEnd(38);
}

// What the learner reads when something other than a value came back.
import type { Outcome } from './check.js';
import type { RefusalCase } from './define.js';

/** One sentence for every way a call can fail to give a value. */
export function outcomeSentence(
  name: string,
  outcome: Exclude<Outcome, { kind: 'value' }>,
  about?: string,
): string {
  const on = about === undefined ? '' : ` (${about})`;
  switch (outcome.kind) {
    case 'unsolved':
      return outcome.calls === undefined
        ? `${name} is not solved yet.`
        : `${unsolvedCall(name, outcome.calls)}.`;
    case 'missing':
      if (outcome.declared)
        return `The file has ${name} but does not export it; write the word export before it, as it came.`;
      return `The file exports no function ${name}${similar(name, outcome.exports)}; keep the names that it came with.`;
    case 'refused':
      return `${name}${on} refused input that is good${atLine(outcome.line)}, with the alert ${outcome.alert}: ${sentence(outcome.message)}`;
    case 'threw':
      return `${name}${on} threw ${outcome.name}${atLine(outcome.line)}: ${sentence(outcome.message)}`;
    case 'shape':
      return shapeSentence(name, outcome);
    case 'mutated':
      return `${name} changed its argument number ${outcome.argument + 1}; make a copy (slice) and leave what you were given as it is.`;
    case 'stopped':
      return stoppedSentence(name, outcome);
  }
}

/** With a full stop, unless it has an end of its own. */
export const sentence = (words: string): string => (/[.!?…]$/.test(words) ? words : `${words}.`);

/** It cannot be judged for want of another function. */
export const unsolvedCall = (name: string, calls: string) =>
  `${name} calls ${calls}, which is not solved yet`;

/** A function that let bad input pass. */
export function acceptedSentence(name: string, { because }: RefusalCase): string {
  return `${name} took input that must be refused: ${because}.`;
}

export function wrongAlertSentence(name: string, { because, refuses }: RefusalCase, alert: string): string {
  return `${name} refuses it, as it must (${because}), but with the alert ${alert}; ${refuses.join(' or ')} is due.`;
}

/** A function that threw something on purpose, which is not what must be thrown. */
export function wrongThrowSentence(name: string, { because, refuses }: RefusalCase, threw: Threw): string {
  const alerts = refuses.filter((one) => one !== 'RangeError');
  const due = [
    ...(refuses.length > alerts.length ? ['RangeError'] : []),
    ...(alerts.length > 0 ? [`a TlsError with the alert ${alerts.join(' or ')}`] : []),
  ];
  return `${name} refuses it, as it must (${because}), but with ${threw.name}${atLine(threw.line)}; ${due.join(' or ')} is due.`;
}

type Threw = Extract<Outcome, { kind: 'threw' }>;

/** Whether an exception came up by accident and was not meant to refuse anything. */
export const isAccident = ({ name, message }: Threw): boolean =>
  /^(TypeError|ReferenceError|SyntaxError|while loading)$/.test(name) ||
  /^(Maximum call stack|Invalid (typed )?array|(start )?offset .*(outside|out of) )/i.test(message);

/** What a function was called with, for one line: values that are short, and the lengths of bytes. */
export function calledWith(args: readonly unknown[]): string {
  return `it was called with ${args.map(briefly).join(', ') || 'nothing'}`;
}

function briefly(value: unknown): string {
  if (value instanceof Uint8Array) return value.length === 1 ? '1 byte' : `${value.length} bytes`;
  if (Array.isArray(value))
    return value.length === 1 ? 'an array of 1 item' : `an array of ${value.length} items`;
  if (typeof value === 'bigint')
    return value < 1n << 32n ? `${value}n` : `a number of ${value.toString(2).length} bits`;
  if (typeof value === 'object' && value !== null)
    return 'name' in value && typeof value.name === 'string' ? value.name : 'an object';
  const text = typeof value === 'string' ? `'${value}'` : String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

const atLine = (line: number | undefined) => (line === undefined ? '' : ` at line ${line}`);

function shapeSentence(name: string, { what, where }: { what: string; where: string }): string {
  const place = where === '' ? 'returned' : `returned ${what} in ${where}, but`;
  if (what === 'a Promise')
    return `${name} ${where === '' ? 'returned a Promise' : `returned a Promise in ${where}`}; stage functions are synchronous, so take the async away.`;
  if (what === 'a Buffer')
    return `${name} returned a Buffer${where === '' ? '' : ` in ${where}`}; give a plain Uint8Array, such as Uint8Array.from(...) of it.`;
  return where === ''
    ? `${name} returned ${what}; plain data is due: bytes, numbers, strings, plain objects and arrays.`
    : `${name} ${place} plain data is due there.`;
}

/** Code that ended or never ended; `name` is a function or a file. */
export function stoppedSentence(name: string, outcome: Extract<Outcome, { kind: 'stopped' }>): string {
  const { why, detail, line, inside } = outcome;
  const within = inside === undefined ? '' : ` (in ${inside.name || 'a function'} at line ${inside.line})`;
  if (why === 'timeout')
    return `${name} did not come back within ${detail}${line === undefined ? '' : `; it was at line ${line}${within}`}: an endless loop?`;
  if (why === 'ended') return `${name} was ended: ${detail}.`;
  if (why === 'exit')
    return `${name} ended the whole process${atLine(line)} (${detail}); leave process.exit() out.`;
  return `${name} crashed the process${atLine(line)}${within}: ${detail}.`;
}

/** Points to an export that is spelled almost alike. */
function similar(name: string, exports: readonly string[]): string {
  const near = exports.find(
    (candidate) => candidate.toLowerCase() === name.toLowerCase() || distance(candidate, name) <= 2,
  );
  return near === undefined ? '' : `, but one called ${near}`;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, x] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, y] of [...b].entries())
      next.push(
        Math.min((row[j] as number) + (x === y ? 0 : 1), (row[j + 1] as number) + 1, (next[j] as number) + 1),
      );
    row = next;
  }
  return row.at(-1) as number;
}

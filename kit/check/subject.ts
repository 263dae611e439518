// Functions of this process as the subject of checks: the reference, a solution, or a wrong turn.
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { TlsError, Unsolved } from '../../lib/errors.js';
import type { FunctionName } from '../../lib/stages.js';
import type { Outcome, Subject } from './check.js';
import { copyOf, notPlain, sameData } from './plain-data.js';
import { lineIn } from './source-line.js';

// biome-ignore lint/suspicious/noExplicitAny: stage functions of any signature
export type Implementation = { readonly [name in FunctionName]?: (...args: any[]) => unknown };

export function subjectOf(implementation: Implementation): Subject {
  return { call: async (name, args) => callFunction(implementation, name, args) };
}

/**
 * Calls one function with copies of the arguments and says what became of it.
 * @param file absolute path of the source, for the line where an exception came up
 */
export function callFunction(
  implementation: Implementation,
  name: FunctionName,
  args: readonly unknown[],
  file?: string,
): Outcome {
  const f = implementation[name];
  if (typeof f !== 'function')
    return {
      kind: 'missing',
      exports: Object.keys(implementation),
      ...(declares(file, name) && { declared: true }),
    };
  const copies = args.map(copyOf);
  try {
    const value = f(...copies);
    if (value instanceof Promise) value.catch(() => {}); // it is reported as a Promise, whatever becomes of it
    const argument = copies.findIndex((copy, i) => !sameData(copy, args[i]));
    if (argument >= 0) return { kind: 'mutated', argument };
    const shape = notPlain(value);
    return shape ? { kind: 'shape', ...shape } : { kind: 'value', value };
  } catch (error) {
    return outcomeOfError(error, name, file);
  }
}

/** Whether a file has a function of that name, exported or not. */
function declares(file: string | undefined, name: string): boolean {
  if (file === undefined) return false;
  return new RegExp(`^(async )?(function\\*? |(const|let|var) )${name}\\b`, 'm').test(
    readFileSync(file, 'utf8'),
  );
}

function outcomeOfError(error: unknown, name: FunctionName, file: string | undefined): Outcome {
  if (error instanceof Unsolved)
    return { kind: 'unsolved', ...(error.functionName !== name && { calls: text(error.functionName) }) };
  if (!(error instanceof Error))
    return { kind: 'threw', name: 'a value that is no Error', message: text(error) };
  const line = file === undefined ? undefined : lineIn(error.stack, file);
  const place = line === undefined ? {} : { line };
  if (error instanceof TlsError)
    return { kind: 'refused', alert: text(error.alert), message: text(error.message), ...place };
  return { kind: 'threw', name: text(error.name), message: text(error.message), ...place };
}

function text(value: unknown): string {
  try {
    return stripVTControlCharacters(String(value));
  } catch {
    return 'something that cannot be shown';
  }
}

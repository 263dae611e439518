// What may come back through the channel, checked field by field: an answer is believed only so far as it has the form
// of one. Text is cut and cleaned, since it ends in reports.
import { stripVTControlCharacters } from 'node:util';
import type { FunctionName } from '../../../lib/stages.js';
import type { Outcome } from '../../check/check.js';
import { decodeWire, WireError } from './wire.js';

/** What the child says of a file that it was told to load. */
export type Loaded = { readonly loaded: true } | { readonly problem: string; readonly line?: number };

/** What a question asks, in the wire's form. */
export type Question =
  | { readonly kind: 'load'; readonly stage: string }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly unknown[] }
  /** Answered with nothing: whatever came before it and is no answer was sent by the submission itself. */
  | { readonly kind: 'barrier' };

const LONGEST_TEXT = 300;

/** @throws WireError when it is no outcome of a call */
export function decodeOutcome(payload: Uint8Array): Outcome {
  const answer = fields(decodeWire(payload));
  const line = optionalLine(answer.line);
  switch (answer.kind) {
    case 'value':
      return { kind: 'value', value: answer.value };
    case 'refused':
      return { kind: 'refused', alert: word(answer.alert), message: text(answer.message), ...line };
    case 'threw':
      return { kind: 'threw', name: word(answer.name), message: text(answer.message), ...line };
    case 'unsolved':
      return { kind: 'unsolved', ...(answer.calls !== undefined && { calls: word(answer.calls) }) };
    case 'missing':
      return {
        kind: 'missing',
        exports: words(answer.exports),
        ...(answer.declared === true && { declared: true }),
      };
    case 'shape':
      return { kind: 'shape', what: text(answer.what), where: text(answer.where) };
    case 'mutated':
      return { kind: 'mutated', argument: whole(answer.argument, 20) };
    default:
      throw new WireError('it is no outcome of a call');
  }
}

/** @throws WireError when it is no answer to the question to load a file */
export function decodeLoaded(payload: Uint8Array): Loaded {
  const answer = fields(decodeWire(payload));
  if (answer.loaded === true) return { loaded: true };
  return { problem: text(answer.problem), ...optionalLine(answer.line) };
}

function fields(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array)
    throw new WireError('it is no object');
  return value as Record<string, unknown>;
}

/** Untrusted text on one line without anything that a terminal would obey. */
export function text(value: unknown, longest = LONGEST_TEXT): string {
  if (typeof value !== 'string') throw new WireError('a text is missing');
  const clean = stripVTControlCharacters(value.slice(0, 4 * longest))
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu, ' ')
    .trim();
  return clean.length > longest ? `${clean.slice(0, longest - 1)}…` : clean;
}

const word = (value: unknown) => text(value, 60);

function words(value: unknown): string[] {
  if (!Array.isArray(value)) throw new WireError('a list is missing');
  return value.slice(0, 50).map(word);
}

function optionalLine(value: unknown): { line?: number } {
  return value === undefined ? {} : { line: whole(value, 1_000_000) };
}

function whole(value: unknown, most: number): number {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > most)
    throw new WireError('a number is out of range');
  return value as number;
}

// Why a value is wrong, for the learner who made it: a mistake by name where one fits, the first difference else.
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Field } from '../../lib/codec.js';
import type { Mistake } from './check.js';
import type { CheckDefinition, ValueCase } from './define.js';
import { copyOf, sameData } from './plain-data.js';

/** A case that went before, and its right answer. */
export interface Answered {
  readonly args: readonly unknown[];
  readonly expected: unknown;
}

export function explainWrongValue(
  check: CheckDefinition,
  mistakes: readonly Mistake[],
  one: ValueCase,
  got: unknown,
  answered: readonly Answered[],
): { message: string; mistake?: string } {
  const mistake = mistakes.find(
    (candidate) => isMistake(candidate, one, got) && explainsAll(candidate, check, answered),
  );
  if (mistake) return { message: mistake.says, mistake: mistake.name };
  const other = answered.find(
    (earlier) => sameData(earlier.expected, got) && !sameData(earlier.args, one.args),
  );
  if (other)
    return {
      message: `${check.function} gave a value that belongs to another session's inputs: it was right for those, and these are others; compute it from the arguments.`,
      mistake: 'a value of other inputs',
    };
  const about = one.about === undefined ? '' : ` (${one.about})`;
  return {
    message: [`${check.function}${about}: ${difference(check, one, got)}`, ...before(check, one, got)].join(
      '\n',
    ),
  };
}

function isMistake({ wrong }: Mistake, { args, expected }: ValueCase, got: unknown): boolean {
  try {
    const value = wrong(...args.map(copyOf));
    return sameData(value, got) && !sameData(value, expected);
  } catch {
    return false;
  }
}

/**
 * Whether a mistake, had the learner made it, would have answered the earlier cases as rightly as the learner did. Two
 * mistakes can come to the same value on one input by chance; this tells them apart.
 */
export function explainsAll(
  { wrong }: Mistake,
  check: CheckDefinition,
  answered: readonly Answered[],
): boolean {
  return answered.every(({ args, expected }) => {
    try {
      const value = wrong(...args.map(copyOf));
      return sameData(check.canonical ? check.canonical(value, args) : value, expected);
    } catch {
      return true; // the mistake has nothing to say about this input
    }
  });
}

function before(check: CheckDefinition, { args, expected }: ValueCase, got: unknown): string[] {
  if (kindOf(got) !== kindOf(expected)) return [];
  const values = check.before?.(...(args.map(copyOf) as never[])) ?? [];
  return values.map(([name, value]) => `on the way there, ${name} is ${shown(value)}`);
}

function difference(check: CheckDefinition, one: ValueCase, got: unknown): string {
  const { expected, args } = one;
  if (kindOf(expected) !== kindOf(got)) return wrongKind(expected, got, '');
  if (expected instanceof Uint8Array && got instanceof Uint8Array) {
    const fields = check.fields?.(expected, args) ?? [];
    return bytesDiffer(expected, got, fields);
  }
  return dataDiffers(expected, got, '');
}

function bytesDiffer(expected: Uint8Array, got: Uint8Array, fields: readonly Field[]): string {
  const at = expected.findIndex((byte, i) => byte !== got[i]);
  if (at < 0)
    return `${expected.length} bytes are due and ${got.length} came; the first ${expected.length} are right`;
  const field = fieldAt(fields, at);
  const where = field === undefined ? `byte ${at}` : `byte ${at}, in ${field},`;
  const lengths =
    expected.length === got.length ? '' : ` (and ${expected.length} bytes are due, ${got.length} came)`;
  if (at >= got.length)
    return `${expected.length} bytes are due and only ${got.length} came; ${where} is the first that is missing`;
  return `${where} should be ${hexByte(expected[at])} and is ${hexByte(got[at])}${lengths}`;
}

/** The innermost field that holds a byte, with the ones around it. */
function fieldAt(fields: readonly Field[], at: number): string | undefined {
  const field = fields.find(({ start, end }) => at >= start && at < end);
  if (!field) return undefined;
  const inner = fieldAt(field.children, at);
  return inner === undefined ? field.name : `${field.name}.${inner}`;
}

function dataDiffers(expected: unknown, got: unknown, path: string): string {
  const where = path === '' ? 'the value' : path;
  if (kindOf(expected) !== kindOf(got)) return wrongKind(expected, got, path);
  if (expected instanceof Uint8Array && got instanceof Uint8Array)
    return `in ${where}, ${bytesDiffer(expected, got, [])}`;
  if (Array.isArray(expected) && Array.isArray(got)) {
    if (expected.length !== got.length)
      return `${where} should have ${expected.length} items and has ${got.length}`;
    const at = expected.findIndex((item, i) => !sameData(item, got[i]));
    return dataDiffers(expected[at], got[at], `${path}[${at}]`);
  }
  if (isRecord(expected) && isRecord(got)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(got)])];
    const key = keys.find((candidate) => !sameData(expected[candidate], got[candidate])) as string;
    if (expected[key] === undefined) return `there is no field ${path}.${key} in what is due; leave it out`;
    return dataDiffers(expected[key], got[key], `${path}.${key}`);
  }
  return `${where} should be ${shown(expected)} and is ${shown(got)}`;
}

/** The wrong type altogether. */
function wrongKind(expected: unknown, got: unknown, path: string): string {
  const due = expected === undefined ? 'nothing is due' : `${kindOf(expected)} is due`;
  if (path !== '')
    return got === undefined ? `the field ${path} is missing; ${due}` : `${path} is ${kindOf(got)}; ${due}`;
  if (got === undefined) return `it returned nothing (is there a return?); ${due}`;
  return `it returned ${kindOf(got)}; ${due}`;
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (value instanceof Uint8Array) return 'a Uint8Array';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

const hexByte = (byte: number | undefined) => (byte ?? 0).toString(16).padStart(2, '0');

/** A value on one line: bytes and large numbers in hex, long ones shortened. */
export function shown(value: unknown): string {
  if (value instanceof Uint8Array) {
    const digits = bytesToHex(value);
    const short = digits.length > 64 ? `${digits.slice(0, 48)}…${digits.slice(-8)}` : digits;
    return value.length === 0
      ? 'no bytes'
      : `${short} (${value.length} ${value.length === 1 ? 'byte' : 'bytes'})`;
  }
  if (typeof value === 'bigint')
    return value < 1n << 32n
      ? String(value)
      : `0x${value.toString(16).slice(0, 48)}${value.toString(16).length > 48 ? '…' : ''}`;
  if (value === undefined) return 'undefined';
  const text =
    JSON.stringify(value, (_, inner) =>
      inner instanceof Uint8Array || typeof inner === 'bigint' ? shown(inner) : inner,
    ) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

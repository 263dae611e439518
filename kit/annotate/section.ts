// What the annotator says is a list of sections: some bytes, the fields in them, and what was found out.
import type { Field } from '../../lib/codec.js';

export type Side = 'client' | 'server';

export interface Section {
  readonly title: string;
  readonly bytes: Uint8Array;
  /** Where `bytes` start in the stream that they are from; the fields count from the stream's start. */
  readonly base: number;
  readonly fields: Field[];
  /** The bytes are not the input's own: decrypted, or joined from several records. */
  readonly derived: boolean;
  /** What was worked out or verified, a sentence each. */
  readonly notes: string[];
  /** What is wrong with these bytes, a sentence each. */
  readonly problems: string[];
}

/** A part of the input that begins at `base`. */
export function section(title: string, bytes: Uint8Array, base: number, fields: Field[]): Section {
  return { title, bytes, base, fields, derived: false, notes: [], problems: [] };
}

/** Bytes that the input led to. */
export function derivedSection(title: string, bytes: Uint8Array): Section {
  return { ...section(title, bytes, 0, []), derived: true };
}

/** A field that is noted from outside a Reader. */
export function span(name: string, start: number, end: number, meaning?: string): Field {
  return { name, start, end, children: [], ...(meaning !== undefined && { meaning }) };
}

/**
 * The first run of bytes from `start` to `end` that no field claims, or undefined. A field with children claims
 * only what they claim, so that nothing hides inside it.
 */
export function unclaimed(
  start: number,
  end: number,
  fields: readonly Field[],
): { start: number; end: number } | undefined {
  let next = start;
  for (const field of [...fields].sort((a, b) => a.start - b.start)) {
    if (field.start > next) return { start: next, end: field.start };
    const inside = field.children.length > 0 && unclaimed(field.start, field.end, field.children);
    if (inside) return inside;
    next = Math.max(next, field.end);
  }
  return next < end ? { start: next, end } : undefined;
}

/** The section's problems, and one more when it has bytes that no field claims. */
export function problemsOf(s: Section): string[] {
  const gap = unclaimed(s.base, s.base + s.bytes.length, s.fields);
  if (!gap) return s.problems;
  const which =
    gap.end - gap.start === 1 ? `Byte ${gap.start} belongs` : `Bytes ${gap.start} to ${gap.end - 1} belong`;
  return [...s.problems, `${which} to no field.`];
}

/** '1 byte', '158 bytes'; `kind` stands before the noun. */
export const byteCount = (length: number, kind = '') => `${length} ${kind}${length === 1 ? 'byte' : 'bytes'}`;

/** Who speaks to whom, before a title; nothing when nobody knows. */
export function speaker(side: Side | undefined): string {
  if (side === undefined) return '';
  return side === 'client' ? 'client → server: ' : 'server → client: ';
}

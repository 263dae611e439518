// What the views of traced bytes share: whether the fields cover them, what each field means, and its colour.
import type { Field } from '../../lib/codec.js';
import { count } from './html.js';
import { type Tint, tintAt } from './palette.js';

/** @throws RangeError when a byte from `start` to `end` (exclusive) belongs to no field, or to two */
export function checkCover(fields: readonly Field[], start: number, end: number): void {
  let next = start;
  for (const field of fields) {
    if (field.start > next) throw new RangeError(`no field explains the byte at offset ${next}`);
    if (field.start < next)
      throw new RangeError(`${field.name} explains the byte at ${field.start} a second time`);
    if (field.children.length > 0) checkCover(field.children, field.start, field.end);
    next = field.end;
  }
  if (next < end) throw new RangeError(`no field explains the byte at offset ${next}`);
  if (next > end) throw new RangeError(`a field ends at ${next}, after the ${end} bytes that there are`);
}

/** A number without a meaning is either a length or a code point, and those are written in hex. */
export function meaningOf({ name, meaning, value, start, end }: Field): string {
  if (meaning !== undefined) return meaning;
  if (value !== undefined)
    return /length$/.test(name) ? String(value) : `0x${value.toString(16).padStart(4, '0')}`;
  return end === start ? 'empty' : count(end - start);
}

/**
 * The fields one by one, except that in DER tag, length and contents go together: what a trace calls x.tag, x.length
 * and x, of which the last may be missing or have another name.
 */
export function headed(fields: readonly Field[]): Field[][] {
  const groups: Field[][] = [];
  for (const field of fields) {
    const last = groups.at(-1);
    const [first, second] = last ?? [];
    const isLength = last?.length === 1 && first && field.name === `${stemOf(first)}.length`;
    const isContents = last?.length === 2 && second && field.start === second.end && !isTag(field);
    if (last && first && isTag(first) && (isLength || isContents)) last.push(field);
    else groups.push([field]);
  }
  return groups;
}

const isTag = ({ name }: Field) => name.endsWith('.tag');
const stemOf = ({ name }: Field) => name.replace(/\.tag$/, '');

/** The name of a group that `headed` made: that of its contents, or what its tag and length announce. */
export function nameOf(parts: readonly Field[]): string {
  const [first, last] = [parts[0] as Field, parts.at(-1) as Field];
  return parts.length === 2 ? stemOf(first) : last.name;
}

export const meaningsOf = (parts: readonly Field[]) => parts.map(meaningOf).join(', ');

/** The items of a list of numbers, such as cipher suites: all of one name, short, and without fields inside. */
export function isPlainList(fields: readonly Field[]): boolean {
  const [first] = fields;
  return (
    fields.length > 1 &&
    fields.every(
      ({ name, start, end, children }) => name === first?.name && children.length === 0 && end - start <= 4,
    )
  );
}

/** Fields inside the first three levels have colours of their own, shared by what is deeper inside them. */
const COLOURED_LEVELS = 3;

/**
 * The colour of each field: neighbours differ, a length has the colour of what it counts, and the items of a list
 * that of the list. A field that is alone, or inside a deep one, keeps the colour around it.
 */
export function tintsFor(
  fields: readonly Field[],
  depth: number,
  around: Tint | undefined,
): (Tint | undefined)[] {
  if (fields.length < 2 || depth > COLOURED_LEVELS || isPlainList(fields)) return fields.map(() => around);
  let colour = -1;
  return fields.map((field, i) => {
    const stem = fields[i - 1]?.name.replace(/\.(length|tag)$/, '');
    const goesOn = i > 0 && stem === field.name.replace(/\.length$/, '') && stem !== fields[i - 1]?.name;
    if (!goesOn) colour++;
    return tintAt(colour);
  });
}

import type { Field } from '../../lib/codec.js';
import { CELL, CODE, count, escapeHtml, head, hexHtml, table } from './html.js';

/**
 * A table of all `bytes`: where each field starts, its bytes, its name and what it means. A field with fields
 * inside is a line of its own, and those follow, set in. Every byte is shown exactly once.
 * @param fields what a Reader's trace notes; offsets count from the start of `bytes`
 * @throws RangeError when a byte belongs to no field, or to two
 */
export function annotatedHex(bytes: Uint8Array, fields: readonly Field[]): string {
  checkCover(fields, 0, bytes.length);
  const tints = fields.length > 1 ? tintsOf(fields) : [];
  const rows = fields.flatMap((field, i) => fieldRows(bytes, field, 0, tints[i]));
  return table([head('offset', 'bytes', 'field', 'meaning'), ...rows]);
}

function checkCover(fields: readonly Field[], start: number, end: number): void {
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

/** Colours only help the eye; names and indents say the same. They are see-through: light or dark shines through. */
const TINTS = [210, 150, 35, 280, 0, 180, 90, 320].map((hue) => `hsla(${hue},70%,50%,.16)`);

/** The fields inside the first three levels have colours of their own, shared by what is inside them. */
function fieldRows(bytes: Uint8Array, field: Field, depth: number, tint: string | undefined): string[] {
  const tints = depth < 3 ? tintsOf(field.children) : [];
  const inner = field.children.flatMap((child, i) => fieldRows(bytes, child, depth + 1, tints[i] ?? tint));
  const isLeaf = field.children.length === 0;
  const hex = isLeaf ? hexHtml(bytes.subarray(field.start, field.end)) : '';
  const indent = '&nbsp;'.repeat(4 * depth);
  const name = isLeaf ? escapeHtml(field.name) : `<b>${escapeHtml(field.name)}</b>`;
  const meaning = isLeaf ? describe(field) : count(field.end - field.start);
  const colour = tint ? `;background:${tint}` : '';
  const cells = [
    `<td style="${CELL};opacity:.7"><code style="${CODE}">${field.start}</code></td>`,
    `<td style="${CELL};white-space:nowrap">${hex}</td>`,
    `<td style="${CELL};white-space:nowrap">${indent}${name}</td>`,
    `<td style="${CELL}">${escapeHtml(meaning)}</td>`,
  ];
  return [`<tr style="border:0${colour}">${cells.join('')}</tr>`, ...inner];
}

/** A length has the colour of what it counts, and the plain items of a list that of the list. */
function tintsOf(fields: readonly Field[]): string[] {
  if (fields.every(({ name, children }) => name === fields[0]?.name && children.length === 0)) return [];
  let colour = -1;
  return fields.map((field, i) => {
    const before = fields[i - 1];
    const goesOn = before?.children.length === 0 && before.name.replace(/\.length$/, '') === field.name;
    if (!goesOn) colour++;
    return TINTS[colour % TINTS.length] as string;
  });
}

/** A number without a meaning is either a length or a code point, and those are written in hex. */
function describe({ name, meaning, value, start, end }: Field): string {
  if (meaning !== undefined) return meaning;
  if (value !== undefined)
    return /length$/.test(name) ? String(value) : `0x${value.toString(16).padStart(4, '0')}`;
  return end === start ? 'empty' : count(end - start);
}

/** A field that is named by hand: its name, how many bytes it takes, and what it means. */
export type Part = readonly [name: string, length: number, meaning?: string];

/** Fields one after the other, for bytes that no Reader reads, such as a key block. */
export function consecutive(parts: readonly Part[]): Field[] {
  let end = 0;
  return parts.map(([name, length, meaning]) => {
    const start = end;
    end += length;
    return { name, start, end, children: [], ...(meaning === undefined ? {} : { meaning }) };
  });
}

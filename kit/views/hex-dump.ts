// Bytes as a coloured hex dump, in HTML: compact, and every byte says what it is when the pointer rests on it.
import type { Field } from '../../lib/codec.js';
import { checkCover, meaningOf, tintsFor } from './fields.js';
import { escapeHtml } from './html.js';
import { seeThrough, type Tint } from './palette.js';

const ROW = 16;

/**
 * All bytes, 16 on a line with the offset in front, each field in a colour of its own and with its meaning as a
 * tooltip. Without style sheets it is a plain hex dump.
 * @param fields what a Reader's trace notes; offsets count from the start of `bytes`
 * @throws RangeError when a byte belongs to no field, or to two
 */
export function hexDump(bytes: Uint8Array, fields: readonly Field[]): string {
  checkCover(fields, 0, bytes.length);
  const spans = leaves(fields, 0, undefined);
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += ROW)
    lines.push(
      `${start.toString(16).padStart(4, '0')}  ${dumpLine(bytes, spans, start, Math.min(start + ROW, bytes.length))}`,
    );
  return `<pre style="line-height:1.6">${lines.join('\n')}</pre>`;
}

interface Span {
  readonly field: Field;
  readonly tint: Tint | undefined;
}

/** The fields that hold no others, in order; those of no bytes show nothing here. */
function leaves(fields: readonly Field[], depth: number, around: Tint | undefined): Span[] {
  const tints = tintsFor(fields, depth, around);
  return fields.flatMap((field, i) => {
    if (field.children.length > 0) return leaves(field.children, depth + 1, tints[i]);
    return field.end > field.start ? [{ field, tint: tints[i] }] : [];
  });
}

function dumpLine(bytes: Uint8Array, spans: readonly Span[], start: number, end: number): string {
  return spans
    .filter(({ field }) => field.start < end && field.end > start)
    .map(({ field, tint }) => {
      const shown = bytes.subarray(Math.max(start, field.start), Math.min(end, field.end));
      const hex = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
      const style = tint ? ` style="background:${seeThrough[tint]}"` : '';
      return `<span title="${escapeHtml(`${field.name}: ${meaningOf(field)}`)}"${style}>${hex}</span>`;
    })
    .join(' ');
}

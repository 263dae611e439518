// Bytes as a coloured hex dump, in HTML: compact, and every byte says what it is when the pointer rests on it.
import type { Field } from '../../lib/codec.js';
import { hexBytes } from './bytes.js';
import { checkCover, headed, meaningsOf, nameOf, tintsFor } from './fields.js';
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

/** Bytes that share a tooltip and a colour. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly hint: string;
  readonly tint: Tint | undefined;
}

/** The fields that hold no others, in order; those of no bytes show nothing here. */
function leaves(fields: readonly Field[], depth: number, around: Tint | undefined): Span[] {
  const tints = tintsFor(fields, depth, around);
  return headed(fields).flatMap((parts) => {
    const body = parts.at(-1) as Field;
    const tint = tints[fields.indexOf(body)];
    const head = body.children.length > 0 ? parts.slice(0, -1) : parts;
    const inner = body.children.length > 0 ? leaves(body.children, depth + 1, tint) : [];
    const { start = 0 } = head[0] ?? {};
    const { end = 0 } = head.at(-1) ?? {};
    return end > start
      ? [{ start, end, hint: `${nameOf(parts)}: ${meaningsOf(head)}`, tint }, ...inner]
      : inner;
  });
}

function dumpLine(bytes: Uint8Array, spans: readonly Span[], start: number, end: number): string {
  return spans
    .filter((span) => span.start < end && span.end > start)
    .map((span) => {
      const shown = bytes.subarray(Math.max(start, span.start), Math.min(end, span.end));
      const style = span.tint ? ` style="background:${seeThrough[span.tint]}"` : '';
      return `<span title="${escapeHtml(span.hint)}"${style}>${hexBytes(shown).join(' ')}</span>`;
    })
    .join(' ');
}

// Bytes with the meaning of each: a coloured hex dump on top, then field by field, fields within fields folded.
// Only what survives GitHub's sanitizer carries meaning: tables, details, titles and text. Styles add colour.
import type { Field } from '../../lib/codec.js';
import { checkCover, headed, isPlainList, meaningOf, meaningsOf, nameOf, tintsFor } from './fields.js';
import { hexDump } from './hex-dump.js';
import { count, escapeHtml, hexHtml, hexLines } from './html.js';
import { seeThrough, type Tint } from './palette.js';

/**
 * All `bytes`, explained: where each field starts, its bytes, its name and what it means. A field with fields inside
 * can be folded; it is open at first when it is one of the outer ones or a short one. Every byte is shown exactly
 * once, and, where there are fields within fields, once more in the dump above.
 * @param fields what a Reader's trace notes; offsets count from the start of `bytes`
 * @throws RangeError when a byte belongs to no field, or to two
 */
export function annotatedHex(bytes: Uint8Array, fields: readonly Field[]): string {
  checkCover(fields, 0, bytes.length);
  const explained = explain(bytes, fields, 0, undefined).replace('<table>', `<table>${TITLES}`);
  return fields.some(({ children }) => children.length > 0)
    ? `${dump(bytes, fields)}\n${explained}`
    : explained;
}

/** More lines than this would push the explanation out of sight. */
const MOST_LINES = 16;

function dump(bytes: Uint8Array, fields: readonly Field[]): string {
  const html = hexDump(bytes, fields);
  return bytes.length <= 16 * MOST_LINES
    ? html
    : `<details><summary>all ${count(bytes.length)}, coloured by field</summary>\n${html}</details>`;
}

/** Neighbours without fields inside share a table; a field with some is a block of its own. */
function explain(
  bytes: Uint8Array,
  fields: readonly Field[],
  depth: number,
  around: Tint | undefined,
): string {
  const tints = tintsFor(fields, depth, around);
  const blocks: string[] = [];
  let rows: string[] = [];
  const endTable = () => {
    if (rows.length > 0) blocks.push(`<table>${rows.join('\n')}</table>`);
    rows = [];
  };
  for (const parts of headed(fields)) {
    const body = parts.at(-1) as Field;
    const tint = tints[fields.indexOf(body)];
    if (body.children.length === 0) rows.push(row(bytes, parts, tint));
    else {
      endTable();
      blocks.push(folded(bytes, parts, depth, tint));
    }
  }
  endTable();
  return blocks.join('\n');
}

const LEFT = 'style="text-align:left"';
/** The first table has titles for all of them. */
const TITLES = `<tr>${['offset', 'bytes', 'field', 'meaning'].map((title) => `<th ${LEFT} scope="col">${title}</th>`).join('')}</tr>\n`;

function row(bytes: Uint8Array, parts: readonly Field[], tint: Tint | undefined): string {
  const [first] = parts as [Field];
  const shown = parts.map(({ start, end }) => hexHtml(bytes.subarray(start, end))).join(' ');
  const colour = tint ? ` style="background:${seeThrough[tint]}"` : '';
  const cells = [String(first.start), shown, escapeHtml(nameOf(parts)), escapeHtml(meaningsOf(parts))];
  return `<tr${colour}>${cells.map((cell) => `<td ${LEFT}>${cell}</td>`).join('')}</tr>`;
}

function folded(bytes: Uint8Array, parts: readonly Field[], depth: number, tint: Tint | undefined): string {
  const body = parts.at(-1) as Field;
  const head = parts
    .slice(0, -1)
    .map(({ start, end }) => `${hexHtml(bytes.subarray(start, end))} `)
    .join('');
  const inner = isPlainList(body.children)
    ? plainList(bytes, body.children)
    : explain(bytes, body.children, depth + 1, tint);
  const open = depth < 2 || (depth < 4 && leafCount(body) <= 6) ? ' open' : '';
  const edge = tint ? seeThrough[tint].slice(0, -1) : '#888';
  return [
    `<details${open}><summary>${parts[0]?.start} ${head}<b>${escapeHtml(body.name)}</b>, ${escapeHtml(summary(parts))}</summary>`,
    `<blockquote style="margin:2px 0 8px 4px;padding:0 0 0 10px;border-left:4px solid ${edge};font-size:inherit">`,
    inner,
    '</blockquote></details>',
  ].join('\n');
}

function plainList(bytes: Uint8Array, items: readonly Field[]): string {
  const lines = items.map(
    (item) => `<samp>${hexLines(bytes.subarray(item.start, item.end))}</samp> ${escapeHtml(meaningOf(item))}`,
  );
  return lines.join('<br>\n');
}

/** '68 bytes, 34 items', or what a DER tag and length say. */
function summary(parts: readonly Field[]): string {
  const body = parts.at(-1) as Field;
  const size = count(body.end - body.start);
  if (parts.length > 1) return `${meaningOf(parts[0] as Field)} of ${size}`;
  return isPlainList(body.children) ? `${size}, ${body.children.length} items` : size;
}

function leafCount({ children }: Field): number {
  return children.length === 0 ? 1 : children.reduce((sum, child) => sum + leafCount(child), 0);
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

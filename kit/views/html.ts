import { hexBytes } from './bytes.js';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Any text, safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/**
 * Marks what another machine, or another run, may show otherwise: the notebook runner does not compare it.
 * @param html phrases, without another span inside
 */
export const varies = (html: string) => `<span class="varies">${html}</span>`;

const ROW = 16;

/** Bytes as hex, a space after each and 16 on a line. */
export function hexLines(bytes: Uint8Array): string[] {
  const hex = hexBytes(bytes);
  const lines: string[] = [];
  for (let i = 0; i < hex.length; i += ROW) lines.push(hex.slice(i, i + ROW).join(' '));
  return lines;
}

const MANY = 64;
const FIRST = 32;

/** Bytes in hex; a long value shows its first bytes and folds away the others. */
export function hexHtml(bytes: Uint8Array): string {
  if (bytes.length <= MANY) return code(bytes);
  const rest = bytes.subarray(FIRST);
  const summary = `<summary>and ${count(rest.length)} more</summary>`;
  return `${code(bytes.subarray(0, FIRST))}<details>${summary}${code(rest)}</details>`;
}

/** A line may break in its middle only: the spaces within eight bytes hold together. */
function code(bytes: Uint8Array): string {
  const half = 3 * (ROW / 2) - 1;
  const lines = hexLines(bytes).map((line) =>
    [line.slice(0, half), line.slice(half + 1)].map((part) => part.replaceAll(' ', '\u00a0')).join(' '),
  );
  return `<samp>${lines.map((line) => line.trimEnd()).join('<br>')}</samp>`;
}

/** '1 byte', '2,464 bytes'. */
export const count = (n: number) => (n === 1 ? '1 byte' : `${n.toLocaleString('en-US')} bytes`);

/** The style of a cell: spelled out in each one, since viewers such as GitHub's drop style sheets. */
export const CELL = 'text-align:left;vertical-align:top;padding:2px 10px 2px 6px';
export const CODE = 'font-family:ui-monospace,Menlo,Consolas,monospace;background:none;color:inherit';

/** A table of rows, each in HTML, one on a line. */
export function table(rows: readonly string[]): string {
  return ['<table style="border-collapse:collapse">', ...rows, '</table>'].join('\n');
}

/** A row of column titles. */
export function head(...titles: string[]): string {
  return `<tr>${titles.map((title) => `<th style="${CELL}">${escapeHtml(title)}</th>`).join('')}</tr>`;
}

import { hexByte } from './bytes.js';
import { CELL, CODE, escapeHtml, hexHtml, hexLines, table } from './html.js';

/** A value and what is said about it: bytes, or a text. */
export interface ValueRow {
  readonly name: string;
  readonly value: Uint8Array | string;
  /** Computed; computed and equal to the recorded value; or computed in a known wrong way, which is shown as such. */
  readonly kind: 'computed' | 'equal' | 'wrong turn';
}

const verdicts: Readonly<Record<ValueRow['kind'], string>> = {
  computed: 'computed',
  equal: '✓ equal',
  'wrong turn': 'the known wrong value, as expected',
};

export const computed = (name: string, value: Uint8Array | string): ValueRow => ({
  name,
  value,
  kind: 'computed',
});

/**
 * A row for a computed value that must be the recorded one.
 * @throws Error with a sentence that says where they differ first
 */
export function mustEqual(name: string, value: Uint8Array | string, expected: Uint8Array | string): ValueRow {
  const difference = firstDifference(value, expected);
  if (difference !== undefined) throw new Error(`${name} ${difference}`);
  return { name, value, kind: 'equal' };
}

/**
 * A row for a value computed with a mistake, on purpose.
 * @param known what this mistake is known to give
 * @param right what comes out without it
 * @throws Error when the value is not the known one, or is right after all
 */
export function wrongTurn(name: string, value: Uint8Array, known: Uint8Array, right: Uint8Array): ValueRow {
  if (firstDifference(value, right) === undefined)
    throw new Error(`${name} is the right value, and should not be`);
  return { ...mustEqual(name, value, known), kind: 'wrong turn' };
}

/** A table of values with the verdict of each in words. */
export function valueTable(rows: readonly ValueRow[]): string {
  return table(rows.map(valueRow));
}

function valueRow(row: ValueRow): string {
  const cells = [
    `<th style="${CELL};min-width:12em">${escapeHtml(row.name)}</th>`,
    `<td style="${CELL};min-width:18em;max-width:46em;overflow-wrap:anywhere">${show(row.value)}</td>`,
    `<td style="${CELL};white-space:nowrap">${escapeHtml(verdicts[row.kind])}</td>`,
  ];
  return `<tr style="border:0">${cells.join('')}</tr>`;
}

function show(value: Uint8Array | string): string {
  if (typeof value !== 'string') return hexHtml(value);
  const lines = value.split(/\r?\n/).map(escapeHtml);
  return `<code style="${CODE};white-space:pre-wrap">${lines.join('<br>')}</code>`;
}

/** Lines of text, one a value: name, value, verdict; long values are cut. For a terminal. */
export function valueLines(rows: readonly ValueRow[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows
    .map((row) => `${row.name.padEnd(width)}  ${brief(row.value).padEnd(BRIEF)}  ${verdicts[row.kind]}`)
    .join('\n');
}

const BRIEF = 50;
const FEW = 13;

function brief(value: Uint8Array | string): string {
  if (typeof value !== 'string')
    return value.length <= FEW
      ? bytesLine(value)
      : `${bytesLine(value.subarray(0, FEW))} ... (${value.length})`;
  const first = value
    .split(/\r?\n/, 1)
    .join('')
    .slice(0, BRIEF - 4);
  return first.length < value.length ? `${first} ...` : value;
}

const bytesLine = (bytes: Uint8Array) => hexLines(bytes).join(' ');

/** Where two values differ first, in words, or undefined when they are equal. */
function firstDifference(value: Uint8Array | string, expected: Uint8Array | string): string | undefined {
  if (typeof value === 'string' || typeof expected === 'string')
    return value === expected ? undefined : `differs: ${String(value)}, recorded ${String(expected)}`;
  const at = value.findIndex((byte, i) => byte !== expected[i]);
  if (at === -1 && value.length === expected.length) return undefined;
  if (at === -1 || at >= expected.length) return `has ${value.length} bytes, recorded ${expected.length}`;
  return `differs at byte ${at}: ${hexByte(value[at] as number)} here, ${hexByte(expected[at] as number)} recorded`;
}

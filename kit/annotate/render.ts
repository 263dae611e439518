// Sections as text: offset, bytes, and what they are, nested by structure. Colours are picocolors', which leaves
// them out where the output is no terminal.
import pc from 'picocolors';
import type { Field } from '../../lib/codec.js';
import { byteCount, problemsOf, type Section } from './section.js';

const BYTES_PER_ROW = 16;
const HEX_WIDTH = 3 * BYTES_PER_ROW;

export function render(sections: readonly Section[]): string {
  return sections.map(renderSection).join('\n\n');
}

function renderSection(s: Section): string {
  const last = s.base + s.bytes.length - 1;
  const range = s.bytes.length > 0 ? `, bytes ${s.base} to ${last}` : '';
  return [
    pc.bold(pc.underline(s.title)) + pc.dim(range),
    ...s.fields.flatMap((field) => fieldLines(field, s, 0)),
    ...s.notes.map((note) => `${pc.cyan('→')} ${note}`),
    ...problemsOf(s).map((problem) => `${pc.red('✗')} ${pc.red(problem)}`),
  ].join('\n');
}

/** A field with children is a heading over them; one without shows its bytes. */
function fieldLines(field: Field, s: Section, depth: number): string[] {
  const name = `${'  '.repeat(depth)}${field.name}`;
  if (field.children.length > 0) {
    const said = field.meaning === undefined ? '' : `  ${safe(field.meaning)}`;
    const heading = `${pc.dim(offset(field.start))}  ${' '.repeat(HEX_WIDTH)} ${pc.bold(name)}${said}`;
    return [heading, ...field.children.flatMap((child) => fieldLines(child, s, depth + 1))];
  }
  const bytes = s.bytes.subarray(field.start - s.base, field.end - s.base);
  const first = `${pc.cyan(name)}${explanation(field, bytes)}`;
  if (bytes.length === 0) return [`${pc.dim(offset(field.start))}  ${' '.repeat(HEX_WIDTH)} ${first}`];
  const lines: string[] = [];
  const readable = isText(field, bytes);
  const indent = ' '.repeat(field.meaning === undefined ? name.length + 2 : 2 * depth + 2);
  for (let at = 0; at < bytes.length; at += BYTES_PER_ROW) {
    const row = bytes.subarray(at, at + BYTES_PER_ROW);
    const more = readable || isText(field, row) ? pc.dim(`${indent}${text(row)}`) : '';
    const right = at === 0 ? first : more;
    lines.push(
      `${pc.dim(offset(field.start + at))}  ${pc.yellow(hex(row).padEnd(HEX_WIDTH))} ${right}`.trimEnd(),
    );
  }
  return lines;
}

/** The field's number and meaning, or as much of its text as fits beside its first row. */
function explanation(field: Field, bytes: Uint8Array): string {
  const { value, meaning } = field;
  const coded = value !== undefined && bytes.length === 1 && !field.name.endsWith('.length');
  const oneByte = coded ? ` ${pc.green(String(value))}` : '';
  if (meaning !== undefined) return `${oneByte}  ${safe(meaning)}`;
  if (value !== undefined) return ` ${pc.green(String(value))}`;
  if (bytes.length === 0) return pc.dim('  empty');
  const row = bytes.subarray(0, BYTES_PER_ROW);
  if (isText(field, bytes)) return `  ${text(row)}`;
  return `  ${byteCount(bytes.length)}${isText(field, row) ? `  ${text(row)}` : ''}`;
}

const offset = (at: number) => at.toString(16).padStart(4, '0');
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
const printable = (byte: number) => byte >= 0x20 && byte < 0x7f;
const escapes: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };
const text = (bytes: Uint8Array) => Array.from(bytes, escaped).join('');

function escaped(byte: number): string {
  return escapes[byte] ?? (printable(byte) ? String.fromCharCode(byte) : `\\x${hex(Uint8Array.of(byte))}`);
}

/** Whether bytes read as text: nearly all of them do. A few alone may do so by chance, unless they are data. */
function isText({ name }: Field, bytes: Uint8Array): boolean {
  const readable = bytes.filter((byte) => printable(byte) || byte === 10 || byte === 13 || byte === 9);
  return bytes.length >= (name === 'data' ? 1 : 4) && readable.length >= 0.9 * bytes.length;
}

/** Meanings quote the peer: nothing that a terminal obeys gets through. */
const safe = (words: string) => words.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '·');

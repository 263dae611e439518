// Notebook files (nbformat 4.5), read and written as Jupyter itself does, so that saving one there and updating
// it here give the same bytes.
import { readFile, writeFile } from 'node:fs/promises';
import type { Output } from '../kernel/client.js';
import { UsageError } from '../usage.js';

export interface CodeCell {
  readonly cell_type: 'code';
  readonly id: string;
  readonly metadata: { readonly tags?: readonly string[] };
  readonly source: string;
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}
export interface TextCell {
  readonly cell_type: 'markdown' | 'raw';
  readonly id: string;
  readonly metadata: { readonly tags?: readonly string[] };
  readonly source: string;
}
export type Cell = CodeCell | TextCell;

/** A notebook, its texts in one piece (a file keeps them as lists of lines). */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: object;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

export const isCode = (cell: Cell): cell is CodeCell => cell.cell_type === 'code';

export const hasTag = (cell: Cell, tag: string): boolean => cell.metadata.tags?.includes(tag) ?? false;

/** @throws Error when the file is missing, or UsageError when it is not a notebook */
export async function readNotebook(path: string): Promise<Notebook> {
  const notebook = parse(await readFile(path, 'utf8'));
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells))
    throw new UsageError(
      `${path} is not a notebook of nbformat 4; git checkout brings back the course's own`,
    );
  return { ...notebook, cells: notebook.cells.map(readCell) };
}

function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: JSON
function readCell(cell: any): Cell {
  const source = joined(cell.source);
  return cell.cell_type === 'code'
    ? { ...cell, source, outputs: cell.outputs.map(readOutput) }
    : { ...cell, source };
}

// biome-ignore lint/suspicious/noExplicitAny: JSON
function readOutput(output: any): Output {
  if (output.output_type === 'stream') return { ...output, text: joined(output.text) };
  return { ...output, data: mapValues(output.data ?? {}, joined) };
}

export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeFile(path, formatNotebook(notebook));
}

/** The notebook as a file's text: keys sorted, indented by one, without what changes from run to run. */
export function formatNotebook({ cells, metadata, nbformat, nbformat_minor }: Notebook): string {
  const stored = { cells: cells.map(storedCell), metadata, nbformat, nbformat_minor };
  return `${JSON.stringify(sorted(stored), null, 1)}\n`;
}

function storedCell(cell: Cell) {
  const { cell_type, id, metadata } = cell;
  const kept = { cell_type, id, metadata: metadata.tags ? { tags: metadata.tags } : {} };
  const source = lines(cell.source);
  if (!isCode(cell)) return { ...kept, source };
  return { ...kept, source, execution_count: cell.execution_count, outputs: cell.outputs.map(storedOutput) };
}

function storedOutput(output: Output) {
  if (output.output_type === 'stream') return { ...output, text: lines(output.text) };
  return { ...output, data: mapValues(output.data, lines) };
}

/** A text that a notebook file keeps as a list of lines, in one piece. */
export const joined = (text: string | string[]): string => (Array.isArray(text) ? text.join('') : text);
/** A text as a notebook file keeps it: its lines, each with its end. */
export const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function mapValues<A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
}

/** The same JSON with the keys of every object in order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

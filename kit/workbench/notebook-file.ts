// Notebooks between the page and the disk: the bytes that are written are those that Jupyter writes.
import { lines, sorted } from '../notebooks/notebook.js';

type Json = Record<string, unknown>;

/** A notebook as a file's text: lists of lines, keys in order, and without what holds for one session alone. */
export function notebookText(content: unknown): string {
  const notebook = content as Json;
  const cells = (notebook.cells as Json[]).map(storedCell);
  const { orig_nbformat: _, ...metadata } = notebook.metadata as Json;
  return `${JSON.stringify(sorted({ ...notebook, cells, metadata }), null, 1)}\n`;
}

function storedCell(cell: Json): Json {
  const { trusted: _, ...metadata } = cell.metadata as Json;
  const stored = { ...cell, metadata, source: listed(cell.source) };
  return Array.isArray(cell.outputs) ? { ...stored, outputs: cell.outputs.map(storedOutput) } : stored;
}

function storedOutput(output: Json): Json {
  if (typeof output.data !== 'object' || output.data === null)
    return { ...output, text: listed(output.text) };
  const data = Object.entries(output.data).map(([type, value]) => [type, listed(value)]);
  return { ...output, data: Object.fromEntries(data) };
}

const listed = (text: unknown) => (typeof text === 'string' ? lines(text) : text);

/** @throws Error unless it has what every notebook of nbformat 4 has */
export function checkNotebook(content: unknown): void {
  const { nbformat, cells, metadata } = (content ?? {}) as Json;
  if (nbformat !== 4 || !Array.isArray(cells) || typeof metadata !== 'object')
    throw new Error('this is no notebook of nbformat 4');
}

// Notebooks between the page and the disk: the page has each text in one piece, a file keeps it as a list of lines.
// The bytes that are written are those of kit/notebooks.
import { joined, lines, sorted } from '../notebooks/notebook.js';

type Json = Record<string, unknown>;
type Convert = (text: unknown) => unknown;

/** A notebook as a file's text: lists of lines, keys in order, and without what holds for one session alone. */
export function notebookText(content: unknown): string {
  const notebook = mapTexts(content as Json, (text) => (typeof text === 'string' ? lines(text) : text));
  const cells = (notebook.cells as Json[]).map(storedCell);
  const metadata = storedMetadata(notebook.metadata as Json);
  return `${JSON.stringify(sorted({ ...notebook, cells, metadata }), null, 1)}\n`;
}

/** Without what the kernel tells the page of itself: to open a notebook is not to change it. */
function storedMetadata({ orig_nbformat: _, ...metadata }: Json): Json {
  if (typeof metadata.language_info !== 'object') return metadata;
  const { codemirror_mode: _mode, version: _version, ...language_info } = metadata.language_info as Json;
  return { ...metadata, language_info };
}

function storedCell(cell: Json): Json {
  const { trusted: _, ...metadata } = cell.metadata as Json;
  return { ...cell, metadata };
}

/**
 * A notebook as the page takes it: sources, printed text and the data of outputs as strings.
 * @throws Error unless the text is that of a notebook of nbformat 4
 */
export function parseNotebook(text: string): Json {
  const notebook = JSON.parse(text);
  checkNotebook(notebook);
  return mapTexts(notebook, joined as Convert);
}

/** The notebook with every text that nbformat splits into lines converted. */
function mapTexts(notebook: Json, convert: Convert): Json {
  return { ...notebook, cells: (notebook.cells as Json[]).map((cell) => mapCell(cell, convert)) };
}

function mapCell(cell: Json, convert: Convert): Json {
  const mapped = { ...cell, source: convert(cell.source) };
  if (!Array.isArray(cell.outputs)) return mapped;
  return { ...mapped, outputs: cell.outputs.map((output) => mapOutput(output, convert)) };
}

function mapOutput(output: Json, convert: Convert): Json {
  if (output.output_type === 'stream') return { ...output, text: convert(output.text) };
  if (typeof output.data !== 'object' || output.data === null) return output; // an error
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    isJson(type) ? value : convert(value),
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

/** Data of these types is a value, not a text: a list in it is a list. */
const isJson = (type: string) => /^application\/(?:.*\+)?json$/.test(type);

/** @throws Error unless it has what every notebook of nbformat 4 has */
export function checkNotebook(content: unknown): void {
  const { nbformat, cells, metadata } = (content ?? {}) as Json;
  if (nbformat !== 4 || !Array.isArray(cells) || typeof metadata !== 'object')
    throw new Error('this is no notebook of nbformat 4');
}

// The course's prose: what people read, as Markdown, by file and place.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTree } from '../layout/tree.js';
import { allNotebooks, nameOf } from '../notebooks/find.js';
import { isCode, readNotebook } from '../notebooks/notebook.js';

export interface Passage {
  /** The file, by its path from the root. */
  readonly file: string;
  /** Where in it, for a message: 'README.md', 'notebooks/03-rsa.ipynb, cell words'. */
  readonly place: string;
  readonly markdown: string;
}

/** Every Markdown file and every text cell of a notebook. */
export async function documents(root: string): Promise<Passage[]> {
  const tree = readTree(root);
  const files = tree.files.filter((file) => file.endsWith('.md'));
  return [
    ...files.map((file) => ({ file, place: file, markdown: tree.read(file) })),
    ...(await Promise.all(allNotebooks(root).map(cellsOf))).flat(),
  ];
}

async function cellsOf(path: string): Promise<Passage[]> {
  const file = `notebooks/${nameOf(path)}.ipynb`;
  const { cells } = await readNotebook(path);
  return cells.flatMap((cell) =>
    isCode(cell) ? [] : [{ file, place: `${file}, cell ${cell.id}`, markdown: cell.source }],
  );
}

/** The comments of an exercise, as prose. */
export function commentsOf(root: string, file: string): Passage {
  const text = readFileSync(join(root, file), 'utf8');
  const comments = text.match(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm) ?? [];
  const lines = comments.map((comment) => comment.replaceAll(/^\s*(\/\*\*|\*\/|\*|\/\/)|\*\/$/gm, ''));
  return { file, place: file, markdown: lines.join('\n\n') };
}

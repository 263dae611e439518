// The course as its notebooks tell it: each says in its first cell what it is about, how long it takes, and what it needs.
import { allNotebooks, nameOf } from '../notebooks/find.js';
import { type Notebook, readNotebook } from '../notebooks/notebook.js';
import { UsageError } from '../usage.js';

export interface Chapter {
  /** The file's name without .ipynb: '06-master-secret'. */
  readonly name: string;
  readonly title: string;
  /** One sentence. */
  readonly about: string;
  readonly minutes: number;
  /** The names of the notebooks that come before it. */
  readonly needs: readonly string[];
}

const FORM = `begin with a title, a sentence, and a line such as
**About 40 minutes.** Needs [RSA](03-rsa.ipynb).   (or: Needs nothing before it.)`;

/** @throws UsageError when the first cell does not have the form that says so */
export function chapterOf(name: string, { cells: [first] }: Notebook): Chapter {
  const [heading = '', about = '', facts = ''] = (first?.source ?? '').split(/\n{2,}/);
  const title = /^# (.+)$/.exec(heading)?.[1];
  const about1 = about.replaceAll('\n', ' ');
  const found = /^\*\*About (\d+) minutes\.\*\* Needs ([\s\S]+)$/.exec(facts.trim());
  const needs = found && needed(found[2] as string);
  if (first?.cell_type !== 'markdown' || !title || !about1 || !found || !needs)
    throw new UsageError(`the first cell of notebooks/${name}.ipynb has to ${FORM}`);
  return { name, title, about: about1, minutes: Number(found[1]), needs };
}

function needed(text: string): string[] | undefined {
  const names = [...text.matchAll(/\]\(([\w-]+)\.ipynb\)/g)].map(([, name]) => name as string);
  if (names.length === 0) return text === 'nothing before it.' ? [] : undefined;
  return names;
}

/** The chapters, in order. */
export async function allChapters(root: string): Promise<Chapter[]> {
  return Promise.all(
    allNotebooks(root).map(async (path) => chapterOf(nameOf(path), await readNotebook(path))),
  );
}

/** '35 min', '6 h 20 min'. */
export function duration(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : '']
    .filter(Boolean)
    .join(' ');
}

/** The course as a table of Markdown, for a file at its root. */
export function courseTable(chapters: readonly Chapter[]): string {
  const rows = chapters.map(({ name, title, minutes, needs }) => {
    const numbers = needs.map((need) => need.slice(0, 2)).join(', ');
    return `| [\`${name}\`](notebooks/${name}.ipynb) | ${title} | ${minutes} | ${numbers || '-'} |`;
  });
  return ['| notebook | about | minutes | needs |', '|---|---|---:|---|', ...rows].join('\n');
}

// Where to read on: the sections that the exercise's own comment names, and the stage's notebook.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exportedFunctions } from '../../layout/source.js';
import { stubOf } from '../../loop/paths.js';
import type { FunctionRecord, StageRecord } from '../record.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** What stands in brackets at the end of a doc comment: (RFC 2246 7.4.9, RFC 5246 7.4.9). */
const sections = /\(([^()]*\b(?:RFC|SP 800-38D|X\.690)\b[^()]*)\)/g;

const read = new Map<string, ReadonlyMap<string, string>>();

/** The sections and the notebook, as far as there are any. */
export function readingOf(stage: StageRecord['stage'], name: FunctionRecord['name']): string[] {
  if (stage === 'capstone') return ['RFC 5246 7.3'];
  if (!read.has(stage)) read.set(stage, sectionsOf(readFileSync(root + stubOf(stage), 'utf8')));
  const section = read.get(stage)?.get(name);
  const notebook = `notebooks/${stage}.ipynb`;
  return [...(section === undefined ? [] : [section]), ...(existsSync(root + notebook) ? [notebook] : [])];
}

function sectionsOf(source: string): ReadonlyMap<string, string> {
  return new Map(
    exportedFunctions(source).flatMap(({ name, docComment }) => {
      const found = [...docComment.replaceAll(/\s+\*?\s*/g, ' ').matchAll(sections)].at(-1)?.[1];
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

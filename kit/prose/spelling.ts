// Words that no dictionary has. British and American spellings both pass; words of the field stand in words.txt.
import { readFileSync } from 'node:fs';
import type { Token } from 'markdown-it';
import nspell from 'nspell';
import { markdown } from '../book/text.js';

/** The project's own words, sorted, one a line. In lower case they may be written in any case. */
export const ownWords: readonly string[] = readFileSync(new URL('words.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

export interface Speller {
  /** Whether a word is one of the languages' or the project's. */
  knows(word: string): boolean;
  /** Whether it is one of the languages'. */
  isEnglish(word: string): boolean;
}

/** Reads the dictionaries, which takes about a second. */
export async function speller(): Promise<Speller> {
  const packages = await Promise.all([import('dictionary-en'), import('dictionary-en-gb')]);
  const dictionaries = packages.map(({ default: { aff, dic } }) =>
    nspell(Buffer.from(aff), Buffer.from(dic)),
  );
  const own = new Set(ownWords);
  const isEnglish = (word: string) => dictionaries.some((dictionary) => dictionary.correct(word));
  return { isEnglish, knows: (word) => own.has(word) || own.has(word.toLowerCase()) || isEnglish(word) };
}

/** The words of Markdown's running text: not of code, links' targets or HTML, no abbreviations and no identifiers. */
export function wordsOf(text: string): string[] {
  const prose = textIn(markdown().parse(text, {}));
  const words = prose.match(/(?<![\p{L}\p{N}_./@-])\p{L}+(?:['’]\p{L}+)*(?![\p{L}\p{N}_/@(]|\.\w)/gu) ?? [];
  return words.map((word) => word.replace('’', "'").replace(/'s$/, '')).filter(isPlain);
}

const isPlain = (word: string) => word.length > 1 && !/\p{L}\p{Lu}/u.test(word);

function textIn(tokens: readonly Token[]): string {
  return tokens
    .map(({ type, content, children }) => (children ? textIn(children) : type === 'text' ? content : ' '))
    .join(' ');
}

import assert from 'node:assert/strict';

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};
const plain = (text: string) => text.replace(/&[^;]+;/g, (entity) => ENTITIES[entity] ?? entity);

/** A text of a picture, and where it stands. */
export interface Lettering {
  readonly words: string;
  readonly x: number;
  readonly y: number;
  /** What styles it and its group. */
  readonly style: string;
}

/** All texts of a picture in the order in which they are drawn. */
export function lettering(svg: string): Lettering[] {
  let group = '';
  const found: Lettering[] = [];
  const tags = svg.matchAll(/<g([^>]*)>|(<\/g>)|<text x="([\d.-]+)" y="([\d.-]+)"([^>]*)>([^<]*)<\/text>/g);
  for (const [, opened, closed, x, y, style, words] of tags)
    if (words === undefined) group = closed ? '' : (opened ?? '');
    else found.push({ words: plain(words), x: Number(x), y: Number(y), style: `${group}${style}` });
  return found;
}

/** The texts alone. */
export const wordsOf = (svg: string) => lettering(svg).map(({ words }) => words);

/** The bytes that stand in a picture as hex, in reading order: line by line from the top, each from the left. */
export function bytesIn(svg: string): string {
  const pairs = lettering(svg).filter(({ words }) => /^[0-9a-f]{2}( [0-9a-f]{2})*$/.test(words));
  return pairs
    .sort((a, b) => a.y - b.y || a.x - b.x)
    .map(({ words }) => words.replaceAll(' ', ''))
    .join('');
}

/** What a picture says to those who listen. */
export const spoken = (svg: string) => plain(svg.match(/<desc>([^<]*)<\/desc>/)?.[1] ?? '');

/** Fails unless `part` is one of the texts, or stands in the text. */
export function includes(all: string | readonly string[], part: string): void {
  assert.equal(all.includes(part) ? part : all, part);
}

/** Fails if it does. */
export function lacks(all: string | readonly string[], part: string): void {
  assert.equal(all.includes(part), false, `${part} is there`);
}

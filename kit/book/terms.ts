// Terms as the notebooks mark them: bold, at the place that says what the word means. Bold that ends like a sentence is a
// lead-in, and bold in headings, quotes and tables stresses; neither is a term.
import type { MarkdownIt, Token } from 'markdown-it';
import { definitions } from './glossary.js';

const byForm = new Map(
  definitions.flatMap(({ forms }) => forms.map((form) => [form.toLowerCase(), forms[0]] as const)),
);

/** The headword that a bold text stands for: itself, or the one that it is a form or a plain plural of. */
export function headword(text: string): string | undefined {
  const form = text.toLowerCase();
  return byForm.get(form) ?? byForm.get(form.replace(/s$/, ''));
}

/** Where the mark of a headword is in a page. */
export const anchorOf = (word: string) => `term-${word.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;

/** A marked term among the tokens of Markdown. */
export interface Mark {
  readonly text: string;
  readonly open: Token;
  readonly close: Token;
}

/** Every term that Markdown marks, in order, as it is written. */
export const markedTerms = (markdown: MarkdownIt, text: string): string[] =>
  marksIn(markdown.parse(text, {})).map((mark) => mark.text);

/** Inside these, bold is only bold. */
const PLAIN = /^(heading|blockquote|table)_(open|close)$/;

export function marksIn(tokens: readonly Token[]): Mark[] {
  let depth = 0;
  return tokens.flatMap((token) => {
    if (PLAIN.test(token.type)) depth += token.nesting;
    return token.type === 'inline' && depth === 0 ? marksAmong(token.children ?? []) : [];
  });
}

function marksAmong(children: readonly Token[]): Mark[] {
  return children.flatMap((open, i) => {
    if (open.type !== 'strong_open') return [];
    const end = children.findIndex(({ type }, j) => j > i && type === 'strong_close');
    const inside = children.slice(i + 1, end);
    const text = inside.map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');
    return /[.:?!]$/.test(text) ? [] : [{ text, open, close: children[end] as Token }];
  });
}

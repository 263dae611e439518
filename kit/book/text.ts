// The Markdown of one page as HTML: headings that can be linked to, links that lead to pages of the book, terms and
// questions that can be told from the rest.
import markdownIt, { type MarkdownIt, type Token } from 'markdown-it';
import { codeHtml } from './code.js';
import { anchorOf, headword, marksIn } from './terms.js';

export interface Heading {
  readonly level: number;
  readonly id: string;
  /** What it says, in HTML. */
  readonly html: string;
}

/** Markdown as notebooks have it: with HTML, and with code in colours. */
export const markdown = (): MarkdownIt => markdownIt({ html: true, highlight: codeHtml });

export class PageText {
  readonly headings: Heading[] = [];
  readonly #ids = new Set<string>();
  readonly #markdown = markdown();

  /** @param resolve gives a link's target as the page has to write it */
  constructor(resolve: (href: string) => string) {
    this.#markdown.core.ruler.push('book', ({ tokens }) => {
      for (const [i, token] of tokens.entries()) {
        if (token.type === 'heading_open') this.#heading(token, tokens[i + 1] as Token);
        if (token.type === 'th_open' && tokens[i + 1]?.content === '')
          emptyCell(token, tokens[i + 2] as Token);
        if (token.type === 'paragraph_open' && isQuestion(tokens[i + 1] as Token))
          token.attrSet('class', 'question');
        for (const child of token.children ?? [])
          if (child.type === 'link_open') child.attrSet('href', resolve(String(child.attrGet('href'))));
      }
      for (const { text, open, close } of marksIn(tokens)) this.#term(text, open, close);
    });
    const { rules } = this.#markdown.renderer;
    rules.table_open = () => '<div class="wide" tabindex="0" role="group" aria-label="table"><table>\n';
    rules.table_close = () => '</table></div>\n';
  }

  html(text: string): string {
    return this.#markdown.render(text);
  }

  #heading(open: Token, { content, children }: Token): void {
    const id = this.#unused(content.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-'));
    open.attrSet('id', id);
    const { renderer, options } = this.#markdown;
    this.headings.push({
      level: Number(open.tag.slice(1)),
      id,
      html: renderer.renderInline(children ?? [], options, {}),
    });
  }

  #unused(stem: string): string {
    let id = stem;
    for (let n = 2; this.#ids.has(id); n++) id = `${stem}-${n}`;
    this.#ids.add(id);
    return id;
  }

  /** The first time that a page marks a term, it can be linked to. */
  #term(text: string, open: Token, close: Token): void {
    const word = headword(text);
    if (word === undefined || this.#ids.has(anchorOf(word))) return;
    this.#ids.add(anchorOf(word));
    open.tag = close.tag = 'dfn';
    open.attrSet('id', anchorOf(word));
  }
}

/** A paragraph that is all in italics asks the reader to guess. */
function isQuestion({ children }: Token): boolean {
  const all = children ?? [];
  return all[0]?.type === 'em_open' && all.findIndex(({ type }) => type === 'em_close') === all.length - 1;
}

/** A header without a word heads nothing; Markdown has no other way to leave a table's corner empty. */
function emptyCell(open: Token, close: Token): void {
  open.tag = close.tag = 'td';
}

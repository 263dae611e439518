// Links that lead nowhere. Files and headings are looked up; addresses elsewhere are only read, never fetched.
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Token } from 'markdown-it';
import { markdown } from '../book/text.js';
import type { Passage } from './documents.js';

export interface Link {
  readonly href: string;
  readonly text: string;
}

/** Links and pictures, with the text that stands for each. */
export function linksOf(text: string): Link[] {
  return markdown()
    .parse(text, {})
    .flatMap(({ children }) => children ?? [])
    .flatMap((token, i, all): Link[] => {
      if (token.type === 'image') return [{ href: String(token.attrGet('src')), text: token.content }];
      if (token.type !== 'link_open') return [];
      const end = all.findIndex(({ type }, j) => j > i && type === 'link_close');
      return [{ href: String(token.attrGet('href')), text: plain(all.slice(i + 1, end)) }];
    });
}

const plain = (tokens: readonly Token[]) => tokens.map(({ content }) => content).join('');

/** What is wrong with the links of a passage, in a sentence each. */
export function brokenLinks(root: string, { file, place, markdown: text }: Passage): string[] {
  return linksOf(text).flatMap((link) => {
    const problem =
      wordsProblem(link) ??
      (isElsewhere(link.href) ? addressProblem(link.href) : pathProblem(root, file, link.href));
    return problem === undefined ? [] : [`${place}: the link to ${link.href} ${problem}`];
  });
}

const isElsewhere = (href: string) => /^[a-z][a-z+.-]*:/i.test(href);

function wordsProblem({ text }: Link): string | undefined {
  if (text.trim() === '') return 'has no text';
  return /^(here|this|link|click here)$/i.test(text.trim()) ? 'does not say where it leads' : undefined;
}

function addressProblem(href: string): string | undefined {
  return URL.canParse(href) && href.startsWith('https://') ? undefined : 'is not an https address';
}

function pathProblem(root: string, from: string, href: string): string | undefined {
  const [path = '', fragment] = decodeURI(href).split('#');
  const target = path === '' ? from : posix.join(posix.dirname(from), path);
  if (target.startsWith('..') || !existsSync(join(root, target))) return 'leads to no file';
  if (fragment === undefined) return undefined;
  if (!target.endsWith('.md')) return 'has a fragment, which Jupyter and code hosting sites spell apart';
  return headingsOf(readFileSync(join(root, target), 'utf8')).includes(fragment)
    ? undefined
    : 'leads to no heading';
}

/** The names of a Markdown file's headings, as code hosting sites make them. */
function headingsOf(text: string): string[] {
  const tokens = markdown().parse(text, {});
  return tokens.flatMap(({ type }, i) =>
    type === 'heading_open' ? [slug(plain(tokens[i + 1]?.children ?? []))] : [],
  );
}

const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

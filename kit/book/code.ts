// TypeScript in colours, as HTML.
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import typescript from 'highlight.js/lib/languages/typescript';
import { escapeHtml } from '../views/html.js';

hljs.registerLanguage('typescript', typescript);
hljs.registerLanguage('bash', bash);

/** @param language as Markdown names it; one that is not known here gives plain text */
export function codeHtml(text: string, language: string): string {
  const name = language === 'ts' ? 'typescript' : language;
  if (!hljs.getLanguage(name)) return escapeHtml(text);
  return hljs.highlight(text, { language: name }).value;
}

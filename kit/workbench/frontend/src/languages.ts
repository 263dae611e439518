// The languages of the course's files.

import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { markdown, markdownLanguage } from '@codemirror/lang-markdown';
import { EditorLanguageRegistry, IEditorLanguageRegistry, parseMathIPython } from '@jupyterlab/codemirror';
import type { Plugin } from './extensions.js';

export const languages: Plugin = {
  id: '@rebuild-tls/workbench:languages',
  autoStart: true,
  provides: IEditorLanguageRegistry,
  activate: () => {
    const registry = new EditorLanguageRegistry();
    const prose = () =>
      markdown({
        base: markdownLanguage,
        codeLanguages: (info) => registry.findBest(info) as never,
        extensions: [parseMathIPython()],
      });
    registry.addLanguage({
      name: 'TypeScript',
      mime: ['text/typescript', 'application/typescript'],
      extensions: ['ts', 'mts', 'cts'],
      load: async () => javascript({ typescript: true }),
    });
    registry.addLanguage({
      name: 'JavaScript',
      mime: ['text/javascript', 'application/javascript'],
      extensions: ['js', 'mjs', 'cjs'],
      load: async () => javascript(),
    });
    registry.addLanguage({
      name: 'JSON',
      mime: ['application/json'],
      extensions: ['json', 'ipynb'],
      load: async () => json(),
    });
    for (const [name, mime] of [
      ['Markdown', 'text/x-markdown'],
      ['ipythongfm', 'text/x-ipythongfm'],
    ] as const)
      registry.addLanguage({
        name,
        mime: name === 'Markdown' ? ['text/x-markdown', 'text/markdown'] : mime,
        extensions: name === 'Markdown' ? ['md'] : [],
        load: async () => prose(),
      });
    return registry;
  },
};

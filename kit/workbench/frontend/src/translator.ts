// The page speaks English, so nothing needs to be fetched for it.
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { Plugin } from './extensions.js';

export const translator: Plugin = {
  id: '@rebuild-tls/workbench:translator',
  autoStart: true,
  provides: ITranslator,
  activate: () => nullTranslator,
};

// Everything that the workbench adds to JupyterLab.
import { course } from './course.js';
import { executor } from './executor.js';
import type { Plugin } from './extensions.js';
import { languages } from './languages.js';
import { line } from './line.js';
import { opener } from './opener.js';
import { outputs } from './outputs.js';
import { readable } from './readable.js';
import { connection, safety } from './safety.js';
import { settings } from './settings.js';
import { resolver, state } from './state.js';
import { translator } from './translator.js';
import { verdict } from './verdict.js';

export const ours: readonly Plugin[] = [
  connection,
  course,
  executor,
  languages,
  line,
  opener,
  outputs,
  readable,
  resolver,
  safety,
  settings,
  state,
  translator,
  verdict,
];

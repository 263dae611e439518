// The command line of npm run jupyter: the notebook to open, and whatever else Jupyter takes.
import { parseArgs } from 'node:util';
import { UsageError } from '../usage.js';

export interface Arguments {
  readonly help: boolean;
  /** A file in notebooks/. */
  readonly notebook: string;
  /** For Jupyter, as they came. */
  readonly options: readonly string[];
}

/** Options of Jupyter's that take no value; what follows any other may be its value. */
const FLAGS = ['--no-browser', '--allow-root', '--debug'];
const mayTakeValue = (text: string) => /^--[^=]+$/.test(text) && !FLAGS.includes(text);

/**
 * @param notebooks the files in notebooks/, in order
 * @throws UsageError when a notebook is named that is not there, or a port that is none
 */
export function readArguments(args: readonly string[], notebooks: readonly string[]): Arguments {
  const { tokens, values } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: { help: { type: 'boolean' }, 'no-browser': { type: 'boolean' }, port: { type: 'string' } },
  });
  const { port } = values;
  if (port !== undefined && !(/^\d+$/.test(String(port)) && Number(port) > 0 && Number(port) < 65536))
    throw new UsageError('--port takes a number from 1 to 65535');
  const named: string[] = [];
  const options: string[] = [];
  let before = '';
  for (const token of tokens) {
    const text = args[token.index] as string;
    const isPort = token.kind === 'option' && token.name === 'port';
    if (token.kind === 'positional' && !mayTakeValue(before)) named.push(text);
    else if (token.kind !== 'option-terminator') options.push(isPort ? `--port=${port}` : text);
    before = isPort ? '' : text;
  }
  if (named.length > 1) throw new UsageError(`name one notebook to open, not ${named.length}`);
  const notebook = named.length === 1 ? find(named[0] as string, notebooks) : (notebooks[0] as string);
  return { help: values.help === true, notebook, options };
}

function find(name: string, notebooks: readonly string[]): string {
  const stem = name.replace(/^.*[\\/]/, '').replace(/\.ipynb$/, '');
  const number = /^\d$/.test(stem) ? `0${stem}` : stem;
  const found = notebooks.find((file) => file === `${stem}.ipynb` || file.startsWith(`${number}-`));
  if (found !== undefined) return found;
  const all = notebooks.map((file) => file.replace('.ipynb', '')).join(', ');
  throw new UsageError(`there is no notebook ${name}; there are ${all}`);
}

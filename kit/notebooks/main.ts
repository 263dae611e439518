// npm run notebooks [-- [--update] [NAME...]]
import { parseArgs } from 'node:util';
import { runCommand } from '../usage.js';
import { findNotebooks } from './find.js';
import { runAndTell } from './tell.js';

const USAGE = `usage: npm run notebooks -- [--update] [NAME...]
Runs notebooks (all, or those named) and compares every output with the committed one.
  --update   writes the outputs of this run into the notebooks instead
A NAME is a file in notebooks/, with or without .ipynb, its number alone, or a path.`;

await runCommand('notebooks', async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { update: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const root = process.cwd();
  const { passed } = await runAndTell(root, findNotebooks(root, positionals), {
    update: values.update ?? false,
  });
  return passed ? 0 : 1;
});

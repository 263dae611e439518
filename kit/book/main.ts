// npm run book: the course, run from end to end, as pages. npm start is the same, with the summary of the first notebook.
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { allNotebooks } from '../notebooks/find.js';
import { printedText, taggedCell } from '../notebooks/run.js';
import { runAndTell } from '../notebooks/tell.js';
import { runCommand } from '../usage.js';
import { committedBook, writeBook } from './write.js';

const USAGE = `usage: npm run book [-- --summary NAME]
Runs every notebook, compares the outputs with the committed ones, and leaves the course as pages in out/book/.
  --summary NAME  also prints what the summary cell of a notebook shows`;

await runCommand('book', async () => {
  const { values } = parseArgs({ options: { summary: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const root = process.cwd();
  const before = await committedBook(root); // what is wrong with a page is told before the long run, not after it
  const { results, passed } = await runAndTell(root, allNotebooks(root));
  const out = join(root, 'out', 'book');
  writeBook(
    root,
    out,
    before.map((one, i) => ({ ...one, ...results[i] })),
  );
  const summed = results.find(({ name }) => name === values.summary);
  const cell = summed && taggedCell(summed.now, 'summary');
  if (cell) console.log(`\n${printedText(cell)}`);
  console.log(whatNext(relative(root, join(out, 'index.html')), passed));
  return passed ? 0 : 1;
});

function whatNext(index: string, passed: boolean): string {
  return `
The whole story is in ${index}: open it in a browser.${passed ? '' : ' It ends where a cell failed.'}
Next you build it yourself: npm run progress shows the exercises, and which one to begin with.`;
}

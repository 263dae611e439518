// npm run course-table: writes the README's table of the notebooks.
import { readFileSync, writeFileSync } from 'node:fs';
import { withPart } from '../generated-part.js';
import { runCommand } from '../usage.js';
import { allChapters, courseTable } from './chapters.js';

await runCommand('course-table', async () => {
  const table = courseTable(await allChapters(process.cwd()));
  writeFileSync('README.md', withPart(readFileSync('README.md', 'utf8'), 'course', table));
  return 0;
});

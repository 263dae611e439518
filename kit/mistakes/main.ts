// Writes the list of recognised mistakes into CONTRIBUTING.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { withPart } from '../generated-part.js';
import { runCommand } from '../usage.js';
import { allStages } from './stages.js';
import { mistakesTable } from './table.js';

await runCommand('mistakes-table', async () => {
  const text = readFileSync('CONTRIBUTING.md', 'utf8');
  writeFileSync('CONTRIBUTING.md', withPart(text, 'mistakes', mistakesTable(await allStages())));
  return 0;
});

// Writes the table of peers into README.md, from what the last run of the matrix measured.
import { readFileSync, writeFileSync } from 'node:fs';
import { cipherSuites } from '../../lib/suites.js';
import { withPart } from '../generated-part.js';
import { readInput, runCommand } from '../usage.js';
import { measuredFile, peersTable } from './table.js';

await runCommand('peers-table', () => {
  const measured = JSON.parse(Buffer.from(readInput(measuredFile)).toString('utf8'));
  const table = peersTable(
    measured,
    cipherSuites.map(({ name }) => name),
  );
  writeFileSync('README.md', withPart(readFileSync('README.md', 'utf8'), 'peers', table));
  return 0;
});

// Writes the tables of peers into README.md, from what the last runs against them measured.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cipherSuites } from '../../lib/suites.js';
import { withPart } from '../generated-part.js';
import { runCommand } from '../usage.js';
import { type Measured, measuredFile, peersTable } from './table.js';
import { type MeasuredVariant, measuredVariantsFile, variantsTable } from './variants-table.js';

await runCommand('peers-table', () => {
  const names = cipherSuites.map(({ name }) => name);
  write('peers', measuredFile, (measured: Measured[]) => peersTable(measured, names));
  write('variants', measuredVariantsFile, (measured: MeasuredVariant[]) => variantsTable(measured));
  return 0;
});

/** Writes one table; one that was not measured stays as it is. */
function write<T>(part: string, file: string, table: (measured: T) => string): void {
  if (!existsSync(file)) {
    console.log(`${file} is not there: run test/peers with every peer. Its table stays as it is.`);
    return;
  }
  const measured = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync('README.md', withPart(readFileSync('README.md', 'utf8'), part, table(measured)));
}

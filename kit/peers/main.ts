// Writes the tables of peers into README.md, from what the last runs against them measured.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cipherSuites } from '../../lib/suites.js';
import { runCommand } from '../usage.js';
import { type Measured, measuredFile, peersTable, withTable } from './table.js';
import {
  type MeasuredVariant,
  measuredVariantsFile,
  variantsTable,
  withVariantsTable,
} from './variants-table.js';

await runCommand('peers-table', () => {
  const names = cipherSuites.map(({ name }) => name);
  write(measuredFile, (readme, measured: Measured[]) => withTable(readme, peersTable(measured, names)));
  write(measuredVariantsFile, (readme, measured: MeasuredVariant[]) =>
    withVariantsTable(readme, variantsTable(measured)),
  );
  return 0;
});

/** Writes one table; one that was not measured stays as it is. */
function write<T>(file: string, change: (readme: string, measured: T) => string): void {
  if (!existsSync(file)) {
    console.log(`${file} is not there: run test/peers with every peer. Its table stays as it is.`);
    return;
  }
  const measured = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync('README.md', change(readFileSync('README.md', 'utf8'), measured));
}

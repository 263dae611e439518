import assert from 'node:assert/strict';
import { type Measured, peersTable } from '../kit/peers/table.js';

const worked = (peer: string, role: 'client' | 'server', version: number): Measured => ({
  peer,
  role,
  version,
  suite: 'A',
});
const rowsOf = (measured: Measured[]) =>
  peersTable(measured, ['A', 'B'])
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()));

describe('table of peers', () => {
  it('names the versions that worked, by peer and side', () => {
    const rows = rowsOf([
      ...[0x0303, 0x0301, 0x0302].map((version) => worked('openssl', 'client', version)),
      worked('openssl', 'server', 0x0303),
      ...[0x0301, 0x0303].map((version) => worked('gnutls', 'client', version)),
      ...[0x0301, 0x0302].map((version) => worked('forge', 'server', version)),
    ]);
    assert.deepEqual(rows[2], ['', '`A`', '1.0-1.2', '1.2', '1.0, 1.2', '-', '-', '-', '-', '1.0-1.1', '']);
    assert.deepEqual(rows[3], ['', '`B`', '-', '-', '-', '-', '-', '-', '-', '-', '']);
    assert.equal(new Set(rows.map((row) => row.length)).size, 1);
  });

  it('changes when one case no longer works', () => {
    const all = [0x0301, 0x0302].map((version) => worked('node', 'server', version));
    assert.notDeepEqual(rowsOf(all), rowsOf(all.slice(1)));
  });
});

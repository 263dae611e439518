// Tables for spreadsheets and gradebooks. A cell that a spreadsheet would take for a formula is told, by a ' before it,
// that it is text (https://owasp.org/www-community/attacks/CSV_Injection).
import { stringify } from 'csv-stringify/sync';
import { cut, plainText } from './plain.js';

/** https://support.microsoft.com/office/excel-specifications-and-limits: 32,767 characters in a cell. */
const LONGEST_CELL = 32_767;

/** Lines end as RFC 4180 has it. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return stringify(
    rows.map((row) => row.map(cell)),
    { escape_formulas: true, record_delimiter: 'windows' },
  );
}

const cell = (value: string | number) =>
  typeof value === 'number' ? value : cut(plainText(value).trim(), LONGEST_CELL - 1);

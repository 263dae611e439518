// Hex dumps: an offset, bytes, and often the same bytes as text. xxd, hexdump -C, od -t x1, Wireshark and
// text2pcap all write them a little differently. The text column is told from hex by being the text of the bytes
// before it; the offsets must add up.
import { concatBytes } from '@noble/hashes/utils.js';
import { dumpLine as line, offsetRadix } from './dump-offsets.js';
import type { Piece } from './input.js';
import { InputError } from './input-error.js';
import type { Side } from './section.js';

const direction = /^([IO])(?:\s|$)/;
/** No dump writes longer lines, and reading them takes time that grows with the square of their length. */
const longestLine = 1024;
/** What a repeated line, '*', may grow to. */
const mostBytes = 16 * 2 ** 20;

export const isHexDump = (lines: readonly string[]) => offsetRadix(lines) !== undefined;

/** What has been read of one side: Wireshark indents the server's lines and counts each side by itself. */
interface Column {
  next: number;
  last: Uint8Array;
}

/** @throws InputError naming the line that does not fit */
export function readHexDump(lines: readonly string[]): Piece[] {
  const radix = offsetRadix(lines) ?? 16;
  const rows = lines.map((text, index) => ({ text, number: index + 1 }));
  const indents = rows.flatMap(({ text }) => line.exec(text)?.[1]?.length ?? []);
  const twoColumns = Math.min(...indents) === 0 && indents.some((indent) => indent >= 4);
  const columns = new Map<boolean, Column>();
  const pieces: { bytes: Uint8Array[]; side?: Side }[] = [];
  let side: Side | undefined;
  let repeating = false;
  let total = 0;

  rows.forEach(({ text, number }, index) => {
    const marked = direction.exec(text);
    if (marked) side = marked[1] === 'O' ? 'client' : 'server';
    if (marked) return;
    if (text.trim() === '*') repeating = true;
    if (text.trim() === '*') return;
    const [, indent = '', offsetText = '', , rest = ''] = line.exec(text) ?? [];
    if (offsetText === '')
      throw new InputError(`Line ${number} does not begin with an offset, as the others do.`);
    if (twoColumns) side = indent.length === 0 ? 'client' : 'server';
    const column = columns.get(side === 'server') ?? { next: 0, last: new Uint8Array() };
    columns.set(side === 'server', column);
    const offset = Number.parseInt(offsetText, radix);
    const fresh = offset === 0 && column.next > 0;
    if (fresh) column.next = 0;
    if (fresh || pieces.length === 0 || pieces.at(-1)?.side !== side)
      pieces.push({ bytes: [], ...(side && { side }) });
    const bytes = pieces.at(-1)?.bytes as Uint8Array[];
    while (repeating && column.next < offset && column.last.length > 0 && total <= mostBytes) {
      bytes.push(column.last);
      column.next += column.last.length;
      total += column.last.length;
    }
    repeating = false;
    if (offset !== column.next)
      throw new InputError(
        `Line ${number} says offset ${offsetText}, and ${column.next.toString(radix).padStart(4, '0')} is due: lines are missing, or these are not single bytes (use hexdump -C, xxd or od -tx1).`,
      );
    const following = rows[index + 1]?.text ?? '';
    const due = Number.parseInt(line.exec(following)?.[2] ?? '', radix) - offset;
    column.last = rowBytes(rest, due > 0 && due <= 256 ? due : undefined, number);
    bytes.push(column.last);
    column.next += column.last.length;
    total += column.last.length;
  });
  return pieces.map(({ bytes, side: from }) => ({
    bytes: concatBytes(...bytes),
    ...(from && { side: from }),
  }));
}

/** The bytes of one line, without the text column. */
function rowBytes(rest: string, due: number | undefined, number: number): Uint8Array {
  if (rest.length > longestLine) throw new InputError(`Line ${number} is too long for a line of a hex dump.`);
  const values: number[] = [];
  const ends = [0];
  for (const match of rest.matchAll(/\s*-?\s*([0-9a-f]{2})/giy)) {
    values.push(Number.parseInt(match[1] as string, 16));
    ends.push((match.index as number) + match[0].length);
  }
  const after = (count: number) => rest.slice(ends[count] as number);
  const counts = values.map((_, i) => i + 1).reverse();
  const byText = counts.find(
    (count) => after(count).trim() !== '' && isTextOf(after(count), values.slice(0, count)),
  );
  const all = after(values.length).trim() === '' ? values.length : undefined;
  const fits = (count: number | undefined) => count !== undefined && (due === undefined || count === due);
  const count = fits(byText)
    ? byText
    : fits(all)
      ? all
      : due !== undefined && due <= values.length
        ? due
        : (byText ?? all);
  if (count === undefined)
    throw new InputError(
      `Line ${number} cannot be read: ${JSON.stringify(after(values.length).trim().slice(0, 20))} follows its bytes.`,
    );
  return Uint8Array.from(values.slice(0, count));
}

/** Whether `text` shows these bytes as dumps do, with a dot for what is not printable; spaces do not count. */
function isTextOf(text: string, values: readonly number[]): boolean {
  const shown = values.map((value) =>
    value > 0x20 && value < 0x7f ? String.fromCharCode(value) : value === 0x20 ? '' : '.',
  );
  const bare = text.replace(/\s/g, '');
  return [shown.join(''), `|${shown.join('')}|`, `>${shown.join('')}<`].includes(bare);
}

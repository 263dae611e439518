// How the offsets of a hex dump count: od's in octal, or in decimal with -A d, those of all others in hex.
import { InputError } from './input-error.js';

/** A line of a dump: spaces, an offset, perhaps a colon, and what follows. */
export const dumpLine = /^(\s*)([0-9a-fA-F]{3,16})(:?)(?:\s(.*)|)$/;
const direction = /^[IO](?:\s|$)/;

/**
 * The radix of the offsets in these lines, or undefined when they have none: the first is 0, and looks or goes on
 * like one.
 * @throws InputError when the lines hold words, in which the machine's byte order has swapped the bytes
 */
export function offsetRadix(lines: readonly string[]): 8 | 10 | 16 | undefined {
  const [first, second] = lines.filter((text) => !direction.test(text));
  const [, , zero = '', colon, rest = ''] = dumpLine.exec(first ?? '') ?? [];
  if (!/^0+$/.test(zero)) return undefined;
  const bare = zero.length === 7 && colon === ''; // od and hexdump; hexdump -C, xxd and Wireshark write otherwise
  if (bare) refuseWords(rest);
  const radix = bare ? bareRadix(lines) : 16;
  if (bare || colon || second?.trim() === '*') return radix;
  if (second === undefined) return /^\s+|^[0-9a-f]{2}(?:\s|$)/i.test(rest) ? radix : undefined;
  const next = Number.parseInt(dumpLine.exec(second)?.[2] ?? '', radix);
  return next === 0 || (next > 0 && next <= 64 && rest.length >= 2 * next) ? radix : undefined;
}

/** Without options hexdump and od write words of two bytes, in hex and in octal. */
function refuseWords(rest: string): void {
  const [word = ''] = rest.trim().split(/\s+/);
  if (/^[0-9a-f]{3,}$/i.test(word))
    throw new InputError(
      `"${word}" is not one byte in hex: hexdump and od alone write 16-bit words, their bytes swapped on most machines; use hexdump -C, xxd or od -tx1.`,
    );
}

/** od's offsets are octal; they are something else where only that adds up with the bytes in the lines. */
function bareRadix(lines: readonly string[]): 8 | 10 | 16 {
  const rows = lines.map((text) => dumpLine.exec(text));
  const fits = (radix: 8 | 10 | 16) =>
    rows.every((row, i) => {
      const here = Number.parseInt(row?.[2] ?? '', radix);
      const next = Number.parseInt(rows[i + 1]?.[2] ?? '', radix);
      const adds = Number.isNaN(here + next) || next - here === bytesIn(row?.[4] ?? ''); // a '*', or the end
      return adds && (row === null || digits[radix].test(row[2] as string));
    });
  return ([8, 10, 16] as const).find(fits) ?? 8;
}

const digits = { 8: /^[0-7]+$/, 10: /^\d+$/, 16: /^/ };

/** How many groups of two hex digits a line begins with. */
function bytesIn(rest: string): number {
  const groups = rest.trim().split(/\s+/, 257);
  const end = groups.findIndex((group) => !/^[0-9a-f]{2}$/i.test(group));
  return end === -1 ? groups.length : end;
}

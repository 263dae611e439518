// From whatever somebody pasted to bytes: plain hex in any dress, hex dumps, C arrays, PEM, openssl -msg.
import { hexToBytes } from '@noble/hashes/utils.js';
import { isHexDump, readHexDump } from './hex-dump.js';
import { InputError } from './input-error.js';
import { isOpensslMsg, readOpensslMsg } from './openssl-msg.js';
import type { Side } from './section.js';
import { readArrays, readEscapes, readPem } from './text-forms.js';

/** Bytes out of a paste; who sent them and what they are, where the paste says so. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly side?: Side;
  readonly content?: 'record_header' | 'handshake' | 'alert' | 'change_cipher_spec' | 'certificate';
}

/** More than any paste has: enough for a long capture in hex. */
const mostCharacters = 64 * 2 ** 20;

/**
 * The bytes in a pasted text, in order.
 * @throws InputError with one sentence that says what cannot be read, and where
 */
export function readPaste(text: string): Piece[] {
  if (text.length > mostCharacters) throw new InputError('This is too long a text to read as hex.');
  const pieces = readAnyForm(text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')).filter(
    ({ bytes }) => bytes.length > 0,
  );
  if (pieces.length === 0)
    throw new InputError('There are no bytes in this input; paste some hex, such as 16 03 01.');
  return pieces;
}

function readAnyForm(text: string): Piece[] {
  if (isOpensslMsg(text)) return readOpensslMsg(text); // may hold PEM as well
  if (/^-----BEGIN /m.test(text)) return readPem(text);
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (isHexDump(lines)) return readHexDump(lines); // its text column may hold anything
  if (/[{[]\s*(?:\/\*.*?\*\/\s*)?(?:0x)?[0-9a-f]+\s*[,}\]]/is.test(text)) return readArrays(text);
  if (/\\x[0-9a-f]{2}/i.test(text)) return [{ bytes: readEscapes(text) }];
  return [{ bytes: readPlainHex(withoutLineNumbers(lines)) }];
}

/** Lines that are numbered 1, 2, 3, ... lose their numbers. */
function withoutLineNumbers(lines: string[]): string[] {
  const numbered = lines.map((line) => /^\s*(\d+)(?:[:.)|\]]\s*|\s+)(\S.*)$/.exec(line));
  const counts = numbered.every((match, i) => match && Number(match[1]) === i + 1);
  return counts && lines.length > 1
    ? numbered.map((match) => (match as RegExpExecArray)[2] as string)
    : lines;
}

/** Groups of hex digits, whatever stands between them. */
function readPlainHex(lines: string[]): Uint8Array {
  const digits: string[] = [];
  lines.forEach((line, index) => {
    const bare = line.replace(/0x/gi, '  ').replace(/<Buffer/i, ' '.repeat(7));
    if (/\.\.\.|…/.test(bare))
      throw new InputError(`Line ${index + 1} is cut short with dots: paste all of the bytes.`);
    const stranger = /[^0-9a-f\s,;:|'"`<>()-]/i.exec(bare);
    if (stranger)
      throw new InputError(
        `Line ${index + 1}, column ${stranger.index + 1}: ${JSON.stringify(stranger[0])} is no hex digit, and I know no form of hex with this in it.`,
      );
    for (const [group] of bare.matchAll(/[0-9a-f]+/gi)) digits.push(pair(group, index + 1, /0x/i.test(line)));
  });
  return hexToBytes(digits.join(''));
}

/** A group with all of its digits; 0x5 alone is a byte as it stands. */
function pair(group: string, line: number, prefixed: boolean): string {
  if (group.length % 2 === 0) return group;
  if (prefixed && group.length === 1) return `0${group}`;
  const shown = group.length > 20 ? `${group.slice(0, 8)}…${group.slice(-8)}` : group;
  throw new InputError(
    `Line ${line}: "${shown}" has an odd number of hex digits, ${group.length}, so one byte in it has lost a digit.`,
  );
}

// Text that came from a submission, made harmless for every format before that format escapes it in its own way.
import { stripVTControlCharacters } from 'node:util';

/** Control characters but the newline; what turns the direction of text around; what XML has no place for. */
const unwanted =
  /(?!\n)\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]|\p{Noncharacter_Code_Point}/gu;

/** Lines of text: no terminal escapes, no control characters, no half surrogates. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', '  ')
    .replaceAll(unwanted, '')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

/** One line of text. */
export const plainLine = (text: string): string => plainText(text).replaceAll(/\s+/g, ' ').trim();

const CUT = '… (cut)';

/** `text` with at most `most` UTF-16 units; what was cut says so. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return text.slice(0, Math.max(0, most - CUT.length)).replace(/[\ud800-\udbff]$/, '') + CUT;
}

/** `text` with at most `most` bytes in UTF-8. */
export function cutBytes(text: string, most: number): string {
  const encoder = new TextEncoder();
  if (encoder.encode(text).length <= most) return text;
  const room = new Uint8Array(Math.max(0, most - encoder.encode(CUT).length));
  return text.slice(0, encoder.encodeInto(text, room).read) + CUT;
}

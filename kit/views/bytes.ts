// Bytes and texts as pictures write them, cut to the room that there is.

export const hexByte = (byte: number) => byte.toString(16).padStart(2, '0');

/** Each byte as two hex digits. */
export const hexBytes = (bytes: Uint8Array): string[] => Array.from(bytes, hexByte);

/** 'bytes 16 to 31, 16': where they are, and how many. */
export function placeOf(start: number, length: number): string {
  if (length === 0) return 'empty';
  return length === 1 ? `byte ${start}` : `bytes ${start} to ${start + length - 1}, ${length}`;
}

/** Bytes as hex with spaces between, at most `most` of them: '16 03 01 ... 5d 2c'. */
export function brief(bytes: Uint8Array, most = 8): string {
  const hex = hexBytes(bytes);
  if (hex.length <= most) return hex.join(' ');
  const back = Math.floor((most - 1) / 2);
  const front = most - 1 - back;
  return [...hex.slice(0, front), '…', ...hex.slice(hex.length - back)].join(' ');
}

/** A text of at most `most` characters, the end cut off where it is longer. */
export const clip = (content: string, most: number) =>
  content.length <= most ? content : `${content.slice(0, most - 1)}…`;

/** A sentence in lines of at most `most` characters, broken between words. */
export function wrap(sentence: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || longer.length > most) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

// Bytes and texts cut to the room that a picture has.

const hexByte = (byte: number) => byte.toString(16).padStart(2, '0');

/** Bytes as hex with spaces between, at most `most` of them: '16 03 01 ... 5d 2c'. */
export function brief(bytes: Uint8Array, most = 8): string {
  const hex = Array.from(bytes, hexByte);
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

// A part of a document that a command writes: it stands between two comments, <!-- name:begin --> and <!-- name:end -->.

/** The part as it is. @throws Error when its place is not there */
export function readPart(text: string, name: string): string {
  const { begin, end } = place(text, name);
  return text.slice(begin, end).trim();
}

/** The document with another part. @throws Error when its place is not there */
export function withPart(text: string, name: string, part: string): string {
  const { begin, end } = place(text, name);
  return `${text.slice(0, begin)}\n${part}\n${text.slice(end)}`;
}

function place(text: string, name: string): { begin: number; end: number } {
  const [first, last] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [begin, end] = [text.indexOf(first), text.indexOf(last)];
  if (begin < 0 || end < begin) throw new Error(`there is no place between ${first} and ${last}`);
  return { begin: begin + first.length, end };
}

import { pathToFileURL } from 'node:url';

/** The line of `file` (an absolute path) in a stack or a compiler's message; the innermost one. */
export function lineIn(text: unknown, file: string): number | undefined {
  if (typeof text !== 'string') return undefined;
  for (const line of text.split('\n'))
    for (const name of [file, pathToFileURL(file).href]) {
      const at = line.indexOf(`${name}:`);
      const number = at < 0 ? undefined : /^\d+/.exec(line.slice(at + name.length + 1))?.[0];
      if (number !== undefined) return Number(number);
    }
  return undefined;
}

// Does a copy give a solution away? Every line that only a solution has is looked for in every file.
import type { Files } from './student-copy.js';

export interface Trace {
  readonly file: string;
  /** The solution's line. */
  readonly line: string;
  readonly solution: string;
}

/** Shorter lines, such as `return output;`, are everybody's. Counted without space. */
const DISTINCTIVE = 30;

/**
 * @param solutions the solutions that must not show, by path
 * @param open texts that everybody may see: what they say is no secret
 */
export function tracesOf(
  files: Files,
  solutions: ReadonlyMap<string, string>,
  open: readonly string[],
): Trace[] {
  const known = open.map(plain).join('\n');
  const secrets = [...solutions].flatMap(([solution, text]) =>
    distinctiveLines(text)
      .filter((line) => !known.includes(line))
      .map((line) => ({ solution, line })),
  );
  return [...files].flatMap(([file, content]) => {
    const text = plain(typeof content === 'string' ? content : Buffer.from(content).toString('utf8'));
    return secrets.filter(({ line }) => text.includes(line)).map((secret) => ({ file, ...secret }));
  });
}

export const distinctiveLines = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map(plain)
      .filter((line) => line.length >= DISTINCTIVE && !isImport(line)),
  ),
];

/** What is borrowed, and from where, gives nothing away. */
const isImport = (line: string) => /^(?:import|\}from')/.test(line);

/** Without what differs when code is set elsewhere: space, and the backslashes of a string in JSON. */
const plain = (text: string) => text.replaceAll('\\n', '\n').replace(/\s+/g, '').replaceAll('\\', '');

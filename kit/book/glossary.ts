// What each term of the course means: glossary.txt, in the order of a dictionary, a line for each as
//
//     headword; other form | One sentence.
//
// Where a term is introduced is not written there: the notebooks mark the place (terms.ts).
import { readFileSync } from 'node:fs';

export interface Definition {
  /** The headword, then other forms that notebooks mark. A plural in -s needs no form of its own. */
  readonly forms: readonly [headword: string, ...others: string[]];
  readonly means: string;
}

/** @throws Error that names the line which is no definition, or defines a form for the second time */
export function parseGlossary(text: string): Definition[] {
  const seen = new Set<string>();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, forms, means] = /^([^|]+) \| ([^|]+\.)$/.exec(line) ?? [];
      if (forms === undefined || means === undefined)
        throw new Error(`the glossary has a line that is not "term | One sentence.": ${line}`);
      const [headword, ...others] = forms.split(';').map((form) => form.trim());
      for (const form of [headword as string, ...others].map((one) => one.toLowerCase())) {
        if (seen.has(form)) throw new Error(`the glossary defines ${form} twice`);
        seen.add(form);
      }
      return { forms: [headword as string, ...others], means };
    });
}

export const definitions: readonly Definition[] = parseGlossary(
  readFileSync(new URL('glossary.txt', import.meta.url), 'utf8'),
);

// Every format by the name that --format takes.
import { UsageError } from '../../usage.js';
import { canvas } from './canvas.js';
import { classroom50 } from './classroom50.js';
import { exercism } from './exercism.js';
import type { Format } from './format.js';
import { gradescope } from './gradescope.js';
import { html } from './html.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import { moodle } from './moodle.js';
import { prairielearn } from './prairielearn.js';

export const formats = {
  json,
  junit,
  gradescope,
  classroom50,
  prairielearn,
  exercism,
  canvas,
  moodle,
  markdown,
  html,
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as FormatName[];

/** What --format says: names with commas between. @throws UsageError that lists them */
export function parseFormats(text: string): FormatName[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !Object.hasOwn(formats, name));
  if (unknown === undefined) return [...new Set(names as FormatName[])];
  throw new UsageError(`there is no format ${JSON.stringify(unknown)}; there are ${formatNames.join(', ')}`);
}

/** The lines about formats in a --help. */
export const formatHelp = formatNames.map((name) => `  ${name.padEnd(13)} ${formats[name].about}`).join('\n');

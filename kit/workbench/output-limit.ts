// A cell may print without end; a browser that shows all of it stands still. So each run of a cell shows this much.
import type { Parts } from '../kernel/messages.js';

/** In characters: some 20,000 lines. The largest output of the course's own notebooks is a tenth of it. */
export const OUTPUT_LIMIT = 1_000_000;

/** What a run of a cell has shown so far. */
export interface OutputCount {
  characters: number;
  /** Whether it was said that there is more. */
  told: boolean;
}

const NOTICE = `\nThe output is longer than ${OUTPUT_LIMIT.toLocaleString('en-US')} characters, and the rest is not shown; the cell itself went on. To keep all of it, write it to a file.\n`;

/** The message, or what fits of it and a notice, or undefined when there is nothing (more) to show. */
export function limitOutput(parts: Parts, type: string, count: OutputCount): Parts | undefined {
  if (type !== 'stream' && type !== 'display_data' && type !== 'update_display_data') return parts;
  if (count.told) return undefined;
  const room = OUTPUT_LIMIT - count.characters;
  count.characters += parts.content.length;
  if (count.characters <= OUTPUT_LIMIT) return parts;
  count.told = true;
  if (type === 'stream') {
    const { name, text } = JSON.parse(parts.content);
    return { ...parts, content: JSON.stringify({ name, text: text.slice(0, room) + NOTICE }) };
  }
  const header = JSON.stringify({ ...JSON.parse(parts.header), msg_type: 'stream' });
  return { ...parts, header, content: JSON.stringify({ name: 'stderr', text: NOTICE }) };
}

/** Runs whose output is still counted: a cell may print after it has ended. */
const COUNTED = 20;

/** What the latest runs have shown. */
export class OutputCounts {
  readonly #counts = new Map<string, OutputCount>();

  /** As `limitOutput`, for the run that the request of this id began. */
  limit(parts: Parts, type: string, request: string): Parts | undefined {
    const count = this.#counts.get(request) ?? { characters: 0, told: false };
    this.#counts.set(request, count);
    if (this.#counts.size > COUNTED) this.#counts.delete(this.#counts.keys().next().value as string);
    return limitOutput(parts, type, count);
  }
}

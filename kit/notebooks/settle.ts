// Which of a run's outputs count. Most must be the committed ones to the byte. Two kinds cannot be the same everywhere:
//
// - What a live handshake depends on the other side for, such as its name, stands in elements of the class "varies"
//   (kit/views/html.ts). What is in them is not compared.
// - A cell with the tag "yours" shows what the learner's own files come to. Its committed outputs are those of the
//   exercises as they came; where those have been changed, it has to run, and is not compared.
import { isDeepStrictEqual } from 'node:util';
import type { Output } from '../kernel/client.js';
import { type CodeCell, hasTag, isCode, type Notebook } from './notebook.js';
import { neverRun as isNeverRun } from './report.js';

export interface Settled {
  /** The outputs of this run, with the committed ones wherever a difference does not count. */
  readonly notebook: Notebook;
  /** How many cells were not compared, since they show the learner's own work. */
  readonly yours: number;
  /** How many were not compared, since they were never run where the file was saved. */
  readonly neverRun: number;
}

/** @param changed whether any exercise is not as it came */
export function settle(committed: Notebook, now: Notebook, changed: boolean): Settled {
  let [yours, neverRun] = [0, 0];
  const cells = now.cells.map((cell, i) => {
    const before = committed.cells[i];
    if (!isCode(cell) || !before || !isCode(before)) return cell;
    if (changed && hasTag(cell, 'yours')) {
      yours++;
      return { ...cell, outputs: before.outputs };
    }
    if (isNeverRun(before)) neverRun++;
    return sameButForWhatVaries(before, cell) ? { ...cell, outputs: before.outputs } : cell;
  });
  return { notebook: { ...now, cells }, yours, neverRun };
}

function sameButForWhatVaries(before: CodeCell, now: CodeCell): boolean {
  return isDeepStrictEqual(before.outputs.map(masked), now.outputs.map(masked));
}

/** An element whose class is "varies" and nothing else; none of its own kind may be inside it. */
const VARIES = /<(\w+) class="varies"[^>]*>[\s\S]*?<\/\1>/g;

function masked(output: Output): Output {
  const html = output.output_type === 'display_data' ? output.data['text/html'] : undefined;
  if (output.output_type !== 'display_data' || html === undefined) return output;
  return { ...output, data: { ...output.data, 'text/html': html.replaceAll(VARIES, '') } };
}

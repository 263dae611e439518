// Failures in words: which notebook, which cell, which line, and what was said; or how an output changed.
import { createTwoFilesPatch } from 'diff';
import pc from 'picocolors';
import type { Output, Status } from '../kernel/client.js';
import { type CodeCell, isCode, type Notebook } from './notebook.js';
import type { Failure } from './run.js';

const WHAT: Record<Status, string> = {
  ok: 'ran',
  error: 'failed',
  aborted: 'did not run',
  timeout: 'did not end',
  died: 'ended the kernel',
};

/** Several lines: the cell, the line of code where the error was thrown, and the error. */
export function describeFailure(name: string, { cell, number, execution }: Failure): string {
  const place = errorPosition(execution.error, number);
  const at = place ? `, line ${place.line}` : '';
  const title = `${name}: cell ${number} (${cell.id})${at} ${WHAT[execution.status]}`;
  const code = place ? codeLine(cell.source, place) : `    ${cell.source.split('\n', 1)[0]}`;
  return [pc.red(title), code, execution.error].join('\n');
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** Type errors begin with "line:column - "; stacks name the cell, innermost first, as cell-n:line:column. */
function errorPosition(error: string, number: number): Position | undefined {
  const match = new RegExp(`cell-${number}:(\\d+):(\\d+)`).exec(error) ?? /^(\d+):(\d+) - /m.exec(error);
  return match ? { line: Number(match[1]), column: Number(match[2]) } : undefined;
}

function codeLine(source: string, { line, column }: Position): string {
  const text = source.split('\n')[line - 1] ?? '';
  return `    ${text}\n    ${' '.repeat(column - 1)}^`;
}

/**
 * A diff for each code cell whose outputs are not the committed ones to the byte; empty when all are. A cell that was
 * never run where the file was saved has none to compare.
 */
export function describeChanges(name: string, committed: Notebook, now: Notebook): string[] {
  const cells = now.cells.filter(isCode);
  return committed.cells.filter(isCode).flatMap((cell, i) => {
    const [before, after] = [outputText(cell), outputText(cells[i] as CodeCell)];
    if (before === after || neverRun(cell)) return [];
    const title = `${name}: cell ${i + 1} (${cell.id}) gives another output than the committed one`;
    return [`${pc.red(title)}\n${diff(before, after)}`];
  });
}

/** All there is in the outputs, as lines: what is equal here is equal in the file. */
const outputText = (cell: CodeCell): string => cell.outputs.map(describeOutput).join('\n');

export const neverRun = (cell: CodeCell) => cell.execution_count === null && cell.outputs.length === 0;

function describeOutput(output: Output): string {
  if (output.output_type === 'stream') return `${output.name}:\n${output.text}`;
  const data = Object.entries(output.data).map(([type, text]) => `${type}:\n${text}`);
  return [`${output.output_type} ${JSON.stringify(output.metadata)}`, ...data].join('\n');
}

const MAX_DIFF_LINES = 40;
const MAX_LINE = 300;

function diff(before: string, after: string): string {
  const [a, b] = [before, after].map((text) => text.replaceAll(/ style="[^"]*"/g, '')) as [string, string];
  const [old, now] = a === b ? [before, after] : [a, b]; // styles only where they are what differs
  const patch = createTwoFilesPatch('committed', 'now', old, now, '', '', { context: 2 });
  const lines = patch.split('\n').slice(1);
  const shown = lines.slice(0, MAX_DIFF_LINES).map((line) => colour(line.slice(0, MAX_LINE)));
  const left = lines.length - shown.length;
  return [...shown, ...(left > 0 ? [`... and ${left} more lines`] : [])].join('\n');
}

function colour(line: string): string {
  if (line.startsWith('+')) return pc.green(line);
  return line.startsWith('-') ? pc.red(line) : line;
}

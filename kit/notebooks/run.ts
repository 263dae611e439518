// Runs a notebook from its first cell to its last, in a kernel of its own.
import { type Execution, startKernel } from '../kernel/client.js';
import { type CodeCell, hasTag, isCode, type Notebook } from './notebook.js';

/** The cell that failed: `number` counts code cells from 1, as [n] in Jupyter does. */
export interface Failure {
  readonly cell: CodeCell;
  readonly number: number;
  readonly execution: Execution;
}

export interface Run {
  /** The notebook with the outputs of this run; after a failure, up to the cell that failed. */
  readonly notebook: Notebook;
  readonly failure: Failure | undefined;
}

/** Runs every code cell and stops at the first that fails; `onCell` is told before each, counting from 1. */
export async function runNotebook(
  notebook: Notebook,
  onCell: (number: number) => void,
  cellTimeoutMs: number,
): Promise<Run> {
  const kernel = await startKernel();
  const done = new Map<CodeCell, CodeCell>();
  let failure: Failure | undefined;
  try {
    for (const cell of notebook.cells.filter(isCode)) {
      const number = done.size + 1;
      onCell(number);
      const execution = await kernel.execute(cell.source, cellTimeoutMs);
      done.set(cell, { ...cell, execution_count: number, outputs: execution.outputs });
      if (execution.status === 'ok') continue;
      failure = { cell, number, execution };
      break;
    }
  } finally {
    await kernel.stop();
  }
  const cells = notebook.cells.map((cell) => (isCode(cell) ? (done.get(cell) ?? cell) : cell));
  return { notebook: { ...notebook, cells }, failure };
}

/** The code cell that carries this tag, or undefined. */
export function taggedCell(notebook: Notebook, tag: string): CodeCell | undefined {
  return notebook.cells.filter(isCode).find((cell) => hasTag(cell, tag));
}

/** What a cell printed to stdout. */
export function printedText(cell: CodeCell): string {
  return cell.outputs
    .map((output) => (output.output_type === 'stream' && output.name === 'stdout' ? output.text : ''))
    .join('');
}

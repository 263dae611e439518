// Runs cells. A kernel that is still being started is waited for: JupyterLab's own executor drops such a run, and the
// output of the cell with it, while its indicator of the kernel says idle.
import { CodeCell } from '@jupyterlab/cells';
import { INotebookCellExecutor, runCell } from '@jupyterlab/notebook';
import type { Plugin } from './extensions.js';

export const executor: Plugin = {
  id: '@rebuild-tls/workbench:executor',
  autoStart: true,
  provides: INotebookCellExecutor,
  activate: (): INotebookCellExecutor => ({
    runCell: async (options) => {
      await kernelOf(options);
      return !options.cell.isDisposed && runCell(options);
    },
  }),
};

/** Waits for the kernel that the notebook is about to get; meanwhile the cell is marked as running. */
async function kernelOf({ cell, sessionContext }: INotebookCellExecutor.IRunCellOptions): Promise<void> {
  if (!(cell instanceof CodeCell) || !sessionContext || sessionContext.session?.kernel) return;
  cell.model.executionState = 'running';
  await sessionContext.initialize();
  if (!cell.isDisposed) cell.model.executionState = 'idle';
}

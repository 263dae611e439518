// Where the workbench begins with other settings than JupyterLab.

/** Values by the settings of a plugin. */
export const defaults: { readonly [plugin: string]: { readonly [setting: string]: unknown } } = {
  '@jupyterlab/apputils-extension:themes': { 'adaptive-theme': true },
  // tslab takes its time on a busy machine.
  '@jupyterlab/completer-extension:manager': { providerTimeout: 5000 },
  '@jupyterlab/docmanager-extension:plugin': { autosaveInterval: 10 },
  // There is one kernel, so nobody needs to be asked. Every cell is drawn at once, so that the browser finds its text
  // and a tab in the background has it too: the course's notebooks are short.
  '@jupyterlab/notebook-extension:tracker': { autoStartDefaultKernel: true, windowingMode: 'none' },
};

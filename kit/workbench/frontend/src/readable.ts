// What a screen reader needs and JupyterLab does not say.
import { EditorView } from '@codemirror/view';
import { IEditorExtensionRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { Plugin } from './extensions.js';

export const readable: Plugin = {
  id: '@rebuild-tls/workbench:readable',
  autoStart: true,
  requires: [IEditorExtensionRegistry, INotebookTracker],
  activate: (_, extensions: IEditorExtensionRegistry, notebooks: INotebookTracker) => {
    const named = EditorView.contentAttributes.of({ 'aria-label': 'Editor' });
    extensions.addExtension({
      name: 'workbench-label',
      factory: () => ({ instance: () => named, reconfigure: () => null }),
    });
    notebooks.widgetAdded.connect((_, { content }) => {
      // It calls itself a feed, whose children must be articles, which cells are not.
      content.node.querySelector('[role="feed"]')?.setAttribute('role', 'group');
      new MutationObserver(() => nameButtons(content.node)).observe(content.node, {
        childList: true,
        subtree: true,
      });
    });
  },
};

/** The buttons that fold what stands below a heading have no text. */
function nameButtons(notebook: HTMLElement): void {
  for (const button of notebook.querySelectorAll('.jp-collapseHeadingButton:not([aria-label])'))
    button.setAttribute('aria-label', 'Show or hide this section');
}

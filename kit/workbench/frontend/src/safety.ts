// Nothing is lost and nothing is silent: changes from outside, a server that ends or comes back, kernels that died.
import { IConnectionLost, ILabShell, type JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { INotebookTracker, NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { Plugin } from './extensions.js';
import { ILine, type Line } from './line.js';

type Context = DocumentRegistry.IContext<DocumentRegistry.IModel>;

/** A cell that ran is saved soon, so that a page that is loaded again shows what it showed. */
const SAVE_MS = 1000;

class Safety {
  #lost: string | undefined;

  constructor(
    private readonly shell: ILabShell,
    private readonly documents: IDocumentManager,
    private readonly notebooks: INotebookTracker,
    private readonly line: Line,
  ) {
    line.events.connect((_, event) => {
      if (event.type === 'changed') void this.#changed(event.path);
      if (event.type === 'closing') void this.#closing();
    });
    line.state.connect((_, stands) => (stands ? this.#back() : this.#gone()));
    NotebookActions.executed.connect((_, { notebook }) => {
      const panel = notebook.parent as NotebookPanel | null;
      if (panel) this.#saveSoon(panel.context);
    });
  }

  readonly #timers = new Map<string, number>();

  #saveSoon(context: Context): void {
    clearTimeout(this.#timers.get(context.path));
    const save = () => {
      if (!context.isDisposed && context.model.dirty) void context.save().catch(() => {}); // the line tells why
    };
    this.#timers.set(context.path, window.setTimeout(save, SAVE_MS));
  }

  #contexts(): Context[] {
    const found = [...this.shell.widgets('main')].map((widget) => this.documents.contextForWidget(widget));
    return [...new Set(found.filter((context) => context !== undefined))];
  }

  /** Somebody else wrote a file that is open here. */
  async #changed(path: string): Promise<void> {
    const context = this.#contexts().find((one) => one.path === path);
    if (!context?.isReady || (await this.#isSame(context))) return;
    if (!context.model.dirty) {
      await context.revert();
      Notification.info(`${path} was changed outside of this page; this is its new text.`, {
        autoClose: 5000,
      });
      return;
    }
    await context.save().catch(() => {}); // asks which of the two shall stay
  }

  async #isSame(context: Context): Promise<boolean> {
    const { contents } = this.documents.services;
    const now = await contents.get(context.path, { content: false, hash: true }).catch(() => undefined);
    return now === undefined || now.hash === context.contentsModel?.hash;
  }

  async #closing(): Promise<void> {
    const dirty = this.#contexts().filter((context) => context.model.dirty);
    await Promise.allSettled(dirty.map((context) => context.save()));
    const unsaved = dirty.filter((context) => context.model.dirty).map(({ path }) => path);
    this.line.say({ type: 'closed', unsaved });
  }

  #gone(): void {
    this.#lost ??= Notification.error(
      'The workbench does not answer: it was ended, or this machine slept. What you write stays here; npm start brings it back.',
      { autoClose: false },
    );
  }

  #back(): void {
    if (this.#lost === undefined) return;
    Notification.dismiss(this.#lost);
    this.#lost = undefined;
    Notification.success('The workbench is back, and this page goes on where it was.', { autoClose: 5000 });
    for (const context of this.#contexts()) void this.#changed(context.path);
    this.notebooks.forEach(({ sessionContext }) => void sessionContext.session?.kernel?.reconnect());
  }
}

export const safety: Plugin = {
  id: '@rebuild-tls/workbench:safety',
  autoStart: true,
  requires: [ILabShell, IDocumentManager, INotebookTracker, ILine],
  activate: (
    _: JupyterFrontEnd,
    shell: ILabShell,
    documents: IDocumentManager,
    notebooks: INotebookTracker,
    line: Line,
  ) => void new Safety(shell, documents, notebooks, line),
};

/** JupyterLab's own dialog on a server that is away would lie over the page; the notice above says it. */
export const connection: Plugin = {
  id: '@rebuild-tls/workbench:connection',
  autoStart: true,
  provides: IConnectionLost,
  activate: (): IConnectionLost => () => Promise.resolve(),
};

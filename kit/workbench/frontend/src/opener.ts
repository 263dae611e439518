// Puts documents where a learner wants them: an exercise beside the notebook, notebooks one above the other.
import type { ILabShell } from '@jupyterlab/application';
import { IDocumentWidgetOpener } from '@jupyterlab/docmanager';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import { NotebookPanel } from '@jupyterlab/notebook';
import { type ISignal, Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import type { Plugin } from './extensions.js';

let count = 0;

class Opener implements IDocumentWidgetOpener {
  readonly #opened = new Signal<this, IDocumentWidget>(this);

  constructor(private readonly shell: ILabShell) {}

  get opened(): ISignal<IDocumentWidgetOpener, IDocumentWidget> {
    return this.#opened;
  }

  open(widget: IDocumentWidget, options: Parameters<IDocumentWidgetOpener['open']>[1] = {}): void {
    if (!widget.id) widget.id = `document-${++count}`;
    widget.title.dataset = { type: 'document-title', ...widget.title.dataset };
    if (!widget.isAttached)
      this.shell.add(
        widget,
        'main',
        options.mode || options.ref ? options : { ...options, ...this.#place(widget) },
      );
    if (options.activate ?? true) this.shell.activateById(widget.id);
    this.#opened.emit(widget);
  }

  /** Beside the last document of the other kind, unless there is one of the same kind to join. */
  #place(widget: Widget): { mode?: 'tab-after' | 'split-right' | 'split-left'; ref?: string } {
    const isNotebook = widget instanceof NotebookPanel;
    const others = [...this.shell.widgets('main')].filter((one) => one !== widget);
    const visible = [...others.filter((one) => one.isVisible), ...others];
    const alike = visible.find((one) => one instanceof NotebookPanel === isNotebook && isDocument(one));
    if (alike) return { mode: 'tab-after', ref: alike.id };
    const other = visible.find(isDocument);
    if (!other) return {};
    return { mode: isNotebook ? 'split-left' : 'split-right', ref: other.id };
  }
}

const isDocument = (widget: Widget): boolean => 'context' in widget;

export const opener: Plugin = {
  id: '@rebuild-tls/workbench:opener',
  autoStart: true,
  provides: IDocumentWidgetOpener,
  activate: ({ shell }: { shell: ILabShell }) => new Opener(shell),
};

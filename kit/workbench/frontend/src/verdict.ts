// The verdict below an exercise's editor: what its checks say of the file as it was saved last.
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import { type FileEditor, IEditorTracker } from '@jupyterlab/fileeditor';
import { BoxLayout, Widget } from '@lumino/widgets';
import {
  byFunction,
  type CheckReport,
  type FunctionReport,
  type StageReport,
  type TypeFault,
} from '../../../check/report.js';
import { count, PRINTED, printedRest, seedLine, stateWords, summary } from '../../../check/words.js';
import { button, element } from './dom.js';
import type { Plugin } from './extensions.js';
import { ILine, type Line } from './line.js';

/** The stage of an exercise, by its path. */
export const stageOf = (path: string): string | undefined => /^exercises\/(\d\d-[\w-]+)\.ts$/.exec(path)?.[1];

class Verdict extends Widget {
  constructor(
    private readonly stage: string,
    private readonly line: Line,
    private readonly goTo: (line: number, column: number) => void,
  ) {
    super();
    this.addClass('wb-Verdict');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', `Verdict on ${stage}`);
    this.waiting('Its checks are run…');
    line.events.connect((_, event) => {
      if (event.type === 'verdict' && event.report.stage === stage) this.present(event.report);
    }, this);
    line.state.connect((_, stands) => stands && this.ask(), this);
    this.ask();
  }

  ask(): void {
    this.line.say({ type: 'judge', stage: this.stage });
  }

  /** Says that the verdict is about to change. */
  waiting(text: string): void {
    const old = this.node.querySelector('.wb-Verdict-status');
    if (old) old.textContent = text;
    else this.node.replaceChildren(status(text, 'waiting'));
    this.node.setAttribute('aria-busy', 'true');
  }

  present(report: StageReport): void {
    this.node.setAttribute('aria-busy', 'false');
    const { problem, checks, notes } = report;
    this.node.replaceChildren(
      status(summary(report), report.solved ? 'solved' : 'open'),
      ...this.#types(report),
      problem === undefined
        ? this.#functions(byFunction(checks))
        : element('p', { class: 'wb-Verdict-problem' }, problem),
      ...notes.map((note) => element('p', {}, note)),
      ...printed(report),
      ...[seedLine(report)].flatMap((text) =>
        text ? [element('p', { class: 'wb-Verdict-seed' }, text)] : [],
      ),
    );
  }

  #types({ typeErrors }: StageReport): HTMLElement[] {
    if (typeErrors.length === 0) return [];
    const rows = typeErrors.map((fault) => this.#fault(fault));
    return [
      element('h3', {}, count(typeErrors.length, 'type error')),
      element('ul', { class: 'wb-Verdict-faults' }, ...rows),
    ];
  }

  #fault({ line, column, message }: TypeFault): HTMLElement {
    const place = button(`line ${line}`, 'wb-Course-link', () => this.goTo(line, column));
    return element('li', {}, place, ` ${message}`);
  }

  #functions(functions: readonly FunctionReport[]): HTMLElement {
    const firstOpen = functions.find(({ status: found }) => found !== 'solved' && found !== 'skipped');
    return element(
      'ul',
      { class: 'wb-Verdict-functions' },
      ...functions.map((one) => this.#function(one, one === firstOpen)),
    );
  }

  #function(one: FunctionReport, open: boolean): HTMLElement {
    const title = element(
      'summary',
      {},
      element('code', {}, one.name),
      element(
        'span',
        { class: 'wb-Verdict-state' },
        `${stateWords[one.status]}, ${one.points} of ${one.of} points`,
      ),
    );
    const failed = one.checks.find((check) => check.status === 'failed');
    const rows =
      one.status === 'unsolved' ? [] : one.checks.map((check) => checkRow(check, check === failed));
    const details = element('details', {}, title, element('ul', {}, ...rows));
    details.open = open || failed !== undefined;
    if (one.status !== 'solved') details.append(this.#hint(one.name));
    return element('li', { class: `wb-mod-${one.status}` }, details);
  }

  #hint(name: string): HTMLElement {
    const place = element('div', { class: 'wb-Verdict-hint', 'aria-live': 'polite' });
    const ask = async () => {
      const { number, of, hint } = await this.line.hint(this.stage, name);
      place.replaceChildren(element('p', {}, element('b', {}, `Hint ${number} of ${of}: `), hint));
    };
    const give = button('Hint', 'wb-Button', () => void ask().catch(console.warn), `Hint for ${name}`);
    return element('div', {}, give, place);
  }
}

const status = (text: string, state: string) =>
  element('p', { class: `wb-Verdict-status wb-mod-${state}`, role: 'status' }, text);

function checkRow({ name, status: found, message }: CheckReport, explained: boolean): HTMLElement {
  const mark = { ok: '✓', failed: '✗', unsolved: '·', skipped: '·' }[found];
  return element(
    'li',
    { class: `wb-mod-${found}` },
    element('span', { class: 'wb-Verdict-mark', 'aria-hidden': 'true' }, mark),
    element('span', {}, name, element('span', { class: 'wb-Verdict-word' }, found)),
    explained && message !== undefined ? element('p', { class: 'wb-Verdict-message' }, message) : undefined,
  );
}

function printed({ printed: lines }: StageReport): HTMLElement[] {
  if (lines === undefined) return [];
  const text = [...lines.lines, ...printedRest(lines)].join('\n');
  return [element('h3', {}, PRINTED), element('pre', {}, text)];
}

type EditorWidget = IDocumentWidget<FileEditor, DocumentRegistry.ICodeModel>;

export const verdict: Plugin = {
  id: '@rebuild-tls/workbench:verdict',
  autoStart: true,
  requires: [IEditorTracker, ILine],
  activate: (_: JupyterFrontEnd, editors: IEditorTracker, line: Line) => {
    editors.widgetAdded.connect((_, widget) => addVerdict(widget as EditorWidget, line));
  },
};

function addVerdict(widget: EditorWidget, line: Line): void {
  const stage = stageOf(widget.context.path);
  if (stage === undefined) return;
  const { editor } = widget.content;
  const panel = new Verdict(stage, line, (row, column) => {
    editor.setCursorPosition({ line: row - 1, column: column - 1 });
    editor.focus();
  });
  (widget.layout as BoxLayout).addWidget(panel);
  BoxLayout.setStretch(widget.content, 3);
  BoxLayout.setStretch(panel, 2);
  widget.addClass('wb-Exercise');
  widget.context.saveState.connect((_, state) => {
    if (state === 'started') panel.waiting('Saved; its checks are run…');
  });
}

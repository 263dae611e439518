// The course: its stages with the learner's progress, the next thing to do, and the notebooks. Once as a page of its
// own, with which a learner begins, and once beside whatever is open.
import { type ILabShell, ILayoutRestorer, type JupyterFrontEnd } from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { LabIcon } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';
import type { CourseView, NextView, StageView } from '../../api.js';
import { button, element } from './dom.js';
import type { Plugin } from './extensions.js';
import { ILine, type Line } from './line.js';

const COMMAND = 'workbench:course';
const POINTS = 100;
const icon = new LabIcon({
  name: 'workbench:course',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M12 1a5 5 0 0 0-5 5v3H5v13h14V9h-2V6a5 5 0 0 0-5-5zm-3 8V6a3 3 0 0 1 6 0v3zm3 4a2 2 0 0 1 1 3.7V19h-2v-2.300a2 2 0 0 1 1-3.700z"/></svg>',
});

class Course extends Widget {
  constructor(
    private readonly line: Line,
    private readonly open: (path: string) => void,
  ) {
    super();
    this.addClass('wb-Course');
    line.events.connect((_, { type }) => type === 'verdict' && void this.load(), this);
    line.state.connect((_, stands) => stands && void this.load(), this);
    void this.load();
  }

  async load(): Promise<void> {
    try {
      const course = await this.line.course();
      const focused = this.node.contains(document.activeElement)
        ? document.activeElement?.textContent
        : undefined;
      this.node.replaceChildren(this.#view(course));
      if (focused)
        [...this.node.querySelectorAll('button')].find((one) => one.textContent === focused)?.focus();
    } catch {
      // the line says when the server is gone, and this is tried again when it is back
    }
  }

  #view({ stages, notebooks, points, next }: CourseView): HTMLElement {
    const total = stages.length * POINTS;
    return element(
      'div',
      { class: 'wb-Course-inner' },
      element('h1', {}, 'Rebuild TLS'),
      element('p', { class: 'wb-Course-total' }, `${points} of ${total} points`),
      bar(points, total, 'Points of the course'),
      this.#next(next),
      element('h2', {}, 'The story'),
      element(
        'ul',
        { class: 'wb-Course-list' },
        ...notebooks.map(({ path, title }) => this.#notebook(path, title)),
      ),
      element('h2', {}, 'Stages'),
      element('ol', { class: 'wb-Course-list' }, ...stages.map((stage) => this.#stage(stage))),
    );
  }

  #next({ text, notebook, exercise }: NextView): HTMLElement {
    const paths = [notebook, exercise].filter((path) => path !== undefined);
    const openAll = () => paths.forEach(this.open);
    return element(
      'section',
      { class: 'wb-Course-next', 'aria-label': 'Next' },
      element('p', {}, text),
      paths.length > 0 ? button('Open', 'wb-Button wb-mod-main', openAll, 'Open what is next') : undefined,
    );
  }

  #notebook(path: string, title: string): HTMLElement {
    return element(
      'li',
      {},
      button(title, 'wb-Course-link', () => this.open(path)),
    );
  }

  #stage(stage: StageView): HTMLElement {
    const { number, title, state, solved, functions, stale, notebook, exercise, points } = stage;
    const words = { solved: 'solved', begun: 'begun', new: 'not begun' }[state];
    const main = notebook ?? exercise;
    return element(
      'li',
      { class: `wb-Stage wb-mod-${state}` },
      element('span', { class: 'wb-Stage-number', 'aria-hidden': 'true' }, state === 'solved' ? '✓' : number),
      button(title, 'wb-Course-link', () => this.open(main), `Stage ${number}, ${title}`),
      element(
        'span',
        { class: 'wb-Stage-state' },
        `${solved} of ${functions} functions, ${words}${stale ? ', changed since it was judged' : ''}`,
      ),
      bar(points, POINTS, `Points of stage ${number}`),
      notebook === undefined
        ? undefined
        : button('Exercise', 'wb-Button', () => this.open(exercise), `Exercise of stage ${number}`),
    );
  }
}

const bar = (value: number, max: number, label: string) =>
  element('progress', { value: `${value}`, max: `${max}`, 'aria-label': label });

export const course: Plugin = {
  id: '@rebuild-tls/workbench:course',
  autoStart: true,
  requires: [IDocumentManager, ILine],
  optional: [ILayoutRestorer, ICommandPalette],
  activate: (
    app: JupyterFrontEnd<ILabShell>,
    documents: IDocumentManager,
    line: Line,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
  ) => {
    const { shell, commands } = app;
    const open = (path: string) => void documents.openOrReveal(path);

    const side = new Course(line, open);
    side.id = 'workbench-course';
    side.title.icon = icon;
    side.title.caption = 'Course';
    side.node.setAttribute('role', 'region');
    side.node.setAttribute('aria-label', 'Course');
    shell.add(side, 'left', { rank: 0 });
    restorer?.add(side, side.id);

    let page: MainAreaWidget<Course> | undefined;
    const showPage = () => {
      if (!page || page.isDisposed) {
        page = new MainAreaWidget({ content: new Course(line, open) });
        page.id = 'workbench-course-page';
        page.title.label = 'Course';
        page.title.icon = icon;
        page.title.closable = true;
        page.content.addClass('wb-mod-page');
      }
      if (!page.isAttached) shell.add(page, 'main');
      shell.activateById(page.id);
    };
    commands.addCommand(COMMAND, { label: 'Show the Course', icon, execute: showPage });
    // What JupyterLab asks for when nothing is open.
    commands.addCommand('launcher:create', { label: 'Show the Course', execute: showPage });
    palette?.addItem({ command: COMMAND, category: 'Course' });
    void app.restored.then(() => {
      shell.collapseRight(); // nothing is there
      if (!shell.isEmpty('main')) return;
      shell.collapseLeft();
      showPage();
    });
  },
};

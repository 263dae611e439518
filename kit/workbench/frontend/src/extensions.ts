// JupyterLab's own extensions, without what a course on one machine has no use for or does in its own way.
import application from '@jupyterlab/application-extension';
import apputils from '@jupyterlab/apputils-extension';
import cellToolbar from '@jupyterlab/cell-toolbar-extension';
import codemirror from '@jupyterlab/codemirror-extension';
import completer from '@jupyterlab/completer-extension';
import docmanager from '@jupyterlab/docmanager-extension';
import documentsearch from '@jupyterlab/documentsearch-extension';
import filebrowser from '@jupyterlab/filebrowser-extension';
import fileeditor from '@jupyterlab/fileeditor-extension';
import mainmenu from '@jupyterlab/mainmenu-extension';
import markedparser from '@jupyterlab/markedparser-extension';
import mathjax from '@jupyterlab/mathjax-extension';
import notebook from '@jupyterlab/notebook-extension';
import rendermime from '@jupyterlab/rendermime-extension';
import running from '@jupyterlab/running-extension';
import services from '@jupyterlab/services-extension';
import shortcuts from '@jupyterlab/shortcuts-extension';
import statusbar from '@jupyterlab/statusbar-extension';
import themeDark from '@jupyterlab/theme-dark-extension';
import themeLight from '@jupyterlab/theme-light-extension';
import toc from '@jupyterlab/toc-extension';
import tooltip from '@jupyterlab/tooltip-extension';
import translation from '@jupyterlab/translation-extension';
import uiComponents from '@jupyterlab/ui-components-extension';
import type { IPlugin } from '@lumino/coreutils';

// biome-ignore lint/suspicious/noExplicitAny: plugins of services and of the application, of every type
export type Plugin = IPlugin<any, any>;

/** Plugins that are not loaded, by package. */
const LEFT_OUT: Record<string, readonly string[]> = {
  // The logo, the page for addresses that do not exist, panels of a property inspector.
  application: ['logo', 'notfound', 'property-inspector', 'top-bar'],
  // News and licences come from servers; the state of the page is kept in the browser (state.ts).
  apputils: [
    'announcements',
    'kernels-settings',
    'licenses-client',
    'licenses-plugin',
    'print',
    'resolver',
    'state',
    'subshell-settings',
    'workspaces',
  ],
  // Ours knows the languages of the course alone (languages.ts).
  codemirror: ['languages'],
  completer: ['inline-completer', 'inline-completer-factory', 'inline-history'],
  // Files are downloaded by nobody: they are on this machine. Ours opens exercises beside notebooks (opener.ts).
  docmanager: ['download', 'open-browser-tab', 'opener'],
  filebrowser: ['download', 'notify-upload', 'open-browser-tab', 'open-url', 'share-file'],
  fileeditor: ['language-server', 'editor-syntax-status'],
  // Ours runs cells (executor.ts).
  notebook: [
    'active-cell-tool',
    'cell-executor',
    'code-console',
    'export',
    'language-server',
    'log-output',
    'metadata-editor',
    'open-with-no-kernel',
    'tools',
    'update-raw-mimetype',
  ],
  services: ['server-settings', 'setting-manager', 'terminal-manager', 'nbconvert-manager'],
  tooltip: ['consoles'],
  translation: ['plugin', 'translator', 'translator-connector'],
};

const modules: readonly (Plugin | readonly Plugin[])[] = [
  application,
  apputils,
  cellToolbar,
  codemirror,
  completer,
  docmanager,
  documentsearch,
  filebrowser,
  fileeditor,
  mainmenu,
  markedparser,
  mathjax,
  notebook,
  rendermime,
  running,
  services,
  shortcuts,
  statusbar,
  themeDark,
  themeLight,
  toc,
  tooltip,
  translation,
  uiComponents,
];

const isWanted = ({ id }: Plugin): boolean => {
  const [, name = '', plugin = ''] = /^@jupyterlab\/(.*)-extension:(.*)$/.exec(id) ?? [];
  return !LEFT_OUT[name]?.includes(plugin);
};

export const extensions: readonly Plugin[] = modules.flat().filter(isWanted);

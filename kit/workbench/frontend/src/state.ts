// Which tabs are open, and where: kept in this browser, for each of its tabs alone, so that two tabs of the workbench
// do not fight over it. A new tab begins like the one that was used last.
import { IWindowResolver } from '@jupyterlab/apputils';
import { IStateDB, StateDB } from '@jupyterlab/statedb';
import type { Plugin } from './extensions.js';

const KEY = 'rebuild-tls:layout';
const SAVE_MS = 200;

export const state: Plugin = {
  id: '@rebuild-tls/workbench:state',
  autoStart: true,
  provides: IStateDB,
  activate: () => {
    const db = new StateDB({ transform: Promise.resolve({ type: 'overwrite', contents: stored() }) });
    let timer: number | undefined;
    const save = async () => {
      const text = JSON.stringify(await db.toJSON());
      for (const place of [sessionStorage, localStorage]) place.setItem(KEY, text);
    };
    db.changed.connect(() => {
      clearTimeout(timer);
      timer = window.setTimeout(save, SAVE_MS);
    });
    return db;
  },
};

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
}

/** JupyterLab asks for a name of its window; ours need none. */
export const resolver: Plugin = {
  id: '@rebuild-tls/workbench:resolver',
  autoStart: true,
  provides: IWindowResolver,
  activate: () => ({ name: 'default' }),
};

// JupyterLab's settings without a server: the schemas came with the page, and what the learner changes stays in this
// browser.

import schemas from 'workbench:schemas';
import { ISettingManager, SettingManager } from '@jupyterlab/services';
import { defaults } from './defaults.js';
import type { Plugin } from './extensions.js';

const PREFIX = 'rebuild-tls:settings:';

class BrowserSettings extends SettingManager {
  override async fetch(id: string) {
    const found = schemas.find((one) => one.id === id);
    return found ? plugin(found) : (undefined as never);
  }

  override async list() {
    const values = schemas.map(plugin);
    return { ids: values.map(({ id }) => id), values };
  }

  override async save(id: string, raw: string): Promise<void> {
    localStorage.setItem(PREFIX + id, raw);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the type of a plugin's settings is the settings registry's
function plugin({ id, version, schema }: (typeof schemas)[number]): any {
  const raw = localStorage.getItem(PREFIX + id) ?? '{}';
  return { id, version, schema: withDefaults(id, schema), raw, data: { composite: {}, user: {} } };
}

function withDefaults(id: string, schema: (typeof schemas)[number]['schema']) {
  const copy = structuredClone(schema);
  for (const [name, value] of Object.entries(defaults[id] ?? {}))
    (copy.properties as Record<string, object>)[name] = { ...copy.properties?.[name], default: value };
  return copy;
}

export const settings: Plugin = {
  id: '@rebuild-tls/workbench:settings',
  autoStart: true,
  provides: ISettingManager,
  activate: () => new BrowserSettings(),
};

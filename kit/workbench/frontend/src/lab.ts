// JupyterLab, put together from its own extensions and a few of ours.
import './styles.js';
import './lab.css';
import { JupyterLab, LabShell } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { IServiceManager } from '@jupyterlab/services';
import { PluginRegistry } from '@lumino/coreutils';
import { extensions } from './extensions.js';
import { ours } from './ours.js';
import { serverPlugin } from './server.js';

/**
 * Starts the page.
 * @param key opens the server's door
 * @param boot names the server's run: a page that outlives it says so
 */
export async function startLab(key: string, boot: string): Promise<void> {
  PageConfig.setOption('token', key);
  const pluginRegistry = new PluginRegistry();
  pluginRegistry.registerPlugins([...extensions, ...ours, serverPlugin(boot)]);
  const serviceManager = await pluginRegistry.resolveRequiredService(IServiceManager);
  const lab = new JupyterLab({ pluginRegistry, serviceManager, shell: new LabShell() });
  await lab.start();
  await lab.restored;
}

// Jupyter's folders, inside the course: the kernel is found, and nothing of anybody's own Jupyter is read or changed.
import { copyFileSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSpec } from '../kernelspec/kernelspec.js';

const CUSTOM = fileURLToPath(new URL('custom.js', import.meta.url));

export interface Settings {
  readonly env: NodeJS.ProcessEnv;
  /** Where a server says that it is there. */
  readonly runtimeDir: string;
}

/** Writes what Jupyter is to find in the course at `root`, into a folder that git ignores. */
export function writeSettings(root: string): Settings {
  const folder = (name: string) => join(root, '.jupyter', name);
  const [runtimeDir, configDir, dataDir] = [folder('runtime'), folder('config'), folder('data')];
  mkdirSync(runtimeDir, { recursive: true, mode: 0o700 });
  mkdirSync(join(configDir, 'custom'), { recursive: true });
  copyFileSync(CUSTOM, join(configDir, 'custom', 'custom.js'));
  writeSpec(dataDir, root);
  const path = [dataDir, ...(process.env.JUPYTER_PATH ? [process.env.JUPYTER_PATH] : [])].join(delimiter);
  const own = {
    JUPYTER_PATH: path,
    JUPYTER_CONFIG_DIR: configDir,
    JUPYTER_DATA_DIR: dataDir,
    JUPYTER_RUNTIME_DIR: runtimeDir,
  };
  return { env: { ...process.env, ...own }, runtimeDir };
}

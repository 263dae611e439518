import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/**
 * Jupyter's own folder for what one user installs
 * (https://docs.jupyter.org/en/latest/use/jupyter-directories.html#data-files).
 */
export function jupyterDataDir(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === 'win32')
    return win32.join(env.APPDATA || win32.join(home, 'AppData', 'Roaming'), 'jupyter');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Jupyter');
  return posix.join(env.XDG_DATA_HOME || posix.join(home, '.local', 'share'), 'jupyter');
}

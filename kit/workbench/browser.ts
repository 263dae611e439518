// Opens the learner's browser. The address must not stand in a command line, where every user of the machine can read
// it: the browser gets a file that only its owner can read, and the file leads on.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How each system opens a file with what its user likes best. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['cmd', '/c', 'start', '""'],
};
/** After that the browser has read the file. */
const KEPT_MS = 30_000;

/** @returns a sentence when there is no browser to open */
export async function openBrowser(address: string): Promise<string | undefined> {
  const [command, ...args] = OPENERS[process.platform] ?? [];
  const noScreen = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (command === undefined || noScreen)
    return 'There is no screen to open a browser on: open the address yourself.';
  const folder = mkdtempSync(join(tmpdir(), 'workbench-'));
  const file = join(folder, 'open.html');
  writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0; url=${address}" />`, {
    mode: 0o600,
  });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const child = spawn(command, [...args, pathToFileURL(file).href], { stdio: 'ignore', detached: true });
  child.unref();
  const opened = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    setTimeout(() => resolve(true), 5000).unref(); // some stay as long as the browser does
  });
  setTimeout(remove, KEPT_MS).unref();
  return opened ? undefined : `No browser could be opened (${command}): open the address yourself.`;
}

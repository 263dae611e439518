// npm run jupyter [-- [NOTEBOOK] [OPTIONS FOR JUPYTER]]
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DISPLAY_NAME } from '../kernelspec/kernelspec.js';
import { runCommand } from '../usage.js';
import { readArguments } from './arguments.js';
import { findProgram } from './programs.js';
import { serverAddress, startServer, trust } from './server.js';
import { writeSettings } from './settings.js';

const usage = `npm run jupyter [-- [NOTEBOOK] [OPTIONS]]
Opens JupyterLab or Jupyter Notebook, whichever is installed, at a notebook: the first, or NOTEBOOK, such as 6, 06 or
06-master-secret. The kernel and all that Jupyter writes are in the course's folder .jupyter; nothing is installed.
  --no-browser   opens no browser
  --port NUMBER  where to listen, 8888 unless it is taken
Every other option goes to Jupyter as it is. Ctrl-C ends Jupyter and its kernels.`;

async function main(): Promise<number> {
  const root = process.cwd();
  const notebooks = readdirSync('notebooks')
    .filter((name) => name.endsWith('.ipynb'))
    .sort();
  const { help, notebook, options } = readArguments(process.argv.slice(2), notebooks);
  if (help) {
    console.log(usage);
    return 0;
  }
  const { name, version, command, prefix } = findProgram();
  const { env, runtimeDir } = writeSettings(root);
  // Notebook 6 opens a browser whenever it is given a file.
  const file = options.includes('--no-browser') ? [] : [join('notebooks', notebook)];
  console.log(`${name} ${version} opens notebooks/${notebook} with the kernel "${DISPLAY_NAME}".`);
  const started = Date.now();
  const server = startServer(command, [...file, `--notebook-dir=${root}`, ...options], env);
  void serverAddress(runtimeDir, started).then(async (address) => {
    await trust(address, notebooks);
    const { url, token } = address;
    console.log(`\nThe notebook: ${url}${prefix}notebooks/${notebook}${token && `?token=${token}`}`);
    console.log('Ctrl-C here ends Jupyter and its kernels.\n');
  });
  const code = await server.ended;
  if (server.stopping()) return 0;
  if (code !== 0 && process.getuid?.() === 0 && !options.includes('--allow-root'))
    console.error('Jupyter runs as root only when it is told to: npm run jupyter -- --allow-root');
  return code ?? 1;
}

await runCommand('jupyter', main);

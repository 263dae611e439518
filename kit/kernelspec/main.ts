// npm run kernel [-- --remove]
import { parseArgs } from 'node:util';
import { runCommand } from '../usage.js';
import { jupyterDataDir } from './data-dir.js';
import { DISPLAY_NAME, specFile } from './kernelspec.js';
import { register, unregister } from './register.js';

const usage = `npm run kernel [-- --remove]
Registers the course's kernel, "${DISPLAY_NAME}", for VS Code and for a Jupyter that you start yourself. It is one file
in Jupyter's folder for your user, found by JUPYTER_DATA_DIR where that is set. (npm run jupyter needs none of this.)
  --remove  takes it away again`;

function main(): number {
  const { values } = parseArgs({ options: { remove: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const dataDir = jupyterDataDir();
  if (values.remove) {
    const file = unregister(dataDir, process.cwd());
    console.log(file ? `Removed ${file}.` : `There is no ${specFile(dataDir)}, so nothing was removed.`);
    return 0;
  }
  console.log(`${register(dataDir, process.cwd())} starts the kernel "${DISPLAY_NAME}".`);
  console.log(
    'Choose it in VS Code or Jupyter where the notebook asks for a kernel; npm run kernel -- --remove takes it away again.',
  );
  return 0;
}

await runCommand('kernel', main);

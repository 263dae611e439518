// Starts the tslab kernel at the repository root, whatever folder it is started from: tslab takes its working
// directory as TypeScript's rootDir, so a notebook in notebooks/ imports './lib/x.js'.
//
//   node kit/kernel/launch.cjs CONNECTION_FILE       (as a kernelspec's argv; CONNECTION_FILE is Jupyter's)
//
// tslab is mended on the way. That reaches into its dist folder, which nobody promised to keep as it is; therefore
// package.json pins tslab to exactly 1.0.22, and test/kernel.test.ts tests each of these:
//   dist/converter.js  createConverter().convert     a changed module reloads what imports it (reload.cjs)
//   dist/executor.js   createExecutor().execute      a rejected promise that is left behind fails the cell
//                      createExecutor(.., { error }) stacks name lines of the cell (source-lines.cjs)
//                      globalThis.__tslab__          the learner's files get the modules that cells have (saved.cjs;
//                                                    test/yours-cell.test.ts)
//   dist/jupyter.js    ZmqServer.prototype.init      tells a parent process its ports, so that the system can
//                                                    choose them (port 0) and they never collide
//   its TypeScript                                   see typescript.cjs
const { resolve } = require('node:path');

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  console.error('usage: node kit/kernel/launch.cjs CONNECTION_FILE');
  process.exit(2);
}
const configPath = resolve(connectionFile);
process.chdir(resolve(__dirname, '../..'));
// Outputs are kept in the notebook, so they must not depend on who looks: CI and FORCE_COLOR ask for colours.
process.env.NO_COLOR = '1';
delete process.env.FORCE_COLOR;

require('./typescript.cjs'); // before anything of tslab
const converter = require('tslab/dist/converter.js');
const executor = require('tslab/dist/executor.js');
const { ZmqServer } = require('tslab/dist/jupyter.js');
const { reloadDependents } = require('./reload.cjs');
const { savedModules } = require('./saved.cjs');
const { sourceLines } = require('./source-lines.cjs');

Error.stackTraceLimit = 50; // most frames are tslab's and Node's, and are not shown
const lines = sourceLines(process.cwd());
// For kit/yours/cell.ts.
globalThis.rebuildTlsSaved = savedModules(lines, (id) => globalThis.__tslab__.require(id));
let late = false; // an error came up where no cell could catch it

const createConverter = converter.createConverter;
converter.createConverter = (options) => {
  const made = createConverter(options);
  const withReload = reloadDependents(made.convert);
  return { ...made, convert: (previous, source) => lines.note(few(withReload(previous, source))) };
};

/** A brace too many makes a page of type errors, of which the first ones tell. */
function few(result) {
  return { ...result, diagnostics: result.diagnostics.slice(0, 10) };
}

const createExecutor = executor.createExecutor;
executor.createExecutor = (root, converters, console) => {
  const error = (...args) => console.error(...args.map(lines.rewrite));
  const made = createExecutor(root, converters, { ...console, error });
  return { ...made, execute: (source) => executeAll(made.execute, source) };
};

/** Runs a cell. A promise that it leaves behind rejected makes it fail, too. */
async function executeAll(execute, source) {
  const ok = await execute(lines.enter(source));
  await new Promise(setImmediate); // Node tells of unhandled rejections before this
  const failedLate = late;
  late = false;
  return ok && !failedLate;
}

const init = ZmqServer.prototype.init;
ZmqServer.prototype.init = async function () {
  await init.call(this);
  process.send?.({ shell: this.shell.lastEndpoint, iopub: this.iopub.lastEndpoint });
};

// A kernel whose parent is gone has nobody to stop it. Jupyter's has no channel to it, but another parent then.
process.on('disconnect', () => process.exit(0));
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(0), 1000).unref();

require('tslab/dist/main.js').startKernel({ configPath, enableFindLocal: false });

for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.removeAllListeners(event); // tslab's own print and pass over
  process.on(event, (reason) => {
    late = true;
    console.error(lines.rewrite(reason));
  });
}

// tslab's own TypeScript, with three changes. Its exports are read-only, so a copy takes their place in the module
// cache; this file must be loaded before tslab is.
const { createRequire } = require('node:module');
const { keepMaps } = require('./source-lines.cjs');

const path = createRequire(require.resolve('tslab')).resolve('@tslab/typescript-for-tslab');
const ts = require(path);

module.exports = ts; // as it was
require.cache[path].exports = {
  ...ts,
  createWatchCompilerHost: (files, options, system, ...rest) => {
    keepTimersApart(system);
    return ts.createWatchCompilerHost(files, { ...options, inlineSourceMap: true }, system, ...rest);
  },
  transpileModule: keepMaps(ts.transpileModule),
  getPreEmitDiagnosticsOfFiles: checkOnce(ts.getPreEmitDiagnosticsOfFiles),
};

/**
 * TypeScript has two timers, tslab gives it one and throws when it is taken. So a file that appears or goes away
 * in a folder that modules are imported from (many editors save that way) would break every cell that follows.
 * The rarer of the two, which looks again for modules that were missing, gets a timer of its own.
 */
function keepTimersApart(system) {
  const own = new Set();
  const tslab = { setTimeout: system.setTimeout, clearTimeout: system.clearTimeout };
  system.setTimeout = (callback, ms) => {
    if (callback.name !== 'invalidateResolutionsOfFailedLookup') return tslab.setTimeout(callback, ms);
    const timer = setTimeout(() => {
      own.delete(timer);
      callback();
    }, ms);
    own.add(timer);
    return timer;
  };
  system.clearTimeout = (timer) => (own.delete(timer) ? clearTimeout(timer) : tslab.clearTimeout(timer));
}

/**
 * tslab checks every module that a cell imports, directly or through others, each time anew. As long as all of
 * them are the ones that were checked before and found good, the cell alone is enough.
 */
function checkOnce(getDiagnostics) {
  const checked = new Map(); // file name -> the source file that was found good
  return (program, [cell, ...modules]) => {
    const isNew = (module) => checked.get(module.fileName) !== module;
    if (modules.some((module) => checked.has(module.fileName) && isNew(module))) checked.clear(); // one has changed
    const rest = modules.some(isNew) ? modules : [];
    const diagnostics = getDiagnostics(program, [cell, ...rest]);
    const bad = new Set(diagnostics.map(({ file }) => file));
    for (const module of rest) if (!bad.has(module)) checked.set(module.fileName, module);
    return diagnostics;
  };
}

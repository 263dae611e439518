// tslab's own TypeScript, with a few changes. Its exports are read-only, so a copy takes their place in the module
// cache; this file must be loaded before tslab is.
const { createRequire } = require('node:module');
const { relative } = require('node:path');
const { findVariables, readingNames } = require('./earlier-names.cjs');
const { lightBuilder } = require('./modules.cjs');
const { compiler } = require('./compile.cjs');
const { keepMap, keepMaps } = require('./source-lines.cjs');

const path = createRequire(require.resolve('tslab')).resolve('@tslab/typescript-for-tslab');
const ts = require(path);
const compile = keepMap(compiler(ts));

module.exports = ts; // as it was
require.cache[path].exports = {
  ...ts,
  createWatchCompilerHost: (files, options, system, _builder, ...rest) => {
    keepTimersApart(system);
    withoutManuals(system);
    // Of the types that other packages declare for everybody, a cell needs Node's alone.
    const ours = { ...options, inlineSourceMap: true, types: ['node'] };
    return ts.createWatchCompilerHost(files, ours, system, ts.createAbstractBuilder, ...rest);
  },
  createWatchProgram: (host) => {
    const created = host.afterProgramCreate;
    host.afterProgramCreate = (builder) => {
      findVariables(ts, builder.getProgram().getTypeChecker());
      created(lightBuilder(ts, builder, compile));
    };
    return ts.createWatchProgram(host);
  },
  ...readingNames(ts),
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
 * Two thirds of what declares the language and Node are comments for readers, and TypeScript parses those too, at every start.
 * Plain comments of the same length take their place.
 */
function withoutManuals(system) {
  const { readFile } = system;
  system.readFile = (path, encoding) => {
    const text = readFile(path, encoding);
    return MANUALS.test(path) ? text?.replaceAll(/\/\*\*(?!\/)/g, '/* ') : text;
  };
}

const MANUALS = /\/node_modules\/(@tslab\/typescript-for-tslab\/lib\/lib\.|@types\/node\/).*\.d\.ts$/;

/**
 * tslab checks every module that a cell imports, directly or through others, each time anew. The course's own are
 * checked by `npm test`, and strictly; here only what a learner writes is, and that again when it, or something that
 * the cell imports, has changed. Syntax errors count everywhere.
 */
function checkOnce(getDiagnostics) {
  const known = new Map(); // file name -> the source file, seen and found good
  return (program, [cell, ...modules]) => {
    const isNew = (module) => known.get(module.fileName) !== module;
    if (modules.some((module) => known.has(module.fileName) && isNew(module))) known.clear(); // one has changed
    const fresh = modules.filter(isNew);
    const [ours, learners] = [fresh.filter(isCourse), fresh.filter((module) => !isCourse(module))];
    const syntax = ours.flatMap((module) => program.getSyntacticDiagnostics(module));
    const diagnostics = [...syntax, ...getDiagnostics(program, [cell, ...learners])];
    const bad = new Set(diagnostics.map(({ file }) => file));
    for (const module of fresh) if (!bad.has(module)) known.set(module.fileName, module);
    return diagnostics;
  };
}

const isCourse = ({ fileName }) =>
  /^(lib|kit)\//.test(relative(process.cwd(), fileName).replaceAll('\\', '/'));

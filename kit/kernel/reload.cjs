// tslab runs a cell's local modules from compiled copies that it keeps. When a file changes it drops that file's
// copy alone, so a module that imports the changed one goes on with the old code until the kernel restarts. Here
// a change also drops every module that imports it, directly or through others. Modules that do not depend on
// the change stay, so that their classes remain the same for `instanceof`.
const { dirname, join } = require('node:path');

/** Wraps a converter's `convert`: its sideOutputs, the compiled local modules, name all that must be reloaded. */
exports.reloadDependents = (convert) => {
  const seen = new Map(); // path of a compiled module -> { path, data }
  return (previous, source) => {
    const result = convert(previous, source);
    const emitted = result.sideOutputs;
    if (emitted === undefined) return result;
    const stale = new Set(emitted.filter(({ path }) => seen.has(path)).map(({ path }) => path));
    for (const output of emitted) seen.set(output.path, output);
    addDependents(stale, seen);
    const reloaded = [...stale].map((path) => seen.get(path));
    return { ...result, sideOutputs: [...new Set([...emitted, ...reloaded])] };
  };
};

/** Adds to `stale`, until nothing is added any more, each module that imports one of them. */
function addDependents(stale, seen) {
  for (let before = -1; before < stale.size; ) {
    before = stale.size;
    for (const output of seen.values())
      if (localImports(output).some((path) => stale.has(path))) stale.add(output.path);
  }
}

/** The local modules that a compiled module requires: TypeScript writes each as require("./x.js"). */
function localImports({ path, data }) {
  return [...data.matchAll(/\brequire\("(\.[^"]+)"\)/g)].map(([, specifier]) =>
    join(dirname(path), specifier),
  );
}

// What tslab asks of TypeScript's builder, for less. The builder keeps a record of which file refers to which, made
// anew for every file of the program each time a cell runs, and emits modules with declarations that nobody reads;
// tslab then compiles each a second time. Here dependencies are looked up where they are asked for, and a module is
// compiled once, by itself, from TypeScript to CommonJS.
const { basename, relative } = require('node:path');

/**
 * @param ts tslab's TypeScript
 * @param builder an abstract builder of it
 * @param compile (text, file name) => CommonJS text
 */
exports.lightBuilder = (ts, builder, compile) => ({
  getProgram: () => builder.getProgram(),
  getSourceFile(name) {
    const file = builder.getSourceFile(name);
    if (file && isCell(file)) ts.bindSourceFile(file, builder.getProgram().getCompilerOptions()); // tslab reads its locals
    return file;
  },
  getAllDependencies: (file) => [...dependencies(ts, builder, file)],
  emit(file, write, ...rest) {
    if (isCell(file)) return builder.emit(file, write, ...rest); // with the types of the program
    write(outputName(builder, file.fileName), compile(file.text, file.fileName));
    return { emitSkipped: false, diagnostics: [] };
  },
});

const isCell = (file) => basename(file.fileName).startsWith('__tslab__.');

/** The names of a file and of all that it imports, directly or through others. */
function dependencies(ts, builder, file, found = new Set()) {
  found.add(file.fileName);
  for (const { text } of file.imports) {
    const name = ts.getResolvedModule(file, text)?.resolvedFileName;
    const imported = name !== undefined && !found.has(name) && builder.getSourceFile(name);
    if (imported) dependencies(ts, builder, imported, found);
  }
  return found;
}

/** Where the builder itself would write a module. */
function outputName(builder, fileName) {
  const { rootDir, outDir } = builder.getProgram().getCompilerOptions();
  return `${outDir}/${relative(rootDir, fileName).replace(/\.[jt]s$/, '.js')}`;
}

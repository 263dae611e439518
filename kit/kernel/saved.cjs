// The learner's file as a module of this kernel, as it is saved at this moment. What a cell imports is type-checked, so
// that an import of a half-written exercise would block the cell; this compiles without a type check and tells what is
// wrong. Everything outside the file's folder is what the cells have, too: an error that an exercise throws is an
// instance of the same class.
const { readFileSync, statSync } = require('node:fs');
const { Module } = require('node:module');
const { dirname, resolve } = require('node:path');
const ts = require('./typescript.cjs');

const compilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  esModuleInterop: true,
  inlineSourceMap: true,
};

/**
 * @param lines source-lines.cjs, told of what was compiled
 * @param requireFromRoot what a cell's imports come to
 * @returns a function from an absolute path to { exports } or, where the file cannot be loaded, { error }, whose stack
 *   and message name files from the root. As long as neither the file nor what it imports from its own folder has
 *   changed, the answer is the same object
 */
exports.savedModules = (lines, requireFromRoot) => {
  const answers = new Map(); // path -> { stamps, answer }

  return (path) => {
    const known = answers.get(path);
    if (known && [...known.stamps].every(([file, stamp]) => stampOf(file) === stamp)) return known.answer;
    const stamps = new Map();
    const answer = attempt(path, stamps);
    answers.set(path, { stamps, answer });
    return answer;
  };

  function attempt(path, stamps) {
    try {
      return { exports: load(path, stamps, new Map()) };
    } catch (error) {
      lines.rewrite(error);
      return { error };
    }
  }

  function load(path, stamps, modules) {
    if (modules.has(path)) return modules.get(path).exports;
    stamps.set(path, stampOf(path)); // before it is read: what is saved meanwhile counts as a change
    const module = new Module(path);
    modules.set(path, module);
    module.filename = path;
    module.require = (id) => {
      const target = resolve(dirname(path), id.replace(/\.js$/, '.ts'));
      const own = id.startsWith('.') && dirname(target) === dirname(path);
      return own ? load(target, stamps, modules) : requireFromRoot(asInACell(path, id));
    };
    module._compile(compile(path, lines), path);
    return module.exports;
  }

  /** The specifier by which a cell imports what `path` imports as `id`. */
  function asInACell(path, id) {
    return id.startsWith('.') ? `./${lines.shown(resolve(dirname(path), id))}` : id;
  }
};

/** What changes when a file is saved; undefined when it is not there. */
function stampOf(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && `${found.mtimeMs} ${found.size}`;
}

/** @throws SyntaxError whose message begins with file:line:column, as a compiler's does */
function compile(path, lines) {
  const source = readFileSync(path, 'utf8');
  const options = { fileName: path, compilerOptions, reportDiagnostics: true };
  const { outputText, diagnostics } = ts.transpileModule(source, options);
  const [first] = diagnostics;
  if (!first) return lines.compiled(path, outputText);
  const { line, character } = first.file.getLineAndCharacterOfPosition(first.start);
  const reason = ts.flattenDiagnosticMessageText(first.messageText, '\n');
  throw new SyntaxError(`${lines.shown(path)}:${line + 1}:${character + 1}: ERROR: ${reason}`);
}

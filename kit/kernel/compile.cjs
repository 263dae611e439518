// Compiles a module by itself, from TypeScript to CommonJS, once: what came out is kept in node_modules/.cache, so that
// the next kernel only reads it. A copy is named by all that it depends on and is never changed.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const FOLDER = resolve(__dirname, '../../node_modules/.cache/kernel');

/**
 * @param ts tslab's TypeScript
 * @param folder where the copies are kept; where it cannot be written, everything is compiled anew
 * @returns (text, file name) => CommonJS text, its source map in a comment at the end
 */
exports.compiler = (ts, folder = FOLDER) => {
  // What tslab's own two compilations of a module come to.
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
    experimentalDecorators: true,
    newLine: ts.NewLineKind.LineFeed,
    noImplicitUseStrict: true,
    inlineSourceMap: true,
  };
  const setting = JSON.stringify([ts.version, compilerOptions]);
  return (text, fileName) => {
    const name = createHash('sha256')
      .update(JSON.stringify([setting, fileName, text]))
      .digest('hex');
    const path = join(folder, `${name}.js`);
    const kept = read(path);
    if (kept !== undefined) return kept;
    const { outputText } = ts.transpileModule(text, { fileName, compilerOptions });
    keep(path, outputText);
    return outputText;
  };
};

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Appears under its name only when it is whole, whoever else writes the same. */
function keep(path, text) {
  try {
    mkdirSync(resolve(path, '..'), { recursive: true });
    const part = `${path}.${process.pid}`;
    writeFileSync(part, text);
    renameSync(part, path);
  } catch {
    // a copy saves time, nothing else
  }
}

// tslab compiles a cell twice (TypeScript to ES modules, those to CommonJS) and throws the line numbers away:
// a stack says evalmachine.<anonymous>:17. Here both compilations keep a source map, each cell gets a name of its
// own, and stacks are rewritten to say cell-3:2:7 (the third cell run, its line 2) and lib/prf.ts:12:3.
const { SourceMap } = require('node:module');
const { relative, sep } = require('node:path');
const { isNativeError } = require('node:util/types');

const MAP_COMMENT = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;
const PREFIX_LINES = 1; // tslab puts a line "export {};" before a cell
const MOST_FRAMES = 10;
// Between a cell and the learner's function it calls: nobody's mistake is there.
const IN_BETWEEN = /^(?:kit\/yours\/|lib\/stages\.ts)/;
const maps = new Map(); // CommonJS text -> [its map to ES modules, the map of those to TypeScript]

/** TypeScript's transpileModule, but it keeps what it needs to know of where its output came from. */
exports.keepMaps = (transpileModule) => (js, options) => {
  if (maps.has(js)) return { outputText: js }; // a module, compiled already
  const [esText, esMap] = splitMap(js);
  const compilerOptions = { ...options.compilerOptions, inlineSourceMap: true };
  const result = transpileModule(esText, { ...options, compilerOptions });
  const [outputText, map] = splitMap(result.outputText);
  if (map && esMap) maps.set(outputText, [map, esMap]);
  return { ...result, outputText };
};

/** A compiler of modules whose source maps are remembered as well. */
exports.keepMap = (compile) => (text, fileName) => {
  const [commonJs, map] = splitMap(compile(text, fileName));
  maps.set(commonJs, [map]);
  return commonJs;
};

function splitMap(text) {
  const match = MAP_COMMENT.exec(text);
  if (!match) return [text, undefined];
  const payload = JSON.parse(Buffer.from(match[1], 'base64').toString());
  return [`${text.slice(0, match.index)}\n`, new SourceMap(payload)];
}

/** What a kernel needs to turn the stacks of its cells and of modules under `root` back into source lines. */
exports.sourceLines = (root) => {
  const files = new Map(); // name in a stack -> { name to show, maps, offset }
  /** A file's path from the root, as people call it. */
  const shown = (path) => relative(root, path).split(sep).join('/');
  let count = 0;
  return {
    shown,
    /** Counts an execution, as tslab does: the n-th cell is cell-n. */
    enter(source) {
      count++;
      return source;
    },
    /** Remembers the maps of what a `convert` compiled, and names the cell by a sourceURL comment. */
    note(result) {
      for (const { path, data } of result.sideOutputs ?? []) {
        const name = shown(path).replace(/\.js$/, '.ts');
        if (maps.has(data)) files.set(path, { shown: name, maps: maps.get(data), offset: 0 });
      }
      if (!maps.has(result.output)) return result;
      files.set(`cell-${count}`, {
        shown: `cell-${count}`,
        maps: maps.get(result.output),
        offset: PREFIX_LINES,
      });
      return { ...result, output: `${result.output}\n//# sourceURL=cell-${count}` };
    },
    /** Remembers the map of a module that was compiled in one step; gives its text without it. */
    compiled(path, output) {
      const [text, map] = splitMap(output);
      files.set(path, { shown: shown(path), maps: [map], offset: 0 });
      return text;
    },
    /** An error gets a stack of source lines, without the frames of tslab and Node; anything else stays. */
    rewrite(value) {
      if (!isNativeError(value) || typeof value.stack !== 'string') return value;
      value.stack = rewriteStack(value.stack, files);
      // Their messages already show their properties.
      return value.code === 'ERR_ASSERTION' || value.name === 'Unsolved' ? value.stack : value;
    },
  };
};

// Node puts the compiled line that threw before the stack of whatever a script throws.
const THROWN_LINE = /^.+:\d+\n.*\n *\^+\n\n?/;
const PLACE = /:(\d+):(\d+)\)?$/;

function rewriteStack(stack, files) {
  const lines = stack.replace(THROWN_LINE, '').split('\n');
  const isFrame = (line) => line.startsWith('    at ');
  const frames = lines.filter(isFrame).flatMap((line) => rewriteFrame(line, files));
  return [...lines.filter((line) => !isFrame(line)), ...frames.slice(0, MOST_FRAMES)].join('\n');
}

/** The frame with its place in a source, or nothing for a frame of tslab or Node. */
function rewriteFrame(line, files) {
  const [place, row, column] = PLACE.exec(line) ?? [''];
  const called = line.slice(0, line.length - place.length);
  // Paths may have spaces and brackets in them: only the files that we know tell where one begins.
  const name = [...files.keys()].find((one) => called.endsWith(` ${one}`) || called.endsWith(`(${one}`));
  const file = files.get(name);
  const position = file && sourcePosition(file, Number(row), Number(column));
  if (!position || IN_BETWEEN.test(file.shown)) return [];
  const before = called.slice(0, -name.length).replace(/(?:Proxy|Object|exports)\./, '');
  return [`${before}${file.shown}:${position}${place.endsWith(')') ? ')' : ''}`];
}

/** "line:column" in the source, or undefined for what tslab puts around a cell. */
function sourcePosition({ maps, offset }, row, column) {
  let [line, character] = [row - 1, column - 1];
  for (const map of maps) {
    const entry = map.findEntry(line, character);
    if (entry.generatedLine !== line) return undefined;
    [line, character] = [entry.originalLine, entry.originalColumn];
  }
  return `${line + 1 - offset}:${character + 1}`;
}

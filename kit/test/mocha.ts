// mocha, with every test file imported as the ES module that it is. mocha's own command would `require` TypeScript
// files, which makes CommonJS of them and of all they load: a second copy of lib beside any that is imported.
import { readdirSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import Reporter from './reporter.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string', short: 'g' },
    ignore: { type: 'string', multiple: true, default: [] },
  },
});

const mocha = new Mocha({
  ui: 'bdd',
  reporter: Reporter,
  forbidOnly: true,
  diff: false,
  timeout: 5000,
  ...(values.grep !== undefined && { grep: values.grep }),
});

for (const file of testFiles(positionals, values.ignore)) {
  const path = resolve(file);
  mocha.suite.emit('pre-require', globalThis as Mocha.MochaGlobals, path, mocha);
  mocha.suite.emit('require', await import(pathToFileURL(path).href), path, mocha);
  mocha.suite.emit('post-require', globalThis as Mocha.MochaGlobals, path, mocha);
}
mocha.run((failures) => {
  process.exitCode = failures === 0 ? 0 : 1;
});

/** The named files, or all below test/, in order of their names, without those below an ignored folder. */
function testFiles(named: readonly string[], ignored: readonly string[]): string[] {
  const found = readdirSync('test', { recursive: true, encoding: 'utf8' }).map((name) => join('test', name));
  const all = named.length > 0 ? named : found.filter((name) => name.endsWith('.test.ts')).sort();
  const folders = ignored.map((folder) => resolve(folder) + sep);
  return all.filter((file) => !folders.some((folder) => resolve(file).startsWith(folder)));
}

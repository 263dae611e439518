// mocha, with every test file imported as the ES module that it is. mocha's own command would `require` TypeScript
// files, which makes CommonJS of them and of all they load: a second copy of lib beside any that is imported.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import Reporter from './reporter.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string', short: 'g' },
    fast: { type: 'boolean', default: false },
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

for (const file of testFiles(positionals, values.fast)) {
  const path = resolve(file);
  mocha.suite.emit('pre-require', globalThis as Mocha.MochaGlobals, path, mocha);
  mocha.suite.emit('require', await import(pathToFileURL(path).href), path, mocha);
  mocha.suite.emit('post-require', globalThis as Mocha.MochaGlobals, path, mocha);
}
mocha.run((failures) => {
  process.exitCode = failures === 0 ? 0 : 1;
});

/**
 * The named files, or all below test/, in order of their names. The fast ones are those that start no processes: a
 * file that does says `// slow` in its first line.
 */
function testFiles(named: readonly string[], fastOnly: boolean): readonly string[] {
  const found = readdirSync('test', { recursive: true, encoding: 'utf8' }).map((name) => join('test', name));
  const files = named.length > 0 ? named : found.filter((name) => name.endsWith('.test.ts')).sort();
  return fastOnly ? files.filter((file) => !readFileSync(file, 'utf8').startsWith('// slow')) : files;
}

// The page that is committed was made from the sources that are committed. npm run workbench:build -- --check proves
// more, with all the packages; this needs none.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = (name: string) => fileURLToPath(new URL(`../kit/workbench/${name}`, import.meta.url));
const manifest: Record<'sources' | 'made', Record<string, string>> = JSON.parse(
  readFileSync(folder('dist/manifest.json'), 'utf8'),
);
const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** The files that are not as the manifest says. */
function changed(base: string, hashes: Record<string, string>): string[] {
  return Object.entries(hashes).flatMap(([name, hash]) => {
    const file = join(base, name);
    return existsSync(file) && hashOf(file) === hash ? [] : [name];
  });
}

describe('workbench: the built page', () => {
  it('was made from these sources', () => {
    assert.deepEqual(changed(folder('frontend'), manifest.sources), [], 'run npm run workbench:build');
  });

  it('is as it was made, and nothing else lies there', () => {
    assert.deepEqual(changed(folder('dist'), manifest.made), []);
    const there = readdirSync(folder('dist'), { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    assert.equal(there.length, Object.keys(manifest.made).length + 1); // the manifest itself
  });

  it('would not pass with another source', () => {
    const [name = '', hash = ''] = Object.entries(manifest.sources)[0] ?? [];
    assert.deepEqual(
      changed(folder('frontend'), { [name]: hash.replace(/./, (c) => (c === '0' ? '1' : '0')) }),
      [name],
    );
  });

  it('names the licence of every package in it', () => {
    const licences = readFileSync(folder('dist/licences.txt'), 'utf8');
    for (const name of ['@jupyterlab/notebook', '@lumino/widgets', 'react', 'mathjax-full', 'yjs'])
      assert.ok(new RegExp(`^${name} \\d`, 'm').test(licences), `${name} is not named`);
  });

  it('asks no other machine for anything', () => {
    const page = readFileSync(folder('dist/index.html'), 'utf8');
    assert.doesNotMatch(page, /https?:/);
    for (const style of ['lab.css', 'entry.css'])
      assert.doesNotMatch(readFileSync(join(folder('dist'), style), 'utf8'), /url\(["']?https?:/);
  });
});

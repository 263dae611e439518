// What the grader takes out of what was handed in, and what it leaves alone.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { collect } from '../kit/grade/intake/archive.js';
import type { Collected } from '../kit/grade/intake/collect.js';
import { discover } from '../kit/grade/intake/discover.js';
import { type ZipEntry, zipOf } from './support/zip-writer.js';

const ex = 'exercises/08-finished.ts';
const code = 'export const x = 1;\n';

async function tarOf(
  entries: readonly (Partial<Header> & { name: string; content?: string })[],
): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...header } of entries) tar.entry(header as Header, content);
  tar.finalize();
  return gzipSync(await buffer(tar));
}

describe('what is handed in', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'intake-test-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (path: string, content: string | Uint8Array = code): string => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
    return join(folder, path);
  };
  const take = (path: string, kind: 'folder' | 'zip' | 'tar.gz' = 'folder') =>
    collect(process.cwd(), { path, kind });
  const zip = (...entries: ZipEntry[]) => take(put('a.zip', zipOf(entries)), 'zip');
  const paths = ({ files }: Collected) => [...files.values()].map(({ judged }) => judged.path);

  describe('as a folder', () => {
    it('gives the exercises wherever they lie, and nothing else', async () => {
      put('s/deep/down/08-Finished.TS');
      put('s/package.json', '{"type":"commonjs"}');
      put('s/node_modules/x/exercises/07-key-block.ts');
      put('s/solutions/06-master-secret.ts');
      put('s/test/stages/05-pre-master-secret.ts');
      assert.deepEqual(paths(await take(join(folder, 's'))), ['deep/down/08-Finished.TS']);
    });

    it('prefers exercises/ where one name comes twice, and says so', async () => {
      put('s/08-finished.ts', 'export const other = 1;');
      put(`s/copy/${ex}`);
      const { files, warnings } = await take(join(folder, 's'));
      assert.equal(files.get('08-finished')?.judged.path, `copy/${ex}`);
      assert.match(warnings.join(), /2 files are called 08-finished\.ts; copy\/exercises/);
    });

    it('takes what a download renamed for the exercise, and says so', async () => {
      for (const name of ['08-finished (1).ts', '08-finished-2.ts', 'hopper_340_208_08-Finished-1.ts']) {
        rmSync(join(folder, 's'), { recursive: true, force: true });
        put(`s/${name}`);
        const { files, warnings } = await take(join(folder, 's'));
        assert.equal(files.get('08-finished')?.judged.path, name);
        assert.deepEqual(warnings, [`${name} is taken for 08-finished.ts.`]);
      }
    });

    it('takes none for the exercise where that is there, and none of another name', async () => {
      put('s/08-finished (1).ts');
      put('s/08-finished.ts', 'export const own = 1;');
      for (const name of ['my08-finished.ts', '08-finished.test.ts', '08-finished-x.ts', '07-key-block.js'])
        put(`s/${name}`);
      const { files, warnings } = await take(join(folder, 's'));
      assert.deepEqual(
        [...files.values()].map(({ judged }) => judged.path),
        ['08-finished.ts'],
      );
      assert.match(warnings.join(), /or nearly so; 08-finished\.ts was judged, not 08-finished \(1\)\.ts/);
    });

    it('follows no link, to a file or to a folder', async () => {
      put('outside/08-finished.ts', 'export const secret = 1;');
      mkdirSync(join(folder, 's'));
      symlinkSync(join(folder, 'outside/08-finished.ts'), join(folder, 's/08-finished.ts'));
      symlinkSync(join(folder, 'outside'), join(folder, 's/exercises'));
      const { files, warnings } = await take(join(folder, 's'));
      assert.equal(files.size, 0);
      assert.match(warnings.join(), /is a link/);
    });

    it('opens the archive in it where that is all there is', async () => {
      put('s/work.zip', zipOf([{ path: ex, content: code }]));
      assert.deepEqual(paths(await take(join(folder, 's'))), [ex]);
    });

    it('leaves a file that is far too large', async () => {
      put(`s/${ex}`, 'x'.repeat(300_000));
      const { files, warnings } = await take(join(folder, 's'));
      assert.equal(files.size, 0);
      assert.match(warnings.join(), /more than 262144 bytes/);
    });
  });

  describe('as a zip file', () => {
    it('gives the exercises', async () => {
      const { files, warnings } = await zip(
        { path: `top/${ex}`, content: code },
        { path: 'top/README.md', content: 'x' },
      );
      assert.equal(Buffer.from(files.get('08-finished')?.content ?? []).toString(), code);
      assert.deepEqual(warnings, []);
    });

    for (const path of [`../../${ex}`, `/${ex}`, `..\\..\\08-finished.ts`, `C:/${ex}`])
      it(`leaves a path that leads out: ${path}`, async () => {
        const { files, warnings } = await zip(
          { path, content: code },
          { path: 'exercises/07-key-block.ts', content: code },
        );
        assert.deepEqual([...files.keys()], ['07-key-block']);
        assert.match(warnings.join(), /leads out of the archive/);
        assert.ok(!existsSync(join(folder, '..', '..', ex)));
      });

    it('leaves links and encrypted files', async () => {
      const { files, warnings } = await zip(
        { path: ex, content: '/etc/passwd', mode: 0o120777 },
        { path: 'exercises/07-key-block.ts', content: code, encrypted: true },
      );
      assert.equal(files.size, 0);
      assert.match(warnings.join(), /is a link.*is encrypted/);
    });

    it('is no bomb: neither one that says its size nor one that lies', async () => {
      const zeros = new Uint8Array(50_000_000);
      for (const claimedSize of [undefined, 100]) {
        const size = claimedSize === undefined ? {} : { claimedSize };
        const { files, warnings } = await zip({ path: ex, content: zeros, ...size });
        assert.equal(files.size, 0);
        assert.match(warnings.join(), /more than 262144 bytes|is damaged/);
      }
    });

    for (const [what, bytes] of [
      ['cut short', zipOf([{ path: ex, content: code }]).subarray(0, 60)],
      ['no zip', Buffer.from('this is no zip file')],
      ['empty', new Uint8Array()],
    ] as const)
      it(`is not read when it is ${what}, and says so`, async () => {
        const { files, warnings } = await take(put('a.zip', bytes), 'zip');
        assert.equal(files.size, 0);
        assert.match(warnings.join(), /cannot be read/);
      });
  });

  describe('as a tar.gz', () => {
    it('gives the exercises', async () => {
      const { files } = await take(
        put('a.tar.gz', await tarOf([{ name: `x/${ex}`, content: code }])),
        'tar.gz',
      );
      assert.equal(Buffer.from(files.get('08-finished')?.content ?? []).toString(), code);
    });

    it('leaves links, devices and paths that lead out', async () => {
      const entries = [
        { name: ex, type: 'symlink' as const, linkname: '/etc/passwd' },
        { name: 'exercises/07-key-block.ts', type: 'link' as const, linkname: '/etc/passwd' },
        { name: 'exercises/06-master-secret.ts', type: 'character-device' as const },
        { name: '../05-pre-master-secret.ts', content: code },
      ];
      const { files, warnings } = await take(put('a.tgz', await tarOf(entries)), 'tar.gz');
      assert.equal(files.size, 0);
      assert.equal(warnings.filter((one) => /is a link|leads out/.test(one)).length, 4);
    });

    it('is no bomb, and no gzip of anything else', async () => {
      const bomb = gzipSync(Buffer.alloc(1 << 26));
      for (const bytes of [bomb, gzipSync('no tar'), Buffer.from('no gzip'), new Uint8Array()]) {
        const { files, warnings } = await take(put('a.tgz', bytes), 'tar.gz');
        assert.equal(files.size, 0);
        assert.notDeepEqual(warnings, []);
      }
    });
  });

  describe('together', () => {
    it('is one submission an entry, with names that stay apart', () => {
      put(`class/ada/${ex}`);
      put('class/bob.zip');
      put('class/bob.tar.gz');
      put('class/notes.txt');
      const { submissions, single, ignored } = discover(join(folder, 'class'));
      assert.deepEqual(
        submissions.map(({ name }) => name),
        ['ada', 'bob.tar.gz', 'bob.zip'],
      );
      assert.equal(single, false);
      assert.deepEqual(ignored, ['notes.txt']);
    });

    it('is one submission a learner where all files lie side by side, the latest of each', async () => {
      const [ada, bo] = ['ada_11_900_', 'bo_LATE_12_903_'];
      for (const name of [
        `${ada}08-finished.ts`,
        'ada_11_902_08-finished-1.ts',
        'ada_11_901_07-key-block.ts',
      ])
        put(`flat/${name}`);
      put(`flat/${bo}08-finished.ts`);
      put('flat/Cy Dee_5_assignsubmission_file_08-finished.ts');
      put('flat/ada_11_904_notes.ts');
      const { submissions, single, ignored } = discover(join(folder, 'flat'));
      assert.deepEqual(
        submissions.map(({ name }) => name),
        ['Cy Dee_5_assignsubmission_file', 'ada_11_900', 'bo_LATE_12_903'],
      );
      assert.deepEqual([single, ignored], [false, ['ada_11_904_notes.ts']]);
      const [, first, second] = await Promise.all(submissions.map((one) => collect(process.cwd(), one)));
      assert.deepEqual(paths(first as Collected).sort(), [
        'ada_11_901_07-key-block.ts',
        'ada_11_902_08-finished-1.ts',
      ]);
      assert.match(first?.warnings.join() ?? '', /ada_11_902_08-finished-1\.ts was judged, not ada_11_900/);
      assert.deepEqual(second?.warnings, []);
    });

    it('is one submission when it holds the exercises itself', () => {
      put(`ada/${ex}`);
      assert.equal(discover(join(folder, 'ada')).single, true);
    });

    it('is refused with a sentence when there is nothing', () => {
      mkdirSync(join(folder, 'empty'));
      assert.throws(() => discover(join(folder, 'empty')), /holds no submissions/);
      assert.throws(() => discover(join(folder, 'absent')), /is not there/);
      assert.throws(() => discover(put('a.rar')), /neither a folder nor/);
    });
  });

  it('has equal code hashes when only names, comments and white space differ', async () => {
    const hash = async (content: string) => {
      put(`s/${ex}`, content);
      return (await take(join(folder, 's'))).files.get('08-finished')?.judged.codeHash;
    };
    const first = await hash('export const sum = (a: number, b: number) => a + b; // mine\n');
    assert.equal(await hash('/* yours */ export const total = (x: number, y: number) =>\n  x + y;'), first);
    assert.notEqual(await hash('export const sum = (a: number, b: number) => a - b;'), first);
    assert.notEqual(await hash('export const sum = (a: number, b: number) => b + a;'), first);
  });
});

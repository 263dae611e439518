// slow: starts processes
// The kernelspec of the course: what it says, where it goes, and that nobody else's is touched.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { jupyterDataDir } from '../kit/kernelspec/data-dir.js';
import { specFile } from '../kit/kernelspec/kernelspec.js';
import { register, unregister } from '../kit/kernelspec/register.js';
import { UsageError } from '../kit/usage.js';
import { start } from './support/processes.js';

describe('kernelspec: where it goes', () => {
  const cases: readonly [NodeJS.Platform, NodeJS.ProcessEnv, string, string][] = [
    ['linux', {}, '/h', '/h/.local/share/jupyter'],
    ['linux', { XDG_DATA_HOME: '/x' }, '/h', '/x/jupyter'],
    ['linux', { XDG_DATA_HOME: '/x', JUPYTER_DATA_DIR: '/j' }, '/h', '/j'],
    ['darwin', { XDG_DATA_HOME: '/x' }, '/h', '/h/Library/Jupyter'],
    ['win32', { APPDATA: 'D:\\a' }, 'D:\\h', 'D:\\a\\jupyter'],
    ['win32', {}, 'D:\\h', 'D:\\h\\AppData\\Roaming\\jupyter'],
  ];
  for (const [platform, env, home, folder] of cases)
    it(`${platform} ${JSON.stringify(env)}: ${folder}`, () =>
      assert.equal(jupyterDataDir(env, platform, home), folder));
});

describe('kernelspec: npm run kernel', function () {
  this.timeout(20_000);
  let folder: string;
  let file: string;
  const course = (name: string) => {
    const launcher = join(folder, name, 'kit/kernel/launch.cjs');
    mkdirSync(dirname(launcher), { recursive: true });
    writeFileSync(launcher, '');
    return join(folder, name);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kernelspec '));
    file = specFile(join(folder, 'data'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function command(...args: string[]): Promise<[number | null, string]> {
    const program = [process.execPath, '--import', 'tsx', 'kit/kernelspec/main.ts', ...args];
    const running = start(program, { ...process.env, JUPYTER_DATA_DIR: join(folder, 'data') });
    return [await running.exited, running.output()];
  }

  it('registers, says where, and takes it away again', async () => {
    const [code, text] = await command();
    assert.equal(code, 0);
    assert.ok(text.startsWith(`${file} starts the kernel "TypeScript (Rebuild TLS)"`), text);
    const { argv, language } = JSON.parse(readFileSync(file, 'utf8'));
    assert.deepEqual(argv, [
      process.execPath,
      join(process.cwd(), 'kit/kernel/launch.cjs'),
      '{connection_file}',
    ]);
    assert.equal(language, 'typescript');
    assert.deepEqual(await command('--remove'), [0, `Removed ${file}.\n`]);
    assert.ok(!existsSync(dirname(file)));
    assert.match((await command('--remove'))[1], /^There is no .*nothing was removed/);
  });

  it('an option that is none ends with code 2', async () => {
    const [code, text] = await command('--forget');
    assert.equal(code, 2);
    assert.match(text, /^kernel: Unknown option '--forget'/);
  });

  it('registers again where it is registered, and in the place of a copy that is gone', () => {
    const [here, gone] = [course('here'), course('gone')];
    register(join(folder, 'data'), gone);
    rmSync(gone, { recursive: true });
    for (const _ of [1, 2]) assert.equal(register(join(folder, 'data'), here), file);
    assert.ok(readFileSync(file, 'utf8').includes(JSON.stringify(join(here, 'kit/kernel/launch.cjs'))));
  });

  it('another copy of the course keeps its own', () => {
    const [here, other] = [course('here'), course('other')];
    register(join(folder, 'data'), other);
    const before = readFileSync(file, 'utf8');
    for (const attempt of [register, unregister])
      assert.throws(
        () => attempt(join(folder, 'data'), here),
        (error: Error) => error instanceof UsageError && error.message.endsWith(`in ${other}, frees it`),
      );
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  for (const [what, text] of [
    ['of another program', '{"argv": ["python", "-m", "x"]}'],
    ['that has no argv', '{}'],
    ['that is no JSON', 'x'],
  ] as const)
    it(`a kernel.json ${what} stays as it is`, () => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      for (const attempt of [register, unregister])
        assert.throws(
          () => attempt(join(folder, 'data'), course('here')),
          /is not of this course; nothing was changed/,
        );
      assert.equal(readFileSync(file, 'utf8'), text);
    });

  it('what somebody put beside it stays', () => {
    const here = course('here');
    register(join(folder, 'data'), here);
    const logo = join(dirname(file), 'logo-64x64.png');
    writeFileSync(logo, '');
    unregister(join(folder, 'data'), here);
    assert.ok(existsSync(logo) && !existsSync(file));
  });
});

// slow: starts processes
// npm run jupyter before there is a Jupyter: its command line, and how it says that something is missing.
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from '../kit/jupyter/arguments.js';
import { type CourseCopy, copyCourse } from '../kit/loop/copy.js';
import { start } from './support/processes.js';

const NOTEBOOKS = ['00-first.ipynb', '01-records.ipynb', '06-master-secret.ipynb'];

describe('jupyter: the command line', () => {
  const cases: readonly [string, string, readonly string[]][] = [
    ['', '00-first.ipynb', []],
    ['6', '06-master-secret.ipynb', []],
    ['06 --no-browser', '06-master-secret.ipynb', ['--no-browser']],
    ['--no-browser 06-master-secret', '06-master-secret.ipynb', ['--no-browser']],
    ['notebooks/01-records.ipynb', '01-records.ipynb', []],
    ['--port 9000 1', '01-records.ipynb', ['--port=9000']],
    ['--port=9000', '00-first.ipynb', ['--port=9000']],
    ['--ip 0.0.0.0 --allow-root 1', '01-records.ipynb', ['--ip', '0.0.0.0', '--allow-root']],
    ['--ServerApp.token=x -y 1', '01-records.ipynb', ['--ServerApp.token=x', '-y']],
  ];
  for (const [line, notebook, options] of cases)
    it(line || 'nothing', () => {
      const read = readArguments(line.split(' ').filter(Boolean), NOTEBOOKS);
      assert.deepEqual([read.notebook, read.options, read.help], [notebook, options, false]);
    });

  for (const [line, says] of [
    ['7', /^there is no notebook 7; there are 00-first, 01-records, 06-master-secret$/],
    ['06-', /^there is no notebook 06-;/],
    ['0 1', /^name one notebook to open, not 2$/],
    ['--port 0', /^--port takes a number/],
    ['--port 65536', /^--port takes a number/],
    ['--port x', /^--port takes a number/],
    ['--port', /^--port takes a number/],
  ] as const)
    it(`${line} is refused`, () =>
      assert.throws(() => readArguments(line.split(' '), NOTEBOOKS), { message: says }));
});

describe('jupyter: programs', function () {
  this.timeout(20_000);
  let folder: string;
  let copy: CourseCopy;
  beforeEach(() => {
    copy = copyCourse(process.cwd(), ['notebooks']);
    folder = join(copy.root, 'bin');
    mkdirSync(folder);
    symlinkSync(process.execPath, join(folder, 'node'));
  });
  afterEach(() => copy.remove());

  /** The command with nothing on the PATH but node and the programs given, which are shell scripts. */
  async function jupyter(programs: { readonly [name: string]: string }, ...args: string[]) {
    for (const [name, script] of Object.entries(programs))
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const command = [process.execPath, '--import', 'tsx', 'kit/jupyter/main.ts', ...args];
    const running = start(command, { ...process.env, PATH: folder }, copy.root);
    return { code: await running.exited, text: running.output() };
  }

  it('without Jupyter, one sentence says how to get it', async () => {
    const { code, text } = await jupyter({});
    assert.equal(code, 2);
    for (const way of ['apt-get install', 'pip install', 'conda install', 'uv tool install'])
      assert.ok(text.includes(way), text);
    assert.equal(text.trim().split('\n').length, 1, text);
  });

  it('one that is there and broken is named', async () => {
    const { code, text } = await jupyter({ 'jupyter-lab': 'echo "no module" >&2; exit 1' });
    assert.equal(code, 2);
    assert.match(text, /^jupyter: jupyter-lab is there but does not start \(no module\): .*pip install/);
  });

  const version = (number: string) => `[ "$1" = --version ] && echo ${number} && exit`;
  const tell = `echo "$0 $* in $JUPYTER_CONFIG_DIR"`;

  it('JupyterLab is preferred; it gets the notebook, the root and the other options', async () => {
    const lab = `${version('4.5.0')}; ${tell}; exit 3`;
    const { code, text } = await jupyter(
      { 'jupyter-lab': lab, 'jupyter-notebook': 'exit 1' },
      '0',
      '--debug',
    );
    assert.equal(code, 3); // Jupyter's own
    assert.match(
      text,
      /^JupyterLab 4\.5\.0 opens notebooks\/00-.*\.ipynb with the kernel "TypeScript \(Rebuild TLS\)"/,
    );
    assert.match(text, /jupyter-lab notebooks\/00-\S+\.ipynb --notebook-dir=\S+ --debug in /);
    assert.ok(
      text.includes(`--notebook-dir=${copy.root} `) && text.includes(`in ${join(copy.root, '.jupyter')}`),
      text,
    );
  });

  it('a JupyterLab that does not start makes way for Notebook; --no-browser gives it no file to open', async () => {
    const notebook = `${version('7.0.0')}; ${tell}`;
    const { code, text } = await jupyter(
      { 'jupyter-lab': 'exit 1', 'jupyter-notebook': notebook },
      '--no-browser',
    );
    assert.equal(code, 0);
    assert.match(
      text,
      /^Jupyter Notebook 7\.0\.0 opens .*\n\S+jupyter-notebook --notebook-dir=\S+ --no-browser in /,
    );
  });
});

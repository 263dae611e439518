// slow: starts processes
// Binder, the devcontainer and the JupyterHub image cannot be built in a test. Their steps can be run: they are taken out
// of the files that a builder reads, and run in a clean copy of the course. What would come from the network is a
// stand-in that notes what was asked of it: npm ci, apt-get, mamba.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readTree } from '../kit/layout/tree.js';
import { needs } from './support/peers.js';
import { start } from './support/processes.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DOCKERFILE = 'kit/jupyterhub/Dockerfile';
const FIRST_START = 'kit/jupyterhub/first-start';
const text = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const devcontainer = JSON.parse(text('.devcontainer/devcontainer.json'));
const dockerRuns = [...text(DOCKERFILE).matchAll(/^RUN (.*)$/gm)].map((match) => match[1] as string);

describe('environments: files', () => {
  it('all bring the same Node, one that the course runs on', () => {
    const found = {
      Binder: /^ {2}- nodejs=(\d+)$/m.exec(text('.binder/environment.yml')),
      devcontainer: /:(\d+)-bookworm$/.exec(devcontainer.image),
      JupyterHub: /mamba install --yes nodejs=(\d+) /.exec(text(DOCKERFILE)),
    };
    const versions = Object.values(found).map((match) => Number(match?.[1]));
    const [, oldest] = /^>=(\d+)/.exec(JSON.parse(text('package.json')).engines.node) ?? [];
    assert.deepEqual(new Set(versions).size, 1, JSON.stringify(versions));
    assert.ok((versions[0] as number) >= Number(oldest), `${versions}`);
  });

  it('no step of the Dockerfile goes on over more than one line, so that all are run here', () => {
    assert.ok(!text(DOCKERFILE).includes('\\\n') && dockerRuns.length === 3, dockerRuns.join('\n'));
  });

  it('nothing that a learner or a build leaves goes into the image', () => {
    const left = text(`${DOCKERFILE}.dockerignore`).split('\n');
    const ignored = text('.gitignore')
      .split('\n')
      .map((line) => line.replace(/^\/|\/$/g, ''));
    for (const name of ['node_modules', 'out', '.jupyter', '.progress', 'exercises/.backup'])
      assert.ok(left.includes(name) && ignored.includes(name), name);
  });
});

describe('environments: shell scripts', () => {
  needs('shellcheck');
  for (const file of ['.binder/postBuild', FIRST_START])
    it(`${file} has nothing that shellcheck objects to`, () =>
      void execFileSync('shellcheck', ['--severity=style', file], { cwd: ROOT }));
});

describe('environments: steps', function () {
  this.timeout(60_000);
  let folder: string;
  let course: string;
  let env: NodeJS.ProcessEnv;
  const log = () => readFileSync(join(folder, 'log'), 'utf8');
  const spec = (dataDir = join(folder, 'data')) =>
    JSON.parse(readFileSync(join(dataDir, 'kernels/rebuild-tls/kernel.json'), 'utf8'));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'environment-'));
    course = join(folder, 'course');
    const tree = readTree(ROOT);
    for (const file of tree.files) {
      mkdirSync(dirname(join(course, file)), { recursive: true });
      writeFileSync(join(course, file), tree.bytes(file), { mode: 0o755 });
    }
    const bin = join(folder, 'bin');
    const script = (name: string, body: string) =>
      writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
    mkdirSync(bin);
    writeFileSync(join(folder, 'log'), '');
    const note = `echo "$(basename "$0") $*" >> '${folder}/log'`;
    for (const name of ['apt-get', 'mamba']) script(name, note);
    script('sudo', 'exec "$@"');
    script('npm', `[ "$1" = ci ] || exec '${npm}' "$@"\n${note}\nln -s '${ROOT}/node_modules' node_modules`);
    const path = [bin, process.env.PATH].join(delimiter);
    env = { ...process.env, PATH: path, HOME: join(folder, 'home'), JUPYTER_DATA_DIR: join(folder, 'data') };
    mkdirSync(join(folder, 'home'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function shell(command: string, more: NodeJS.ProcessEnv = {}): Promise<number | null> {
    const running = start(['sh', '-c', command], { ...env, ...more }, course);
    const code = await running.exited;
    appendFileSync(join(folder, 'log'), running.output());
    return code;
  }
  const succeed = async (command: string, more?: NodeJS.ProcessEnv) =>
    assert.equal(await shell(command, more), 0, log());

  it('Binder: postBuild installs the packages and registers the kernel', async () => {
    await succeed('.binder/postBuild');
    assert.match(log(), /^npm ci$/m);
    assert.equal(spec().argv[1], join(course, 'kit/kernel/launch.cjs'));
  });

  it('Binder: postBuild fails when a step of it does', async () => {
    writeFileSync(join(course, 'node_modules'), ''); // in the way of npm ci
    assert.notEqual(await shell('.binder/postBuild'), 0);
    assert.ok(!existsSync(join(folder, 'data')));
  });

  it('devcontainer: its commands install Jupyter and the packages, and register the kernel', async () => {
    await succeed(devcontainer.onCreateCommand);
    await succeed(devcontainer.postCreateCommand);
    assert.match(log(), /^apt-get install .*\bjupyter-notebook$/m);
    assert.equal(spec().argv[1], join(course, 'kit/kernel/launch.cjs'));
  });

  it('JupyterHub: the image’s first start gives a user a copy, and later ones leave it alone', async () => {
    const hooks = join(folder, 'before-notebook.d');
    mkdirSync(hooks);
    for (const step of dockerRuns) await succeed(step.replace('/usr/local/bin/before-notebook.d', hooks));
    assert.match(log(), /^mamba install --yes nodejs=/m);
    const mine = join(folder, 'home/rebuild-tls');
    mkdirSync(join(`${mine}.new`, 'half'), { recursive: true }); // a first start that was cut short
    const firstStart = () => succeed(join(hooks, '50-rebuild-tls'), { REBUILD_TLS: course });
    await firstStart();
    assert.ok(!existsSync(join(mine, 'half')) && existsSync(join(mine, '.gitignore')));
    assert.equal(spec().argv[1], join(mine, 'kit/kernel/launch.cjs'));
    const exercise = join(mine, 'exercises/08-finished.ts');
    writeFileSync(exercise, '// mine');
    await firstStart();
    assert.equal(readFileSync(exercise, 'utf8'), '// mine');
    await runsACell(mine);
  });

  async function runsACell(root: string): Promise<void> {
    const client = await import(pathToFileURL(join(root, 'kit/kernel/client.ts')).href);
    const kernel = await client.startKernel();
    try {
      const { outputs, error } = await kernel.execute(
        `import { suiteById } from './lib/suites.js';\nconsole.log(suiteById(4).name, process.cwd());`,
        30_000,
      );
      assert.equal(outputs[0]?.text, `TLS_RSA_WITH_RC4_128_MD5 ${root}\n`, error);
    } finally {
      await kernel.stop();
    }
  }
});

// What the sandbox sees of the course: Node, esbuild, @noble, the program that answers questions, and the helpers that
// an exercise may import. The reference of the stages is in none of it; DerReader's decodeTlv, which it stands on, is
// not exported.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import { helpersForAll, helpersGiven } from '../../loop/stage-imports.js';
import { inside } from './places.js';
import type { Mount } from './sandbox.js';

export interface Course {
  /** Node and the libraries that it is linked with: what every job needs. */
  readonly runtime: readonly Mount[];
  readonly judge: readonly Mount[];
  readonly types: readonly Mount[];
  /** The program of the thread that runs a handshake; it is not for the sandbox. */
  readonly engine: string;
  /** A folder for what is handed in, one folder a submission. */
  readonly submissions: string;
  close(): void;
}

const helpers = [...helpersForAll, ...Object.values(helpersGiven).flat()];

const PREFIX = 'rebuild-tls-grade-';

/** @param root of the course */
export async function prepareCourse(root: string): Promise<Course> {
  sweep();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o711); // the sandbox comes as another user; it cannot list what is here
  try {
    const [course, submissions] = [join(folder, 'course'), join(folder, 'submissions')];
    mkdirSync(submissions, { mode: 0o711 });
    await writeCourse(root, course);
    bundle({
      entryPoints: [join(root, 'kit/grade/capstone/engine.ts')],
      outfile: join(folder, 'engine.mjs'),
    });
    const lend = (from: string, to: string): Mount => ({ from: reachable(from, folder), to });
    const modules = (name: string) => lend(join(root, 'node_modules', name), `${inside.modules}/${name}`);
    return {
      runtime: [lend(process.execPath, inside.node), ...librariesOf(process.execPath)],
      judge: [{ from: course, to: inside.course }, modules('@noble'), lend(esbuild(root), inside.esbuild)],
      types: [
        ...[
          lend(join(root, 'lib'), inside.lib),
          modules('@noble'),
          modules('@types/node'),
          modules('undici-types'),
        ],
        lend(compilerFolder(root), inside.compiler),
        { from: join(course, 'package.json'), to: `${inside.course}/package.json` },
      ],
      ...{ engine: join(folder, 'engine.mjs'), submissions },
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function writeCourse(root: string, course: string): Promise<void> {
  for (const name of ['lib', 'exercises', 'node_modules/@noble'])
    mkdirSync(join(course, name), { recursive: true, mode: 0o755 });
  const program = join(root, 'kit/grade/child/main.ts');
  const spaces = helpers.map((name) => `export * as ${identifier(name)} from './lib/${name}.ts';`);
  bundle({
    stdin: { contents: [`import ${JSON.stringify(program)};`, ...spaces].join('\n'), resolveDir: root },
    outfile: join(course, 'program.js'),
    external: ['@noble/*'],
  });
  for (const name of helpers) {
    const exports = Object.keys(await import(pathToFileURL(join(root, 'lib', `${name}.ts`)).href));
    const lines = exports.map((one) => `export const ${one} = given.${one};`);
    const from = `import { ${identifier(name)} as given } from '../program.js';`;
    writeFileSync(join(course, 'lib', `${name}.js`), [from, ...lines, ''].join('\n'));
  }
  writeFileSync(join(course, 'package.json'), '{"type":"module"}\n');
}

/** Our own TypeScript as one file that needs no loader. */
const bundle = (options: BuildOptions) =>
  buildSync({
    ...{
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'silent',
      tsconfigRaw: {},
    },
    ...options,
  });

const identifier = (name: string) => name.replaceAll('-', '_');

function esbuild(root: string): string {
  const require = createRequire(createRequire(join(root, 'package.json')).resolve('esbuild'));
  return require.resolve(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`);
}

function compilerFolder(root: string): string {
  const typescript = createRequire(join(root, 'package.json')).resolve('typescript/package.json');
  const native = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  return join(dirname(createRequire(typescript).resolve(native)), 'lib');
}

/** The shared libraries of a program, as the loader will look for them; none of a static one. */
function librariesOf(program: string): Mount[] {
  try {
    const said = execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return [...said.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => ({
      from: path as string,
      to: path as string,
    }));
  } catch {
    return [];
  }
}

/** Takes away what graders left that were killed. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) && /^(\d+)-/.exec(name.slice(PREFIX.length))?.[1];
    if (!pid || existsSync(`/proc/${pid}`) || !existsSync('/proc/self')) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** A path that another user can read: this one, or a copy of it. */
function reachable(path: string, folder: string): string {
  if (process.getuid?.() !== 0 || isReachable(path)) return path;
  const copy = join(folder, 'copies', path.replaceAll(/[^\w.]+/g, '-'));
  cpSync(path, copy, { recursive: true, dereference: true });
  return copy;
}

function isReachable(path: string): boolean {
  if ((statSync(path).mode & 0o004) === 0) return false;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder))
    if ((statSync(folder).mode & 0o001) === 0) return false;
  return true;
}

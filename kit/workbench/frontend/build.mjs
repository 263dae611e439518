// Bundles the page into ../dist: `node build.mjs`, after `npm ci` in this folder. The same sources and the same lock
// file give the same bytes.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licences } from './licences.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, '../dist'));
const packages = join(here, 'node_modules');
const require = createRequire(import.meta.url);

/** Languages of the course's files; JupyterLab knows a hundred more. */
const LANGUAGES = /^@codemirror\/lang-(?:javascript|json|markdown|html|css)$/;

/** Modules that the page does without, and why. */
const LEFT_OUT = [
  /^ajv$/, // compiles schemas to code, which our content security policy forbids; our settings need no check
  /^(?:mermaid|@mermaid-js)(?:\/|$)/, // diagrams of 5 MB; the course draws its own
  /^@codemirror\/legacy-modes\//,
  /^@fortawesome\//, // icons for old extensions
  /^@rjsf\//, // forms of the settings editor and the property inspector, which are not here
];

const leaveOut = {
  name: 'leave out',
  setup({ onResolve }) {
    onResolve({ filter: /^[a-z@~]/ }, ({ path }) => {
      const language = path.startsWith('@codemirror/lang-') && !LANGUAGES.test(path);
      if (!language && !LEFT_OUT.some((name) => name.test(path))) return null;
      return { path: join(here, 'src/left-out', path === 'ajv' ? 'ajv.cjs' : 'nothing.cjs') };
    });
    onResolve({ filter: /\/applyTheme\.js$/ }, () => ({ path: join(here, 'src/left-out/theme-tokens.cjs') }));
  },
};

/** JupyterLab's packages are written for webpack. */
const asWebpack = {
  name: 'as webpack',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^path$/ }, () => ({ path: require.resolve('path-browserify') }));
    onResolve({ filter: /^~/ }, ({ path, resolveDir }) =>
      resolve(path.slice(1), { resolveDir, kind: 'import-statement' }),
    );
    onResolve({ filter: /\.svg$/ }, ({ path, resolveDir, kind }) =>
      kind === 'url-token' ? { path: join(resolveDir, path), namespace: 'picture' } : null,
    );
    onLoad({ filter: /.*/, namespace: 'picture' }, ({ path }) => ({
      contents: readFileSync(path),
      loader: 'dataurl',
    }));
  },
};

/** Settings, menus, toolbars and shortcuts of every extension that we load: JupyterLab's server would send them. */
const schemas = {
  name: 'schemas',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^workbench:schemas$/ }, ({ path }) => ({ path, namespace: 'schemas' }));
    onLoad({ filter: /.*/, namespace: 'schemas' }, () => ({
      contents: JSON.stringify(readSchemas()),
      loader: 'json',
    }));
  },
};

function readSchemas() {
  const extensions = Object.keys(JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).dependencies);
  return extensions.flatMap((name) => {
    const { version, jupyterlab } = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
    if (!jupyterlab?.schemaDir) return [];
    const folder = join(packages, name, jupyterlab.schemaDir);
    return readdirSync(folder)
      .sort()
      .map((file) => ({
        id: `${name}:${file.replace(/\.json$/, '')}`,
        version,
        schema: JSON.parse(readFileSync(join(folder, file), 'utf8')),
      }));
  });
}

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  legalComments: 'none', // licences.txt has them all
  outdir: out,
  logLevel: 'warning',
  metafile: true,
  loader: { '.svg': 'text', '.woff': 'file', '.woff2': 'file', '.ttf': 'file', '.eot': 'empty' },
  assetNames: 'fonts/[name]',
  plugins: [leaveOut, asWebpack, schemas],
};

rmSync(out, { recursive: true, force: true });
const entry = await build({
  ...shared,
  entryPoints: ['src/entry.ts'],
  external: ['./lab.js'],
  format: 'esm',
  target: 'es2022',
});
const page = await build({
  ...shared,
  entryPoints: ['src/lab.ts'],
  format: 'esm',
  target: 'es2022',
  inject: ['src/process.js'],
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis', __dirname: '"/"' },
});
const themes = await build({
  ...shared,
  entryPoints: Object.fromEntries(
    ['light', 'dark'].map((name) => [
      `themes/@jupyterlab/theme-${name}-extension/index`,
      `@jupyterlab/theme-${name}-extension/style/theme.css`,
    ]),
  ),
});
writeFileSync(join(out, 'index.html'), readFileSync(join(here, 'src/index.html')));
const inputs = [...new Set([entry, page, themes].flatMap(({ metafile }) => Object.keys(metafile.inputs)))];
writeFileSync(join(out, 'licences.txt'), licences(here, inputs));

/** What the page was made from and what came of it, so that a test without the packages sees when they part. */
const sources = ['package.json', 'package-lock.json', 'build.mjs', 'licences.mjs', 'src/index.html'];
sources.push(...inputs.filter((file) => /^(?:src|\.\.)\//.test(file)));
const made = readdirSync(out, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(out.length + 1)
      .replaceAll('\\', '/'),
  );
const hashes = (folder, files) =>
  Object.fromEntries(
    files.sort().map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    ]),
  );
const manifest = { sources: hashes(here, sources), made: hashes(out, made) };
writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);

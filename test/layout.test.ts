import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { libHasNoCycles, stagesImportLittle } from '../kit/layout/import-rules.js';
import * as notebooks from '../kit/layout/notebook-rules.js';
import * as rules from '../kit/layout/rules.js';
import * as lines from '../kit/layout/stage-rules.js';
import { readTree } from '../kit/layout/tree.js';

type Files = Record<string, string>;

/** An exercise of one function, with whatever is to be wrong with it. */
const stub = ({
  name = 'seal',
  comment = '/** Seals (RFC 5246 6.2). */',
  todo = '// TODO: seal it.',
  body = `throw new Unsolved('seal');`,
  imports = "import { Unsolved } from '../lib/errors.js';\nimport type { Key } from '../lib/records.js';",
} = {}) => `${imports}\n${comment}\nexport function ${name}(key: Key): void {\n  ${todo}\n  ${body}\n}\n`;
const bothStubs = (text: string): Files => ({
  'exercises/01-records.ts': text,
  'kit/stubs/01-records.ts.txt': text,
});
const solution = 'export function seal(key: unknown): void {}\nfunction helper(): void {}\n';
const hints = (...own: string[]) => `export const hints = { seal: ${JSON.stringify(own)} };`;

/** A notebook of one Markdown cell and one code cell. */
const notebook = (text = '[01](../exercises/01-records.ts)', code = teaches) =>
  JSON.stringify({
    cells: [
      { cell_type: 'markdown', source: [text] },
      { cell_type: 'code', source: code.split(/(?<=\n)/) },
    ],
  });
const teaches = `await checkStage('01');\nawait handshakeWithYours({ tls: '1.2' });`;

/** A small project that keeps every rule; each test breaks one. */
const good: Files = {
  'README.md': 'See https://example.com/home/page and ../shared.',
  'package.json': '{ "type": "module" }',
  'package-lock.json': '{ "packages": {} }',
  'lib/stages.ts': "import { seal } from './records.js';\nexport const stages = { '01-records': { seal } };",
  'lib/records.ts':
    "import type { Hash } from '@noble/hashes/utils.js';\nimport './errors.js';\nexport const seal = 1;",
  'lib/errors.ts': '',
  ...bothStubs(stub()),
  'solutions/01-records.ts': solution,
  'test/stages/01-records.ts': '',
  'kit/hints/01-records.ts': hints('a', 'b', 'c'),
  'kit/hints/hints.ts': '',
  'notebooks/00-story.ipynb': '{}',
  'notebooks/01-records.ipynb': notebook(),
  'notebooks/12-after.ipynb': '{}',
  'test/records.test.ts': "import {\n  a,\n} from '../lib/stages.js';\nit('works', () => {});",
  'kit/long.ts': 'x\n'.repeat(220),
  'kit/sessions/recorded.ts': 'x\n'.repeat(2000),
  'node_modules/x/index.js': '"/ho' + 'me/somebody"',
};

/** The same as a student gets it, and at work. */
const studentCopy: Files = {
  ...Object.fromEntries(Object.entries(good).filter(([path]) => !path.startsWith('solutions/'))),
  'package.json': '{ "type": "module", "studentCopy": true }',
  'exercises/01-records.ts': stub({ body: 'return;' }),
  'exercises/.backup/01-records-2026-01-01.ts': '',
};

const gone = undefined as unknown as string;
const importing = (from: string) => stub({ imports: `import { x } from '${from}';` });

const breaks: [rule: rules.Rule, what: string, change: Files, finding: RegExp][] = [
  [
    lines.stagesLineUp,
    'no exercise',
    { 'exercises/01-records.ts': gone },
    /^exercises\/01-records.ts is mi/m,
  ],
  [
    lines.stagesLineUp,
    'no stub',
    { 'kit/stubs/01-records.ts.txt': gone },
    /^kit\/stubs\/01-records.ts.txt is/m,
  ],
  [
    lines.stagesLineUp,
    'no solution',
    { 'solutions/01-records.ts': gone },
    /^solutions\/01-records.ts is mi/m,
  ],
  [
    lines.stagesLineUp,
    'no notebook',
    { 'notebooks/01-records.ipynb': gone },
    /^notebooks\/01-records.ipynb is mi/m,
  ],
  [
    libHasNoCycles,
    'two files of lib that need each other',
    {
      'lib/records.ts': "import { seal } from './errors.js';\nexport const open = seal;",
      'lib/errors.ts': "import { open } from './records.js';\nexport const seal = open;",
    },
    /^lib\/errors\.ts > lib\/records\.ts > lib\/errors\.ts is a cycle/m,
  ],
  [
    notebooks.notebooksTeachStages,
    'a notebook without the way to its exercise',
    { 'notebooks/01-records.ipynb': notebook('nothing') },
    /has nowhere \]\(\.\.\/exercises\/01-records\.ts\)/,
  ],
  [
    notebooks.notebooksTeachStages,
    'a notebook that judges another stage',
    { 'notebooks/01-records.ipynb': notebook(undefined, teaches.replace('01', '02')) },
    /has nowhere await checkStage\('01'\)/,
  ],
  [
    notebooks.notebooksTeachStages,
    'a notebook without a handshake',
    { 'notebooks/01-records.ipynb': notebook(undefined, `await checkStage('01');`) },
    /has nowhere await handshakeWithYours/,
  ],
  [
    notebooks.notebooksHoldNoAnswer,
    'a function of an exercise in a notebook',
    { 'notebooks/00-story.ipynb': notebook('', 'function seal() {}') },
    /00-story.ipynb writes seal/,
  ],
  [
    notebooks.notebooksHoldNoAnswer,
    'the same as a variable',
    { 'notebooks/12-after.ipynb': notebook('', 'const seal = () => {};') },
    /12-after.ipynb writes seal/,
  ],
  [
    notebooks.notebooksHoldNoAnswer,
    'a solution in a notebook',
    { 'notebooks/12-after.ipynb': notebook('', "import { seal } from './solutions/01-records.js';") },
    /12-after.ipynb imports .\/solutions/,
  ],
  [
    lines.stagesLineUp,
    'no checks',
    { 'test/stages/01-records.ts': gone },
    /^test\/stages\/01-records.ts is/m,
  ],
  [lines.stagesLineUp, 'no hints', { 'kit/hints/01-records.ts': gone }, /^kit\/hints\/01-records.ts is mi/m],
  [
    lines.stagesLineUp,
    'another name',
    { 'exercises/01-record.ts': '' },
    /01-record.ts has the name of no st/,
  ],
  [
    lines.stagesLineUp,
    'a notebook by another name',
    { 'notebooks/01-x.ipynb': '{}' },
    /01-x.ipynb has the name/,
  ],
  [lines.stageFoldersAreTidy, 'a stray exercise', { 'exercises/01-records.js': '' }, /records.js is neither/],
  [lines.stageFoldersAreTidy, 'a stray file', { 'solutions/notes.md': '' }, /notes.md is neither/],
  [
    lines.exercisesShipUnsolved,
    'a solved exercise',
    { 'exercises/01-records.ts': solution },
    /is not as it ships/,
  ],
  [
    lines.exercisesShipUnsolved,
    'a solved stub',
    bothStubs(stub({ body: 'return;' })),
    /seal does more or less/,
  ],
  [
    lines.exercisesShipUnsolved,
    'half a solution above the throw',
    bothStubs(stub({ body: "key.x();\n  throw new Unsolved('seal');" })),
    /seal does more or less/,
  ],
  [
    lines.exercisesShipUnsolved,
    "another function's Unsolved",
    bothStubs(stub({ body: "throw new Unsolved('open');" })),
    /does more or less than throw new Unsolved\('seal'\)/,
  ],
  [
    lines.exercisesShipUnsolved,
    'a throw that is only a comment',
    bothStubs(stub({ body: "// throw new Unsolved('seal');" })),
    /seal does more or less/,
  ],
  [lines.exercisesShipUnsolved, 'no TODO', bothStubs(stub({ todo: '' })), /seal has no TODO/],
  [lines.exercisesShipUnsolved, 'an empty TODO', bothStubs(stub({ todo: '// TODO:' })), /seal has no TODO/],
  [
    lines.exercisesShipUnsolved,
    'no doc comment',
    bothStubs(stub({ comment: '// (RFC 1)' })),
    /no doc comment/,
  ],
  [lines.exercisesShipUnsolved, 'no RFC', bothStubs(stub({ comment: '/** Seals. */' })), /names no RFC/],
  [
    lines.exercisesShipUnsolved,
    'a function by another name',
    bothStubs(stub({ name: 'close' })),
    /lacks seal\n.*has close, which is not/,
  ],
  [
    lines.solutionsExportTheStage,
    'a solution that lacks one',
    { 'solutions/01-records.ts': '' },
    /lacks seal/,
  ],
  [
    lines.solutionsExportTheStage,
    'a solution with more',
    { 'solutions/01-records.ts': `${solution}export function open(): void {}` },
    /has open, which is not of its stage/,
  ],
  [
    lines.hintsAreThere,
    'two hints',
    { 'kit/hints/01-records.ts': hints('a', 'b') },
    /seal has 2 hints, not 3/,
  ],
  [lines.hintsAreThere, 'an empty hint', { 'kit/hints/01-records.ts': hints('a', ' ', 'c') }, /has 2 hints/],
  [
    lines.hintsAreThere,
    'no hints for a function',
    { 'kit/hints/01-records.ts': 'export const hints = {};' },
    /lacks seal/,
  ],
  [
    stagesImportLittle,
    'the answer',
    bothStubs(importing('../lib/records.js')),
    /stubs.* imports ..\/lib\/records/,
  ],
  [
    stagesImportLittle,
    'the answer in a solution',
    { 'solutions/01-records.ts': "export { seal } from '../lib/records.js';" },
    /solutions\/01-records.ts imports/,
  ],
  [
    stagesImportLittle,
    'a file that nobody allowed',
    bothStubs(importing('../lib/groups.js')),
    /lib\/groups.js/,
  ],
  [stagesImportLittle, 'another exercise', bothStubs(importing('./02-hellos.js')), /imports .\/02-hellos.js/],
  [
    stagesImportLittle,
    'a type of the kit',
    bothStubs(stub({ imports: "import type { X } from '../kit/x.js';" })),
    /imports ..\/kit\/x.js/,
  ],
  [stagesImportLittle, 'Node', bothStubs(importing('node:crypto')), /imports node:crypto/],
  [
    stagesImportLittle,
    'a late import',
    { 'solutions/01-records.ts': `${solution}await import('../lib/records.js');` },
    /imports ..\/lib\/records.js/,
  ],
  [rules.libIsTested, 'a lib file nobody imports', { 'lib/new.ts': '' }, /lib\/new.ts has no test/],
  [rules.libImportsLittle, 'Node', { 'lib/records.ts': "import fs from 'node:fs';" }, /imports node:fs/],
  [
    rules.libImportsLittle,
    'kit',
    { 'lib/records.ts': "import type { X } from '../kit/x.js';" },
    /imports ..\/kit\/x.js/,
  ],
  [
    rules.libImportsLittle,
    'a package',
    { 'lib/records.ts': "export * from 'node-forge';" },
    /imports node-forge/,
  ],
  [rules.libImportsLittle, 'a late import', { 'lib/records.ts': "await import('zeromq')" }, /imports zeromq/],
  [rules.filesAreShort, 'a long file', { 'kit/long.ts': 'x\n'.repeat(221) }, /kit\/long.ts has 221 lines/],
  [rules.testsRun, 'a lone test', { 'test/x.test.ts': 'it.o' + "nly('x')" }, /x.test.ts:1 has it/],
  [
    rules.testsRun,
    'a test switched off',
    { 'test/x.test.ts': '\ndescribe.s' + "kip('x')" },
    /x.test.ts:2 has describe/,
  ],
  [rules.testsRun, 'the short form', { 'test/x.test.ts': '  x' + "it('x')" }, /x.test.ts:1/],
  [rules.topLevelIsTidy, 'a stray file', { 'notes.txt': '' }, /^notes.txt does not belong/],
  [rules.topLevelIsTidy, 'a stray folder', { 'dist/lib.js': '' }, /^dist does not belong/],
  [rules.noMachinePaths, "somebody's home", { 'kit/x.ts': `read('/ho${'me'}/ann/key.pem')` }, /kit\/x.ts:1/],
  [rules.noMachinePaths, 'a Windows home', { 'lib/x.ts': `'C:\\Us${'ers'}\\ann'` }, /lib\/x.ts:1/],
  [
    rules.noRegistryHosts,
    'a lock file',
    { 'package-lock.json': '"resolved": "https://r.org/x.tgz"' },
    /package-lock/,
  ],
  [rules.noRegistryHosts, 'a registry setting', { '.npmrc': 'registry=https://r.org/' }, /.npmrc:1/],
];

describe('layout', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rebuild-tls-layout-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const findingsOf = async (rule: rules.Rule, files: Files) => {
    for (const [path, text] of Object.entries(files)) {
      if (text === gone) continue;
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return rule(readTree(root));
  };

  it('a good tree keeps every rule', async () => {
    for (const rule of rules.rules) assert.deepEqual(await findingsOf(rule, good), []);
  });

  it("a student's copy, half solved and without solutions, keeps every rule", async () => {
    for (const rule of rules.rules) assert.deepEqual(await findingsOf(rule, studentCopy), []);
  });

  it('a student may solve an exercise, but the stub stays as it was', async () => {
    const change = { 'kit/stubs/01-records.ts.txt': stub({ body: 'return;' }) };
    const findings = await findingsOf(lines.exercisesShipUnsolved, { ...studentCopy, ...change });
    assert.match(findings.join('\n'), /seal does more or less/);
  });

  it('every rule is broken below', () => {
    assert.deepEqual(new Set(breaks.map(([rule]) => rule)), new Set(rules.rules));
  });

  for (const [rule, what, change, finding] of breaks)
    it(`finds ${what}`, async () => {
      const findings = await findingsOf(rule, { ...good, ...change });
      assert.match(findings.join('\n'), finding);
    });
});

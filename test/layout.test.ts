import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as rules from '../kit/layout/rules.js';
import { readTree } from '../kit/layout/tree.js';

type Files = Record<string, string>;

/** A small project that keeps every rule; each test breaks one. */
const good: Files = {
  'README.md': 'See https://example.com/home/page and ../shared.',
  'package-lock.json': '{ "packages": {} }',
  'lib/stages.ts': "export const stageNames = ['01-records', '02-hellos'];",
  'lib/records.ts': "import { concatBytes } from '@noble/hashes/utils.js';\nimport './stages.js';",
  'exercises/01-records.ts': '',
  'solutions/01-records.ts': '',
  'test/stages/01-records.ts': '',
  'notebooks/00-story.ipynb': '{}',
  'notebooks/01-records.ipynb': '{}',
  'test/records.test.ts': "import {\n  a,\n} from '../lib/records.js';\nit('works', () => {});",
  'kit/long.ts': 'x\n'.repeat(220),
  'kit/sessions/recorded.ts': 'x\n'.repeat(2000),
  'node_modules/x/index.js': '"/ho' + 'me/somebody"',
};

const breaks: [rule: rules.Rule, what: string, change: Files, finding: RegExp][] = [
  [
    rules.stagesLineUp,
    'an exercise alone',
    { 'exercises/02-hellos.ts': '' },
    /solutions\/02-hellos.ts is missing/,
  ],
  [
    rules.stagesLineUp,
    'a solution alone',
    { 'solutions/02-hellos.ts': '' },
    /exercises\/02-hellos.ts is missing/,
  ],
  [
    rules.stagesLineUp,
    'checks alone',
    { 'test/stages/02-hellos.ts': '' },
    /exercises\/02-hellos.ts is missing/,
  ],
  [
    rules.stagesLineUp,
    'a notebook alone',
    { 'notebooks/02-hellos.ipynb': '' },
    /stages\/02-hellos.ts is missing/,
  ],
  [rules.stagesLineUp, 'a name of its own', { 'exercises/1-record.ts': '' }, /1-record is not a stage/],
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
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return rule(readTree(root));
  };

  it('a good tree keeps every rule', async () => {
    for (const rule of rules.rules) assert.deepEqual(await findingsOf(rule, good), []);
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

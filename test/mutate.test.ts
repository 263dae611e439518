// slow: starts processes
// Mutation testing of the checks: what is mutated, how mutants are judged, and a sample of every stage.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { solutionOf } from '../kit/loop/paths.js';
import { equivalents } from '../kit/mutate/equivalents.js';
import { Judge } from '../kit/mutate/judge.js';
import { evaluate, limitedSubject } from '../kit/mutate/module.js';
import { mutantsOf } from '../kit/mutate/mutants.js';
import { type Score, scoreStage, shareOf } from '../kit/mutate/score.js';
import { tableText } from '../kit/mutate/text.js';
import { type StageName, stageNames } from '../lib/stages.js';
import { runSeed } from './support/random.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const solution = (stage: StageName) =>
  readFileSync(new URL(`../${solutionOf(stage)}`, import.meta.url), 'utf8');

describe('mutate: mutants', () => {
  const kinds: [what: string, source: string, mutants: string[]][] = [
    ['arithmetic', 'x = a + b;', ['x = a - b;', ';']],
    ['bits', 'x = a ^ b;', ['x = a | b;', ';']],
    ['a boundary', 'x = a < b;', ['x = a <= b;', 'x = a >= b;', ';']],
    ['equality', 'x = a === b;', ['x = a !== b;', ';']],
    ['a negation', 'x = !a;', ['x = a;', ';']],
    ['a condition', 'if (a) b;', ['if (!(a)) b;', 'if (a) ;', ';']],
    ['a choice', 'x = a ? b : c;', ['x = !(a) ? b : c;', 'x = (b);', 'x = (c);', ';']],
    ['both or one', 'x = a && b;', ['x = a || b;', ';']],
    ['a fallback', 'x = a ?? b;', ['x = a;', 'x = b;', ';']],
    ['a number', 'x = 7;', ['x = 8;', 'x = 6;', 'x = 0;', ';']],
    ['hex and bigint', 'x = 0x10n;', ['x = 17n;', 'x = 15n;', 'x = 0n;', ';']],
    ['a string', "x = 'y';", ["x = '';", ';']],
    ['true', 'x = true;', ['x = false;', ';']],
    ['a step', 'x++;', ['x--;', ';']],
    ['compound assignment', 'x += y;', ['x -= y;', 'x = y;', ';']],
    ['a throw', 'throw x;', [';']],
    ['arguments', 'f(a, b);', ['f(b, a);', ';']],
    [
      'slice bounds',
      'x = a.slice(b, c);',
      [
        'a.slice((b) + 1, c)',
        'a.slice((b) - 1, c)',
        'a.slice(b, (c) + 1)',
        'a.slice(b, (c) - 1)',
        'a.slice(b)',
      ]
        .concat('a.slice(c, b)')
        .map((call) => `x = ${call};`)
        .concat(';'),
    ],
    ['a method without arguments', 'x = a.reverse();', ['x = a;', ';']],
    ['elements', 'x = [a, b];', ['x = [ b];', 'x = [a, ];', ';']],
    ['properties', 'x = { a, b: c };', ['x = {  b: c };', 'x = { a,  };', ';']],
    ['a body', 'function f() { x(); }', ['function f() { return undefined; }', 'function f() { ; }']],
    ['a value', 'function f() { return a; }', ['function f() { return undefined; }']],
    ['an arrow', 'const f = () => a;', ['const f = () => { return undefined; };']],
    ['types', "const x: 1 | 'y' = a as 2; type T = 3; interface I { a: 4 }", []],
    ['imports', "import { a } from 'b';", []],
    [
      'words of an error, not its alert',
      "throw new TlsError('a', 'b' + 1);",
      ["throw new TlsError('', 'b' + 1);"],
    ],
    [
      'names of fields',
      "const x = r.vector(1, 'name');",
      ['2', '0'].map((n) => `const x = r.vector(${n}, 'name');`),
    ],
  ];
  for (const [what, source, wanted] of kinds)
    it(`${what}: ${source}`, () => {
      const squeeze = (text: string) => text.replaceAll(/\s+/g, ' ');
      const found = new Set(mutantsOf(source).map(({ source: text }) => squeeze(text)));
      for (const mutant of wanted)
        assert.ok(found.has(squeeze(mutant)), `${mutant} is not in ${[...found].join(' ')}`);
      if (wanted.length === 0) assert.deepEqual([...found], []);
    });

  it('a mutant says where it is, and differs from all others and from the source', () => {
    const source = solution('07-key-block');
    const mutants = mutantsOf(source);
    assert.ok(mutants.length > 100);
    assert.equal(new Set([source, ...mutants.map((mutant) => mutant.source)]).size, mutants.length + 1);
    for (const { line, from } of mutants)
      assert.ok(source.split('\n')[line - 1]?.includes(from.split(/[\s(]/)[0] as string), `${line}: ${from}`);
  });

  it('every equivalent that is listed is a mutant still, and says why', () => {
    for (const [stage, list] of Object.entries(equivalents)) {
      const mutants = mutantsOf(solution(stage as StageName));
      for (const { from, to, because } of list)
        for (const one of to) {
          assert.ok(
            mutants.some((mutant) => mutant.from === from && mutant.to === one),
            `${stage}: ${one}`,
          );
          assert.ok(because.length > 10);
        }
    }
  });
});

describe('mutate: judging', function () {
  this.timeout(30_000);
  const stage = '07-key-block';
  let judge: Judge;
  before(() => {
    judge = new Judge(root, stage, 'a seed');
  });
  after(() => judge.close());
  const withBody = (body: string) =>
    solution(stage).replace(/(export function keyExpansion[^{]*\{)/, `$1 ${body}`);

  it('lets the solution pass, and catches what returns nothing', async () => {
    assert.equal(await judge.caughtBy(solution(stage)), undefined);
    assert.match((await judge.caughtBy(withBody('return undefined;'))) as string, /^keyExpansion: /);
  });

  it('catches an endless loop, too much memory and the end of the process, and goes on', async () => {
    assert.match((await judge.caughtBy(withBody('for (;;);'))) as string, /^keyExpansion: /);
    const hoard = 'const all = []; for (;;) all.push(new Array(1e6).fill(1));';
    assert.ok(await judge.caughtBy(withBody(hoard)));
    assert.equal(
      await judge.caughtBy(withBody("process.kill(process.pid, 'SIGKILL');")),
      'the end of its process',
    );
    assert.equal(await judge.caughtBy(solution(stage)), undefined);
  });

  it('catches what cannot be loaded', async () => {
    assert.equal(await judge.caughtBy(`${solution(stage)}\nthrow new Error();`), 'loading it');
    assert.equal(await judge.caughtBy(`${solution(stage)}\nfor (;;);`), 'loading it');
  });

  it('a loop is an outcome like any other', async () => {
    const subject = limitedSubject(evaluate('export function hmac() { for (;;); }', new Map(), 100), 50);
    assert.deepEqual(await subject.call('hmac', []), { kind: 'stopped', why: 'timeout', detail: '50 ms' });
  });
});

describe(`mutate: a sample of every stage (seed ${runSeed})`, () => {
  /** In full every stage has 95 % or more; 20 mutants with such a share have 16 caught in all but one of 10,000 runs. */
  const floor = 0.8;
  const sample = 20;
  for (const stage of stageNames)
    it(`${stage}: the checks catch ${floor * 100} % of ${sample} mutants and more`, async function () {
      this.timeout(60_000);
      const score = await scoreStage({ root, stage, seed: String(runSeed), sample });
      const missed = score.survivors.map(({ line, to }) => `${line}: ${to}`).join('\n');
      assert.ok(score.mutants >= sample / 2, `${score.mutants} mutants`);
      assert.ok(shareOf(score) >= floor, `${shareOf(score)}: ${missed}`);
      assert.deepEqual(score.notEquivalent, []);
    });
});

describe('mutate: the command', function () {
  this.timeout(30_000);
  const program = ['--import', 'tsx', 'kit/mutate/main.ts'];

  it('repeats a sample from its seed, and ends with a table', () => {
    const args = [...program, '7', '--sample', '5', '--seed', 's'];
    const [first, again] = [1, 2].map(() =>
      execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }),
    );
    assert.equal(again, first);
    assert.match(first as string, /^seed s\n07-key-block +5 mutants, 100\.0 % caught\n/);
    assert.match(first as string, /\| 07-key-block \| 5 \| 5 \| 100\.0 % \| 0 \|/);
  });

  it('says what it cannot do', () => {
    for (const [args, sentence] of [
      [['12'], /there is no stage 12/],
      [['7', '--sample', 'many'], /--sample takes a number of mutants, not many/],
    ] as const) {
      const { status, stderr } = spawnSync(process.execPath, [...program, ...args], {
        cwd: root,
        encoding: 'utf8',
      });
      assert.equal(status, 2);
      assert.match(stderr, sentence);
    }
  });

  it('a table never rounds up to 100 %', () => {
    const score: Score = {
      stage: '03-rsa',
      mutants: 3000,
      equivalent: 0,
      survivors: mutantsOf('x = a + b;').slice(0, 1),
      notEquivalent: [],
    };
    assert.match(tableText([score]), /\| 03-rsa \| 3000 \| 2999 \| 99\.9 % \|/);
  });
});

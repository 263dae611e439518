// slow: attacks
// Every lab keeps its contract: the attack works on the flaw and fails on each fix, and what must not change does not.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { introductionHtml, reportHtml } from '../kit/labs/html.js';
import { FLAW, type Lab } from '../kit/labs/lab.js';
import { labs } from '../kit/labs/labs.js';
import { conclusion, introduction, runLines } from '../kit/labs/report.js';
import { judge, type LabReport, runLab, runVariant } from '../kit/labs/run.js';

const SEED = 'labs test';

/** Those that cost so little that they can run twice. */
const quick = ['stolen-key', 'truncation', 'record-order', 'version-rollback', 'beast', 'crime'];

describe('labs: attack and fix', function () {
  this.timeout(180_000);
  const reports = new Map<string, LabReport>();

  for (const lab of labs) {
    const { name } = lab;

    it(`${name}: the contract is kept, with the flaw and with every fix`, async () => {
      const report = await runLab(lab, SEED);
      reports.set(name, report);
      assert.deepEqual(
        report.runs.map(({ variant }) => variant),
        [FLAW, ...lab.fixes],
      );
      for (const { variant, verdicts } of report.runs)
        for (const { says, was, promised } of verdicts) assert.equal(was, promised, `${variant}: ${says}`);
      assert.ok(report.kept);
    });

    it(`${name}: the contract would notice an attack that fails, and a fix that does not help`, () => {
      const [flawed, ...fixed] = (reports.get(name) as LabReport).runs;
      const broken = (variant: string, checks: Readonly<Record<string, boolean>>) =>
        judge(lab, variant, { checks }).filter(({ was, promised }) => was !== promised);
      assert.ok(flawed);
      for (const run of fixed) {
        assert.ok(broken(FLAW, run.checks).length > 0, 'the fixed peer passes for the flawed one');
        assert.ok(broken(run.variant, flawed.checks).length > 0, 'the flawed peer passes for the fixed one');
        for (const check of Object.keys(run.checks)) {
          const other = { ...run.checks, [check]: !run.checks[check] };
          assert.deepEqual(
            broken(run.variant, other).map((verdict) => verdict.check),
            [check],
          );
        }
      }
    });

    it(`${name}: something changes with the fix, and something does not`, () => {
      assert.ok(lab.contract.some(({ withFlaw, withFix }) => withFlaw && !withFix));
      assert.ok(
        lab.contract.some(({ withFlaw, withFix }) => (withFlaw && withFix) || (!withFlaw && !withFix)),
      );
      assert.ok(lab.laws.every(({ rfc }) => /^RFC \d{4,5}/.test(rfc)));
    });
  }

  for (const name of quick)
    it(`${name}: the same seed brings back the same, another seed does not`, async () => {
      const lab = labs.find((one) => one.name === name) as Lab;
      const again = await runLab(lab, SEED);
      const withoutTime = ({ runs }: LabReport) => runs.map(({ seconds: _, ...run }) => run);
      const first = reports.get(name) as LabReport;
      assert.deepEqual(withoutTime(again), withoutTime(first));
      const other = await runLab(lab, 'another');
      assert.ok(other.kept);
      if (first.runs.some(({ found }) => found.some(({ value }) => value instanceof Uint8Array)))
        assert.notDeepEqual(withoutTime(other), withoutTime(first));
    });
});

describe('labs: the contract', () => {
  const lab: Lab = {
    ...(labs[0] as Lab),
    name: 'toy',
    fixes: ['mended'],
    contract: [
      { check: 'attack', says: '<attack>', withFlaw: true, withFix: false },
      { check: 'honest', says: 'honest', withFlaw: true, withFix: true },
    ],
    *attempt() {
      yield 'at work';
      return { checks: { attack: true, honest: true }, outcome: '<outcome>', found: [], data: {} };
    },
  };

  it('is broken by a fix that does not help, and everybody says so', async () => {
    const report = await runLab(lab, SEED);
    assert.equal(report.kept, false);
    assert.match(runLines(report.runs[1] as never).join('\n'), /BROKEN +yes +<attack>: the contract says no/);
    assert.match(conclusion(lab, report).join('\n'), /The contract is broken/);
    const html = reportHtml(lab, report);
    assert.match(html, /the contract says no/);
    assert.match(html, /The contract is broken/);
    assert.ok(!/<attack>|<outcome>/.test(html + introductionHtml(lab)), 'not escaped');
  });

  it('an attempt that is silent about a clause, or adds one of its own, is an error', () => {
    assert.throws(() => judge(lab, FLAW, { checks: { attack: true } }), /toy: .* differ in honest/);
    const more = { attack: true, honest: true, stray: true };
    assert.throws(() => judge(lab, FLAW, { checks: more }), /toy: .* differ in stray/);
  });

  it('is told before the attack, with the warning', () => {
    const text = introduction(lab).join('\n');
    assert.match(text, /Attack code, for teaching/);
    assert.match(text, /flaw +fix/);
    assert.match(text, /<attack> +yes +no/);
  });

  it('a fix that a lab does not have is an error', async () => {
    await assert.rejects(runVariant(lab, 'mendet', SEED), /toy has no variant mendet/);
  });

  it('a run gives way to the rest of the process, and says how far it is', async () => {
    const busy: Lab = {
      ...lab,
      *attempt() {
        for (const end = performance.now() + 200; performance.now() < end; ) yield 'at work';
        return { checks: { attack: true, honest: true }, outcome: '', found: [], data: {} };
      },
    };
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const said: string[] = [];
    await runVariant(busy, FLAW, SEED, (text) => said.push(text));
    clearInterval(timer);
    assert.ok(turns > 0, 'no timer had its turn');
    assert.ok(said.length > 0 && said.every((text) => text === 'at work'));
  });
});

describe('labs: the files', () => {
  it('say on their first line that they hold attack code', () => {
    const files = readdirSync('kit/labs', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const attacks = files.filter(
      (file) => /\/(?:lab|search|forge|mail|recover)\.ts$/.test(file) || isLab(file),
    );
    assert.ok(attacks.length >= labs.length, attacks.join());
    for (const file of attacks)
      assert.match(readFileSync(join('kit/labs', file), 'utf8'), /^\/\/ Attack code, for teaching\./, file);
  });

  it('have a row each in the table: year, fixes and RFCs', () => {
    const rows = readFileSync('kit/labs/README.md', 'utf8').split('\n');
    for (const { name, year, fixes, laws } of labs) {
      const row = rows.find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
      const numbers = laws.map(({ rfc }) => rfc.split(' ')[1] as string);
      for (const part of [`| ${year}, `, ...fixes, ...numbers])
        assert.ok(row.includes(part), `${name}: ${part}`);
    }
  });

  it('open no sockets and start no processes', () => {
    for (const file of readdirSync('kit/labs', { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const source = readFileSync(join('kit/labs', file), 'utf8');
      assert.doesNotMatch(
        source,
        /from '(?:node:(?:net|tls|http|https|dgram|child_process)|ws)'|\bfetch\(/,
        file,
      );
    }
  });
});

const isLab = (file: string) => labs.some(({ name }) => file === `${name}.ts`);

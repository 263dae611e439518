// slow: it starts a browser
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { SubmissionRecord } from '../kit/grade/record.js';
import { classView } from '../kit/grade/report/class-view.js';
import { reportPage } from '../kit/grade/report/page.js';
import { pseudonyms } from '../kit/grade/report/pseudonym.js';
import { workingProbe } from '../kit/peers/detect.js';
import { classOf, recordOf, SOLVED, UNTOUCHED } from './support/grade-records.js';
import { hostileRecord, NASTY } from './support/hostile-record.js';
import { needs } from './support/peers.js';
import { seeded } from './support/random.js';

const named = ({ submission }: SubmissionRecord) => submission;
const room = classOf(30, 6, true);
const view = classView(room, named, false);
const pageOf = (records: readonly SubmissionRecord[], nameOf = named, toAnybody = false) =>
  reportPage(classView(records, nameOf, toAnybody), { title: 'The class', remarks: [] });

describe('report: what it counts', () => {
  it('has a row for each learner, by name, and a cell for each function', () => {
    assert.deepEqual(
      view.learners.map(({ name }) => name),
      room.map(named).sort(),
    );
    for (const { cells } of view.learners) assert.equal(cells.length, view.functions.length);
    assert.equal(view.functions.at(-1)?.name, 'handshake');
  });

  it('counts every learner once for each function', () => {
    for (const { solved, begun, notLoaded, unsolved } of view.functions)
      assert.equal(solved + begun + notLoaded + unsolved, 30);
    const solvedCells = view.learners
      .flatMap(({ cells }) => cells)
      .filter((cell) => cell?.status === 'solved');
    assert.equal(
      view.functions.reduce((total, { solved }) => total + solved, 0),
      solvedCells.length,
    );
  });

  it('counts a mistake once a learner, however many inputs show it', () => {
    const record = structuredClone(recordOf({ name: 'ada', skill: SOLVED }, seeded(1)));
    const one = record.stages[5]?.functions[0];
    for (const check of one?.checks ?? [])
      Object.assign(check, { status: 'failed', mistake: 'ipad and opad swapped' });
    const { mistakes } = classView([record], named, false);
    assert.deepEqual(mistakes, [
      { stage: '06-master-secret', name: 'hmac', mistake: 'ipad and opad swapped', learners: 1 },
    ]);
  });

  it('counts a file that does not load apart, and calls none of its functions begun', () => {
    const [one, other] = ['ada', 'bo'].map((name) =>
      structuredClone(recordOf({ name, skill: 0.5 }, seeded(1))),
    );
    for (const record of [one, other])
      for (const own of record?.stages[7]?.functions ?? []) Object.assign(own, { status: 'begun', score: 0 });
    Object.assign(one?.stages[7] ?? {}, {
      problem: '08-finished.ts:1 cannot be loaded: Unexpected end of file.',
    });
    const { functions, learners } = classView([one, other] as SubmissionRecord[], named, false);
    const rows = functions.filter(({ stage }) => stage === '08-finished');
    assert.ok(rows.length > 0);
    for (const { begun, notLoaded } of rows) assert.deepEqual([begun, notLoaded], [1, 1]);
    assert.ok(learners[0]?.cells.some((cell) => cell?.status === 'not loaded'));
    assert.ok(!learners[1]?.cells.some((cell) => cell?.status === 'not loaded'));
    const alone = pageOf([one as SubmissionRecord]);
    const room = /Here a word to the whole room.*?<details>/s.exec(alone)?.[0] ?? '';
    for (const { name } of rows) assert.doesNotMatch(room, new RegExp(`<code>${name}</code>`));
  });

  it('groups learners with the same code, and nobody for what nobody wrote', () => {
    const learners = [
      { name: 'ada', skill: SOLVED },
      { name: 'bo', skill: SOLVED, copiedFrom: 'ada' },
      { name: 'cy', skill: SOLVED },
      { name: 'di', skill: UNTOUCHED },
      { name: 'ed', skill: UNTOUCHED },
    ];
    const { sameAnswers } = classView(
      learners.map((learner) => recordOf(learner, seeded(1))),
      named,
      false,
    );
    assert.deepEqual(
      sameAnswers.map(({ names }) => names),
      [['ada', 'bo']],
    );
    assert.equal(sameAnswers[0]?.stages.length, 11);
  });

  it('takes records of other checks, with functions that the first one lacks', () => {
    const [first, ...others] = room as [SubmissionRecord, ...SubmissionRecord[]];
    const short = { ...first, stages: first.stages.slice(3) };
    const mixed = classView([short, ...others], named, false);
    assert.equal(mixed.functions.length, view.functions.length);
    assert.equal(mixed.learners.find(({ name }) => name === first.submission)?.cells[0], undefined);
  });
});

describe('report: names', () => {
  const anonymous = pageOf(room, pseudonyms(room), true);

  it('are nowhere on an anonymous page, and nothing of hidden checks is', () => {
    const warned = room.map((record) => ({ ...record, warnings: [`${record.submission} has two files`] }));
    assert.doesNotMatch(pageOf(warned, pseudonyms(warned), true), /has two files/);
    assert.match(pageOf(warned), /has two files/);
    for (const { submission } of room) assert.ok(!anonymous.includes(submission), submission);
    assert.doesNotMatch(anonymous, /SECRET/);
    assert.match(pageOf(room), /SECRET MISTAKE/);
  });

  it('are the same for the same results, in any order, and everybody has one', () => {
    const nameOf = pseudonyms(room);
    const again = pseudonyms([...room].reverse());
    for (const record of room) assert.equal(nameOf(record), again(record));
    assert.equal(new Set(room.map(nameOf)).size, room.length);
  });

  it('do not come from the name alone', () => {
    const [first] = room as [SubmissionRecord];
    const other = { ...first, key: 'other', seed: 'other' };
    assert.notEqual(pseudonyms([first])(first), pseudonyms([other])(other));
  });

  it('do not show by the order of the rows', () => {
    const rows = [...anonymous.matchAll(/<th scope="row">(Learner \w+)/g)].map(([, name]) => name as string);
    const map = rows.slice(0, room.length);
    assert.deepEqual(map, [...map].sort());
  });
});

describe('report: a page of any text', () => {
  const page = pageOf([hostileRecord(), ...room]);

  it('lets no text become markup', () => {
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.doesNotMatch(page, /alert\(1\)<\/script>/);
  });

  it('loads nothing from anywhere', () => {
    assert.doesNotMatch(page, /<(?:link|img|iframe|object|embed)\b|\bsrc=|url\(|@import/);
    assert.match(page, /Content-Security-Policy" content="default-src 'none'/);
  });

  it('is a page for one learner, for a class that solved everything, and for one that solved nothing', () => {
    const solved = recordOf({ name: 'ada', skill: SOLVED }, seeded(1));
    assert.match(pageOf([solved]), /everybody has solved everything/);
    const untouched = recordOf({ name: 'ivo', skill: UNTOUCHED }, seeded(1));
    assert.match(pageOf([untouched]), /No known mistake was recognised/);
  });
});

describe('report: in a browser', function () {
  needs('chromium');
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  const file = join(folder, 'report.html');
  let browser: Browser;

  before(async () => {
    writeFileSync(file, pageOf([hostileRecord(), ...classOf(12, 6)]));
    const [command] = workingProbe('chromium') ?? [];
    const executablePath = execFileSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).trim();
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(options: Parameters<Browser['newPage']>[0]): Promise<Page> {
    const page = await browser.newPage({ bypassCSP: true, ...options });
    await page.goto(`file://${file}`);
    return page;
  }

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const found: string = await page.evaluate(`axe
      .run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
      .then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => id + ' ' + nodes[0].html)))`);
    return JSON.parse(found);
  }

  for (const [name, options] of [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
  ] as const)
    it(`is accessible by axe's rules, ${name}`, async () => {
      const page = await open(options);
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      assert.deepEqual(await violations(page), []);
      await page.close();
    });

  it('would be found wanting without its labels and its contrast', async () => {
    const page = await open({});
    await page.evaluate("document.documentElement.removeAttribute('lang')");
    await page.evaluate("document.body.style.setProperty('--soft', '#ccc')");
    const found = (await violations(page)).join('\n');
    assert.match(found, /html-has-lang/);
    assert.match(found, /color-contrast/);
    await page.close();
  });

  it('sorts by a column, and back, with the keyboard', async () => {
    const page = await open({});
    const points = async () =>
      (await page.locator('.map tbody td:nth-child(2)').allTextContents()).map(Number);
    await page.locator('.map th[data-column="1"] button').focus();
    await page.keyboard.press('Enter');
    const down = await points();
    assert.deepEqual(
      down,
      [...down].sort((a, b) => b - a),
    );
    await page.keyboard.press('Enter');
    assert.deepEqual(await points(), [...down].reverse());
    assert.equal(await page.locator('.map th[aria-sort]').count(), 1);
    await page.close();
  });

  it('fits a phone without scrolling the page sideways', async () => {
    const page = await open({ viewport: { width: 360, height: 800 } });
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
    await page.close();
  });

  it('runs its own script under its own policy and no other', async () => {
    const page = await open({ bypassCSP: false });
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = true' }))",
    );
    assert.equal(await page.evaluate('window.ran'), undefined);
    await page.locator('.map th[data-column="1"] button').click();
    assert.equal(await page.locator('.map th[data-column="1"]').getAttribute('aria-sort'), 'descending');
    assert.ok(
      NASTY.includes('<script>') && (await page.locator('body').textContent())?.includes('<script>alert'),
    );
    await page.close();
  });
});

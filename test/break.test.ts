// slow: starts processes
// A thing broken on purpose: who notices, who must not, and what a real server says.
import assert from 'node:assert/strict';
import { judgeBroken, mistakeCalled } from '../kit/break/break.js';
import { brokenHtml } from '../kit/break/html.js';
import { meetServer } from '../kit/break/live.js';
import type { Mistake, StageChecks } from '../kit/check/check.js';
import { loadChecks } from '../kit/loop/course.js';
import { readSuites, readVersion } from '../kit/net/options.js';
import type { StageName } from '../lib/stages.js';
import { start } from './support/processes.js';

const load = (stage: StageName) => loadChecks(process.cwd(), stage);

async function mistakesOf(stage: StageName, ...names: string[]): Promise<[StageChecks, Mistake[]]> {
  const checks = await load(stage);
  return [checks, names.map((name) => mistakeCalled(checks, name))];
}

describe('breaking one thing', () => {
  it('is noticed by checks of that function and by none of another', async () => {
    for (const [stage, name] of [
      ['01-records', 'record length read little-endian'],
      ['06-master-secret', 'randoms swapped'],
      ['07-key-block', 'sides swapped'],
      ['09-rc4-records', 'keystream restarted'],
    ] as const) {
      const [checks, [mistake]] = await mistakesOf(stage, name);
      const { checks: verdicts, mistakes } = await judgeBroken(checks, [mistake as Mistake], 'a seed');
      assert.equal(mistakes[0]?.function, mistake?.function);
      const noticed = verdicts.filter((verdict) => verdict.noticed).map((verdict) => verdict.name);
      const own = checks.checks.filter((check) => check.function === mistake?.function);
      assert.ok(noticed.length > 0, name);
      for (const one of noticed)
        assert.ok(
          own.some((check) => check.name === one),
          one,
        );
      assert.ok(verdicts.length > noticed.length, `${name}: nothing passes`);
    }
  });

  it('two mistakes at a time are both made', async () => {
    const [checks, both] = await mistakesOf(
      '07-key-block',
      'length: MAC keys for GCM',
      'cut: MAC keys for GCM',
    );
    const { checks: verdicts } = await judgeBroken(checks, both, 'a seed');
    const noticed = verdicts.filter((verdict) => verdict.noticed).map((verdict) => verdict.name);
    for (const name of ['keyExpansion', 'partitionKeyBlock'])
      assert.ok(
        noticed.some((check) => check.startsWith(name)),
        name,
      );
  });

  it('an unknown mistake is refused with those that are known', async () => {
    const checks = await load('07-key-block');
    assert.throws(
      () => mistakeCalled(checks, 'sides swopped'),
      /knows no mistake "sides swopped"; .*"sides swapped"/,
    );
  });
});

describe('breaking one thing in a real handshake', function () {
  this.timeout(20_000);

  it('the GCM keys behind MAC keys that nobody has: the server cannot open our Finished', async () => {
    const [, both] = await mistakesOf('07-key-block', 'length: MAC keys for GCM', 'cut: MAC keys for GCM');
    const { said, messages } = await meetServer(both, {
      version: readVersion('1.2'),
      suites: readSuites('0xc02f', undefined),
    });
    assert.match(said ?? '', /objected: it sent the alert bad_record_mac/);
    assert.ok(messages.includes('-> finished'));
    assert.ok(!messages.includes('<- finished'));
  });

  it('without a mistake in it the same handshake goes well', async () => {
    const { said, messages } = await meetServer([], {
      version: readVersion('1.2'),
      suites: readSuites('0xc02f', undefined),
    });
    assert.equal(said, undefined);
    assert.ok(messages.includes('<- finished'));
  });

  it('what a server cannot see goes well: that is said, too', async () => {
    const [checks, [mistake]] = await mistakesOf('11-handshake', 'no ec_point_formats');
    const reaction = await meetServer([mistake as Mistake], { suites: readSuites('0xc02f', undefined) });
    assert.equal(reaction.said, undefined);
    const html = brokenHtml(await judgeBroken(checks, [mistake as Mistake], 'a seed'), reaction);
    assert.match(html, /The handshake went well all the same: the server did not notice/);
  });
});

describe('breaking one thing, as HTML', () => {
  const broken = {
    stage: '07-key-block',
    mistakes: [{ function: 'keyExpansion', name: '<i>', says: 'a & b' }],
    checks: [{ name: '<b>', noticed: true }],
  } as const;

  it('escapes what it is told, and marks who answered as that which varies', () => {
    const html = brokenHtml(broken, { server: 'A&B', messages: ['-> finished'], said: 'A&B objected.' });
    assert.ok(!/<i>|<b>:|A&B/.test(html), html);
    assert.equal(html.match(/<span class="varies">A&amp;B<\/span>/g)?.length, 2);
    assert.match(html, /<td[^>]*>client<\/td><td[^>]*>finished<\/td>/);
  });
});

describe('npm run break', function () {
  this.timeout(20_000);
  const run = async (...args: string[]) => {
    const running = start([process.execPath, '--import', 'tsx', 'kit/break/main.ts', ...args]);
    const code = await running.exited;
    return { code, output: running.output() };
  };

  it('lists, breaks, and asks a real server', async () => {
    const list = await run('7');
    assert.equal(list.code, 0);
    assert.match(list.output, /partitionKeyBlock\s+sides swapped/);
    const broken = await run('07', 'sides swapped', '--live', '--tls', '1.2');
    assert.equal(broken.code, 0, broken.output);
    assert.match(broken.output, /fails {3}partitionKeyBlock/);
    assert.match(broken.output, /passes {2}keyExpansion/);
    assert.match(broken.output, /objected: it sent the alert bad_record_mac/);
  });

  it('refuses what it does not know in one sentence', async () => {
    for (const [args, sentence] of [
      [[], /name a stage, such as 06/],
      [['99'], /there is no stage 99/],
      [['07', 'nonsense'], /knows no mistake "nonsense"/],
      [['07', 'sides swapped', '--live', '--tls', '9'], /9/],
      [['07', '--nonsense'], /--help lists them/],
    ] as const) {
      const { code, output } = await run(...args);
      assert.equal(code, 2, output);
      assert.match(output, sentence);
    }
  });
});

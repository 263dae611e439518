// slow: starts processes
// npm run lab, as a person starts it, and a lab in a notebook.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Kernel, startKernel } from '../kit/kernel/client.js';
import { labs } from '../kit/labs/labs.js';
import { start } from './support/processes.js';

const begin = (...args: string[]) =>
  start([process.execPath, '--import', 'tsx', 'kit/labs/main.ts', ...args]);

async function run(...args: string[]) {
  const running = begin(...args);
  return { code: await running.exited, output: running.output() };
}

describe('npm run lab', function () {
  this.timeout(120_000);

  it('lists the labs, with the warning', async () => {
    const { code, output } = await run();
    assert.equal(code, 0);
    assert.match(output, /Attack code, for teaching/);
    for (const { name } of labs) assert.match(output, new RegExp(`^${name} +\\d{4} `, 'm'));
  });

  it('runs one: the contract, the attack, the fix, the law', async () => {
    const { code, output } = await run('truncation', '--seed', 'x');
    assert.equal(code, 0, output);
    const order = [
      'Attack code',
      'The contract',
      'With the flaw',
      'With the fix',
      'What became law',
      'is kept (seed x)',
    ];
    const places = order.map((part) => output.indexOf(part));
    assert.ok(
      places.every((place, i) => place >= 0 && place >= (places[i - 1] ?? 0)),
      output,
    );
  });

  it('gives the same as JSON, without a word of prose around it', async () => {
    const program = ['--import', 'tsx', 'kit/labs/main.ts', 'beast', '--json', '--seed', 'x'];
    const { stdout } = await promisify(execFile)(process.execPath, program);
    const { name, kept, seed, runs } = JSON.parse(stdout);
    assert.deepEqual([name, kept, seed, runs.length], ['beast', true, 'x', 3]);
    assert.equal(runs[0].data.recovered.length, 16);
  });

  it('refuses what it does not know in one sentence', async () => {
    for (const [args, sentence] of [
      [['nonsense'], /there is no lab nonsense; there are stolen-key, /],
      [['beast', 'crime'], /one lab at a time: beast and crime are too many/],
      [['beast', '--seed', ' '], /--seed is empty/],
      [['--seed', '3'], /--seed needs the name of a lab/],
      [['--nonsense'], /--help lists them/],
    ] as const) {
      const { code, output } = await run(...args);
      assert.equal(code, 2, output);
      assert.match(output, sentence);
      assert.equal(output.trim().split('\n').length, 1, output);
    }
  });

  it('ends at once on Ctrl-C, in the middle of a search', async () => {
    const running = begin('netscape-seed', '--seed', 'x');
    await running.waitFor(/With the flaw/, 60_000);
    running.child.kill('SIGINT');
    const ended = await Promise.race([running.exited.then(() => true), sleep(10_000, false, { ref: false })]);
    assert.equal(ended, true);
    assert.doesNotMatch(running.output(), /What became law/);
  });
});

describe('a lab in a notebook', function () {
  this.timeout(120_000);
  let kernel: Kernel;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.stop());

  it('shows contract, runs and picture, and hands out the numbers', async () => {
    const code = [
      `import { rc4Bias } from './kit/labs/rc4-bias/lab.js';`,
      `import { showLab } from './kit/labs/notebook.js';`,
      `const { runs } = await showLab(rc4Bias(2 ** 10), 'a seed');`,
      'console.log(runs[1].variant, runs[1].data.counts.length);',
    ].join('\n');
    const { status, outputs, error } = await kernel.execute(code, 100_000);
    assert.equal(status, 'ok', error);
    const html = outputs.flatMap((one) =>
      one.output_type === 'display_data' ? [one.data['text/html']] : [],
    );
    assert.equal(html.length, 2);
    assert.match(html[0] ?? '', /the contract/);
    assert.match(html[1] ?? '', /<svg.*what became law/s);
    assert.ok(outputs.some((one) => one.output_type === 'stream' && one.text.includes('AES-GCM 256')));
  });
});

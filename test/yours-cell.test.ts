// slow: starts processes
// The learner's functions in notebook cells: fresh after each save, with the reference to stand in.
import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Execution, Kernel } from '../kit/kernel/client.js';
import { copyCourse } from '../kit/loop/copy.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = 'exercises/08-finished.ts';
const HASH = `transcriptHash(0x303, 'SHA-256', []).length`;
const CHECK = 'checkVerifyData(new Uint8Array(12), new Uint8Array(12).fill(1))';

/** An exercise: `transcriptHash` as given from line 3 on, and a `checkVerifyData` that refuses in its own words. */
const exercise = (body: string) => `import { TlsError, Unsolved } from '../lib/errors.js';
export function transcriptHash(version: number, prfHash: string, messages: object): Uint8Array {
  ${body}
}
export function checkVerifyData(): void {
  throw new TlsError('decrypt_error', 'mine');
}
`;

describe('yours: in a notebook cell', function () {
  this.timeout(60_000);
  let root: string;
  let kernel: Kernel;
  const write = (text: string) => writeFileSync(join(root, FILE), text);

  before(async () => {
    const copy = copyCourse(ROOT, ['kit', 'lib']); // a kernel runs at the root that its launcher lies in
    root = `${copy.root} (mine)`;
    renameSync(copy.root, root);
    const client = await import(pathToFileURL(join(root, 'kit/kernel/client.ts')).href);
    kernel = await client.startKernel();
    const start = `import { yours } from './kit/yours/cell.js';
const { transcriptHash, verifyDataInput, checkVerifyData } = yours('08');`;
    const { status, outputs, error } = await kernel.execute(start, 40_000);
    assert.deepEqual([status, outputs, error], ['ok', [], '']);
  });
  after(async () => {
    await kernel?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  async function cell(code: string): Promise<{ execution: Execution; printed: string; page: string }> {
    const execution = await kernel.execute(code, 20_000);
    if (execution.status !== 'ok') await sleep(250); // tslab aborts what comes sooner
    const { outputs } = execution;
    return {
      execution,
      printed: outputs.map((one) => (one.output_type === 'stream' ? one.text : '')).join(''),
      page: outputs.map((one) => (one.output_type === 'stream' ? '' : one.data['text/html'])).join(''),
    };
  }
  const ok = async (code: string) => {
    const { execution, printed, page } = await cell(code);
    assert.equal(execution.status, 'ok', execution.error);
    return [printed, page];
  };
  const fail = async (code: string) => {
    const { execution, page } = await cell(code);
    assert.equal(execution.status, 'error');
    return [execution.error, page] as const;
  };

  it('as they ship, the reference stands in and the page says so, once a cell', async () => {
    const stoodIn = '<p>Not solved yet, so the reference stood in: transcriptHash.</p>';
    assert.deepEqual(await ok(`${HASH};\n${HASH}`), ['32\n', stoodIn]);
    assert.deepEqual(await ok(HASH), ['32\n', stoodIn]);
  });

  it('what is saved counts in the next call, without running the cell with yours() again', async () => {
    write(exercise('return new Uint8Array(5);'));
    assert.deepEqual(await ok(HASH), ['5\n', `<p>Yours, from ${FILE}: transcriptHash.</p>`]);
    write(exercise('return new Uint8Array(7);'));
    assert.match((await ok(HASH))[0] ?? '', /^7/);
  });

  it('type errors do not stop it', async () => {
    write(exercise(`const text: number = 'x';\n  return new Uint8Array(text.length);`));
    assert.match((await ok(HASH))[0] ?? '', /^1\n/);
  });

  it('a file of the learner’s own beside it is read anew, too', async () => {
    writeFileSync(join(root, 'exercises/own.ts'), 'export const n = 8;\n');
    write(`import { n } from './own.js';\n${exercise('return new Uint8Array(n);')}`);
    assert.match((await ok(HASH))[0] ?? '', /^8/);
    writeFileSync(join(root, 'exercises/own.ts'), 'export const n = 10;\n');
    assert.match((await ok(HASH))[0] ?? '', /^10/);
  });

  it('an exception fails the cell with the function and the line, and nothing of the machine', async () => {
    write(exercise(`const none: any = undefined;\n  return none.length;`));
    const [error, page] = await fail(`const before = 1;\n${HASH}`);
    assert.match(error, /^TypeError: Cannot read properties of undefined \(reading 'length'\)\n/);
    assert.match(error, new RegExp(`\\n {4}at transcriptHash \\(${FILE}:4:15\\)\\n {4}at cell-\\d+:2:1$`));
    assert.equal(page, `<p>Yours, from ${FILE}: transcriptHash.</p>`);
  });

  it('refuses with the class of error that the cells know', async () => {
    const code = `import { TlsError } from './lib/errors.js';
try { ${CHECK} } catch (error) { console.log(error instanceof TlsError, error.message) }`;
    assert.deepEqual((await ok(code))[0], 'true mine\n');
  });

  it('a recursion without an end is told on one screen', async () => {
    write(exercise('return transcriptHash(version, prfHash, messages);'));
    const [error] = await fail(HASH);
    assert.match(error, new RegExp(`^RangeError: .*\\n {4}at transcriptHash \\(${FILE}:3:`));
    assert.ok(error.split('\n').length < 15, error);
  });

  it('a solved function that calls an unsolved one is not called unsolved itself', async () => {
    write(exercise(`throw new Unsolved('verifyDataInput');`));
    assert.match((await ok(HASH))[1] ?? '', /stood in: transcriptHash \(it calls verifyDataInput\)\./);
  });

  it('a function that is not there is the reference’s', async () => {
    write(exercise('return new Uint8Array(5);'));
    assert.deepEqual(await ok(`verifyDataInput('client', new Uint8Array(32)).length`), [
      '12\n',
      `<p>Not exported by ${FILE}, so the reference stood in: verifyDataInput.</p>`,
    ]);
  });

  it('an endless loop and process.exit() end in a sentence, and the kernel goes on', async () => {
    write(exercise('while (true);'));
    assert.match(
      (await fail(HASH))[0],
      /transcriptHash in exercises\/08-finished\.ts: .* within 5 seconds; await checkStage\('08'\) finds the line/,
    );
    write(exercise('process.exit(3);'));
    assert.match((await fail(HASH))[0], /your code called process\.exit\(3\)/);
    assert.deepEqual((await ok('1 + 1'))[0], '2\n');
  });

  it('a broken or missing file: the reference stands in, and the page names the line', async () => {
    write(exercise('const = 1;'));
    const broken = `<p>${FILE}:3 cannot be used: Variable declaration expected. The reference stands in.</p>`;
    assert.deepEqual(await ok(HASH), ['32\n', broken]);
    assert.deepEqual(await ok(`const again = yours('08');`), ['', broken]);
    write(`${exercise('')}throw new Error('while loading');\n`);
    assert.match((await ok(HASH))[1] ?? '', new RegExp(`${FILE}:8 cannot be used: while loading\\.`));
    rmSync(join(root, FILE));
    assert.match((await ok(HASH))[1] ?? '', /is missing; npm run reset -- 08 brings it back/);
  });

  it('an exercise that a cell imports itself: its errors name its lines, on one screen', async () => {
    write(exercise(`throw new Unsolved('transcriptHash');`));
    const direct = `import { transcriptHash as mine } from './${FILE.replace('.ts', '.js')}';\nmine(0x303, 'SHA-256', [])`;
    assert.match(
      (await fail(direct))[0],
      new RegExp(
        `^Unsolved: transcriptHash is not solved yet\\n {4}at transcriptHash \\(${FILE}:3:9\\)\\n {4}at cell-\\d+:2:\\d+$`,
      ),
    );
    write(exercise('retur 1;\n'.repeat(30)));
    await sleep(1000); // the kernel watches what cells import
    const [error] = await fail(direct);
    assert.match(error, new RegExp(`^${FILE} 2:\\d+ - .*\\n${FILE} 3:`));
    assert.ok(error.split('\n').length <= 10, error);
  });

  it('an unknown stage is a type error that lists nothing else to run', async () => {
    assert.match((await fail(`yours('99')`))[0], /^1:7 - Argument of type '"99"' is not assignable/);
  });

  it('every exercise and its solution load this way', async () => {
    const code = `import { readdirSync } from 'node:fs';
const load = (globalThis as any).rebuildTlsSaved;
const files = ['exercises', 'solutions'].flatMap((folder) => readdirSync(folder).map((name) => folder + '/' + name));
for (const file of files.filter((name) => /\\d\\d-.*\\.ts$/.test(name)))
  if (load(process.cwd() + '/' + file).error) console.log(file, load(process.cwd() + '/' + file).error);`;
    write(readFileSync(join(ROOT, FILE), 'utf8'));
    assert.deepEqual((await ok(code))[0], '');
  });
});

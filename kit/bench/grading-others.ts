// The same work in the usual ways: one mocha process a submission, one notebook execution a submission. Neither holds a
// hostile submission back; they are here for their cost.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stageNames } from '../../lib/stages.js';
import { checksOf, solutionOf } from '../loop/paths.js';

/** Milliseconds of CPU time of a mocha process that judges a solved submission in itself. */
export function mochaCpuMs(root: string): number {
  const at = (path: string) => JSON.stringify(pathToFileURL(join(root, path)).href);
  const stages = stageNames.map(
    (stage) => `for (const check of (await import(${at(checksOf(stage))})).stage.checks)
  it(check.name, async () => {
    const verdict = await check.run(subjectOf(await import(${at(solutionOf(stage))})), { random: randomFrom(check.name) });
    if (!verdict.passed) throw new Error(verdict.message);
  });`,
  );
  const imports = [
    `import { subjectOf } from ${at('kit/check/subject.ts')};`,
    `import { randomFrom } from ${at('kit/check/random.ts')};`,
  ];
  return timed(root, 'submission.test.mts', [...imports, ...stages].join('\n'), (path) => [
    ...['--import', 'tsx', join(root, 'node_modules/mocha/bin/mocha.js'), path],
  ]);
}

/** Milliseconds of CPU time of a notebook kernel that does the same, a cell a stage. */
export function notebookCpuMs(root: string): number {
  const cell = (source: string, i: number) => ({
    ...{ cell_type: 'code', id: `c${i}`, execution_count: null, metadata: {}, outputs: [], source: [source] },
  });
  const first = `import { subjectOf } from './kit/check/subject.js';\nimport { runChecks } from './kit/check/run-stage.js';`;
  const stages = stageNames.map((stage, i) => {
    const [checks, solution] = [checksOf(stage), solutionOf(stage)].map(
      (path) => `./${path.replace('.ts', '.js')}`,
    );
    return `import { stage as s${i} } from '${checks}';\nimport * as y${i} from '${solution}';
if ((await runChecks(s${i}, subjectOf(y${i}), 'bench')).some(({ status }) => status !== 'ok')) throw new Error('${stage}');`;
  });
  const metadata = { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' } };
  const notebook = { cells: [first, ...stages].map(cell), metadata, nbformat: 4, nbformat_minor: 5 };
  return timed(root, 'submission.ipynb', JSON.stringify(notebook), (path) => [
    ...['--import', 'tsx', join(root, 'kit/notebooks/main.ts'), '--update', path],
  ]);
}

/** User and system time of a process and all that it waited for. */
function timed(root: string, name: string, text: string, args: (path: string) => string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'bench-grading-'));
  try {
    const path = join(folder, name);
    writeFileSync(path, text);
    const script = 'TIMEFORMAT="CPU %U %S"; time "$@" 2>&1';
    const run = spawnSync('bash', ['-c', script, 'bash', process.execPath, ...args(path)], {
      ...{ cwd: root, encoding: 'utf8' },
    });
    const [, user, system] = /^CPU ([\d.]+) ([\d.]+)$/m.exec(run.stderr) ?? [];
    if (run.status !== 0 || user === undefined)
      throw new Error(`${name} did not pass: ${run.stdout.slice(-2000)}`);
    return 1000 * (Number(user) + Number(system));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The loop in a notebook cell:
//
//     import { checkStage } from './kit/loop/notebook.js';
//     await checkStage('06');
//
// The kernel compiles and keeps what a cell imports, so the work is done by the commands themselves, in processes of
// their own: they see the files as they are now, and nothing that a learner writes can hang the kernel.
import { execFile } from 'node:child_process';
import { display } from 'tslab';
import { brokenHtml } from '../break/html.js';
import type { Broken, Reaction } from '../break/report.js';
import type { StageReport } from '../check/report.js';
import type { Hint } from '../hints/hint.js';
import type { Standing } from '../progress/standing.js';
import type { Solution } from '../solution/solution.js';
import { code, hintHtml, paragraph, progressHtml, stageHtml } from './html.js';

/** Judges a stage, such as '06', and shows what came of it. @throws Error when there is no such stage */
export async function checkStage(stage: string): Promise<void> {
  const { stages } = (await run('check', stage)) as { stages: readonly StageReport[] };
  for (const report of stages) display.html(stageHtml(report));
}

/** Shows the next hint for a function, or for the first of the stage that is not solved. */
export async function hint(stage: string, name?: string): Promise<void> {
  display.html(hintHtml((await run('hints', stage, ...(name === undefined ? [] : [name]))) as Hint));
}

/** Shows what is solved of the course, and what to do next. */
export async function progress(): Promise<void> {
  const { stages, next } = (await run('progress')) as { stages: readonly Standing[]; next: string };
  display.html(progressHtml(stages, next));
}

/** Puts an exercise back as it came; what was written goes to a backup. */
export async function reset(stage: string): Promise<void> {
  display.html(paragraph(await output('reset', stage)));
}

/** Shows the solution. @param options with { yes: true } also when the stage is not solved */
export async function solution(stage: string, { yes = false } = {}): Promise<void> {
  const found = (await run('solution', stage, ...(yes ? ['--yes'] : []))) as Solution;
  const call = `await solution('${stage}', { yes: true })`;
  display.html(
    'code' in found ? code(found.code) : paragraph(`${found.unsolved} ${call} shows it all the same.`),
  );
}

/** What a real server is offered in `breakIt`; `{}` lets our client offer all it can. */
export interface LiveOffer {
  /** '1.0', '1.1' or '1.2'. */
  readonly tls?: string;
  /** Cipher suites by name or number, separated by commas. */
  readonly suite?: string;
}

/**
 * Breaks one thing on purpose, in the reference and not in your files, and shows which checks notice and which do not.
 * @param mistakes wrong turns that the checks of the stage know, by name; `npm run break -- 06` lists them
 * @param live also asks a real server, with this offer
 * @throws Error when there is no such stage or mistake
 */
export async function breakIt(
  stage: string,
  mistakes: string | readonly string[],
  live?: LiveOffer,
): Promise<void> {
  const offer = live && ['--live', ...Object.entries(live).flatMap(([name, value]) => [`--${name}`, value])];
  const { reaction, ...broken } = (await run(
    'break',
    stage,
    ...[mistakes].flat(),
    ...(offer ?? []),
  )) as Broken & {
    readonly reaction?: Reaction;
  };
  display.html(brokenHtml(broken, reaction));
}

/** What a command says with --json. */
async function run(command: string, ...args: readonly string[]): Promise<unknown> {
  return JSON.parse(await output(command, '--json', ...args));
}

/** What a command prints. The kernel's working directory is the root of the course. */
function output(command: string, ...args: readonly string[]): Promise<string> {
  const program = ['--import', 'tsx', `kit/${command}/main.ts`, ...args];
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, program, { maxBuffer: 1 << 26 }, (_, stdout, stderr) => {
      if (stdout !== '') resolve(stdout);
      else reject(new Error(stderr.trim() || `${command} ended without a word`));
    });
    child.stdin?.end();
  });
}

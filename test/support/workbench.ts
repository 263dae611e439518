// A workbench over a copy of the course, as npm start makes it.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CourseCopy, copyCourse } from '../../kit/loop/copy.js';
import { type Running, start } from './processes.js';

const course = fileURLToPath(new URL('../..', import.meta.url));
export const STAGE_NOTEBOOK = 'notebooks/06-master-secret.ipynb';

export interface RunningWorkbench {
  readonly root: string;
  readonly running: Running;
  readonly port: number;
  /** What the address that was printed holds after #; good for one page. */
  readonly ticket: string;
  readonly address: string;
}

/** A copy that nothing shares with the course but the packages. */
export function workbenchCourse(): CourseCopy {
  const copy = copyCourse(course, ['kit', 'lib', 'test', 'notebooks']);
  const notebook = join(copy.root, STAGE_NOTEBOOK);
  if (!existsSync(notebook)) writeFileSync(notebook, JSON.stringify(smallNotebook()));
  return copy;
}

/** Starts it; `port` 0 leaves the choice to the system. */
export async function startWorkbench(root: string, port = 0): Promise<RunningWorkbench> {
  const shell = `cd '${root}' && exec '${process.execPath}' --import tsx kit/workbench/main.ts --no-open --port ${port}`;
  const running = start(['sh', '-c', shell]);
  const [address, , digits, ticket] = await running.waitFor(
    /http:(\/\/)127\.0\.0\.1:(\d+)\/#([\w-]+)/,
    30_000,
  );
  return { root, running, port: Number(digits), ticket: ticket as string, address };
}

/** A page's key, for requests of a test's own. */
export async function keyOf({ port, ticket }: RunningWorkbench): Promise<string> {
  const body = JSON.stringify({ ticket });
  const answer = await fetch(`http://127.0.0.1:${port}/api/enter`, { method: 'POST', body });
  return ((await answer.json()) as { key: string }).key;
}

/** What every notebook of a stage has, as long as there is none of this stage. */
function smallNotebook() {
  const cells = [
    [
      'markdown',
      '# Master secret\n\nWrite [exercises/06-master-secret.ts](../exercises/06-master-secret.ts). $x^2$',
    ],
    ['code', "import { existsSync } from 'node:fs';\nconsole.log(existsSync('exercises'));"],
    ['code', "import { checkStage } from './kit/loop/notebook.js';\nawait checkStage('06');"],
    ['code', "import { handshakeWithYours } from './kit/yours/notebook.js';\nawait handshakeWithYours();"],
  ].map(([cell_type, source], index) => ({
    cell_type,
    id: `cell-${index}`,
    metadata: {},
    source,
    ...(cell_type === 'code' && { execution_count: null, outputs: [] }),
  }));
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };
  return { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}

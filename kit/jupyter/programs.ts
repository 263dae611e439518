// Which Jupyter is installed here.
import { spawnSync } from 'node:child_process';
import { UsageError } from '../usage.js';

export interface Program {
  readonly name: 'JupyterLab' | 'Jupyter Notebook';
  readonly command: string;
  readonly version: string;
  /** The path at which it shows a notebook, before the notebook's own. */
  readonly prefix: string;
}

const programs = [
  { name: 'JupyterLab', command: 'jupyter-lab', prefix: 'lab/tree/' },
  { name: 'Jupyter Notebook', command: 'jupyter-notebook', prefix: 'notebooks/' },
] as const;

const HOW_TO_GET = [
  'apt-get install jupyter-notebook',
  'pip install jupyterlab',
  'conda install -c conda-forge jupyterlab',
  'uv tool install jupyterlab',
].join(', or ');

/** @throws UsageError that says how to get Jupyter when none is there that runs */
export function findProgram(): Program {
  let broken: string | undefined;
  for (const program of programs) {
    const { status, stdout, stderr } = spawnSync(program.command, ['--version'], { encoding: 'utf8' });
    if (status === 0) return { ...program, version: stdout.trim() };
    const last = stderr?.trim().split('\n').at(-1);
    if (status !== null) broken ??= `${program.command} is there but does not start (${last})`;
  }
  const what = broken ?? 'neither JupyterLab nor Jupyter Notebook is installed';
  throw new UsageError(`${what}: get one with ${HOW_TO_GET}; npm run notebooks runs the course without`);
}

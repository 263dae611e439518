// What the autograder is made of: the part of the course that grades, and the scripts that the system calls. Solutions and
// notebooks stay at home; the grader does not need them.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readTree } from '../../layout/tree.js';
import { UsageError } from '../../usage.js';
import { FORCE_NONE } from '../sandbox/choose.js';

export interface ZipFile {
  /** In the archive, with / between the parts. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable?: boolean;
}

export interface AutograderOptions {
  /** A folder of private checks. */
  readonly checks?: string;
  /** Grade without a sandbox where none works. */
  readonly forceNone: boolean;
}

const needed =
  /^(?:lib|kit|test\/stages|test\/support)\/|^(?:package(?:-lock)?\.json|tsconfig\.json|\.npmrc|LICENSE)$/;
const scripts = 'kit/grade/deploy/gradescope';

/** Everything for Gradescope, whose scripts lie at the root of the archive. @throws UsageError about the checks */
export function gradescopeFiles(root: string, { checks, forceNone }: AutograderOptions): ZipFile[] {
  const tree = readTree(root);
  const course = tree.files
    .filter((path) => needed.test(path))
    .map((path) => ({ path: `course/${path}`, content: tree.bytes(path) }));
  return [
    ...['setup.sh', 'run_autograder'].map((path) => ({
      path,
      content: tree.bytes(`${scripts}/${path}`),
      executable: true,
    })),
    ...(forceNone ? [{ path: 'options', content: Buffer.from(`--sandbox\nnone\n--${FORCE_NONE}\n`) }] : []),
    ...(checks === undefined ? [] : checkFiles(checks)),
    ...course,
  ];
}

function checkFiles(folder: string): ZipFile[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    throw new UsageError(`${folder} is no folder: --checks names the folder of your private checks`);
  }
  const files = names.filter((name) => lstatSync(join(folder, name)).isFile()).sort();
  if (files.length === 0) throw new UsageError(`${folder} holds no checks`);
  return files.map((name) => ({
    path: posix.join('checks', name.replaceAll('\\', '/')),
    content: readFileSync(join(folder, name)),
  }));
}

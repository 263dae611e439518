// How Jupyter starts the course's kernel.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The name that the notebooks' metadata have. */
export const KERNEL_NAME = 'rebuild-tls';
export const DISPLAY_NAME = 'TypeScript (Rebuild TLS)';

/** kernel.json, see https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs */
export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
}

export const launcherOf = (root: string) => join(root, 'kit', 'kernel', 'launch.cjs');

/** The kernel of the course at `root`, an absolute path, run by the Node that runs this. */
export function kernelSpec(root: string): KernelSpec {
  return {
    argv: [process.execPath, launcherOf(root), '{connection_file}'],
    display_name: DISPLAY_NAME,
    language: 'typescript',
  };
}

/** kernel.json below a data directory of Jupyter's. */
export const specFile = (dataDir: string) => join(dataDir, 'kernels', KERNEL_NAME, 'kernel.json');

/** Writes the kernelspec of the course at `root` into a data directory of Jupyter's; gives the file's path. */
export function writeSpec(dataDir: string, root: string): string {
  const file = specFile(dataDir);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(kernelSpec(root), null, 2)}\n`);
  return file;
}

// Which sandbox to use.
import { UsageError } from '../../usage.js';
import { bubblewrap, bubblewrapOptions, bubblewrapTrouble } from './bubblewrap.js';
import { container, containerTrouble } from './container.js';
import { noSandbox } from './none.js';
import type { Mount, Sandbox } from './sandbox.js';

export const sandboxKinds = ['bubblewrap', 'docker', 'podman', 'none'] as const;
export type SandboxKind = (typeof sandboxKinds)[number];

/** Says in its name what it gives up. */
export const FORCE_NONE = 'let-submissions-do-anything-here';

/** Why a sandbox cannot be used on this machine; undefined when it can. */
export const troubleWith = (kind: Exclude<SandboxKind, 'none'>): string | undefined =>
  kind === 'bubblewrap' ? bubblewrapTrouble() : containerTrouble(kind);

/**
 * @param wanted left out for the first that works
 * @throws UsageError when it does not work here, or is none and not forced
 */
export function chooseSandbox(wanted: string | undefined, forced: boolean): SandboxKind {
  if (wanted === undefined) return firstThatWorks();
  const kind = sandboxKinds.find((one) => one === wanted);
  if (!kind) throw new UsageError(`--sandbox ${wanted} is not known; there are ${sandboxKinds.join(', ')}`);
  if (kind === 'none' && !forced)
    throw new UsageError(
      `--sandbox none does not hold anything back: a submission could read and change your files and its own grade; for your own work alone, add --${FORCE_NONE}`,
    );
  const trouble = kind === 'none' ? undefined : troubleWith(kind);
  if (trouble !== undefined) throw new UsageError(`--sandbox ${kind}: ${trouble}`);
  return kind;
}

function firstThatWorks(): SandboxKind {
  const troubles: string[] = [];
  for (const kind of ['bubblewrap', 'podman', 'docker'] as const) {
    const trouble = troubleWith(kind);
    if (trouble === undefined) return kind;
    troubles.push(trouble);
  }
  throw new UsageError(`there is no sandbox to grade in: ${troubles.join('; ')}`);
}

export function openSandbox(kind: SandboxKind, runtime: readonly Mount[]): Sandbox {
  if (kind === 'bubblewrap') return bubblewrap(bubblewrapOptions(), runtime);
  return kind === 'none' ? noSandbox(runtime) : container(kind);
}

// A learner's function may never come back, or try to end the whole process. Here it can do neither: both become
// exceptions, so that the handshake ends like any other that went wrong, with its table and its reason.
import { Script } from 'node:vm';

/** How long one call may take. */
const PATIENCE_MS = 5000;

/** The code never came back, or wanted to end the process. */
export class Stopped extends Error {
  override name = 'Stopped';
  constructor(
    readonly why: 'timeout' | 'exit',
    readonly detail: string,
  ) {
    super(`your code ${why === 'timeout' ? 'did not come back within' : 'called'} ${detail}`);
  }
}

const SLOT = '__rebuildTlsCall';
const slot = globalThis as unknown as { [SLOT]?: () => unknown };
// Only code that was started from a Script can be interrupted, wherever the loop in it is.
const script = new Script(`globalThis.${SLOT}()`, { filename: 'a call of your function' });

/** Calls `f`. @throws what it throws, or Stopped when it takes too long or calls process.exit() or the like */
export function guarded<T>(f: () => T, patienceMs = PATIENCE_MS): T {
  slot[SLOT] = f;
  try {
    return withoutExit(() => script.runInThisContext({ timeout: patienceMs }) as T);
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new Stopped('timeout', `${patienceMs / 1000} seconds`);
    throw error;
  } finally {
    delete slot[SLOT];
  }
}

/** Runs `f` with the ways to end the process taken away. */
function withoutExit<T>(f: () => T): T {
  const guard = noExit();
  try {
    const value = f();
    guard.check();
    return value;
  } finally {
    guard.lift();
  }
}

/** Until `lift()`, process.exit() and process.abort() throw; `check()` throws again what a catch may have swallowed. */
export function noExit(): { check(): void; lift(): void } {
  const { exit, abort } = process;
  let wanted: Stopped | undefined;
  const refuse = (what: string) => (code?: unknown) => {
    wanted ??= new Stopped('exit', `${what}(${code ?? ''})`);
    throw wanted;
  };
  Object.assign(process, { exit: refuse('process.exit'), abort: refuse('process.abort') });
  return {
    check() {
      if (wanted) throw wanted;
    },
    lift: () => void Object.assign(process, { exit, abort }),
  };
}

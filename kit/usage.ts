// How every command of the kit ends: 0 done, 1 the answer is no, 2 it could not be asked that way.
import { readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';

/** The command line, or a file it names, cannot be used; the message says what to do, in one sentence. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Runs a command: a UsageError ends it with exit code 2, any other error with 1, both as one line. */
export async function runCommand(name: string, main: () => Promise<number> | number): Promise<void> {
  // Whoever reads our output, such as head, may stop reading: then there is nobody left to tell.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    process.exitCode = await main();
  } catch (error) {
    const usage = error instanceof UsageError || isParseArgsError(error);
    process.stderr.write(`${name}: ${sentence(error)}\n`);
    process.exitCode = usage ? 2 : 1;
  }
}

function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Node's advice on options that look like positional arguments helps nobody here.
  return isParseArgsError(error)
    ? `${message.replace(/\. To specify a positional.*/s, '')}; --help lists them`
    : message;
}

function isParseArgsError(error: unknown): boolean {
  return (
    error instanceof TypeError && String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
  );
}

/**
 * A path as the user meant it. npm runs a script in the project's folder and says in INIT_CWD where the user stood;
 * that counts where it lies inside the project.
 */
export function userPath(path: string): string {
  const stood = process.env.INIT_CWD;
  const inside = stood?.startsWith(process.cwd() + sep);
  return inside ? relative('.', resolve(stood as string, path)) : path;
}

/** A file's bytes, by the path that the user gave. @throws UsageError when it cannot be read */
export function readInput(path: string): Uint8Array {
  try {
    return readFileSync(userPath(path));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
}

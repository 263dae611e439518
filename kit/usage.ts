// How every command of the kit ends: 0 done, 1 the answer is no, 2 it could not be asked that way.
import { readFileSync } from 'node:fs';

/** The command line, or a file it names, cannot be used; the message says what to do, in one sentence. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Runs a command: a UsageError ends it with exit code 2, any other error with 1, both as one line. */
export async function runCommand(name: string, main: () => Promise<number> | number): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    const usage = error instanceof UsageError || isParseArgsError(error);
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = usage ? 2 : 1;
  }
}

function isParseArgsError(error: unknown): boolean {
  return (
    error instanceof TypeError && String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
  );
}

/** A file's bytes. @throws UsageError when it cannot be read */
export function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? error}`);
  }
}

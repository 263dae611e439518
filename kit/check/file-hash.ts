import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** 16 hex digits that tell a file from the one it is after a change; undefined when there is no file. */
export function hashOfFile(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
}

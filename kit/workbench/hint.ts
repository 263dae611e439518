// The next hint, by the command that counts them.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type FunctionName, stageNames, stages } from '../../lib/stages.js';
import type { Hint } from '../hints/hint.js';
import { HttpError, type Request } from './http.js';

const COMMAND = fileURLToPath(new URL('../hints/main.ts', import.meta.url));

/** Answers POST /api/hint/STAGE/FUNCTION. @throws HttpError when there is no such function */
export async function nextHint(root: string, { method, path }: Request): Promise<Hint> {
  const stage = stageNames.find((name) => name === path[1]);
  const name = stage && (Object.keys(stages[stage]) as FunctionName[]).find((one) => one === path[2]);
  if (method !== 'POST' || !stage || !name) throw new HttpError(404, 'there is no such function');
  const args = ['--import', 'tsx', COMMAND, '--json', stage, name];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return JSON.parse(stdout);
}

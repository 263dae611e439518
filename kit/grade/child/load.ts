// Loads one file of the submission.
import { pathToFileURL } from 'node:url';
import { lineIn } from '../../check/source-line.js';
import type { Loaded } from '../channel/answer.js';
import { inside } from '../sandbox/places.js';
import { compile, moduleOf, sourceLine } from './compiled.js';

/** @param take is given every export */
export async function loadStage(
  stage: string,
  take: (name: string, value: unknown) => void,
): Promise<Loaded> {
  const file = moduleOf(stage);
  const fault = compile(stage);
  if (fault) return fault;
  try {
    const module = await import(pathToFileURL(file).href);
    for (const [name, value] of Object.entries(module)) take(name, value);
    return { loaded: true };
  } catch (error) {
    return { problem: reason(error), ...lineOf(error, file) };
  }
}

function reason(error: unknown): string {
  const missing = missingImport(error);
  if (missing !== undefined)
    return `it imports ${missing}, which is not there while it is graded: a stage may import the helpers that its first lines name, @noble and types, but never the reference`;
  if (!(error instanceof Error)) return `it threw ${String(error)}`;
  const [first = ''] = error.message.split('\n');
  return error.name === 'Error' ? first : `${error.name}: ${first}`;
}

function missingImport(error: unknown): string | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const name = /'([^']+)'/.exec(String(message))?.[1];
  return name?.startsWith(`${inside.course}/`) ? `..${name.slice(inside.course.length)}` : name;
}

function lineOf(error: unknown, file: string): { line?: number } {
  const line = error instanceof Error ? lineIn(error.stack, file) : undefined;
  const there = line === undefined ? undefined : sourceLine(file, line);
  return there === undefined ? {} : { line: there };
}

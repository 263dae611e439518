// The type check of a submission, in a sandbox of its own with limits of its own: types can be written that no compiler
// ever finishes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type StageName, stageNames } from '../../../lib/stages.js';
import type { TypeFault } from '../../check/report.js';
import { compilerOptions, diagnostics } from '../../check/type-check.js';
import { text } from '../channel/answer.js';
import { inside } from '../sandbox/places.js';
import type { Assignment, Judge } from './judge.js';

export interface TypeVerdict {
  readonly faults: ReadonlyMap<StageName, readonly TypeFault[]>;
  /** Why there is no verdict, in a sentence. */
  readonly trouble?: string;
  readonly cpuMs?: number;
}

const MOST_OUTPUT = 1 << 18;
const MOST_FAULTS = 20;

export async function checkTypesConfined(
  judge: Judge,
  { folder, collected, slot }: Assignment,
): Promise<TypeVerdict> {
  const { course, sandbox, limits, root } = judge;
  const stages = [...collected.files].filter(([, file]) => !file.judged.untouched).map(([stage]) => stage);
  if (stages.length === 0) return { faults: new Map() };
  const files = stages.map((stage) => `exercises/${stage}.ts`);
  const confined = sandbox.start({
    command: [`${inside.compiler}/tsc`, ...compilerOptions(root), ...files],
    mounts: [...course.types, { from: folder, to: inside.exercises }],
    writable: [],
    directory: inside.course,
    limits: limits.typeCheck,
    slot: 2 * slot + 1,
  });
  let output = '';
  confined.output.on('data', (chunk) => {
    if (output.length < MOST_OUTPUT) output += chunk;
  });
  confined.errors.resume();
  const late = new AbortController();
  const timeout = sleep(limits.typeCheck.wallMs, 'late' as const, { signal: late.signal }).catch(
    () => undefined,
  );
  const first = await Promise.race([confined.over, timeout]);
  late.abort();
  const { usage, limit, signal, code } = await confined.kill();
  const cpu = usage.cpuMs === undefined ? {} : { cpuMs: usage.cpuMs };
  const trouble =
    first === 'late' ? 'time' : (limit ?? (signal !== null || (code ?? 0) > 2 ? 'time' : undefined));
  if (trouble)
    return {
      faults: new Map(),
      ...cpu,
      trouble: `The type check was ended: its types take more ${trouble} than they may.`,
    };
  return { faults: faultsOf(output, folder), ...cpu };
}

function faultsOf(output: string, folder: string): Map<StageName, TypeFault[]> {
  const faults = new Map<StageName, TypeFault[]>();
  for (const { file, line, column, message } of diagnostics(output)) {
    const stage = stageNames.find((name) => file === `exercises/${name}.ts`);
    if (!stage) continue;
    const own = faults.get(stage) ?? [];
    if (own.length >= MOST_FAULTS) continue;
    const code = readFileSync(join(folder, `${stage}.ts`), 'utf8').split('\n')[line - 1] ?? '';
    own.push({ line, column, message: text(message, 500), code: text(code, 160) });
    faults.set(stage, own);
  }
  return faults;
}

// What submissions are judged by: the public checks of each stage and, with --checks, private ones of the same form.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type StageName, stageNames } from '../../../lib/stages.js';
import type { StageChecks } from '../../check/check.js';
import { loadChecks } from '../../loop/course.js';
import { UsageError } from '../../usage.js';

/** The checks of a stage, private ones among them. */
export interface GradedStage extends StageChecks {
  /** Names of the private checks. */
  readonly hidden: ReadonlySet<string>;
}

export async function loadGradedStages(root: string, privateFolder?: string): Promise<GradedStage[]> {
  const own =
    privateFolder === undefined ? new Map<StageName, StageChecks>() : await loadPrivate(privateFolder);
  const stages: GradedStage[] = [];
  for (const name of stageNames) stages.push(joined(await loadChecks(root, name), own.get(name)));
  return stages;
}

/** Tells these checks from others, and from themselves before a change. */
export function hashOfChecks(stages: readonly GradedStage[]): string {
  const hash = createHash('sha256');
  for (const { checks } of stages) for (const check of checks) hash.update(check.fingerprint());
  return hash.digest('hex');
}

function joined(stage: StageChecks, more: StageChecks | undefined): GradedStage {
  const hidden = new Set(more?.checks.map(({ name }) => name));
  const twice = stage.checks.find(({ name }) => hidden.has(name));
  if (twice)
    throw new UsageError(`--checks: ${stage.stage} has a public check called "${twice.name}" already`);
  return {
    ...stage,
    checks: [...stage.checks, ...(more?.checks ?? [])],
    mistakes: [...stage.mistakes, ...(more?.mistakes ?? [])],
    hidden,
  };
}

async function loadPrivate(folder: string): Promise<Map<StageName, StageChecks>> {
  const found = new Map<StageName, StageChecks>();
  if (!existsSync(folder)) throw new UsageError(`--checks: ${folder} is not there`);
  for (const file of readdirSync(folder).filter((name) => /^\d\d-.*\.ts$/.test(name))) {
    const name = stageNames.find((stage) => `${stage}.ts` === file);
    if (!name)
      throw new UsageError(`--checks: ${file} has the name of no stage, such as ${stageNames[0]}.ts`);
    found.set(name, await loadOne(resolve(folder, file), name));
  }
  if (found.size === 0)
    throw new UsageError(
      `--checks: ${folder} holds no checks; call them as the stages, such as ${stageNames[0]}.ts`,
    );
  return found;
}

async function loadOne(path: string, name: StageName): Promise<StageChecks> {
  const module = (await import(pathToFileURL(path).href).catch((error: unknown) => {
    const [why] = String(error instanceof Error ? error.message : error).split('\n');
    throw new UsageError(`--checks: ${basename(path)} cannot be loaded: ${why}`);
  })) as { stage?: StageChecks };
  if (module.stage?.stage === name) return module.stage;
  throw new UsageError(`--checks: ${basename(path)} does not export stage = defineStage('${name}', ...)`);
}

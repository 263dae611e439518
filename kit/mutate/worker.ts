// The process that mutants of one stage run in: a mutant may eat all memory, and is caught by its end then.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StageName } from '../../lib/stages.js';
import type { StageChecks } from '../check/check.js';
import { randomFrom } from '../check/random.js';
import { loadChecks } from '../loop/course.js';
import { solutionOf } from '../loop/paths.js';
import { evaluate, importsOf, limitedSubject } from './module.js';

/** The name of the first check that a mutant fails; none when it survives. */
export interface Caught {
  readonly by: string | undefined;
}

const CALL_MS = 1000;
const [root, stage, seed] = process.argv.slice(2) as [string, StageName, string];
const checks = await loadChecks(root, stage);
const file = join(root, solutionOf(stage));
const imports = await importsOf(readFileSync(file, 'utf8'), pathToFileURL(file));

process.on('message', async (source: string) => process.send?.({ by: await judge(checks, source) }));
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function judge({ checks }: StageChecks, source: string): Promise<string | undefined> {
  const subject = subjectOf(source);
  if (!subject) return 'loading it';
  for (const check of checks) {
    const context = { random: randomFrom(`${seed} ${check.name}`) };
    const passed = await check.run(subject, context).then(
      (verdict) => verdict.passed,
      () => false,
    );
    if (!passed) return check.name;
  }
  return undefined;
}

function subjectOf(source: string) {
  try {
    return limitedSubject(evaluate(source, imports, CALL_MS), CALL_MS);
  } catch {
    return undefined;
  }
}

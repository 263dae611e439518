// Which checks ask something that nobody can have looked up. Published vectors can be written down in a submission; so a
// check of fixed inputs, or one that expects nothing but refusals, brings its points only to a function that has also
// given right values for fresh inputs.
import type { StageChecks } from '../../check/check.js';
import type { CheckDefinition } from '../../check/define.js';
import { sameData } from '../../check/plain-data.js';
import { randomFrom } from '../../check/random.js';
import type { CheckReport } from '../../check/report.js';

const known = new WeakMap<CheckDefinition, boolean>();

/** Whether a check expects a value for arguments that hang on the seed. */
function isFresh(definition: CheckDefinition): boolean {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const [one, other] = ['one seed', 'another seed'].map((seed) =>
    definition.cases({ random: randomFrom(seed) }),
  );
  const fresh = (one ?? []).some(
    (first, i) => 'expected' in first && !sameData(first.args, other?.[i]?.args),
  );
  known.set(definition, fresh);
  return fresh;
}

/** The names of checks that passed and yet bring nothing. A function without any fresh check is spared. */
export function uncounted(
  { checks }: Pick<StageChecks, 'checks'>,
  reports: readonly CheckReport[],
): ReadonlySet<string> {
  const passed = new Set(reports.filter(({ status }) => status === 'ok').map(({ name }) => name));
  const proved = new Set<string>();
  const provable = new Set<string>();
  for (const check of checks.filter(({ definition }) => isFresh(definition))) {
    provable.add(check.function);
    if (passed.has(check.name)) proved.add(check.function);
  }
  const counts = (name: string) => proved.has(name) || !provable.has(name);
  return new Set(
    checks.filter((check) => passed.has(check.name) && !counts(check.function)).map(({ name }) => name),
  );
}

// The list of mistakes that the checks know by name, as CONTRIBUTING.md shows it.
import type { StageChecks } from '../check/check.js';

/** A table of the stages, and under it every mistake's name, by stage and function. */
export function mistakesTable(stages: readonly StageChecks[]): string {
  const rows = stages.map(
    ({ stage, checks, mistakes }) => `| \`${stage}\` | ${checks.length} | ${mistakes.length} |`,
  );
  const total = (of: (stage: StageChecks) => readonly unknown[]) =>
    stages.reduce((sum, stage) => sum + of(stage).length, 0);
  return [
    '| stage | checks | mistakes |',
    '|---|---|---|',
    ...rows,
    `| all | ${total(({ checks }) => checks)} | ${total(({ mistakes }) => mistakes)} |`,
    ...stages.map(namesOf),
  ].join('\n');
}

function namesOf({ stage, mistakes }: StageChecks): string {
  const functions = [...new Set(mistakes.map((mistake) => mistake.function))];
  const line = (name: string) => {
    const names = mistakes.filter((mistake) => mistake.function === name).map((mistake) => mistake.name);
    return `- \`${name}\`: ${names.join('; ')}`;
  };
  return ['', `<details><summary>${stage}</summary>`, '', ...functions.map(line), '', '</details>'].join(
    '\n',
  );
}

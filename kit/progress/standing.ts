// Where a learner stands, from what is stored and from the checks as they are now.
import { join } from 'node:path';
import { type FunctionName, type StageName, stageNames, stages } from '../../lib/stages.js';
import type { StageChecks } from '../check/check.js';
import { hashOfFile } from '../check/file-hash.js';
import { isBegun, type StageReport } from '../check/report.js';
import { personalChecks } from '../learner-session/checks.js';
import { hasChecks } from '../loop/course.js';
import { exerciseOf, numberOf } from '../loop/paths.js';
import { readRecord, type StageRecord, updateRecord } from './store.js';
import { isSolved } from './words.js';

export interface Standing {
  readonly stage: StageName;
  readonly functions: number;
  /** The functions of which every check passed, as the checks are today. */
  readonly solved: readonly FunctionName[];
  readonly points: number;
  readonly typeErrors: number;
  /** Hints taken. */
  readonly hints: number;
  readonly solutionSeen: boolean;
  /** Whether there was more than stubs when it was last checked. */
  readonly begun: boolean;
  /** Checks that passed once and have changed since. */
  readonly changed: number;
  /** Whether the file is another than the one that was last checked. */
  readonly stale: boolean;
  /** When it was last found changed by a check, in milliseconds; 0 for never. */
  readonly worked: number;
}

/** Keeps what a check found out. */
export function remember(root: string, stage: StageChecks, report: StageReport): void {
  const ok = new Set(report.checks.filter(({ status }) => status === 'ok').map(({ name }) => name));
  const passed = Object.fromEntries(
    stage.checks.filter(({ name }) => ok.has(name)).map((check) => [check.name, check.fingerprint()]),
  );
  const typeErrors = report.typeErrors.length;
  const begun = isBegun(report);
  updateRecord(root, stage.stage, (record) => ({
    ...record,
    passed,
    typeErrors,
    begun,
    ...fileNow(record, report, begun),
  }));
}

function fileNow(record: StageRecord, { fileHash }: StageReport, begun: boolean): Partial<StageRecord> {
  if (fileHash === undefined) return {};
  if (!begun || record.file === fileHash) return { file: fileHash };
  return { file: fileHash, worked: Date.now() };
}

/** Every stage that this copy of the course can judge, in order. */
export async function standings(root: string): Promise<Standing[]> {
  const here = stageNames.filter((stage) => hasChecks(root, stage));
  return Promise.all(here.map(async (stage) => standing(root, await personalChecks(root, stage))));
}

export function standing(root: string, { stage, checks }: StageChecks): Standing {
  const record = readRecord(root, stage);
  const { passed = {}, hints = {}, typeErrors = 0, begun = false, solutionSeen = false, worked = 0 } = record;
  const known = checks.filter(({ name }) => Object.hasOwn(passed, name));
  const good = known.filter((check) => passed[check.name] === check.fingerprint());
  const functions = Object.keys(stages[stage]) as FunctionName[];
  return {
    stage,
    functions: functions.length,
    solved: functions.filter((name) =>
      checks.every((check) => check.function !== name || good.includes(check)),
    ),
    points: good.reduce((sum, { points }) => sum + points, 0),
    typeErrors,
    hints: Object.values(hints).reduce((sum, count) => sum + count, 0),
    solutionSeen,
    begun,
    changed: known.length - good.length,
    stale: record.file !== undefined && record.file !== hashOfFile(join(root, exerciseOf(stage))),
    worked,
  };
}

/** The stage that a check last met with something new in it; undefined when there is none. */
export function lastWorkedOn(all: readonly Standing[]): StageName | undefined {
  const latest = Math.max(...all.map(({ worked }) => worked));
  return all.find(({ worked }) => worked > 0 && worked === latest)?.stage;
}

/**
 * The stage to work on next, and the first function of it that is not solved, if any; undefined when all is done.
 * @param from the stage that comes first; then those after it, and at last those before it
 */
export function nextOpen(
  all: readonly Standing[],
  from = lastWorkedOn(all),
): { readonly standing: Standing; readonly function?: FunctionName } | undefined {
  const first = Math.max(
    0,
    all.findIndex(({ stage }) => stage === from),
  );
  const next = [...all.slice(first), ...all.slice(0, first)].find((one) => one.stale || !isSolved(one));
  if (!next) return undefined;
  const name = (Object.keys(stages[next.stage]) as FunctionName[]).find((one) => !next.solved.includes(one));
  return { standing: next, ...(name !== undefined && { function: name }) };
}

/** What to do next, in one line. */
export function nextStep(all: readonly Standing[], from = lastWorkedOn(all)): string {
  const open = nextOpen(all, from);
  if (!open) return 'Every stage is solved: npm run handshake shows a real server.';
  const { standing: next, function: name } = open;
  const number = numberOf(next.stage);
  if (next.stale)
    return `npm run check -- ${number}: ${exerciseOf(next.stage)} changed since the last check.`;
  if (next.changed > 0)
    return `npm run check -- ${number}: ${next.changed === 1 ? 'a check' : `${next.changed} checks`} of it changed since it passed.`;
  if (name === undefined)
    return `mend the type errors in ${exerciseOf(next.stage)}; npm run check -- ${number} shows them.`;
  const hint = next.begun ? `; npm run hint -- ${number} ${name} gives a hint` : '';
  return `write ${name} in ${exerciseOf(next.stage)}, then npm run check -- ${number}${hint}.`;
}

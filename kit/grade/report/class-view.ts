// What the instructor's page shows, counted from the records: who stands where, where the room is stuck, which mistakes
// are made most, and whose answers are the same.
import type { FunctionRecord, Kill, StageRecord, SubmissionRecord } from '../record.js';
import { compare } from '../store.js';

export interface ClassView {
  readonly learners: readonly LearnerRow[];
  /** In the order of the course. */
  readonly functions: readonly FunctionRow[];
  /** Most made first. */
  readonly mistakes: readonly MistakeRow[];
  readonly sameAnswers: readonly SameAnswers[];
  readonly maxScore: number;
}

export interface LearnerRow {
  readonly name: string;
  readonly score: number;
  readonly maxScore: number;
  /** Seconds of wall clock that grading it took. */
  readonly seconds: number;
  /** One for each function, in their order; undefined where the record has none. */
  readonly cells: readonly (Cell | undefined)[];
  /** What was ended, with its stage. */
  readonly kills: readonly (Kill & { readonly stage: StageRecord['stage'] })[];
  readonly warnings: readonly string[];
  /** Stages that were handed in and could not be loaded, with the reason. */
  readonly problems: readonly { readonly stage: StageRecord['stage']; readonly problem: string }[];
}

/** 'not loaded': there is a file, of which nothing could be called. */
type Standing = FunctionRecord['status'] | 'not loaded';

export interface Cell {
  readonly status: Standing;
  /** Of the points, 0 to 100. */
  readonly percent: number;
}

export interface FunctionRow {
  readonly stage: StageRecord['stage'];
  readonly name: FunctionRecord['name'];
  /** How many learners are where. */
  readonly solved: number;
  readonly begun: number;
  /** Their file does not load, so that nothing is known of the function. */
  readonly notLoaded: number;
  readonly unsolved: number;
  /** Most made first. */
  readonly mistakes: readonly { readonly mistake: string; readonly learners: number }[];
}

export interface MistakeRow {
  readonly stage: StageRecord['stage'];
  readonly name: FunctionRecord['name'];
  readonly mistake: string;
  readonly learners: number;
}

/** Learners whose code is the same once names, comments and white space are left out. */
export interface SameAnswers {
  readonly names: readonly string[];
  readonly stages: readonly StageRecord['stage'][];
}

/**
 * @param nameOf what a learner is called on the page
 * @param toAnybody whether the page may be shown to anybody: without what hidden checks recognised, and without warnings,
 *   which may have names of files in them
 */
export function classView(
  records: readonly SubmissionRecord[],
  nameOf: (record: SubmissionRecord) => string,
  toAnybody: boolean,
): ClassView {
  const mistakes = mistakesOf(records, !toAnybody);
  const columns = columnsOf(records);
  return {
    // By the name that is shown: the order of the true names would tell who is who.
    learners: records
      .map((record) => learnerRow(record, nameOf(record), columns, toAnybody))
      .sort((a, b) => compare(a.name, b.name)),
    functions: columns.map((column) => functionRow(column, records, mistakes)),
    mistakes,
    sameAnswers: sameAnswers(records, nameOf),
    maxScore: Math.max(0, ...records.map(({ maxScore }) => maxScore)),
  };
}

interface Column {
  readonly stage: StageRecord['stage'];
  readonly name: FunctionRecord['name'];
}

/** Every function that any record has, in the order of the first record that has it. */
function columnsOf(records: readonly SubmissionRecord[]): Column[] {
  const columns = new Map<string, Column>();
  for (const { stages } of records)
    for (const { stage, functions } of stages)
      for (const { name } of functions) columns.set(`${stage} ${name}`, { stage, name });
  return [...columns.values()].sort((a, b) => compare(a.stage, b.stage));
}

const find = ({ stages }: SubmissionRecord, { stage, name }: Column) =>
  stages.find((one) => one.stage === stage)?.functions.find((one) => one.name === name);

function learnerRow(
  record: SubmissionRecord,
  name: string,
  columns: readonly Column[],
  toAnybody: boolean,
): LearnerRow {
  const { score, maxScore, stages, timing, warnings } = record;
  return {
    name,
    score,
    maxScore,
    seconds: timing.wallMs / 1000,
    cells: columns.map((column) => cellOf(find(record, column), standing(record, column))),
    kills: stages.flatMap(({ stage, kills }) => kills.map((kill) => ({ stage, ...kill }))),
    warnings: toAnybody ? [] : warnings,
    problems: stages.flatMap(({ stage, file, problem }) =>
      problem === undefined || (file === undefined && stage !== 'capstone') ? [] : [{ stage, problem }],
    ),
  };
}

/** How a learner stands with a function; what could not be loaded was not begun and left. */
function standing(record: SubmissionRecord, column: Column): Standing {
  const status = find(record, column)?.status ?? 'unsolved';
  const loads = record.stages.find(({ stage }) => stage === column.stage)?.problem === undefined;
  return status === 'begun' && !loads ? 'not loaded' : status;
}

const cellOf = (one: FunctionRecord | undefined, status: Standing): Cell | undefined =>
  one && {
    status,
    percent: one.maxScore === 0 ? 0 : Math.floor((100 * one.score) / one.maxScore),
  };

function functionRow(
  column: Column,
  records: readonly SubmissionRecord[],
  mistakes: readonly MistakeRow[],
): FunctionRow {
  const statuses = records.map((record) => standing(record, column));
  const count = (status: Standing) => statuses.filter((one) => one === status).length;
  return {
    ...column,
    solved: count('solved'),
    begun: count('begun'),
    notLoaded: count('not loaded'),
    unsolved: count('unsolved') + count('skipped'),
    mistakes: mistakes.filter(({ stage, name }) => stage === column.stage && name === column.name),
  };
}

/** A learner who makes a mistake on five inputs makes it once. */
function mistakesOf(records: readonly SubmissionRecord[], showHidden: boolean): MistakeRow[] {
  const found = new Map<string, MistakeRow & { learners: number }>();
  for (const { stages } of records)
    for (const { stage, functions } of stages)
      for (const { name, checks } of functions) {
        const own = checks.filter(({ hidden }) => showHidden || !hidden).map(({ mistake }) => mistake);
        for (const mistake of new Set(own)) {
          if (mistake === undefined) continue;
          const key = JSON.stringify([stage, name, mistake]);
          const row = found.get(key) ?? { stage, name, mistake, learners: 0 };
          found.set(key, { ...row, learners: row.learners + 1 });
        }
      }
  return [...found.values()].sort((a, b) => b.learners - a.learners || compare(a.mistake, b.mistake));
}

/** The same people in several stages are one entry. */
function sameAnswers(
  records: readonly SubmissionRecord[],
  nameOf: (record: SubmissionRecord) => string,
): SameAnswers[] {
  const groups = new Map<string, { names: string[]; stages: Set<StageRecord['stage']> }>();
  for (const [stage, byCode] of codeByStage(records))
    for (const members of byCode.values()) {
      if (members.length < 2) continue;
      const names = members.map(nameOf).sort(compare);
      const group = groups.get(JSON.stringify(names)) ?? { names, stages: new Set() };
      groups.set(JSON.stringify(names), { names, stages: group.stages.add(stage) });
    }
  return [...groups.values()]
    .map(({ names, stages }) => ({ names, stages: [...stages] }))
    .sort((a, b) => b.stages.length - a.stages.length || b.names.length - a.names.length);
}

function codeByStage(records: readonly SubmissionRecord[]) {
  const stages = new Map<StageRecord['stage'], Map<string, SubmissionRecord[]>>();
  for (const record of records)
    for (const { stage, file } of record.stages) {
      if (file === undefined || file.untouched) continue;
      const byCode = stages.get(stage) ?? new Map<string, SubmissionRecord[]>();
      byCode.set(file.codeHash, [...(byCode.get(file.codeHash) ?? []), record]);
      stages.set(stage, byCode);
    }
  return stages;
}

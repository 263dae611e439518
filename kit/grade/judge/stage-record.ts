// A stage's checks and events as they are recorded.
import { byFunction, type CheckReport, type TypeFault } from '../../check/report.js';
import type { CheckRecord, FunctionRecord, JudgedFile, StageRecord } from '../record.js';
import type { GradedStage } from './checks.js';
import { uncounted } from './fresh.js';
import type { StageEvents } from './submission-subject.js';

export interface JudgedStage {
  readonly stage: GradedStage;
  readonly reports: readonly CheckReport[];
  readonly events: StageEvents;
  readonly typeErrors: readonly TypeFault[];
  readonly notes: readonly string[];
  readonly file?: JudgedFile;
  readonly wallMs: number;
}

export function stageRecord({
  stage,
  reports,
  events,
  typeErrors,
  notes,
  file,
  wallMs,
}: JudgedStage): StageRecord {
  const nothing = uncounted(stage, reports);
  const functions = byFunction(reports).map(({ name, checks, of, status }): FunctionRecord => {
    const own = checks.map((report) => checkRecord(report, stage, nothing));
    const solved = own.every((check) => check.status === 'ok');
    return {
      name,
      score: sum(own.filter((check) => check.status === 'ok')),
      maxScore: of,
      status: status === 'solved' && !solved ? 'begun' : status,
      checks: own,
    };
  });
  const { kills, refusedFrames, printed, problem } = events;
  return {
    stage: stage.stage,
    score: functions.reduce((total, { score }) => total + score, 0),
    maxScore: functions.reduce((total, { maxScore }) => total + maxScore, 0),
    ...(file && { file }),
    ...(problem !== undefined && { problem }),
    ...{ typeErrors, functions, kills, refusedFrames, notes },
    ...(printed.lines.length + printed.more > 0 && { printed }),
    wallMs,
  };
}

const sum = (checks: readonly CheckRecord[]) => checks.reduce((total, { points }) => total + points, 0);

const NOT_FRESH =
  'It passed, but on inputs that anybody can look up; it counts once the function gives right values for fresh ones.';

function checkRecord(report: CheckReport, stage: GradedStage, nothing: ReadonlySet<string>): CheckRecord {
  const { name, points, mistake } = report;
  const hidden = stage.hidden.has(name);
  const status = nothing.has(name) ? 'uncounted' : report.status;
  const whole = status === 'uncounted' ? NOT_FRESH : report.message;
  const message = hidden && whole !== undefined ? hiddenReason(report, stage) : withoutHidden(whole, stage);
  return {
    ...{ name, points, status, hidden },
    ...(message !== undefined && { message }),
    ...(mistake !== undefined && { mistake }),
    ...(hidden && whole !== undefined && { detail: whole }),
  };
}

/** One sentence that helps and tells nothing of what the check asks. */
function hiddenReason({ function: name, mistake, status, message }: CheckReport, stage: GradedStage): string {
  if (status === 'unsolved') return `${name} is not solved yet.`;
  if (status === 'skipped') return `A hidden check of ${name} waits for another one to pass.`;
  const says = stage.mistakes.find((one) => one.function === name && one.name === mistake)?.says;
  if (says !== undefined && message?.startsWith(says))
    return (/^.*?[.!?](?= |$)/s.exec(says)?.[0] ?? says).trim();
  return `A hidden check of ${name} did not pass.`;
}

/** A public check may wait for a hidden one, whose name is not to be seen. */
function withoutHidden(message: string | undefined, { hidden }: GradedStage): string | undefined {
  return [...hidden].some((name) => message?.includes(`"${name}"`)) ? 'it waits for a hidden check' : message;
}

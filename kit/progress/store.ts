// What a learner has done, in .progress/, a file for each stage. git leaves the folder alone, so it survives a pull;
// a check that passed is kept with its fingerprint, so a pull that changes a check makes that one count anew.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageName } from '../../lib/stages.js';

const FOLDER = '.progress';

export interface StageRecord {
  /** Fingerprints of the checks that passed when they were last run, by name. */
  readonly passed?: { readonly [check: string]: string };
  /** Whether there was more in the file than stubs. */
  readonly begun?: boolean;
  /** How many type errors the file had then. */
  readonly typeErrors?: number;
  /** Tells the file as it was when it was last checked from what it is now. */
  readonly file?: string;
  /** When a check first met the file as it was then, in milliseconds; only of a file with more than stubs. */
  readonly worked?: number;
  /** How many hints were taken, by function. */
  readonly hints?: { readonly [name: string]: number };
  readonly solutionSeen?: boolean;
}

/**
 * What is known of a stage; nothing when there is no file. A file that cannot be understood is set aside.
 * @param warn told in one sentence when that happens
 */
export function readRecord(
  root: string,
  stage: StageName,
  warn: (sentence: string) => void = onStderr,
): StageRecord {
  const path = join(root, FOLDER, `${stage}.json`);
  if (!existsSync(path)) return {};
  try {
    const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isRecord(record)) return record;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const aside = freeName(path);
  renameSync(path, aside);
  warn(
    `${FOLDER}/${stage}.json was damaged and is now ${FOLDER}/${aside.slice(path.length - stage.length - 5)}; npm run check -- ${stage.slice(0, 2)} finds out anew what is solved.`,
  );
  return {};
}

/** Changes what is known of a stage. The file is replaced in one step, so it is never half written. */
export function updateRecord(
  root: string,
  stage: StageName,
  change: (record: StageRecord) => StageRecord,
): void {
  const record = change(readRecord(root, stage));
  mkdirSync(join(root, FOLDER), { recursive: true });
  const path = join(root, FOLDER, `${stage}.json`);
  const next = `${path}.${process.pid}.new`;
  writeFileSync(next, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(next, path);
}

const onStderr = (sentence: string) => void process.stderr.write(`${sentence}\n`);

function freeName(path: string): string {
  for (let n = 1; ; n++) if (!existsSync(`${path}.damaged-${n}`)) return `${path}.damaged-${n}`;
}

function isRecord(value: unknown): value is StageRecord {
  if (!isObject(value)) return false;
  const { passed = {}, hints = {}, typeErrors = 0, begun = false, solutionSeen = false } = value;
  const { file = '', worked = 0 } = value;
  return (
    isObject(passed) &&
    Object.values(passed).every((fingerprint) => typeof fingerprint === 'string') &&
    isObject(hints) &&
    Object.values(hints).every((count) => Number.isInteger(count)) &&
    Number.isInteger(typeErrors) &&
    typeof begun === 'boolean' &&
    typeof file === 'string' &&
    typeof worked === 'number' &&
    typeof solutionSeen === 'boolean'
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

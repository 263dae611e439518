// The command line of the grader.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { UsageError, userPath } from '../usage.js';
import { type FormatName, formatHelp, parseFormats } from './formats/formats.js';
import { chooseSandbox, FORCE_NONE, type SandboxKind } from './sandbox/choose.js';
import { parseShard, type Shard } from './shards/shard.js';

export const usage = `npm run grade -- PATH [options]
  PATH           one submission, or a folder of them; a submission is a folder with exercise files anywhere below
                 it, a .zip, a .tar.gz or a .tgz
  --out DIR      where the results go (out/grades); what has been graded there already is kept
  --jobs N       how many at a time (as many as there are cores)
  --seed S       the seed of one submission, as its result records it; for a folder, a seed for all of them, from
                 which each gets its own; without it, fresh ones
  --checks DIR   private checks besides the public ones, in files as test/stages has them
  --sandbox KIND bubblewrap, docker, podman or none; without it, the first that works here
  --${FORCE_NONE}
                 needed for --sandbox none, which holds nothing back; every result says so
  --no-type-check  leaves out the type check, which costs no points but a third of a second each
  --format NAME[,NAME...]  writes the results in these formats too, below DIR (list below)
  --shard I/N    grades the I-th of N parts of the folder alone, for several machines; npm run grades:merge puts
                 their results together, and with the same --seed they are those of one machine
The formats:
${formatHelp}
npm run doctor says what is enforced on this machine. kit/grade/README.md is the manual.
Ends with exit code 0 when everything was graded, with 1 when something could not be read or
graded or was passed over, with 2 for a wrong call.`;

export interface GradeOptions {
  readonly path: string;
  readonly out: string;
  readonly jobs: number;
  readonly seed?: string;
  readonly checks?: string;
  readonly sandbox: SandboxKind;
  readonly typeCheck: boolean;
  readonly formats: readonly FormatName[];
  readonly shard?: Shard;
}

/** @returns undefined when only help was asked for. @throws UsageError */
export function readOptions(args: readonly string[]): GradeOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      out: { type: 'string', default: 'out/grades' },
      jobs: { type: 'string' },
      seed: { type: 'string' },
      checks: { type: 'string' },
      sandbox: { type: 'string' },
      [FORCE_NONE]: { type: 'boolean', default: false },
      format: { type: 'string' },
      shard: { type: 'string' },
      'no-type-check': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new UsageError(`give one PATH\n${usage}`);
  const { seed, checks, format, shard } = values;
  if (seed?.trim() === '') throw new UsageError('--seed is empty: give a word or a number');
  return {
    path: userPath(path),
    out: userPath(values.out),
    jobs: readJobs(values.jobs),
    ...(seed !== undefined && { seed }),
    ...(checks !== undefined && { checks: userPath(checks) }),
    sandbox: chooseSandbox(values.sandbox, values[FORCE_NONE]),
    typeCheck: !values['no-type-check'],
    formats: format === undefined ? [] : parseFormats(format),
    ...(shard !== undefined && { shard: parseShard(shard) }),
  };
}

function readJobs(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= 256) return jobs;
  throw new UsageError(`--jobs ${text} is no number from 1 to 256`);
}

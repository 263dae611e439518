// npm run lab -- NAME: an attack of the past against a weak peer of our own, and the fix that stops it.
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { runCommand, UsageError } from '../usage.js';
import type { Lab } from './lab.js';
import { labs } from './labs.js';
import { showProgress } from './progress.js';
import { conclusion, heading, introduction, runLines, WARNING } from './report.js';
import { runLab } from './run.js';

const usage = `npm run lab -- [NAME] [options]
  NAME         which lab to run; without a name they are listed
  --seed S     another run of it: other keys, other secrets (default: 1); the same seed gives the same
  --json       the result as JSON on standard output`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [name, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`one lab at a time: ${name} and ${more.join(', ')} are too many`);
  if (values.seed?.trim() === '') throw new UsageError('--seed is empty: give any text, such as --seed 2');
  if (name === undefined) {
    if (values.seed !== undefined) throw new UsageError(`--seed needs the name of a lab: ${names()}`);
    console.log(values.json ? JSON.stringify(labs.map(about)) : list());
    return 0;
  }
  const lab = labs.find((one) => one.name === name);
  if (!lab) throw new UsageError(`there is no lab ${name}; there are ${names()}`);
  return run(lab, values.seed ?? '1', values.json ?? false);
}

async function run(lab: Lab, seed: string, json: boolean): Promise<number> {
  const print = (lines: readonly string[]) => {
    if (!json) console.log(lines.join('\n'));
  };
  const progress = showProgress(process.stderr);
  print(introduction(lab));
  const report = await runLab(lab, seed, {
    begin: (variant) => print([heading(variant)]),
    progress: (_, text) => progress.say(text),
    end: (run) => {
      progress.end(run.seconds);
      print(runLines(run));
    },
  });
  print(conclusion(lab, report));
  if (json) console.log(JSON.stringify({ ...about(lab), ...report }, plain));
  return report.kept ? 0 : 1;
}

const names = () => labs.map(({ name }) => name).join(', ');

function list(): string {
  const width = Math.max(...labs.map(({ name }) => name.length));
  return [
    WARNING,
    '',
    ...labs.map(({ name, year, recovers }) => `${pc.bold(name.padEnd(width))}  ${year}  ${recovers}`),
    '',
    'npm run lab -- NAME runs one of them.',
  ].join('\n');
}

const about = ({ attempt: _, picture: __, ...rest }: Lab) => rest;

/** JSON has no bytes, so they become hex; the time is left out, so that a seed gives the same again. */
function plain(key: string, value: unknown): unknown {
  if (key === 'seconds') return undefined;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return value;
}

await runCommand('lab', main);

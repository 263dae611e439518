// npm run fuzz -- --seconds N: spoilt bytes for everything that takes bytes from strangers.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { runCommand, UsageError } from '../usage.js';
import { campaign } from './campaign.js';
import { type Finding, runCase, type Target } from './target.js';
import { targets } from './targets.js';

const usage = `npm run fuzz -- [--seconds N] [--seed S] [--target NAME]   run for N seconds (default: 60)
npm run fuzz -- --seed S --case K --target NAME             run one case again
targets: ${targets.map(({ name }) => name).join(', ')}`;

function main(): number {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string' },
      seed: { type: 'string' },
      target: { type: 'string' },
      case: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const seed = number('seed', values.seed) ?? randomInt(2 ** 32);
  const caseNumber = number('case', values.case);
  if (caseNumber !== undefined) return again(seed, values.target, caseNumber);
  if (values.target !== undefined) find(values.target);
  const chosen = targets.filter(({ name }) => name === (values.target ?? name));
  return run(chosen, seed, number('seconds', values.seconds) ?? 60);
}

function run(chosen: readonly Target[], seed: number, seconds: number): number {
  console.log(`Seed ${seed}, ${seconds} seconds.`);
  const totals = new Map<string, number>();
  const findings = campaign(chosen, seed, seconds, ({ target, cases, casesPerSecond }) => {
    totals.set(target, cases);
    const rate = `${Math.round(casesPerSecond).toLocaleString('en')} a second`;
    console.log(`${target.padEnd(24)} ${cases.toLocaleString('en').padStart(12)} cases ${pc.dim(rate)}`);
  });
  for (const finding of findings) console.log(findingText(finding));
  const sum = [...totals.values()].reduce((a, b) => a + b, 0);
  const verdict = findings.length === 0 ? pc.green('no findings') : pc.red(`${findings.length} findings`);
  console.log(`${sum.toLocaleString('en')} cases of ${totals.size} targets: ${verdict}.`);
  return findings.length === 0 ? 0 : 1;
}

function again(seed: number, name: string | undefined, caseNumber: number): number {
  if (name === undefined) throw new UsageError(`--case needs --target\n${usage}`);
  const finding = runCase(find(name), seed, caseNumber);
  console.log(finding ? findingText(finding) : 'The case ends as it must.');
  return finding ? 1 : 0;
}

function findingText({ target, seed, caseNumber, error }: Finding): string {
  const stack = error instanceof Error ? error.stack : String(error);
  const command = `npm run fuzz -- --target ${target} --seed ${seed} --case ${caseNumber}`;
  return `${pc.red(`Found in ${target}`)}, brought back by ${command}\n${stack}`;
}

function find(name: string): Target {
  const target = targets.find((candidate) => candidate.name === name);
  if (!target) throw new UsageError(`there is no target ${name}\n${usage}`);
  return target;
}

function number(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new UsageError(`--${option} takes a whole number, not ${text}`);
  return Number(text);
}

await runCommand('fuzz', main);

// npm run doctor: what this machine has for the course, and what holds while it grades.
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { bubblewrap, bubblewrapOptions } from '../grade/sandbox/bubblewrap.js';
import { troubleWith } from '../grade/sandbox/choose.js';
import { container } from '../grade/sandbox/container.js';
import { prepareCourse } from '../grade/sandbox/course.js';
import type { Sandbox } from '../grade/sandbox/sandbox.js';
import { hasPeer, type PeerName, peers } from '../peers/detect.js';
import { runCommand } from '../usage.js';
import { examine } from './probes.js';

const usage = `npm run doctor
  tells which programs are here, which sandbox grades submissions, what it enforces on this machine, and what not
Ends with exit code 0 when submissions can be graded here and everything that was tried was held, else with 1.`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  console.log(`${pc.bold('Node')}  ${process.versions.node}\n\n${pc.bold('Programs')}`);
  for (const name of Object.keys(peers) as PeerName[])
    console.log(`  ${name.padEnd(12)}${hasPeer(name) ? 'works' : `missing: ${peers[name].howToGet}`}`);
  console.log(`\n${pc.bold('Sandboxes')}`);
  const kinds = ['bubblewrap', 'podman', 'docker'] as const;
  const troubles = kinds.map((kind) => [kind, troubleWith(kind)] as const);
  for (const [kind, trouble] of troubles) console.log(`  ${kind.padEnd(12)}${trouble ?? 'works'}`);
  const first = troubles.find(([, trouble]) => trouble === undefined)?.[0];
  if (first) return examineSandbox(first);
  console.log('\nSubmissions cannot be graded here: install one of these sandboxes.');
  return 1;
}

async function examineSandbox(kind: 'bubblewrap' | 'podman' | 'docker'): Promise<number> {
  const course = await prepareCourse(process.cwd());
  const sandbox = kind === 'bubblewrap' ? bubblewrap(bubblewrapOptions(), course.runtime) : container(kind);
  try {
    return await report(sandbox);
  } finally {
    sandbox.close();
    course.close();
  }
}

async function report(sandbox: Sandbox): Promise<number> {
  const { kind, enforced, notEnforced } = sandbox.record;
  console.log(`\n${pc.bold(`Grading in ${kind}`)}\n  enforced here:`);
  for (const line of enforced) console.log(`    ${line}`);
  console.log('  not enforced here:');
  for (const line of notEnforced) console.log(`    ${line}`);
  console.log('  tried just now:');
  const findings = await examine(sandbox);
  for (const { what, held, detail } of findings)
    console.log(
      `    ${held ? pc.green('held    ') : pc.red('NOT held')}  ${what}${detail ? `: ${detail}` : ''}`,
    );
  return findings.every(({ held }) => held) ? 0 : 1;
}

await runCommand('doctor', main);

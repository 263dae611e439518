// npm run probe -- HOST:PORT: which versions and suites a server accepts, what each means, and whether it is retired.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { suiteName } from '../../lib/suites.js';
import { readAddress } from '../net/options.js';
import { runCommand, UsageError } from '../usage.js';
import { ask } from './ask.js';
import { meaningOf, type Objection, objectionsTo, versions } from './meaning.js';
import { MOST_CONNECTIONS, survey, type VersionSurvey } from './survey.js';

const usage = `npm run probe -- HOST:PORT [options]
  --servername NAME   whom to ask for (default: HOST)
  --pause MS          between connections (default: 20)
  One connection for each answer, one after the other, at most ${MOST_CONNECTIONS}; none goes beyond the hellos.
  Ask only servers whose owners would not mind.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      servername: { type: 'string' },
      pause: { type: 'string', default: '20' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [address] = positionals;
  if (address === undefined || positionals.length > 1) throw new UsageError(`give one HOST:PORT\n${usage}`);
  if (!/^\d{1,5}$/.test(values.pause)) throw new UsageError(`--pause ${values.pause}: give milliseconds`);
  const { host, port } = readAddress(address);
  const server = { host, port, name: values.servername ?? host };
  const found = await survey(async (version, suites) => {
    await delay(Number(values.pause));
    return ask(server, version, suites);
  }, progress);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  for (const version of found) console.log(view(version));
  return found.some(({ suites }) => suites.length > 0) ? 0 : 1;
}

/** On a terminal one line that changes; elsewhere one for each version. */
function progress(name: string, connections: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[KAsking for ${name}, connection ${connections}`);
  else if (name !== told) process.stderr.write(`Asking for ${name}, from connection ${connections} on\n`);
  told = name;
}
let told = '';

function view({ version, name, suites, end }: VersionSurvey): string {
  const objection = versions.find((known) => known.version === version)?.objection;
  if (suites.length === 0) return `${pc.bold(name)}: not accepted (${end})`;
  const count = suites.length === 1 ? '1 suite' : `${suites.length} suites`;
  const head = `${pc.bold(name)}: ${count}${objection ? `, ${objectionText(objection)}` : ''}`;
  const rows = suites.map((id) => {
    const suite = suiteName(id) ?? 'unknown';
    const against = objectionsTo(suite).map(objectionText);
    const words = [meaningOf(suite), ...against].map((line) => `         ${line}`);
    return [`  0x${id.toString(16).padStart(4, '0')} ${suite}`, ...words].join('\n');
  });
  return [head, ...rows].join('\n');
}

const objectionText = ({ verdict, what, rfc }: Objection) =>
  verdict === 'retired'
    ? pc.red(`retired: ${what} (${rfc})`)
    : pc.yellow(`advised against: ${what} (${rfc})`);

await runCommand('probe', main);

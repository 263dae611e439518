// npm run break -- STAGE [MISTAKE...]: breaks one thing, and shows who notices.
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { loadChecks, oneStage } from '../loop/course.js';
import { readSuites, readVersion } from '../net/options.js';
import { runCommand } from '../usage.js';
import { insideNamespace, runAgainInNamespace } from '../yours/namespace.js';
import { wantsNamespace } from '../yours/peer.js';
import { judgeBroken, mistakeCalled } from './break.js';
import { meetServer } from './live.js';
import { type Broken, type Reaction, WENT_WELL } from './report.js';

const usage = `npm run break -- STAGE [MISTAKE...] [options]
  STAGE          such as 6, 06 or 06-master-secret; alone, it lists the wrong turns that its checks know
  MISTAKE        one of those, in quotes, or several; the reference makes them, and the checks are run
  --live         a real server is asked, too
  --tls, --suite with --live: what to offer, as in npm run handshake
  --json         the result as JSON on standard output`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      live: { type: 'boolean' },
      tls: { type: 'string' },
      suite: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const stage = await loadChecks(process.cwd(), oneStage(positionals, usage));
  const names = positionals.slice(1);
  if (names.length === 0) {
    for (const mistake of stage.mistakes) console.log(`${mistake.function.padEnd(26)} ${mistake.name}`);
    return 0;
  }
  const mistakes = names.map((name) => mistakeCalled(stage, name));
  const version = values.tls === undefined ? undefined : readVersion(values.tls);
  const suites = values.suite === undefined ? undefined : readSuites(values.suite, version);
  if (values.live && wantsNamespace(suites) && !insideNamespace()) return runAgainInNamespace();
  const broken = await judgeBroken(stage, mistakes, 'broken on purpose');
  const offer = { ...(version !== undefined && { version }), ...(suites && { suites }) };
  const reaction = values.live ? await meetServer(mistakes, offer) : undefined;
  if (values.json) console.log(JSON.stringify({ ...broken, ...(reaction && { reaction }) }));
  else console.log([...brokenLines(broken), ...(reaction ? reactionLines(reaction) : [])].join('\n'));
  return 0;
}

function brokenLines({ stage, mistakes, checks }: Broken): string[] {
  return [
    ...mistakes.flatMap(({ function: name, name: mistake, says }) => [
      `${pc.bold(stage)}, ${name}: ${mistake}`,
      `  A learner would hear: ${says}`,
    ]),
    ...checks.map(({ name, noticed }) => `  ${noticed ? pc.red('fails ') : pc.green('passes')}  ${name}`),
  ];
}

const reactionLines = ({ server, messages, said }: Reaction) => [
  `A handshake with ${server}:`,
  ...messages.map((line) => `  ${line}`),
  said ?? WENT_WELL,
];

await runCommand('break', main);

// npm run session -- --seed NAME: a session of the learner's own, made by our client and server, told like a replay.
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { replayReport, replayVerdict } from '../replay/report.js';
import { replay } from '../replay/step.js';
import { runCommand, UsageError } from '../usage.js';
import { readSeed, rememberedSeed, rememberSeed } from './seed.js';
import { learnerSession } from './session.js';
import { sessionJson, sessionSteps } from './story.js';

const usage = `npm run session [-- options]
  --seed NAME   whose session: remembered from then on, for npm run check too
  --out FILE    write its values as JSON, bytes in hex; an existing file is not touched without --force
  --force       overwrite FILE`;

function main(): number {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      out: { type: 'string' },
      force: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const root = process.cwd();
  const seed = values.seed === undefined ? rememberedSeed(root) : readSeed(values.seed);
  if (seed === undefined) throw new UsageError(`whose session? give --seed NAME once\n${usage}`);
  const session = learnerSession(seed);
  if (values.seed !== undefined) rememberSeed(root, seed);
  if (values.out !== undefined) {
    if (existsSync(values.out) && !values.force)
      throw new UsageError(`${values.out} exists; give --force to overwrite it`);
    writeFileSync(values.out, sessionJson(session));
    console.log(`${values.out}: the session of ${seed} with ${session.hostName}`);
    return 0;
  }
  const outcomes = replay(sessionSteps(session));
  console.log(`The session of ${seed}: a browser and ${session.hostName}, TLS 1.0, TLS_RSA_WITH_RC4_128_MD5`);
  console.log(replayReport(outcomes));
  console.log(`\n${replayVerdict(outcomes)}`);
  return outcomes.every(({ equal }) => equal) ? 0 : 1;
}

await runCommand('session', main);

// npm run replay -- amazon-2009: computes a recorded session again and holds every value against the record.
import { parseArgs } from 'node:util';
import { runCommand, UsageError } from '../usage.js';
import { replayReport, replayVerdict } from './report.js';
import { replaySessions } from './sessions.js';
import { replay } from './step.js';

await runCommand('replay', main);

/** 0 when every value is as recorded, 1 when one is not. @throws UsageError for a session that there is not */
function main(): number {
  const [name, ...more] = parseArgs({ allowPositionals: true }).positionals;
  const names = Object.keys(replaySessions).join(', ');
  if (name === undefined || more.length > 0) throw new UsageError(`name one session to replay: ${names}.`);
  const session = Object.hasOwn(replaySessions, name) ? replaySessions[name] : undefined;
  if (!session) throw new UsageError(`there is no session "${name}"; the sessions are: ${names}.`);
  const outcomes = replay(session.steps());
  console.log(session.title);
  console.log(replayReport(outcomes));
  console.log(`\n${replayVerdict(outcomes)}`);
  return outcomes.every((outcome) => outcome.equal) ? 0 : 1;
}

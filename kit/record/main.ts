// npm run record: a TLS 1.2 session of our client with a real OpenSSL server, kept as a module of kit/sessions.
// Our side's randomness comes from a seed, so the client's bytes can be made again; OpenSSL's are what they are.
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runCommand, UsageError } from '../usage.js';
import { recordSession } from './record.js';
import { sessionModule } from './session-module.js';

const usage = `npm run record -- --out FILE [options]
  --out FILE        the module to write; an existing file is not touched without --force
  --seed TEXT       what our randomness is made from (default: "rebuild tls")
  --force           overwrite FILE`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      seed: { type: 'string', default: 'rebuild tls' },
      force: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.out === undefined) throw new UsageError(`give --out FILE\n${usage}`);
  if (existsSync(values.out) && !values.force)
    throw new UsageError(`${values.out} exists; give --force to overwrite it`);
  const session = await recordSession(values.seed);
  writeFileSync(values.out, sessionModule(session));
  console.log(`${values.out}: ${session.wire.length} flights, ${session.openssl}`);
  return 0;
}

await runCommand('record', main);

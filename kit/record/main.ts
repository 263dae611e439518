// npm run record: a real session, kept as a module of kit/sessions. For TLS 1.2 it is one of our client with an OpenSSL
// server: our side's randomness comes from a seed, so the client's bytes can be made again; OpenSSL's are what they
// are. For TLS 1.3, which we read but do not speak, it is one of node:tls with itself.
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runCommand, UsageError } from '../usage.js';
import { recordSession } from './record.js';
import { sessionModule } from './session-module.js';
import { recordTls13 } from './tls13.js';

const usage = `npm run record -- --out FILE [options]
  --out FILE        the module to write; an existing file is not touched without --force
  --tls VERSION     1.2 (default) or 1.3
  --seed TEXT       what our randomness is made from (default: "rebuild tls"); TLS 1.2 only
  --force           overwrite FILE`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      tls: { type: 'string', default: '1.2' },
      seed: { type: 'string' },
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
  const { source, summary } = await record(values.tls, values.seed);
  writeFileSync(values.out, source);
  console.log(`${values.out}: ${summary}`);
  return 0;
}

async function record(tls: string, seed?: string): Promise<{ source: string; summary: string }> {
  if (tls === '1.3' && seed === undefined) {
    const { source, flights } = await recordTls13();
    return { source, summary: `${flights} flights, Node ${process.version}` };
  }
  if (tls === '1.3') throw new UsageError('TLS 1.3 is recorded without --seed: its randomness is not ours');
  if (tls !== '1.2') throw new UsageError(`--tls is 1.2 or 1.3, not ${tls}`);
  const session = await recordSession(seed ?? 'rebuild tls');
  return { source: sessionModule(session), summary: `${session.wire.length} flights, ${session.openssl}` };
}

await runCommand('record', main);

// npm run sign -- HOST:PORT FILE: has a server sign the SHA-256 of a file, which it takes for our client random.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { bytesToHex } from '@noble/hashes/utils.js';
import { createClient } from '../../lib/client.js';
import { hashes } from '../../lib/hashes.js';
import { reference } from '../../lib/stages.js';
import { preferredSuites, suiteById } from '../../lib/suites.js';
import { readAnchors } from '../certificates.js';
import { runClientSession } from '../handshake/session.js';
import { readAddress, readSuites, readVersion } from '../net/options.js';
import { encodeBundle } from '../signed-time/bundle.js';
import { checkStatement } from '../signed-time/statement.js';
import { readInput, runCommand, UsageError, userPath } from '../usage.js';
import { StatementTaker } from './taker.js';

const usage = `npm run sign -- HOST:PORT FILE [options]
  --out BUNDLE           where to leave the statement (default: FILE.signed.json)
  --tls 1.0|1.1|1.2      the only version to offer (default: 1.0 to 1.2)
  --suite NAME|0xNNNN    the only cipher suites to offer; only DHE and ECDHE have a signature
  --ca FILE              PEM certificates to trust (default: the roots that Node brings)
  --servername NAME      whom to ask for and to verify (default: HOST)`;

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: text, tls: text, suite: text, ca: text, servername: text, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [address, file] = positionals;
  if (address === undefined || file === undefined || positionals.length > 2)
    throw new UsageError(`give HOST:PORT and one FILE\n${usage}`);
  const { host, port } = readAddress(address);
  const name = values.servername ?? host;
  const version = values.tls === undefined ? undefined : readVersion(values.tls);
  const message = hashes['SHA-256'].digest(readInput(file));
  const taker = new StatementTaker(name);
  const now = Math.floor(Date.now() / 1000);
  const options = {
    functions: reference,
    random: (length: number) => new Uint8Array(randomBytes(length)),
    clientRandom: message,
    trust: { anchors: readAnchors(values.ca), host: name, at: now },
    cipherSuites: signedSuites(values.suite, version),
    ...(!isIP(name) && { serverName: name }),
    ...(version !== undefined && { minVersion: version, maxVersion: version }),
  };
  await runClientSession({
    host,
    port,
    start: (onEvent) => createClient({ ...options, onEvent }),
    onEvent: (event) => taker.event(event),
  });
  const statement = taker.statement(now);
  checkStatement(reference, statement);
  const out = values.out ?? `${basename(file)}.signed.json`;
  writeFileSync(userPath(out), encodeBundle(statement));
  console.log(`SHA-256 of ${file}: ${bytesToHex(message)}`);
  const trusting = values.ca === undefined ? '' : ` --ca ${values.ca}`;
  console.log(`${address} has signed it. Verify with: npm run verify -- ${out} ${file}${trusting}`);
  return 0;
}

/** @throws UsageError for a suite whose server signs nothing */
function signedSuites(text: string | undefined, version: number | undefined): readonly number[] {
  const isSigned = (id: number) => suiteById(id)?.keyExchange !== 'RSA';
  if (text === undefined) return preferredSuites.filter(isSigned);
  const suites = readSuites(text, version);
  const unsigned = suites.find((id) => !isSigned(id));
  if (unsigned !== undefined)
    throw new UsageError(`${suiteById(unsigned)?.name} has no signature: give DHE and ECDHE suites only`);
  return suites;
}

await runCommand('sign', main);

// npm run handshake -- HOST:PORT: a handshake of ours with a real server, told as it happens.
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { parseArgs } from 'node:util';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { createClient } from '../../lib/client.js';
import { TlsError } from '../../lib/errors.js';
import { reference } from '../../lib/stages.js';
import type { Trust } from '../../lib/trust.js';
import { pemCertificates, readCertificates } from '../certificates.js';
import { messageLine, securityLines } from '../net/narrate.js';
import { readAddress, readSuites, readVersion } from '../net/options.js';
import { WireLog } from '../net/wire-log.js';
import { runCommand, UsageError } from '../usage.js';
import { runClientSession } from './session.js';

const usage = `npm run handshake -- HOST:PORT [options]
  --tls 1.0|1.1|1.2      the only version to offer (default: 1.0 to 1.2)
  --suite NAME|0xNNNN    the only cipher suites to offer, separated by commas
  --ca FILE              PEM certificates to trust (default: the roots that Node brings)
  --servername NAME      whom to ask for and to verify (default: HOST)
  --insecure-at-your-own-risk   accept any certificate from anyone
  --request TEXT         send TEXT (\\r \\n \\t \\\\ are understood) and print the answer
  --keylog FILE          append the secrets, as SSLKEYLOGFILE does
  --pcap FILE            write a capture, secrets inside, for Wireshark`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tls: { type: 'string' },
      suite: { type: 'string' },
      ca: { type: 'string' },
      servername: { type: 'string' },
      'insecure-at-your-own-risk': { type: 'boolean' },
      request: { type: 'string' },
      keylog: { type: 'string' },
      pcap: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [address] = positionals;
  if (address === undefined || positionals.length > 1) throw new UsageError(`give one HOST:PORT\n${usage}`);
  const { host, port } = readAddress(address);
  const name = values.servername ?? host;
  const version = values.tls === undefined ? undefined : readVersion(values.tls);
  const options = {
    functions: reference,
    random: (length: number) => new Uint8Array(randomBytes(length)),
    trust: readTrust(values.ca, name, values['insecure-at-your-own-risk'] === true),
    ...(!isIP(name) && { serverName: name }),
    ...(version !== undefined && { minVersion: version, maxVersion: version }),
    ...(values.suite !== undefined && { cipherSuites: readSuites(values.suite, version) }),
  };

  const log = new WireLog('client');
  let answered = false;
  try {
    await runClientSession({
      host,
      port,
      start: (onEvent) => createClient({ ...options, onEvent }),
      onWire: log.onWire,
      onEvent(event) {
        const line = messageLine(event);
        if (line) console.log(line);
      },
      onSecured(security) {
        log.secured(security);
        console.log(['Handshake complete, both Finished verified.', ...securityLines(security)].join('\n'));
      },
      ...(values.request !== undefined && { request: utf8ToBytes(unescapeText(values.request)) }),
      onAnswer(data) {
        if (!answered) console.log('Answer:');
        answered = true;
        process.stdout.write(data);
      },
    });
    return 0;
  } catch (error) {
    throw withAdvice(error, values.ca);
  } finally {
    if (values.keylog !== undefined) log.writeKeyLog(values.keylog);
    if (values.pcap !== undefined) log.writeCapture(values.pcap, port);
  }
}

function readTrust(caFile: string | undefined, host: string, insecure: boolean): Trust {
  if (insecure && caFile !== undefined)
    throw new UsageError('give --ca or --insecure-at-your-own-risk, not both');
  if (insecure) return 'accept any certificate from anyone';
  const anchors =
    caFile === undefined ? pemCertificates(rootCertificates.join('\n')) : readCertificates(caFile);
  return { anchors, host, at: Math.floor(Date.now() / 1000) };
}

/** Says what to do about a CA that is not known. */
function withAdvice(error: unknown, caFile: string | undefined): unknown {
  if (!(error instanceof TlsError) || error.alert !== 'unknown_ca') return error;
  const advice = caFile === undefined ? 'name its CA with --ca FILE' : `${caFile} is not its CA`;
  return new TlsError(error.alert, `${error.message}; ${advice}`);
}

function unescapeText(text: string): string {
  const escapes: { readonly [letter: string]: string } = { r: '\r', n: '\n', t: '\t', '\\': '\\' };
  return text.replace(/\\([rnt\\])/g, (_, letter: string) => escapes[letter] as string);
}

await runCommand('handshake', main);

// npm run handshake -- HOST:PORT: a handshake of ours with a real server, told as it happens. With --yours the
// learner's functions take part, and without HOST:PORT a server is started for them.
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
import { insideNamespace, runAgainInNamespace } from '../yours/namespace.js';
import { choosePeer, type Peer, startPeer, wantsNamespace } from '../yours/peer.js';
import { blame, problemLines, ranTable } from '../yours/report.js';
import { type Yours, yourFunctions } from '../yours/yours.js';
import { runClientSession } from './session.js';

const usage = `npm run handshake -- HOST:PORT [options]
  --yours                your functions of exercises/ in place of the reference's; without HOST:PORT a server is started
  --tls 1.0|1.1|1.2      the only version to offer (default: 1.0 to 1.2)
  --suite NAME|0xNNNN    the only cipher suites to offer, separated by commas
  --ca FILE              PEM certificates to trust (default: the roots that Node brings)
  --servername NAME      whom to ask for and to verify (default: HOST)
  --insecure-at-your-own-risk   accept any certificate from anyone
  --request TEXT         send TEXT (\\r \\n \\t \\\\ are understood) and print the answer
  --keylog FILE          append the secrets, as SSLKEYLOGFILE does
  --pcap FILE            write a capture, secrets inside, for Wireshark`;

function readCommandLine() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      yours: { type: 'boolean' },
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
  const version = values.tls === undefined ? undefined : readVersion(values.tls);
  const suites = values.suite === undefined ? undefined : readSuites(values.suite, version);
  return { ...values, version, suites, positionals };
}

type CommandLine = ReturnType<typeof readCommandLine>;

async function main(): Promise<number> {
  const line = readCommandLine();
  if (line.help) {
    console.log(usage);
    return 0;
  }
  const [address] = line.positionals;
  if (line.positionals.length > 1 || (address === undefined && !line.yours))
    throw new UsageError(`give one HOST:PORT\n${usage}`);
  if (address !== undefined) return talk(line, await yours(line), readAddress(address));
  if (wantsNamespace(line.suites) && !insideNamespace()) return runAgainInNamespace();
  const peer = await startPeer(choosePeer(line.suites));
  try {
    console.log(`${peer.name} listens on 127.0.0.1:${peer.port}.`);
    return await talk(line, await yours(line), { host: '127.0.0.1', port: peer.port }, peer);
  } finally {
    await peer.stop();
  }
}

const yours = (line: CommandLine) => (line.yours ? yourFunctions() : undefined);

/** One session; with a peer of our own making, its CA is trusted and its page is asked for. */
async function talk(
  line: CommandLine,
  mine: Yours | undefined,
  { host, port }: { host: string; port: number },
  peer?: Peer,
): Promise<number> {
  const name = line.servername ?? (peer ? 'localhost' : host);
  const request = line.request ?? (peer && 'GET / HTTP/1.0\\r\\n\\r\\n');
  const options = {
    functions: mine?.functions ?? reference,
    random: (length: number) => new Uint8Array(randomBytes(length)),
    trust: readTrust(line, name, peer),
    ...(!isIP(name) && { serverName: name }),
    ...(line.version !== undefined && { minVersion: line.version, maxVersion: line.version }),
    ...(line.suites && { cipherSuites: line.suites }),
  };
  if (mine && mine.problems.length > 0) console.log(problemLines(mine.problems));
  const log = new WireLog('client');
  let answered = false;
  try {
    await runClientSession({
      host,
      port,
      start: (onEvent) => createClient({ ...options, onEvent }),
      onWire: log.onWire,
      onEvent(event) {
        const text = messageLine(event);
        if (text) console.log(text);
      },
      onSecured(security) {
        log.secured(security);
        console.log(['Handshake complete, both Finished verified.', ...securityLines(security)].join('\n'));
      },
      ...(request !== undefined && { request: utf8ToBytes(unescapeText(request)) }),
      onAnswer(data) {
        if (!answered) process.stdout.write(peer ? 'Answer, its first line: ' : 'Answer:\n');
        if (!peer) process.stdout.write(data);
        else if (!answered) console.log(new TextDecoder().decode(data).split('\r\n', 1)[0]);
        answered = true;
      },
    });
    if (mine) console.log(`\n${ranTable(mine.ran)}`);
    return 0;
  } catch (error) {
    if (!mine) throw withAdvice(error, line.ca);
    console.log(ranTable(mine.ran));
    console.error(`\n${blame(error as Error, mine.disagreements)}`);
    return 1;
  } finally {
    mine?.stop();
    if (line.keylog !== undefined) log.writeKeyLog(line.keylog);
    if (line.pcap !== undefined) log.writeCapture(line.pcap, port);
  }
}

function readTrust(line: CommandLine, host: string, peer: Peer | undefined): Trust {
  const insecure = line['insecure-at-your-own-risk'] === true;
  if (insecure && line.ca !== undefined)
    throw new UsageError('give --ca or --insecure-at-your-own-risk, not both');
  if (insecure) return 'accept any certificate from anyone';
  const at = Math.floor(Date.now() / 1000);
  if (line.ca !== undefined) return { anchors: readCertificates(line.ca), host, at };
  return { anchors: peer ? [peer.caCertificate] : pemCertificates(rootCertificates.join('\n')), host, at };
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

// npm run handshake -- HOST:PORT: a handshake of ours with a real server, told as it happens. With --yours the
// learner's functions take part, and without HOST:PORT a server is started for them.
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { createClient } from '../../lib/client.js';
import type { Security } from '../../lib/connection-types.js';
import { AlertReceived, TlsError } from '../../lib/errors.js';
import type { AlertName } from '../../lib/registry.js';
import { reference } from '../../lib/stages.js';
import type { Trust } from '../../lib/trust.js';
import { readAnchors } from '../certificates.js';
import { readAddress } from '../net/options.js';
import { WireLog } from '../net/wire-log.js';
import { runCommand, UsageError } from '../usage.js';
import { insideNamespace, runAgainInNamespace } from '../yours/namespace.js';
import { choosePeer, type Peer, startPeer, wantsNamespace } from '../yours/peer.js';
import { YoursStory } from '../yours/story.js';
import { type Yours, yourFunctions } from '../yours/yours.js';
import { type CommandLine, readCommandLine, usage, variants } from './command-line.js';
import { runClientSession } from './session.js';
import { writeSession } from './session-file.js';
import { TerminalTeller } from './teller.js';

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
  const mine = await yours(line); // before the server is there, since a file may end us all
  const peer = await startPeer(choosePeer(line.suites));
  if (peer.pid !== undefined) mine?.heartbeat.alongWith(peer.pid);
  try {
    return await talk(line, mine, { host: '127.0.0.1', port: peer.port }, peer);
  } finally {
    await peer.stop();
  }
}

const yours = (line: CommandLine) => (line.yours ? yourFunctions(line.exercises) : undefined);

/** One session; with a peer of our own making, its CA is trusted and its page is asked for. */
async function talk(
  line: CommandLine,
  mine: Yours | undefined,
  { host, port }: { host: string; port: number },
  peer?: Peer,
): Promise<number> {
  const name = line.servername ?? (peer ? 'localhost' : host);
  if (!isIP(name) && !/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(name))
    throw new UsageError(`${name} is neither a DNS name nor an IP address: give another --servername`);
  const request = line.request ?? (peer && 'GET / HTTP/1.0\\r\\n\\r\\n');
  const options = {
    functions: mine?.functions ?? reference,
    random: (length: number) => new Uint8Array(randomBytes(length)),
    trust: readTrust(line, name, peer),
    ...(!isIP(name) && { serverName: name }),
    ...(line.version !== undefined && { minVersion: line.version, maxVersion: line.version }),
    ...(line.suites && { cipherSuites: line.suites }),
    ...variants(line),
  };
  const story =
    mine &&
    new YoursStory(mine, {
      server: peer?.name ?? `${host}:${port}`,
      ...(peer && { startedAt: `${host}:${port}` }),
      json: line.json,
    });
  const teller = story ?? new TerminalTeller();
  const log = new WireLog('client');
  try {
    await runClientSession({
      host,
      port,
      start: (onEvent) => createClient({ ...options, onEvent }),
      onWire: log.onWire,
      onEvent: (event) => teller.event(event),
      renegotiate: line.renegotiate,
      onSecured(security) {
        log.secured(security);
        teller.secured(security);
        if (line['client-cert'] !== undefined && !security.resumed && security.clientChain.length === 0)
          console.log('   our certificate was not shown: the server did not ask for one of its issuer');
        if (line['save-session'] !== undefined) saveSession(line['save-session'], security);
      },
      ...(request !== undefined && { request: utf8ToBytes(unescapeText(request)) }),
      onAnswer: (data) => teller.answer(data),
    });
    return (await story?.end()) ?? 0;
  } catch (error) {
    const advised = withAdvice(error, line.ca);
    if (!story) throw advised;
    return story.end(advised as Error);
  } finally {
    mine?.heartbeat.stop();
    if (line.keylog !== undefined) log.writeKeyLog(line.keylog);
    if (line.pcap !== undefined) log.writeCapture(line.pcap, port);
  }
}

function saveSession(path: string, { session }: Security): void {
  if (session) writeSession(path, session);
  else console.error(`The server gave neither a session id nor a ticket: ${path} is not written.`);
}

function readTrust(line: CommandLine, host: string, peer: Peer | undefined): Trust {
  const insecure = line['insecure-at-your-own-risk'] === true;
  if (insecure && line.ca !== undefined)
    throw new UsageError('give --ca or --insecure-at-your-own-risk, not both');
  if (insecure) return 'accept any certificate from anyone';
  const at = Math.floor(Date.now() / 1000);
  const anchors = peer && line.ca === undefined ? [peer.caCertificate] : readAnchors(line.ca);
  return { anchors, host, at };
}

/** Adds what to do, where the failure has a usual cause. */
function withAdvice(error: unknown, caFile: string | undefined): unknown {
  if (!(error instanceof TlsError)) return error;
  const advice = error instanceof AlertReceived ? adviceOn[error.alert] : ourAdvice(error, caFile);
  return advice === undefined ? error : new TlsError(error.alert, `${error.message}; ${advice}`);
}

const oldAndWeak =
  'it may refuse old versions or weak suites: an OpenSSL server takes them with -cipher ALL:@SECLEVEL=0';
const adviceOn: { readonly [alert in AlertName]?: string } = {
  protocol_version: 'it may speak TLS 1.3 only, where we end at 1.2, or no version as old as the one offered',
  handshake_failure: oldAndWeak,
  internal_error: oldAndWeak,
};

function ourAdvice({ alert, message }: TlsError, caFile: string | undefined): string | undefined {
  if (alert === 'unknown_ca')
    return caFile === undefined ? 'name its CA with --ca FILE' : `${caFile} is not its CA`;
  if (message.includes('which TLS does not have') || message.includes('which is not TLS'))
    return 'is it a TLS server at all?';
  return undefined;
}

function unescapeText(text: string): string {
  const escapes: { readonly [letter: string]: string } = { r: '\r', n: '\n', t: '\t', '\\': '\\' };
  return text.replace(/\\([rnt\\])/g, (_, letter: string) => escapes[letter] as string);
}

await runCommand('handshake', main);

// npm run handshake -- HOST:PORT: a handshake of ours with a real server, told as it happens.
import { randomBytes } from 'node:crypto';
import { connect as connectSocket, isIP, type Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { parseArgs } from 'node:util';
import forge from 'node-forge';
import { createClient } from '../../lib/client.js';
import { reference } from '../../lib/stages.js';
import type { Trust } from '../../lib/trust.js';
import { messageLine, securityLines } from '../net/narrate.js';
import { readAddress, readSuites, readVersion } from '../net/options.js';
import { TlsStream } from '../net/tls-stream.js';
import { WireLog } from '../net/wire-log.js';
import { readInput, runCommand, UsageError } from '../usage.js';

const usage = `npm run handshake -- HOST:PORT [options]
  --tls 1.0|1.1|1.2      the only version to offer (default: 1.0 to 1.2)
  --suite NAME|0xNNNN    the only cipher suites to offer, separated by commas
  --ca FILE              PEM certificates to trust (default: the roots that Node brings)
  --servername NAME      whom to ask for and to verify (default: HOST)
  --insecure-at-your-own-risk   accept any certificate from anyone
  --request TEXT         send TEXT (\\r \\n \\t \\\\ are understood) and print the answer
  --keylog FILE          append the secrets, as SSLKEYLOGFILE does
  --pcap FILE            write a capture, secrets inside, for Wireshark`;

/** How long a server may take to connect, to shake hands, or to begin an answer. */
const PATIENCE_MS = 10_000;
/** An answer is over when nothing comes for this long, if the server does not close before. */
const SILENCE_MS = 500;

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
  const [address] = positionals;
  if (values.help || !address || positionals.length > 1) {
    if (values.help) console.log(usage);
    else throw new UsageError(`give one HOST:PORT\n${usage}`);
    return 0;
  }
  const { host, port } = readAddress(address);
  const name = values.servername ?? host;
  const version = values.tls === undefined ? undefined : readVersion(values.tls);
  const options = {
    functions: reference,
    random: (length: number) => new Uint8Array(randomBytes(length)),
    trust: readTrust(values.ca, name, values['insecure-at-your-own-risk'] === true),
    ...(!isIP(name) && { serverName: name }),
    ...(version !== undefined && { minVersion: version, maxVersion: version }),
    ...(values.suite !== undefined && { cipherSuites: readSuites(values.suite) }),
  };

  const log = new WireLog('client');
  const socket = await openSocket(host, port);
  const stream = new TlsStream(socket, {
    start: (onEvent) => createClient({ ...options, onEvent }),
    onWire: log.onWire,
    onEvent(event) {
      const line = messageLine(event);
      if (line) console.log(line);
    },
  });
  try {
    const security = await within(PATIENCE_MS, stream.secured(), 'the server did not finish the handshake');
    log.secured(security);
    console.log(['Handshake complete, both Finished verified.', ...securityLines(security)].join('\n'));
    if (values.request !== undefined) await ask(stream, values.request);
    await closed(stream);
    return 0;
  } finally {
    socket.destroy();
    if (values.keylog !== undefined) log.writeKeyLog(values.keylog);
    if (values.pcap !== undefined) log.writeCapture(values.pcap, port);
  }
}

function readTrust(caFile: string | undefined, host: string, insecure: boolean): Trust {
  if (insecure && caFile !== undefined)
    throw new UsageError('give --ca or --insecure-at-your-own-risk, not both');
  if (insecure) return 'accept any certificate from anyone';
  const pem =
    caFile === undefined ? rootCertificates.join('\n') : Buffer.from(readInput(caFile)).toString('latin1');
  const anchors = pemCertificates(pem);
  if (anchors.length === 0) throw new UsageError(`${caFile} holds no PEM certificate`);
  return { anchors, host, at: Math.floor(Date.now() / 1000) };
}

function pemCertificates(pem: string): Uint8Array[] {
  try {
    return forge.pem
      .decode(pem)
      .filter(({ type }) => type === 'CERTIFICATE')
      .map(({ body }) => Uint8Array.from(body, (char) => char.charCodeAt(0)));
  } catch {
    return [];
  }
}

function openSocket(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host, port, timeout: PATIENCE_MS });
    const fail = (why: string) => {
      socket.destroy();
      reject(new Error(`no connection to ${host}:${port} (${why}); is the server running?`));
    };
    socket.once('timeout', () => fail('timed out'));
    socket.once('error', (error) => fail((error as NodeJS.ErrnoException).code ?? error.message));
    socket.once('connect', () => {
      socket.removeAllListeners();
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

/** Sends the request and prints the answer as it comes. @throws when there is none */
async function ask(stream: TlsStream, request: string): Promise<void> {
  stream.write(unescape(request));
  await new Promise<void>((resolve, reject) => {
    let answered = false;
    const silence = () =>
      answered ? resolve() : reject(new Error(`the server did not answer within ${PATIENCE_MS / 1000} s`));
    let timer = setTimeout(silence, PATIENCE_MS);
    const finish = (error?: Error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else if (answered) resolve();
      else reject(new Error('the server closed without an answer'));
    };
    stream.on('data', (data: Uint8Array) => {
      if (!answered) console.log('Answer:');
      answered = true;
      process.stdout.write(data);
      clearTimeout(timer);
      timer = setTimeout(silence, SILENCE_MS);
    });
    stream.once('end', () => finish());
    stream.once('error', finish);
  });
}

function unescape(text: string): string {
  const escapes: { readonly [letter: string]: string } = { r: '\r', n: '\n', t: '\t', '\\': '\\' };
  return text.replace(/\\([rnt\\])/g, (_, letter: string) => escapes[letter] as string);
}

/** Says close_notify and waits a little for the server's. */
async function closed(stream: TlsStream): Promise<void> {
  stream.resume();
  const over = new Promise<void>((resolve) => stream.once('close', resolve));
  stream.end();
  await within(SILENCE_MS, over, '').catch(() => {});
}

function within<T>(ms: number, promise: Promise<T>, complaint: string): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${complaint} within ${ms / 1000} s`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

await runCommand('handshake', main);

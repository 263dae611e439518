// npm run serve -- --port N: our server, for a room full of clients, until it is stopped.
import { randomBytes } from 'node:crypto';
import { createServer as createListener, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { createServer, type ServerOptions } from '../../lib/server.js';
import { reference } from '../../lib/stages.js';
import { messageLine, securityLines } from '../net/narrate.js';
import { readSuites, readVersion } from '../net/options.js';
import { TlsStream } from '../net/tls-stream.js';
import { WireLog } from '../net/wire-log.js';
import { runCommand, UsageError } from '../usage.js';
import { leaveCaFile, serverIdentity } from './identity.js';
import { answerWww } from './www.js';

const usage = `npm run serve -- --port N [options]
  --host ADDRESS         where to listen (default 127.0.0.1: this machine only)
  --tls 1.0|1.1|1.2      the only version to speak (default: 1.0 to 1.2)
  --suite NAME|0xNNNN    the only cipher suites to take, separated by commas, most wanted first
  --cert FILE --key FILE PEM certificate chain and RSA key (default: a fresh course CA issues one)
  --echo                 send back whatever comes
  --www                  answer any HTTP request with a page
  --keylog FILE          append each session's secrets, as SSLKEYLOGFILE does`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      tls: { type: 'string' },
      suite: { type: 'string' },
      cert: { type: 'string' },
      key: { type: 'string' },
      echo: { type: 'boolean' },
      www: { type: 'boolean' },
      keylog: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const port = readPort(values.port);
  if (values.echo && values.www) throw new UsageError('give --echo or --www, not both');
  const version = values.tls === undefined ? undefined : readVersion(values.tls);
  const identity = serverIdentity(values.cert, values.key);
  const options = {
    functions: reference,
    random: (length: number) => new Uint8Array(randomBytes(length)),
    ...(version !== undefined && { minVersion: version, maxVersion: version }),
    ...(values.suite !== undefined && { cipherSuites: readSuites(values.suite, version) }),
    chain: identity.chain,
    key: identity.key,
  };

  const open = new Set<Socket>();
  let count = 0;
  const listener = createListener((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    const mode = values.echo ? 'echo' : values.www ? 'www' : 'listen';
    serveOne(socket, ++count, options, mode, values.keylog);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          `cannot listen on ${values.host}:${port} (${error.code}); is the port taken? try another --port`,
        ),
      ),
    );
    listener.listen(port, values.host, resolve);
  });
  const address = listener.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  console.log(`Listening on ${values.host}:${bound}, Ctrl-C stops.`);
  if (identity.ca) {
    const file = leaveCaFile(identity.ca, bound);
    console.log(`Its CA is new. Trust it with: npm run handshake -- localhost:${bound} --ca ${file}`);
  }
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  listener.close();
  for (const socket of open) socket.destroy();
  return 0;
}

function readPort(text: string | undefined): number {
  const port = Number(text);
  if (text === undefined || !Number.isInteger(port) || port < 0 || port > 65535)
    throw new UsageError(`give --port N, a number from 0 (any free port) to 65535\n${usage}`);
  return port;
}

type Mode = 'echo' | 'www' | 'listen';

function serveOne(
  socket: Socket,
  id: number,
  options: Omit<ServerOptions, 'onEvent'>,
  mode: Mode,
  keyLog?: string,
): void {
  const log = new WireLog('server');
  const say = (line: string) => console.log(`[${id}] ${line}`);
  const stream = new TlsStream(socket, {
    start: (onEvent) => createServer({ ...options, onEvent }),
    onEvent(event) {
      const line = messageLine(event);
      if (line) say(line);
      if (event.type !== 'secured') return;
      log.secured(event.security);
      if (keyLog !== undefined) log.writeKeyLog(keyLog);
      for (const detail of ['Handshake complete, both Finished verified.', ...securityLines(event.security)])
        say(detail);
    },
  });
  stream.on('error', (error) => say(`ended: ${error.message}`));
  if (mode === 'echo') stream.pipe(stream);
  else if (mode === 'www') answerWww(stream);
  else stream.on('data', (data: Uint8Array) => say(`${data.length} bytes of application data`));
}

await runCommand('serve', main);

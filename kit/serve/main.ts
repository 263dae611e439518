// npm run serve -- --port N: our server, for a room full of clients, until it is stopped.
import { createServer as createListener, type Socket } from 'node:net';
import type { Security } from '../../lib/connection-types.js';
import { createServer, type ServerOptions } from '../../lib/server.js';
import type { CertifiedKey } from '../course-ca.js';
import { messageLine, securityLines } from '../net/narrate.js';
import { TlsStream } from '../net/tls-stream.js';
import { WireLog } from '../net/wire-log.js';
import { runCommand } from '../usage.js';
import { type CommandLine, readCommandLine, readPort, readServer, usage } from './command-line.js';
import { leaveCaFile, leaveClientFile } from './identity.js';
import type { MemoryStore } from './sessions.js';
import { answerWww } from './www.js';

async function main(): Promise<number> {
  const line = readCommandLine();
  if (line.help) {
    console.log(usage);
    return 0;
  }
  const port = readPort(line.port);
  const { identity, store, options } = readServer(line);

  const open = new Set<Socket>();
  let count = 0;
  const listener = createListener((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    serveOne(socket, ++count, options(Math.floor(Date.now() / 1000)), line, store);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          `cannot listen on ${line.host}:${port} (${error.code}); is the port taken? try another --port`,
        ),
      ),
    );
    listener.listen(port, line.host, resolve);
  });
  const address = listener.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  console.log(`Listening on ${line.host}:${bound}, Ctrl-C stops.`);
  if (identity.ca) sayHow(identity.ca, bound, line);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  listener.close();
  for (const socket of open) socket.destroy();
  return 0;
}

/** The command that reaches us: our CA is new, and so is the certificate that a client needs. */
function sayHow(ca: CertifiedKey, port: number, line: CommandLine): void {
  const command = `npm run handshake -- localhost:${port} --ca ${leaveCaFile(ca.certificatePem, port)}`;
  console.log(`Its CA is new. Trust it with: ${command}`);
  const asks = line['ask-client-cert'] || line['require-client-cert'];
  if (!asks || line['client-ca'] !== undefined) return;
  const file = leaveClientFile(ca, port);
  console.log(
    `It has issued a certificate for a client, too: add --client-cert ${file} --client-key ${file}`,
  );
}

function serveOne(
  socket: Socket,
  id: number,
  options: ServerOptions,
  line: CommandLine,
  store: MemoryStore,
): void {
  const log = new WireLog('server');
  const say = (text: string) => console.log(`[${id}] ${text}`);
  let settled: Security | undefined;
  const stream = new TlsStream(socket, {
    start: (onEvent) => createServer({ ...options, onEvent }),
    onEvent(event) {
      const text = messageLine(event);
      if (text) say(text);
      if (event.type !== 'secured') return;
      settled = event.security;
      log.secured(settled);
      for (const detail of ['Handshake complete, both Finished verified.', ...securityLines(settled)])
        say(detail);
      if (line.keylog !== undefined) log.writeKeyLog(line.keylog);
    },
  });
  stream.on('error', (error) => {
    say(`ended: ${error.message}`);
    if (settled) store.forget(settled.masterSecret);
  });
  if (line.echo) stream.pipe(stream);
  else if (line.www) answerWww(stream, line.renegotiate ? () => askAgain(stream, say) : undefined);
  else stream.on('data', (data: Uint8Array) => say(`${data.length} bytes of application data`));
}

/** Another handshake, for which the answer waits; a client that declines gets it all the same. */
async function askAgain(stream: TlsStream, say: (text: string) => void): Promise<void> {
  const before = await stream.secured();
  const after = await stream.renegotiate();
  if (after === before) say('The client declined another handshake.');
}

await runCommand('serve', main);

// A process of the bench: sends data over loopback sockets, both ends here, and reports how far memory grew.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createClient } from '../../lib/client.js';
import { TLS12 } from '../../lib/registry.js';
import { createServer as createTlsServer } from '../../lib/server.js';
import { TlsStream } from '../net/tls-stream.js';
import { clientOptions, serverOptions } from './ours.js';
import { createBenchPki } from './pki.js';

export interface Transferred {
  /** Bytes by which the largest resident set, looked at every 10 ms or so, exceeds the one at the start. */
  readonly growth: number;
}

const choice = { version: TLS12, suite: 0x009c };
const MIB = 2 ** 20;
const chunk = Buffer.alloc(2 ** 16, 'data');

const size = Number(process.argv[2]) * MIB;
const { sender, receiver } = await openStreams();
globalThis.gc?.();
const start = process.memoryUsage.rss();
let peak = start;
const watch = setInterval(look, 10);
let arrived = 0;
await Promise.all([
  pipeline(Readable.from(chunks()), sender),
  pipeline(receiver, new Writable({ write: take })),
]);
clearInterval(watch);
look();
if (arrived !== size) throw new Error(`${arrived} of ${size} bytes arrived`);
const transferred: Transferred = { growth: peak - start };
process.send?.(transferred);

function look(): void {
  peak = Math.max(peak, process.memoryUsage.rss());
}

function* chunks(): Generator<Buffer> {
  for (let sent = 0; sent < size; sent += chunk.length) yield chunk;
}

function take(data: Buffer, _encoding: string, done: () => void): void {
  arrived += data.length;
  look();
  done();
}

async function openStreams(): Promise<{ sender: TlsStream; receiver: TlsStream }> {
  const pki = createBenchPki();
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const socket = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const [[accepted]] = (await Promise.all([once(listener, 'connection'), once(socket, 'connect')])) as [
    [Socket],
    unknown,
  ];
  listener.close();
  const receiver = new TlsStream(accepted, {
    start: (onEvent) => createTlsServer({ ...serverOptions(pki, choice), onEvent }),
  });
  const sender = new TlsStream(socket, {
    start: (onEvent) => createClient({ ...clientOptions(pki, choice), onEvent }),
  });
  await Promise.all([sender.secured(), receiver.secured()]);
  return { sender, receiver };
}

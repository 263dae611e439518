// The edge between engines and sockets: whoever waits for something hears how it ended.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer as listen, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { startEngine } from '../kit/fuzz/engines.js';
import { fuzzTrust } from '../kit/fuzz/pki.js';
import { runClientSession } from '../kit/handshake/session.js';
import { TlsStream } from '../kit/net/tls-stream.js';
import { createClient } from '../lib/client.js';
import type { Connection } from '../lib/connection.js';
import type { ConnectionEvent } from '../lib/connection-types.js';
import { AlertReceived } from '../lib/errors.js';
import { encodeAlert } from '../lib/records.js';
import { TLS12 } from '../lib/registry.js';
import { reference } from '../lib/stages.js';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const start = (onEvent: (event: ConnectionEvent) => void) =>
  createClient({ functions: reference, random, trust: fuzzTrust, onEvent });

/** A server on a port of its own, for as long as `use` runs. */
async function withServer(take: (socket: Socket) => void, use: (port: number) => Promise<void>) {
  const sockets: Socket[] = [];
  const listener = listen((socket) => {
    sockets.push(socket.on('error', () => {}));
    take(socket);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  try {
    await use((listener.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    listener.close();
  }
}

async function clientStream(port: number): Promise<TlsStream> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return new TlsStream(socket, { start });
}

/** Shakes hands on the socket; what `after` makes the engine say goes out in one piece with its Finished. */
function shakeHands(socket: Socket, after: (connection: Connection) => Uint8Array[]): void {
  const { connection } = startEngine('server', { version: TLS12, suite: 0xc02f });
  socket.on('data', (bytes: Uint8Array) => {
    connection.receive(bytes);
    const output = connection.takeOutput();
    if (output.length > 0)
      socket.write(Buffer.concat([...output, ...(connection.isOpen ? after(connection) : [])]));
  });
}

/** The record of a fatal alert, under the engine's own keys. */
function fatal(connection: Connection, description: number): Uint8Array[] {
  const { layer } = connection as unknown as { layer: { write(type: number, content: Uint8Array): void } };
  layer.write(21, encodeAlert({ level: 2, description }));
  return connection.takeOutput();
}

describe('TLS over a socket', () => {
  it('an alert that comes with the Finished is what ends the session, at once', () =>
    withServer(
      (socket) => shakeHands(socket, (connection) => fatal(connection, 49)),
      async (port) => {
        const session = { host: '127.0.0.1', port, start, request: Uint8Array.of(104, 105) };
        await assert.rejects(
          runClientSession(session),
          (error) => error instanceof AlertReceived && error.alert === 'access_denied',
        );
      },
    ));

  it('whoever waits for the handshake hears that the stream was destroyed, before and after', () =>
    withServer(
      () => {},
      async (port) => {
        const stream = await clientStream(port);
        const before = assert.rejects(stream.secured(), /the connection is over/);
        const writing = new Promise((resolve) => stream.write('early', resolve));
        stream.destroy();
        await before;
        await assert.rejects(stream.secured(), /the connection is over/);
        assert.ok((await writing) instanceof Error);
      },
    ));

  it('a write that waits for room hears that the peer is gone', () =>
    withServer(
      (socket) => {
        shakeHands(socket, () => {
          socket.pause();
          return [];
        });
        delay(300).then(() => socket.destroy());
      },
      async (port) => {
        const stream = await clientStream(port);
        await stream.secured();
        const error = await new Promise((resolve) => stream.write(new Uint8Array(2 ** 24), resolve));
        assert.ok(error instanceof Error);
        stream.destroy();
      },
    ));
});

// What OpenSSL's and GnuTLS's programs have in common: application data over their standard streams.
import { createConnection } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type Running, start } from '../support/processes.js';

/** A client program as a stream: it ends when the program ends well, and fails when the program does. */
export function clientProgram(command: readonly string[]): Duplex {
  const running = start(command);
  const { stdin, stdout } = running.child;
  const stream = new Duplex({
    read() {},
    write: (chunk, _encoding, done) => void stdin.write(chunk, done),
    final: (done) => void stdin.end(done),
    destroy: (error, done) => void running.stop().then(() => done(error)),
  });
  stdout.on('data', (chunk) => stream.push(chunk));
  running.exited.then((code) => {
    if (code === 0) stream.push(null);
    else stream.destroy(new Error(`${command[0]} ended with ${code}:\n${running.output()}`));
  });
  return stream;
}

/** Starts a server program and waits until something listens on `port`. */
export async function serverProgram(command: readonly string[], port: number): Promise<Running> {
  const running = start(command);
  let ended = false;
  running.exited.then(() => (ended = true));
  while (!(await listens(port))) {
    if (ended) throw new Error(`${command[0]} ended:\n${running.output()}`);
    await delay(20);
  }
  return running;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

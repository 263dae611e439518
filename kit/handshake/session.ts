// One client session with a real server, from the TCP connection to close_notify.
import { connect, type Socket } from 'node:net';
import type { Connection } from '../../lib/connection.js';
import type { ConnectionEvent, Security } from '../../lib/connection-types.js';
import { TlsStream } from '../net/tls-stream.js';

export interface ClientSession {
  readonly host: string;
  readonly port: number;
  /** Starts the engine; it must report its events to the function it is given. */
  readonly start: (onEvent: (event: ConnectionEvent) => void) => Connection;
  readonly onEvent?: (event: ConnectionEvent) => void;
  readonly onWire?: (sent: boolean, bytes: Uint8Array) => void;
  /** Called for each handshake of the connection. */
  readonly onSecured?: (security: Security) => void;
  /** Begin another handshake after the first. */
  readonly renegotiate?: boolean | undefined;
  /** Application data to send; without it the session ends after the handshake. */
  readonly request?: Uint8Array;
  readonly onAnswer?: (data: Uint8Array) => void;
}

/** How long a server may take to connect, to shake hands, or to begin an answer. */
const PATIENCE_MS = 5000;
/** An answer is over when nothing comes for this long, if the server does not close before. */
const SILENCE_MS = 500;

/**
 * Runs the session. @throws what ended it: no connection, a TlsError, the server's alert, no answer in time, or
 * Truncated when the server hangs up without close_notify
 */
export async function runClientSession(session: ClientSession): Promise<void> {
  const socket = await openSocket(session.host, session.port);
  try {
    const stream = new TlsStream(socket, {
      ...session,
      onEvent(event) {
        session.onEvent?.(event);
        if (event.type === 'secured') session.onSecured?.(event.security);
      },
    });
    const first = await within(PATIENCE_MS, stream.secured(), 'the server did not finish the handshake');
    if (session.renegotiate) await renegotiate(stream, first);
    if (session.request) await ask(stream, session.request, session.onAnswer ?? (() => {}));
    await close(stream);
  } finally {
    socket.destroySoon();
  }
}

async function renegotiate(stream: TlsStream, first: Security): Promise<void> {
  const asked = stream.renegotiate();
  const second = await within(PATIENCE_MS, asked, 'the server did not answer another client_hello');
  if (second === first) throw new Error('the server declined another handshake');
}

export function openSocket(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS });
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

/** Sends the request and hands on the answer as it comes, until the server closes or falls silent. */
async function ask(
  stream: TlsStream,
  request: Uint8Array,
  onAnswer: (data: Uint8Array) => void,
): Promise<void> {
  if (stream.errored) throw stream.errored; // it came with the Finished, before anybody listened
  stream.write(request);
  return new Promise((resolve, reject) => {
    let answered = false;
    const finish = (error?: Error) => {
      clearTimeout(timer);
      error ? reject(error) : resolve();
    };
    const silence = () =>
      finish(answered ? undefined : new Error(`the server did not answer within ${PATIENCE_MS / 1000} s`));
    let timer = setTimeout(silence, PATIENCE_MS);
    stream.on('data', (data: Uint8Array) => {
      answered = true;
      onAnswer(data);
      clearTimeout(timer);
      timer = setTimeout(silence, SILENCE_MS);
    });
    stream.once('end', () => finish(answered ? undefined : new Error('the server closed without an answer')));
    stream.once('error', finish);
  });
}

/** Says close_notify and waits a little for the server's. */
async function close(stream: TlsStream): Promise<void> {
  if (stream.destroyed) return;
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
